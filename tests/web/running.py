"""A server of ours in a thread, and clients that speak to it byte by byte."""

import asyncio
import socket
from contextlib import suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.answering import Serving
from web.limits import Limits

WAIT_S = 30.0


async def hello(_: Request) -> Response:
    """A small answer."""
    return PlainTextResponse("hello")


async def length(request: Request) -> Response:
    """The bytes of the body."""
    return PlainTextResponse(str(len(await request.body())))


async def denied(_: Request) -> Response:
    """An answer that does not wait for the body."""
    return PlainTextResponse("no", 401)


async def names(request: Request) -> Response:
    """The names of the headers, once the body has been read."""
    await request.body()
    return PlainTextResponse(" ".join(request.headers.keys()))


async def endless(_: Request) -> Response:
    """More than anybody's buffers hold."""
    return StreamingResponse(b"x" * 2**16 for _ in range(2**12))


async def gate(request: Request) -> Response:
    """Waits, as a long query does, until somebody else sends a POST."""
    event = request.app.state.gate
    if request.method == "POST":
        event.set()
    await event.wait()
    return PlainTextResponse("hello")


ROUTES = [
    Route("/", hello),
    Route("/length", length, methods=["POST"]),
    Route("/denied", denied, methods=["POST"]),
    Route("/names", names, methods=["POST"]),
    Route("/endless", endless),
    Route("/gate", gate, methods=["GET", "POST"]),
]


class Running(Serving):
    """The routes above behind the limits given; a context manager."""

    def __init__(self, limits: Limits) -> None:
        app = Starlette(routes=ROUTES)
        app.state.gate = asyncio.Event()
        super().__init__(app, limits)

    def connect(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S)

    def ask(self, request: bytes) -> bytes:
        """All that comes back on a connection of its own until it is closed."""
        with self.connect() as line:
            line.sendall(request)
            return everything(line)

    def hello(self) -> bool:
        """Whether an honest client is served."""
        return self.ask(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").endswith(b"hello")


def everything(line: socket.socket) -> bytes:
    """What comes until the other side closes, however it does."""
    found = b""
    with suppress(ConnectionError):
        while part := line.recv(65536):
            found += part
    return found


def flood(line: socket.socket, part: bytes, most: int) -> int:
    """Send a part again and again, and count the bytes until the other side takes no more."""
    sent = 0
    with suppress(ConnectionError):
        while sent < most:
            line.sendall(part)
            sent += len(part)
    return sent
