"""What is computed: the short way through storage gives what the long way over rows gives, and limits end a query."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fluxlite import seam
from fluxlite.influxql import Scope, StatementError, execute
from fluxlite.influxql.budget import Budget
from fluxlite.storage.records import WriteRecord
from fluxlite.storage.store import Store

LINES = "\n".join(
    f"m,host={'abc'[n % 3]},odd={n % 2} f={((n * 37) % 101) - 50}.5,i={(n * 13) % 17}i,u={n % 7}u {n * 7}"
    for n in range(1, 400)
)
EVERY = "i > -1"
"""A condition on a field that all points meet: with it, nothing is asked of storage but rows."""


class OneBucket:
    """A catalog of one bucket."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> seam.Bucket | None:
        return self._store.bucket("b1", "db") if name == "db" or bucket_id == "b1" else None

    def buckets(self) -> list[seam.BucketInfo]:
        return [seam.BucketInfo("b1", "db", "o", 0)]

    def write(self, bucket: str, lines: bytes) -> None:
        raise PermissionError(f"{bucket}: {len(lines)} bytes")


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scope]:
    folder: Path = tmp_path_factory.mktemp("store")
    store = Store(folder, lambda: {"b1": 0})
    record = WriteRecord("b1", time.time_ns(), 1_000_000_000, LINES.encode())
    durable = threading.Event()
    store.write(record, store.parse("b1", record.body, record.now, record.unit), lambda *_: durable.set())
    assert durable.wait(60)
    yield Scope(OneBucket(store), "db")
    store.close()


def tables(scope: Scope, text: str) -> list[Any]:
    (result,) = execute(text, scope, 10**19 // 4)
    assert not result.error, result.error
    return [(table.name, table.tags, table.columns, table.rows) for table in result.tables]


@pytest.mark.parametrize("function", ["count", "sum", "mean", "min", "max", "first", "last"])
@pytest.mark.parametrize("field", ["f", "i", "u"])
@pytest.mark.parametrize("grouping", ["", " GROUP BY host", " GROUP BY time(60s)", " GROUP BY host, time(50s, 7s)"])
def test_what_storage_computes_is_what_rows_give(scope: Scope, function: str, field: str, grouping: str) -> None:
    between = "time >= 100s AND time < 2500s"
    short = tables(scope, f"SELECT {function}({field}) FROM m WHERE {between}{grouping}")
    long = tables(scope, f"SELECT {function}({field}) FROM m WHERE {between} AND {EVERY}{grouping}")
    assert len(short) == len(long) > 0
    for (name, tags, columns, rows), (name2, tags2, columns2, rows2) in zip(short, long, strict=True):
        assert (name, tags, columns) == (name2, tags2, columns2)
        assert [row[0] for row in rows] == [row[0] for row in rows2]
        assert [row[1] for row in rows] == pytest.approx([row[1] for row in rows2], nan_ok=True)


def test_a_limit_that_storage_is_asked_for_gives_the_same_rows(scope: Scope) -> None:
    short = tables(scope, "SELECT f, i FROM m GROUP BY host LIMIT 7 OFFSET 3")
    long = tables(scope, f"SELECT f, i FROM m WHERE {EVERY} GROUP BY host LIMIT 7 OFFSET 3")
    assert short == long


@pytest.mark.parametrize("grouping", ["", " GROUP BY host", " GROUP BY *"])
@pytest.mark.parametrize(
    "condition", ["", " WHERE i > 14", " WHERE host = 'b' AND u = 3", " WHERE time < 900s", " WHERE f > 1000"]
)
@pytest.mark.parametrize("page", ["LIMIT 1", "LIMIT 5 OFFSET 2", "LIMIT 1000"])
def test_the_newest_rows_are_those_at_the_end_of_all(scope: Scope, grouping: str, condition: str, page: str) -> None:
    everything = tables(scope, f"SELECT f, i FROM m{condition}{grouping} ORDER BY time DESC")
    limit, offset = [int(word) for word in page.split() if word.isdigit()] + ([] if "OFFSET" in page else [0])
    wanted = [(n, t, c, rows[offset : offset + limit]) for n, t, c, rows in everything if rows[offset:]]
    assert tables(scope, f"SELECT f, i FROM m{condition}{grouping} ORDER BY time DESC {page}") == wanted


def test_the_newest_row_costs_little_of_the_budget(scope: Scope) -> None:
    budget = Budget(values=40)
    (result,) = execute("SELECT f FROM m ORDER BY time DESC LIMIT 1", scope, 10**18, budget=budget)
    assert not result.error
    assert len(result.tables[0].rows) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT count(f) FROM m WHERE time >= 0 GROUP BY time(1ms)", "more windows than are allowed"),
        ("SELECT count(f) FROM m WHERE time >= '1700-01-01' GROUP BY time(1ns)", "more windows than are allowed"),
    ],
)
def test_windows_without_number_are_refused(scope: Scope, text: str, why: str) -> None:
    (result,) = execute(text, scope, 10**18)
    assert why in result.error


def test_a_query_ends_when_it_has_read_answered_or_taken_too_much(scope: Scope) -> None:
    for budget, text, why in (
        (Budget(values=100), "SELECT f FROM m", "reads more values"),
        (Budget(rows=100), "SELECT f FROM m", "more cells"),
        (Budget(seconds=0), "SELECT count(f) FROM m", "longer than 0 seconds"),
    ):
        (result,) = execute(text, scope, 10**18, budget=budget)
        assert why in result.error


def test_a_budget_is_that_of_the_request_and_not_of_each_statement() -> None:
    budget = Budget(values=10)
    budget.take_values(6)
    with pytest.raises(StatementError, match="reads more values"):
        budget.take_values(6)
