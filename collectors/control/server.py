"""Serve the control API in a thread of the simulator's process."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from collectors.control.app import create_app
from collectors.control.simulation import Simulation

log = logging.getLogger(__name__)

_END_S = 5


@contextmanager
def serving(simulation: Simulation, host: str, port: int, token: str) -> Iterator[str]:
    """Serve while the block runs; gives the address. Port 0 takes a free one. Raises `OSError` where it is taken."""
    with socket.create_server((host, port)) as listener:
        address = "http://{}:{}".format(*listener.getsockname()[:2])
        config = uvicorn.Config(
            create_app(simulation, token),
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_END_S,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="control", daemon=True)
        thread.start()
        log.info("control listens on %s", address)
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(2 * _END_S)
