"""Whose turn it is: small queries pass large ones, one token does not shut out another, and the line has an end."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.http.talk import Talk
from tests.queries.scripts import ENDLESS, asked, count, ended
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


@pytest.fixture
def talk(patient: RunningStore) -> Iterator[Talk]:
    with Talk(patient.url, patient.token, patient.org) as talk:
        talk.create_bucket(f"test-{time.time_ns()}")
        yield talk
        wait_until(lambda: count(talk, "queries_running") + count(talk, "queries_queued") == 0)


@pytest.fixture
def greedy(patient: RunningStore, talk: Talk) -> Iterator["Greedy"]:
    with Greedy(patient, str(talk.grant(("read", talk.bucket_id))["token"])) as greedy:
        yield greedy


class Greedy:
    """A token that asks many queries at once, and leaves at the end of the test."""

    def __init__(self, store: RunningStore, token: str) -> None:
        self._talk = Talk(store.url, token, store.org)
        self.asked: list[socket.socket] = []

    def ask(self, flux: str, times: int) -> None:
        self.asked += [asked(self._talk, flux) for _ in range(times)]

    def answers(self) -> list[bytes]:
        """The beginnings of the answers that have come."""
        found = []
        for connection in self.asked:
            connection.setblocking(False)
            try:
                found.append(connection.recv(10_000))
            except BlockingIOError:
                continue
        return found

    def __enter__(self) -> "Greedy":
        return self

    def __exit__(self, *_: object) -> None:
        self._talk.close()
        for connection in self.asked:
            connection.close()


def test_small_queries_pass_large_ones(talk: Talk, greedy: Greedy) -> None:
    before = ended(talk, "displaced")
    greedy.ask(ENDLESS, 4)
    wait_until(lambda: count(talk, "queries_running") == 2)
    for _ in range(3):
        assert talk.query("buckets()").status == 200
    assert greedy.answers() == []
    assert ended(talk, "displaced") > before
    wait_until(lambda: count(talk, "queries_running") == 1 and count(talk, "queries_queued") == 3)


def test_who_fills_the_line_is_refused_and_another_is_not(talk: Talk, greedy: Greedy) -> None:
    before = ended(talk, "refused")
    greedy.ask(ENDLESS, 12)
    wait_until(lambda: ended(talk, "refused") >= before + 4)
    assert talk.query("buckets()").status == 200


def test_a_refusal_says_that_the_line_is_full_and_when_to_come_again(talk: Talk, greedy: Greedy) -> None:
    before = ended(talk, "refused")
    greedy.ask(ENDLESS, 12)
    wait_until(lambda: ended(talk, "refused") >= before + 4)
    found = [answer for answer in greedy.answers() if answer]
    assert found[0].startswith(b"HTTP/1.1 503")
    assert b"Retry-After: " in found[0]
    assert b'{"code":"unavailable","message":"the store has too many queries in line, try again later"}' in found[0]
