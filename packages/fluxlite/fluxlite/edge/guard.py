"""One connection of a server, with limits: what a client may send, and how long it may take over it.

Nothing here knows who a client is. It is what keeps a stranger, or a broken device, from taking memory, files or time
from everybody else.
"""

import asyncio
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from fluxlite.edge.table import Table, peer_of

_LINGER_S = 1
"""How long a refused client has to read why, before the connection is cut."""


class _RefusedError(Exception):
    """Ends the parsing of a request; holds the status to answer with."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Guarded(HttpToolsProtocol):
    """uvicorn's protocol with the limits of a table."""

    def __init__(
        self,
        table: Table,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._table, self._limits = table, table.limits
        self.peer = ""
        self.waited = 0
        self._begun = False
        """Whether something of a request has come that is not answered."""
        self._in_body = False
        self._leaving = False
        self._unparsed = 0
        """Bytes that came since the last that made sense."""
        self._body = self._span = self._spilt = 0
        """Bytes of this body in all, since the span began, and after the answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; where there is no room it is answered 503 at once."""
        super().connection_made(transport)
        self.peer = peer_of(self.client[0] if self.client else "")
        if not self._table.add(self):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._table.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, as far as the limits allow."""
        self._unset_keepalive_if_required()
        if self._leaving:
            return
        if not self._begun:
            self._begun, self.waited = True, 0
        self._unparsed += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.upgrade()
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.status if isinstance(cause, _RefusedError) else HTTPStatus.BAD_REQUEST)
        else:
            if self._unparsed > self._limits.head:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def upgrade(self) -> None:
        """Another protocol is wished for, which we do not speak: the request is answered as it stands."""

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. One that follows a body is dropped: nothing of ours asks for it."""
        if self._in_body:
            return
        if len(self.headers) >= self._limits.headers:
            raise _RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the application begin."""
        if self._unparsed > self._limits.head and _size(self.url, self.headers) > self._limits.head:
            raise _RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if len(self.pipeline) >= self._limits.pipelined:
            raise _RefusedError(HTTPStatus.TOO_MANY_REQUESTS)
        super().on_headers_complete()
        self._in_body = True
        self.waited = self._unparsed = self._body = self._span = self._spilt = 0

    def on_chunk_header(self) -> None:
        """A part of a body of unknown length begins."""
        self._unparsed = 0

    def on_body(self, body: bytes) -> None:
        """Hand a part of the body on, or throw it away where its request is answered already."""
        self._unparsed = 0
        self._body += len(body)
        self._span += len(body)
        if self._limits.body is not None and self._body > self._limits.body:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.cycle.response_complete:
            self._spilt += len(body)
            if self._spilt > self._limits.unread:
                raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come whole."""
        self._in_body = False
        self.waited = self._unparsed = 0
        self._begun = not self.cycle.response_complete
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is written; what was piled up behind it comes next."""
        if not self.pipeline and not self._in_body:
            self._begun, self.waited = False, 0
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client takes less than we write."""
        self.waited = 0
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has taken some."""
        self.waited = 0
        super().resume_writing()

    def waits(self) -> bool:
        """Whether it is the client's turn: to send a request, the rest of one, to take its answer, or to go."""
        if self._leaving or self.flow.write_paused:
            return True
        if self._in_body:
            return not self.flow.read_paused and not self.cycle.waiting_for_100_continue
        return self.cycle is None or self.cycle.response_complete

    def rests(self) -> bool:
        """Whether nothing is lost with it: refused, or nothing has come since the last answer, which was taken."""
        return self._leaving or not (self._begun or self.transport.get_write_buffer_size())

    def tick(self) -> None:
        """A second has passed: end a connection whose client has used up its time."""
        if self._leaving or self.transport.is_closing():
            self._cut_after(_LINGER_S)
        elif not self.waits():
            self.waited = 0
        elif self.flow.write_paused:
            self._cut_after(self._limits.take_s)
        elif self._in_body:
            self._next_second_of_body()
        else:
            self._next_second_of_head()

    def leave(self) -> None:
        """Make room for others."""
        self._leaving = True
        self.transport.abort()

    def _next_second_of_body(self) -> None:
        self.waited += 1
        if self.waited < self._limits.body_s:
            return
        if self._span < self._limits.body_floor:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        self.waited = self._span = 0

    def _next_second_of_head(self) -> None:
        self.waited += 1
        fresh = self.cycle is None
        if (self._begun or fresh) and self.waited >= self._limits.head_s:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _cut_after(self, seconds: int) -> None:
        self.waited += 1
        if self.waited > seconds:
            self.transport.abort()

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why, where no answer has begun, and take nothing more."""
        if self._leaving or self.transport.is_closing():
            return
        self._leaving, self.waited = True, 0
        if self._answer_is_ours():
            self.transport.write(_answer(status))
            self.flow.pause_reading()
            if self.transport.can_write_eof():
                self.transport.write_eof()
        else:
            self.transport.abort()

    def _answer_is_ours(self) -> bool:
        """Whether we may answer in the application's stead; what it answers from now on goes nowhere."""
        if self.pipeline:
            return False
        if self.cycle is None or self.cycle.response_complete:
            return not self._in_body
        if not self._in_body or self.cycle.response_started:
            return False
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        return True


def _size(url: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    """The bytes of a request's line and headers, nearly."""
    return len(url) + sum(len(name) + len(value) + 4 for name, value in headers)


def _answer(status: HTTPStatus) -> bytes:
    """A whole answer in plain text, after which the connection ends."""
    text = f"{status.value} {status.phrase}"
    return (
        f"HTTP/1.1 {text}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        f"content-length: {len(text)}\r\nconnection: close\r\n\r\n{text}"
    ).encode()
