"""What became of an incident from one of its points to the next, in a word each, for programs."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from contract.levels import SEVERITIES

Row = Mapping[str, Any]
Change = Literal["raised", "worse", "cleared", "answered", "changed"]
_RANK = {severity: rank for rank, severity in SEVERITIES.items()}


def changes(before: Row | None, row: Row) -> list[Change]:
    """What became of it: nothing where it was only said again, `changed` where only a detail is another.

    Without a point before it was raised; one that comes back after it was closed is raised again.
    """
    if before is None:
        return ["cleared" if row["state"] == "closed" else "raised"]
    if {**before, "_time": row["_time"]} == row:
        return []
    return list(_changes(before, row)) or ["changed"]


def _changes(before: Row, row: Row) -> Iterator[Change]:
    if before["state"] != row["state"]:
        yield "cleared" if row["state"] == "closed" else "raised"
    elif _RANK.get(row["severity"], 0) > _RANK.get(before["severity"], 0):
        yield "worse"
    if row.get("answer", "") != before.get("answer", ""):
        yield "answered"
