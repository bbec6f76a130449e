"""Fault episodes, out of the points that are written while they last: a row when one is over, at the end the others."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from contract.time import HOUR
from store.export.kinds import KINDS, TIME

LOOK_BACK = 2 * HOUR
"""What is read before a range: an open episode is written hourly, so one that has a point there began before it."""
_OVER = "cleared"


def schema() -> pa.Schema:
    """When it began, when it ended (null while it lasts), its tags, and what was said of it."""
    kind = KINDS["episodes"]
    tags = [(tag, pa.string()) for tag in kind.tags]
    return pa.schema([("started", TIME), ("ended", TIME), *tags, *kind.columns.items()])


def episodes(points: Iterable[pa.RecordBatch], start: int) -> Iterator[pa.RecordBatch]:
    """A row each that began at `start` (ns) or later, of points in the order of time; only open ones are held."""
    first = pa.scalar(start // 1000, TIME).as_py()
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in points:
        ended = []
        for row in batch.to_pylist():
            name = row["asset"], row["episode"]
            found = known.setdefault(name, {"started": row["time"]})
            found.update({column: value for column, value in row.items() if value is not None})
            if row["state"] == _OVER:
                ended.append({**known.pop(name), "ended": row["time"]})
        yield from _told(ended, first)
    yield from _told(known.values(), first)


def _told(rows: Iterable[dict[str, Any]], first: Any) -> Iterator[pa.RecordBatch]:
    if found := [row for row in rows if row["started"] >= first]:
        yield pa.RecordBatch.from_pylist(found, schema=schema())
