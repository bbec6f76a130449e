"""Serve the control API in a thread of the simulator's process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.control.app import create_app
from collectors.control.simulation import Simulation
from web import server
from web.limits import Limits

log = logging.getLogger(__name__)

LIMITS = Limits(connections=256, body=128 * 1024)
"""The admin and a script or two."""


@contextmanager
def serving(simulation: Simulation, host: str, port: int, token: str) -> Iterator[str]:
    """Serve while the block runs; gives the address. Port 0 takes a free one. Raises `OSError` where it is taken."""
    with server.listen(host, port) as listener:
        address = server.address(listener)
        running = server.make(create_app(simulation, token), LIMITS)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, name="control", daemon=True)
        thread.start()
        log.info("control listens on %s", address)
        try:
            yield address
        finally:
            running.should_exit = True
            thread.join(2 * server.GRACE_S)
