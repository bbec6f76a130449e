"""The answers that a real InfluxDB gave to the questions in `cases/`, asked again of our store."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.golden.asking import ask_query, ask_write, fill
from tests.golden.cases import QueryCase, WriteCase, suite
from tests.golden.compare import difference
from tests.golden.record import ANSWERS
from tests.http.talk import Talk
from tests.support.store import RunningStore

PANIC = "a computation of theirs fails where ours does not, or with a clear error"
INFERENCE = "they infer the types of rows before they run; ours are known when the row is reached"
DIVERGENCES = {
    "errors: option without a value": PANIC,
    "errors: csv.from of a bad number": PANIC,
    "joining: join package with a condition that is no equality": PANIC,
    "mapping: map with an interpolation of a null": PANIC,
    "mapping: map with powers of integers": PANIC,
    "errors: elapsed of what has been measured already": PANIC,
    "changes: movingAverage longer than the table": "they give such a table twice: without rows, and with its mean",
    "errors: a bad regular expression": "the words of another regular expression engine",
    "errors: a call of a number": "the type of a stream is not spelt out",
    "errors: a function where a number is wanted": "the type of a function is not spelt out",
    "aggregates: reduce that changes a type is an error": INFERENCE,
    "mapping: map that adds an integer to a float": INFERENCE,
    "mapping: math of an integer is an error": INFERENCE,
    "mapping: contains of another type is an error": INFERENCE,
    "shapes: union of different columns": INFERENCE,
    "shapes: union of different types": INFERENCE,
    "shapes: filter by a column that is not there": INFERENCE,
}
"""Answers that differ on purpose, with the reason; the README of `fluxlite/flux` lists them too."""


@cache
def recording() -> dict[str, Any]:
    """What the real server answered."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """A conversation with a running store that has the suite's buckets."""
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        fill(talk, suite())
        yield talk


def test_every_question_has_an_answer_of_a_named_server() -> None:
    found, asked = recording(), suite()
    assert found["server"]["version"]
    assert list(found["writes"]) == [case.name for case in asked.writes]
    assert {name: item["flux"] for name, item in found["queries"].items()} == {
        case.name: case.flux for case in asked.queries
    }
    assert found["queries"].keys() >= DIVERGENCES.keys()


@pytest.mark.parametrize("case", suite().writes, ids=lambda case: case.name)
def test_a_write_is_answered_and_stored_as_influxdb_does(talk: Talk, case: WriteCase) -> None:
    want, got = recording()["writes"][case.name], ask_write(talk, case)
    assert difference(want["stored"], got["stored"]) is None
    assert difference({key: want[key] for key in ("status", "code", "body")}, got) is None


@pytest.mark.parametrize("case", suite().queries, ids=lambda case: case.name)
def test_a_query_is_answered_as_influxdb_does(talk: Talk, case: QueryCase) -> None:
    want = {key: value for key, value in recording()["queries"][case.name].items() if key != "flux"}
    found = difference(want, ask_query(talk, case))
    assert (found is not None) == (case.name in DIVERGENCES), found
