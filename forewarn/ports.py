"""Whether a port is free, asked before anything starts, so that the error is one sentence."""

import socket

from telemetry.errors import SettingsError


def need_free(host: str, port: int, what: str, option: str) -> None:
    """Raise `SettingsError` where something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"{what}: {host}:{port} is in use; is another `forewarn run` going? Choose another with {option}"
            ) from error
