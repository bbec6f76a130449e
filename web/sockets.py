"""WebSockets: connections that become one, and how they stay within the limits of their table."""

import asyncio
from functools import partial
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.server import ServerProtocol

from web.guard import Guarded
from web.table import Table, peer_of

MOST_BYTES = 4096
"""Of a message that a client sends: nothing of ours takes any."""
_LINGER_S = 1
"""How long the last words to a client may take."""


class Upgrading(Guarded):
    """A connection that its client may make a WebSocket."""

    def __init__(
        self,
        table: Table,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(table, config, server_state, app_state, _loop)
        self.ws_protocol_class = partial(Socket, table)  # type: ignore[assignment]

    def on_message_complete(self) -> None:
        """The request has come whole; one that opens a WebSocket is not the application's yet."""
        if not (self.parser.should_upgrade() and self._should_upgrade()):
            super().on_message_complete()

    def upgrade(self) -> None:
        """Become a WebSocket, where that is what is asked for."""
        if self._should_upgrade():
            self._table.discard(self)
            self.handle_websocket_upgrade()

    def _should_upgrade(self) -> bool:
        """Whether to become one; not while an earlier request on this connection is answered."""
        return (self.cycle is None or self.cycle.response_complete) and super()._should_upgrade()


class Socket(WebSocketsSansIOProtocol):
    """uvicorn's protocol in a table; a client that does not answer pings, or takes nothing, is cut off."""

    def __init__(self, table: Table, config: Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config, server_state, app_state)
        # Nothing is compressed: what that takes of memory is more than all else that a client costs.
        self.conn = ServerProtocol(max_size=MOST_BYTES, logger=self.logger)
        self._table = table
        self.peer = ""
        self.waited = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection over; there is room, as it has just given up its own."""
        super().connection_made(transport)
        self.peer = peer_of(self.client[0] if self.client else "")
        self._table.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._table.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take frames; what is HTTP but opens no WebSocket is refused, which uvicorn leaves undone."""
        super().data_received(data)
        if not self.handshake_initiated and self.conn.handshake_exc is not None:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    async def send(self, message: Any) -> None:
        """What the application says. One that is refused by an answer is done, which uvicorn would call an error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True

    def waits(self) -> bool:
        """Whether the client has to take something before more can be sent."""
        return self.transport.is_closing() or not self.writable.is_set()

    def rests(self) -> bool:
        """Whether it is at its end."""
        return self.transport.is_closing()

    def tick(self) -> None:
        """A second has passed: end a connection whose client has used up its time."""
        self.waited = self.waited + 1 if self.waits() else 0
        most = _LINGER_S if self.transport.is_closing() else self._table.limits.take_s
        if self.waited > most:
            self.transport.abort()

    def leave(self) -> None:
        """Make room for others."""
        self.transport.abort()
