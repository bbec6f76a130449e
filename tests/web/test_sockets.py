"""WebSockets on our servers: what a stranger can take from them, and how they end."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.answering import Serving
from tests.support.waiting import wait_until
from tests.web.running import WAIT_S, everything, hello
from web.guard import Guarded
from web.limits import Limits
from web.sockets import Upgrading

UPGRADE = b"GET /%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
QUICK = Limits(connections=20, take_s=1)


async def echo(opened: WebSocket) -> None:
    """Says again what it hears, until the other side leaves."""
    await opened.accept()
    async for text in opened.iter_text():
        await opened.send_text(text)


async def endless(opened: WebSocket) -> None:
    """More than anybody's buffers hold."""
    await opened.accept()
    while True:
        await opened.send_bytes(b"x" * 2**16)


ROUTES = [Route("/", hello), WebSocketRoute("/echo", echo), WebSocketRoute("/endless", endless)]


class Conversing(Serving):
    """The routes above behind the limits given."""

    def __init__(self, limits: Limits, **more: Any) -> None:
        super().__init__(Starlette(routes=ROUTES), limits, **{"protocol": Upgrading, **more})

    def opened(self, path: str = "/echo", **more: Any) -> ClientConnection:
        """A WebSocket."""
        found: ClientConnection = connect(
            self.url.replace("http", "ws") + path, proxy=None, open_timeout=WAIT_S, **more
        )
        return found

    def line(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_S)

    @property
    def connections(self) -> int:
        """How many it knows of."""
        return len(self.server._table)


@pytest.fixture
def running() -> Iterator[Conversing]:
    """A server whose patience ends after a second."""
    with Conversing(QUICK) as serving:
        yield serving


def test_a_connection_becomes_a_web_socket_counted_once_until_it_ends(running: Conversing) -> None:
    with running.opened() as one, running.opened() as other:
        for each in (one, other):
            each.send("hello")
            assert each.recv(WAIT_S) == "hello"
        assert running.connections == 2
    wait_until(lambda: running.connections == 0)


def test_one_may_follow_an_ordinary_request_on_its_connection(running: Conversing) -> None:
    with running.line() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(65536).endswith(b"hello")
        line.sendall(UPGRADE % b"echo" + KEY)
        assert line.recv(65536).startswith(b"HTTP/1.1 101 ")


def test_a_server_that_speaks_none_answers_the_request_as_it_stands() -> None:
    with Conversing(QUICK, protocol=Guarded) as serving, serving.line() as line:
        line.sendall(UPGRADE % b"" + KEY)
        assert line.recv(65536).endswith(b"hello")


@pytest.mark.parametrize(
    "head",
    [
        UPGRADE % b"echo" + b"\r\n",
        UPGRADE % b"echo" + b"Sec-WebSocket-Key: short\r\n\r\n",
        UPGRADE % b"echo" + b"X-Long: " + b"x" * 20_000 + b"\r\n" + KEY,
        UPGRADE % b"no/such/place" + KEY,
        UPGRADE.replace(b"13", b"7") % b"echo" + KEY,
        UPGRADE.replace(b"GET", b"POST") % b"echo" + b"Content-Length: 3\r\n" + KEY + b"abc",
    ],
    ids=["no key", "a short key", "a long header", "no such path", "another version", "a post"],
)
def test_an_opening_that_is_none_is_refused_and_leaves_nothing(running: Conversing, head: bytes) -> None:
    with running.line() as line:
        line.sendall(head)
        assert not everything(line).startswith((b"HTTP/1.1 101 ", b"HTTP/1.1 200 "))
    wait_until(lambda: running.connections == 0)


def test_a_path_that_is_no_web_socket_refuses_one(running: Conversing) -> None:
    with pytest.raises(InvalidStatus) as refused:
        running.opened("/")
    assert refused.value.response.status_code == 403


def test_a_message_longer_than_any_that_we_take_ends_it(running: Conversing) -> None:
    with running.opened() as opened:
        opened.send("x" * 5000)
        with pytest.raises(ConnectionClosed):
            opened.recv(WAIT_S)
        assert opened.close_code == 1009


@pytest.mark.parametrize("noise", [b"\xff" * 100, b"\x81\x05hello", b"\x81\xfe\xff", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_frame_ends_it(running: Conversing, noise: bytes) -> None:
    with running.line() as line:
        line.sendall(UPGRADE % b"echo" + KEY)
        assert line.recv(65536).startswith(b"HTTP/1.1 101 ")
        line.sendall(noise)
        line.shutdown(socket.SHUT_WR)
        everything(line)
    wait_until(lambda: running.connections == 0)


def test_one_that_takes_nothing_is_cut_off(running: Conversing) -> None:
    with running.line() as line:
        line.sendall(UPGRADE % b"endless" + KEY)
        wait_until(lambda: running.connections == 1)
        wait_until(lambda: running.connections == 0)


def test_no_other_request_is_taken_for_the_opening_while_one_is_answered(running: Conversing) -> None:
    with running.line() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + UPGRADE % b"" + KEY)
        line.shutdown(socket.SHUT_WR)
        assert b"101 Switching" not in everything(line)


def test_all_end_with_the_server() -> None:
    with ExitStack() as stack:
        with Conversing(QUICK) as serving:
            opened = stack.enter_context(serving.opened())
        with pytest.raises(ConnectionClosed):
            opened.recv(WAIT_S)
        assert opened.close_code == 1012
