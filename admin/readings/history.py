"""How the risk of an asset went, each judgement with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from admin.readings.risk import parts_of
from admin.records import moment, number, text
from admin.store import Store
from admin.v1.newest import newest
from admin.v1.paging import write
from contract.levels import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A risk (0 to 100) at a time and why: `contributions` are the points that signals add, and add up to it."""

    time: datetime
    risk: float
    level: str
    band: str
    health: float | None
    top_signal: str
    reason: str
    contributions: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Judgements, the newest first; `next` is the cursor of what is older, null where there is none."""

    asset: str
    items: list[Judgement]
    next: str | None


def history(store: Store, asset: str, start: int, stop: int, limit: int) -> History | None:
    """The newest judgements between two times (ns); `None` where there are none. Raises `GatewayError`."""
    rows = newest(partial(_rows, store, asset, stop, limit + 1), start, stop, limit + 1)
    return _history(asset, rows, limit) if rows else None


def _rows(store: Store, asset: str, stop: int, limit: int, start: int) -> list[dict[str, Any]]:
    rows = store.points("api_risk", start=start, stop=stop, asset=asset, most=str(limit))
    # One that is just being written may be seen in part.
    whole = [row for row in rows if number(row, "risk") is not None and number(row, "level") in range(len(LEVELS))]
    return whole[::-1]


def _history(asset: str, rows: Sequence[dict[str, Any]], limit: int) -> History:
    chosen = rows[:limit]
    older = write((chosen[-1]["_time"],)) if len(rows) > limit else None
    return History(asset=asset, items=[_judgement(row) for row in chosen], next=older)


def _judgement(row: dict[str, Any]) -> Judgement:
    return Judgement(
        time=moment(row["_time"]),
        risk=row["risk"],
        level=LEVELS[row["level"]],
        band=text(row, "band"),
        health=number(row, "health"),
        top_signal=top if (top := text(row, "top_signal")) != "none" else "",
        reason=text(row, "reason"),
        contributions={part.signal: part.points for part in parts_of(row)},
    )
