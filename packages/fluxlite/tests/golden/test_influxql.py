"""What a real InfluxDB answered to questions in InfluxQL, asked again of our store."""

import json
import math
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

from tests.golden import influxql
from tests.golden.compare import LAST_DIGITS
from tests.golden.record import recording
from tests.http.talk import Talk
from tests.support.store import RunningStore

TIES = "points of the same time have no order there; here they come by series"
ENGINE = "the words of another regular expression engine"
GOES_ON = "it says 'not executed' of the statement that failed, and nothing of those after it"
CHUNKS = "answers are one whole here: `chunked` is not needed"
DIVERGENCES = {
    "aggregates: mode": "of equally frequent values it takes any; here the smallest",
    "aggregates: difference": TIES,
    "dashboards: subquery": "a SELECT from a SELECT is refused by name",
    "aggregates: non-negative difference": TIES,
    "select: a limit": TIES,
    "where: not an unknown tag": TIES,
    "select: an offset": "an OFFSET without a LIMIT gives one row there, here all that follow",
    "select: comments": "it takes a comment behind a name for a regular expression",
    "where: a bad pattern": ENGINE,
    "requests: csv: an error": "CSV is silent there about a statement that failed",
    "requests: chunks": CHUNKS,
    "requests: chunks of groups": CHUNKS,
    "show: tag keys where": "it cannot do this; here it is answered",
    "show: create database and more": GOES_ON,
    "show: more and create database": GOES_ON,
}
"""Answers that differ on purpose, with the reason; the README of `fluxlite/influxql` lists them too."""


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """A conversation with a store that has the questions' points."""
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        influxql.fill(talk)
        yield talk


def test_every_question_has_an_answer_of_a_named_server() -> None:
    assert recording("influxql")["server"]["version"]
    assert {name: item["q"] for name, item in recording("influxql")["answers"].items()} == {
        case.name: case.q for case in influxql.cases()
    }
    assert recording("influxql")["answers"].keys() >= DIVERGENCES.keys()


@pytest.mark.parametrize("case", influxql.cases(), ids=lambda case: case.name)
def test_a_question_in_influxql_is_answered_as_influxdb_does(talk: Talk, case: influxql.InfluxQLCase) -> None:
    want, got = recording("influxql")["answers"][case.name], influxql.ask(talk, case)
    same = all(want[key] == got[key] for key in ("status", "type")) and same_body(want["body"], got["body"])
    assert same is (case.name not in DIVERGENCES), f"{case.q}\n{want}\n{got}"


def same_body(want: str, got: str) -> bool:
    """Two answers say the same: rows of the same time may stand in any order, floats differ in their last digits."""
    try:
        return close(_ordered(json.loads(want)), _ordered(json.loads(got)))
    except ValueError:
        return sorted(want.split("\n")) == sorted(got.split("\n"))


def _ordered(value: Any) -> Any:
    """An answer in which rows of the same time stand in an order of their own."""
    if isinstance(value, dict):
        rows = value.get("values")
        others = {key: _ordered(item) for key, item in value.items() if key != "values"}
        return {**others, "values": _sorted(rows)} if rows is not None else others
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def _sorted(rows: list[list[Any]]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for _, same in groupby(rows, lambda row: row[0]):
        found += sorted(same, key=json.dumps)
    return found


def close(want: Any, got: Any) -> bool:
    """Equal but for the last digits of floats."""
    if isinstance(want, dict) and isinstance(got, dict):
        return want.keys() == got.keys() and all(close(want[key], got[key]) for key in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(want) == len(got) and all(map(close, want, got))
    if isinstance(want, float) and isinstance(got, float):
        return math.isclose(want, got, rel_tol=LAST_DIGITS)
    return type(want) is type(got) and bool(want == got)
