"""Serve the admin as a process of its own."""

import logging
import signal
import socket
from types import FrameType

import uvicorn

from admin.app import create_app
from telemetry.gateway import Gateway
from telemetry.settings import Settings

log = logging.getLogger(__name__)

STORE_TIMEOUT_S = 10
"""A page that waits longer than this for the store is of no use to who looks at it."""


def main(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT and return the exit status; port 0 takes a free one, which the log names.

    Raises `SettingsError` where a secret is not set, and `OSError` where the address is taken.
    """
    token = settings.require("influx_token")
    with Gateway(settings.influx_url, token, settings.influx_org, timeout_s=STORE_TIMEOUT_S) as gateway:
        app = create_app(settings, gateway)
        listener = socket.create_server((settings.forewarn_admin_host, settings.forewarn_admin_port))
        log.info("admin listens on http://%s:%d", *listener.getsockname()[:2])
        # An address in a header that anybody can write must not decide whom the sign-in throttle slows down.
        config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, server_header=False)
        server = uvicorn.Server(config)
        _stop_on_signals(server)
        server.run(sockets=[listener])
    return 0


def _stop_on_signals(server: uvicorn.Server) -> None:
    """Let SIGTERM and SIGINT end the server; uvicorn raises them again after its end, which must not kill us."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
