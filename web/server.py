"""Our servers: where they listen, what they are made of, and how they stop."""

import signal
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from web.guard import Guarded
from web.limits import Limits, open_files
from web.table import Table

GRACE_S = 10
"""How long requests under way may go on after the order to stop."""
_BACKLOG = 1024
"""Connections that wait to be taken: a fleet comes back all at once after a restart."""


class Server(uvicorn.Server):
    """uvicorn's server, whose connections are looked after once a second."""

    def __init__(self, config: uvicorn.Config, table: Table, at_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._table, self._at_stop = table, at_stop

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        if counter % 10 == 0:
            self._table.sweep()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let answers that have no end of their own end before the others are waited for."""
        self._at_stop()
        await super().shutdown(sockets)


def make(
    app: ASGIApp,
    limits: Limits | None = None,
    *,
    lifespan: bool = False,
    protocol: type[Guarded] = Guarded,
    at_stop: Callable[[], None] = lambda: None,
) -> Server:
    """The server of an application; `run(sockets=[listen(...)])` serves until its `should_exit` is set.

    It believes no header about where a request comes from, and says nothing of its make. `at_stop` is to end answers
    that have no end of their own.
    """
    table = Table((limits or Limits()).within(open_files()))
    config = uvicorn.Config(
        app,
        http=cast(Any, partial(protocol, table)),
        ws="none",
        lifespan="on" if lifespan else "off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=table.limits.idle_s,
        timeout_graceful_shutdown=GRACE_S,
    )
    return Server(config, table, at_stop)


def run(server: Server, listener: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve in the main thread until SIGTERM or SIGINT.

    `announce` is given the address: who hears of it may end the server at once, in order.
    """
    _stop_on_signals(server)
    announce(address(listener))
    server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    `host` is a name or an address of IPv4 or IPv6, with or without brackets; `::` listens on all of both. Raises
    `OSError` where there is no such host or its port is taken.
    """
    bare = host.removeprefix("[").removesuffix("]")
    family = _family(bare, port)
    both = family == socket.AF_INET6 and bare == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((bare, port), family=family, dualstack_ipv6=both)


def address(listener: socket.socket) -> str:
    """The URL of what listens there, without a slash at the end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _family(host: str, port: int) -> socket.AddressFamily:
    """That of a host; of a name with both, IPv4, which more clients try first."""
    families = {found[0] for found in socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)}
    return socket.AF_INET if socket.AF_INET in families else socket.AF_INET6


def _stop_on_signals(server: uvicorn.Server) -> None:
    """Let SIGTERM and SIGINT end the server; uvicorn raises them again after its end, which must not kill us."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
