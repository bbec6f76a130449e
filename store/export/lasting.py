"""What lasts, out of the points that are written while it does: a row when it is over, and at the end what is not."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from store.export.kinds import KINDS, LASTING, TIME

_OWN = ("opened", "ended")
"""Fields that say in nanoseconds when something began and ended, which have columns of their own here."""


def schema_of(what: str) -> pa.Schema:
    """When it began, when it ended (null while it lasts), its tags, and what was last said of it."""
    kind = KINDS[what]
    named = [(tag, pa.string()) for tag in kind.tags]
    said = [(name, found) for name, found in kind.columns.items() if name not in _OWN]
    return pa.schema([("started", TIME), ("ended", TIME), *named, *said])


def lasting(what: str, points: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A row each, of points in the order of time: no more is held than what lasts at a moment."""
    tag, over = LASTING[what]
    schema = schema_of(what)
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in points:
        ended = []
        for row in batch.to_pylist():
            name = row["asset"], row[tag]
            found = known.setdefault(name, {"started": row["time"]})
            found.update({column: value for column, value in row.items() if value is not None})
            if row["state"] == over:
                ended.append(_told(known.pop(name), is_over=True))
        if ended:
            yield pa.RecordBatch.from_pylist(ended, schema=schema)
    if known:
        yield pa.RecordBatch.from_pylist([_told(row, is_over=False) for row in known.values()], schema=schema)


def _told(row: dict[str, Any], *, is_over: bool) -> dict[str, Any]:
    """A row with the moments of its beginning and its end: those that it names, else of its first and last point."""
    started = _moment(row["opened"]) if "opened" in row else row["started"]
    ended = _moment(row["ended"]) if "ended" in row else row["time"]
    return {**row, "started": started, "ended": ended if is_over else None}


def _moment(nanoseconds: int) -> Any:
    return pa.scalar(nanoseconds // 1000, TIME)
