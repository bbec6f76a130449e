"""Run the embedded store: one process, one folder, one HTTP server."""

import logging
import signal
import socket
from pathlib import Path
from types import FrameType

import uvicorn

from fluxlite.http.app import application

log = logging.getLogger("fluxlite")


def main(host: str, port: int, data: Path, token: str | None, org: str, user: str = "operator") -> int:
    """Serve the store in `data` until SIGTERM or SIGINT; return the exit status.

    `token` is the operator's token (all rights), made sure of at each start; without one, the store waits for a
    first `POST /api/v2/setup`, as a new InfluxDB does. `port` 0 takes a free one; the start line names it.
    """
    data.mkdir(parents=True, exist_ok=True)
    listener = socket.create_server((host, port))
    address = "http://{}:{}".format(*listener.getsockname()[:2])
    log.info(
        "fluxlite, an embedded store that speaks the InfluxDB 2 API, listens on %s, data in %s", address, data
    )
    config = uvicorn.Config(application(), log_config=None, access_log=False, lifespan="off")
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
