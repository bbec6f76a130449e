"""Maintenance: while it lasts an asset is not judged, and after it, where it says so, its level is learned anew.

One row of config/maintenance is one piece of work: from when until when, on which signals, what was done and by whom.
Rows are only ever added; the latest to end is the one that counts for its asset.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from telemetry.errors import ContractError

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
"""The moments that the store can hold: nanoseconds since 1970 in 64 bits."""


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work; times in nanoseconds. Without `signals` it is on all of them."""

    asset: str
    begin: int
    end: int
    relearn: bool
    signals: frozenset[str] = frozenset()


def latest(works: Iterable[Work]) -> dict[str, Work]:
    """Of each asset the work that ends last."""
    return {work.asset: work for work in sorted(works, key=lambda work: work.end)}


def parse(record: Mapping[str, object]) -> Work:
    """A row from untyped data. Raises `ContractError` that names the field and the reason."""
    asset = record.get("asset")
    if not isinstance(asset, str) or not asset:
        raise ContractError("asset", "must not be empty")
    begin, end = _moment(record, "from"), _moment(record, "until")
    if begin >= end:
        raise ContractError("until", "is not after from")
    names = str(record.get("signals") or "").split(",")
    signals = frozenset(name.strip() for name in names if name.strip())
    return Work(asset, begin, end, record.get("relearn") is True, signals)


def _moment(record: Mapping[str, object], field: str) -> int:
    value = record.get(field)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ContractError(field, f"{value!r} is not a moment such as 2026-11-21T08:00:00Z") from None
    if moment.tzinfo is None:
        raise ContractError(field, f"{value!r} does not say its time zone")
    if not FIRST <= moment < LAST:
        raise ContractError(field, f"{value!r} is not between {FIRST:%Y} and {LAST:%Y}")
    return round(moment.timestamp()) * 10**9
