"""What a stranger can take from a server: nothing without end, and nothing that others then lack."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.support.waiting import wait_until
from tests.web.running import Running, everything, flood
from web.limits import Limits

MB = 2**20
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /%s HTTP/1.1\r\nHost: x\r\n"
QUICK = Limits(connections=40, body=4 * MB, unread=MB, head_s=1, body_s=1, take_s=1, idle_s=1)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A server with the limits that ship, but a body's."""
    with Running(Limits(body=4 * MB, unread=MB)) as opened:
        yield opened


@pytest.fixture(scope="module")
def quick() -> Iterator[Running]:
    """One that is out of patience after a second, with little room."""
    with Running(QUICK) as opened:
        yield opened


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (HEAD, b"X-Name: " + b"a" * 1000 + b"\r\n"),
        (HEAD, b"a:b\r\n" * 1000),
        (HEAD + b"X-One: ", b"a" * MB),
        (HEAD + b"X", b"a" * MB),
        (b"GET /", b"a" * MB),
        (b"", b"\r\n" * 10_000),
    ],
    ids=["headers", "tiny headers", "one header", "one name", "address", "line breaks"],
)
def test_a_head_without_end_is_refused_long_before_it_fills_the_memory(
    running: Running, start: bytes, part: bytes
) -> None:
    with running.connect() as line:
        line.sendall(start)
        assert flood(line, part, 200 * MB) < 100 * MB
    assert running.hello()


@pytest.mark.parametrize("long", [b"X-Long: " + b"a" * 33_000, b"\r\n".join([b"X-Many: 1"] * 130)])
def test_a_head_that_is_too_long_is_answered_431(running: Running, long: bytes) -> None:
    reply = running.ask(HEAD + long + b"\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert reply.endswith(b"431 Request Header Fields Too Large")


def test_a_head_below_the_limits_is_taken_with_a_body_behind_it(running: Running) -> None:
    body = b"b" * 3 * MB
    head = POST % b"length" + b"X-Long: " + b"a" * 30_000 + b"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    assert running.ask(head % len(body) + body).endswith(b"\r\n\r\n%d" % len(body))


@pytest.mark.parametrize("part", [b"1;" + b"x" * MB, b"0\r\nX: " + b"t" * MB])
def test_what_stands_between_the_parts_of_a_body_has_an_end_too(running: Running, part: bytes) -> None:
    with running.connect() as line:
        line.sendall(POST % b"length" + b"Transfer-Encoding: chunked\r\n\r\n")
        assert flood(line, part, 100 * MB) < 100 * MB
    assert running.hello()


def test_headers_that_follow_a_body_are_not_taken_for_the_request_s(running: Running) -> None:
    head = POST % b"names" + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    reply = running.ask(head + b"3\r\nabc\r\n0\r\nAuthorization: Token x\r\n\r\n")
    assert reply.endswith(b"host connection transfer-encoding")


def test_a_body_beyond_the_limit_is_answered_413(running: Running) -> None:
    reply = running.ask(POST % b"length" + b"Content-Length: %d\r\n\r\n" % (5 * MB) + b"b" * (4 * MB + 1))
    assert reply.startswith(b"HTTP/1.1 413 ")


def test_a_body_goes_on_after_its_answer_for_so_long_only(running: Running) -> None:
    with running.connect() as line:
        line.sendall(POST % b"denied" + b"Content-Length: %d\r\n\r\n" % 10**15)
        assert line.recv(65536).startswith(b"HTTP/1.1 401 ")
        assert flood(line, b"b" * 65536, 200 * MB) < 100 * MB


def test_many_requests_at_once_are_answered_in_order_and_too_many_are_not(running: Running) -> None:
    one, last = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert running.ask(one * 49 + last).count(b"hello") == 50
    assert running.ask(one * 2000 + last).count(b"hello") <= 65
    assert running.hello()


def test_what_is_not_http_is_answered_400(running: Running) -> None:
    assert running.ask(b"\x16\x03\x01 what\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_a_wish_for_another_protocol_is_passed_over(running: Running) -> None:
    with running.connect() as line:
        line.sendall(HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        assert line.recv(65536).endswith(b"hello")
        line.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert everything(line).endswith(b"hello")


def test_a_client_that_says_nothing_or_half_a_head_is_let_go(quick: Running) -> None:
    assert quick.ask(b"").startswith(b"HTTP/1.1 408 ")
    assert quick.ask(HEAD + b"X-Slo").startswith(b"HTTP/1.1 408 ")


def test_a_head_that_drips_is_let_go_though_each_byte_comes_in_time(quick: Running) -> None:
    def drip(line: socket.socket) -> bool:
        try:
            line.sendall(b"X-Slow: 1\r\n")
        except ConnectionError:
            return True
        return False

    with quick.connect() as line:
        line.sendall(HEAD)
        wait_until(lambda: drip(line))


def test_a_body_that_stands_still_is_let_go_and_one_that_is_slow_is_not(quick: Running) -> None:
    head = POST % b"length" + b"Connection: close\r\nContent-Length: %d\r\n\r\n"
    assert quick.ask(head % MB + b"b").startswith(b"HTTP/1.1 408 ")
    with quick.connect() as line:
        line.sendall(head % (20 * 20_000))
        for _ in range(20):
            line.sendall(b"b" * 20_000)
            time.sleep(0.15)  # three spans in all
        assert everything(line).endswith(b"400000")


def test_a_client_that_does_not_take_its_answer_is_cut_off(quick: Running) -> None:
    with quick.connect() as line:
        line.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(1)
        wait_until(lambda: not quick.server.server_state.tasks)
        assert len(everything(line)) < 2**28


def test_a_connection_may_rest_between_requests_and_not_for_ever(quick: Running) -> None:
    with quick.connect() as line:
        line.sendall(HEAD + b"\r\n")
        assert everything(line).endswith(b"hello")


def test_a_request_that_is_being_answered_is_never_what_makes_room() -> None:
    with Running(Limits(connections=8)) as running, running.connect() as working:
        working.sendall(b"GET /gate HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        wait_until(lambda: bool(running.server.server_state.tasks))
        lines = [running.connect() for _ in range(50)]
        running.ask(b"POST /gate HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert everything(working).endswith(b"hello")
        for line in lines:
            line.close()


@pytest.mark.parametrize("start", [b"nonsense\r\n\r\n", b"", HEAD, POST % b"length" + b"Content-Length: 9999\r\n\r\nx"])
def test_connections_that_wait_for_their_client_make_room_for_who_has_something_to_ask(start: bytes) -> None:
    with Running(Limits(connections=40)) as running:
        lines = [running.connect() for _ in range(200)]
        for line in lines:
            try:
                line.sendall(start)
            except ConnectionError:
                continue
        assert all(running.hello() for _ in range(20))
        wait_until(lambda: len(running.server.server_state.connections) <= 40)
        for line in lines:
            line.close()
