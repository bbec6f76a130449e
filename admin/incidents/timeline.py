"""How an incident went: what changed from one of its points to the next."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from admin.incidents.incident import Change
from admin.names import plain
from admin.records import moment
from contract.failures.types import UNKNOWN

Row = Mapping[str, Any]
_NOTHING: Row = {"open_count": 1}
"""What was known before the first point."""


def timeline(rows: Sequence[Row]) -> list[Change]:
    """What changed, the oldest first; that it is said again hourly is no change."""
    return [
        Change(time=moment(row["_time"]), what=what, severity=row["severity"])
        for before, row in pairwise([_NOTHING, *rows])
        for what in _changes(before, row)
    ]


def _changes(before: Row, row: Row) -> Iterator[str]:
    code, told = row.get("code"), f"{row.get('code')}: {row.get('description')}"
    if before is _NOTHING:
        yield f"Began with {told}"
    elif row["severity"] != before["severity"]:
        yield f"Became {row['severity']} with {told}"
    new = [each for each in _codes(row) if before is not _NOTHING and each not in _codes(before)]
    yield from (f"{each} joined it" for each in new if each != code)
    if row.get("cause") not in (before.get("cause"), UNKNOWN, None):
        yield f"Looks like {plain(str(row['cause']))}"
    if row["state"] == "closed":
        yield "Ended"
    elif bool(row.get("open_count")) != bool(before.get("open_count")):
        yield "Came back" if row.get("open_count") else "Nothing of it is off any more"


def _codes(row: Row) -> list[str]:
    return str(row.get("codes") or "").split(",")
