"""What a real InfluxDB answered on the wire, asked again of our store."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.golden import wire
from tests.golden.record import recording
from tests.http.talk import Talk
from tests.support.store import RunningStore

DIVERGENCES = {
    "write 1: microseconds": "it takes u for nanoseconds; here it is what version 1 says",
    "write 1: minutes": "it takes m for nanoseconds; here it is what version 1 says",
    "write 1: an unknown precision": "it takes what it does not know for nanoseconds; here it is refused",
}
"""Answers that differ on purpose, with the reason; the README of `fluxlite/http` lists them too."""


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """A conversation with a store of its own."""
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        yield talk


def test_every_request_has_an_answer_of_a_named_server() -> None:
    assert recording("wire")["server"]["version"]
    assert list(recording("wire")["answers"]) == [case.name for case in wire.cases()]


def readable(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its body as a value, where that is JSON: blanks and line ends do not count there."""
    try:
        return {**answer, "body": json.loads(answer["body"])}
    except ValueError:
        return answer


@pytest.mark.parametrize("case", wire.cases(), ids=lambda case: case.name)
def test_a_request_is_answered_on_the_wire_as_influxdb_does(talk: Talk, case: wire.WireCase) -> None:
    want, got = readable(recording("wire")["answers"][case.name]), readable(wire.ask(talk, case))
    assert (want == got) is (case.name not in DIVERGENCES), (want, got)
