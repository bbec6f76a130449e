"""Rows of an answer as records: times as `datetime` (UTC, microseconds), what is not a finite number as `None`."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from store.frame import Frame

Record = dict[str, Any]
_RANGE = ("_start", "_stop")


def records(frame: Frame) -> list[Record]:
    """The rows in order, without the edges of the range."""
    plain = [name for name in frame.names if not _is_time(frame, name)]
    rows: list[Record] = frame.table.select(plain).to_pylist()
    found = [{name: _clean(value) for name, value in row.items()} for row in rows]
    for name in (name for name in frame.names if _is_time(frame, name) and name not in _RANGE):
        for row, time in zip(found, frame.times(name).tolist(), strict=True):
            row[name] = moment(time)
    return found


def text(row: Record, name: str) -> str:
    """A cell as text, "" for nothing and for what is no text."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def number(row: Record, name: str) -> float | None:
    """A cell as a number, `None` for nothing and for what is none."""
    value = row.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def newest(rows: Iterable[Record], *keys: str) -> list[Record]:
    """One record for each combination of `keys`: every field's newest value, with the newest time.

    Fields are series of their own, so a point that is just being written may be seen in part: its fields then come in
    two rows, and neither alone may be taken for the whole.
    """
    found: dict[tuple[str, ...], Record] = {}
    for row in sorted(rows, key=lambda row: row["_time"]):
        known = {name: value for name, value in row.items() if value is not None}
        found.setdefault(tuple(text(row, name) for name in keys), {}).update(known)
    return list(found.values())


def moment(nanoseconds: int) -> datetime:
    """A time of the store, rounded down to microseconds."""
    return datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC)


def nanoseconds(time: datetime) -> int:
    """A time for the store, exact to the microsecond."""
    return round(time.timestamp() * 1e6) * 1000


def _is_time(frame: Frame, name: str) -> bool:
    return str(frame.table.schema.field(name).type).startswith("timestamp")


def _clean(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
