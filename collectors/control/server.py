"""Serve the control API in a thread of the simulator's process."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from collectors.control.app import create_app
from collectors.control.simulation import Simulation
from contract.threads import endure
from web import server
from web.limits import Limits

log = logging.getLogger(__name__)

LIMITS = Limits(connections=256, body=128 * 1024)
"""The admin and a script or two."""


class _Control:
    """The server of one simulation; it goes on listening where something ends it that was not `stop`."""

    def __init__(self, simulation: Simulation, token: str, listener: socket.socket) -> None:
        self._simulation, self._token, self._listener = simulation, token, listener
        self._stopping = False
        self._server: server.Server | None = None

    def run(self) -> None:
        """Serve until `stop`; raises `RuntimeError` where the server ended by itself."""
        self._server = server.make(create_app(self._simulation, self._token), LIMITS)
        if not self._stopping:
            # The server closes what it is given.
            self._server.run(sockets=[self._listener.dup()])
        if not self._stopping:
            raise RuntimeError("the server ended by itself")

    def stop(self) -> None:
        """Let it end."""
        self._stopping = True
        if self._server is not None:
            self._server.should_exit = True


@contextmanager
def serving(simulation: Simulation, host: str, port: int, token: str) -> Iterator[str]:
    """Serve while the block runs; gives the address. Port 0 takes a free one. Raises `OSError` where it is taken."""
    with server.listen(host, port) as listener:
        address = server.address(listener)
        control = _Control(simulation, token, listener)
        thread = endure("control", control.run)
        log.info("control listens on %s", address)
        try:
            yield address
        finally:
            control.stop()
            thread.join(2 * server.GRACE_S)
