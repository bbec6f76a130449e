"""What is behind a port: nothing yet, asked before a server starts; or a server that answers, asked after."""

import socket

from forewarn.asking import AnswerError, status
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


def status_of(url: str, timeout_s: float = 5) -> int | None:
    """The HTTP status that a GET is answered with; None where nobody answers."""
    try:
        return status(url, timeout_s)[0]
    except AnswerError:
        return None
