"""A span of time that an asset is looked at: the last hours of its page, or what a query string asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from admin.records import nanoseconds
from admin.v1.span import time_of
from analytics.policies.maintenance import FIRST
from contract.errors import ContractError

RangeName = Literal["1h", "6h", "24h", "7d"]

RANGES: Mapping[RangeName, timedelta] = {
    "1h": timedelta(hours=1), "6h": timedelta(hours=6), "24h": timedelta(hours=24), "7d": timedelta(days=7),
}  # fmt: skip
POINTS = 200
"""Windows across a chart of the page."""
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, looked at in windows; `points` is their number."""

    start: datetime
    stop: datetime
    points: int

    @property
    def every_s(self) -> float:
        """Seconds a window."""
        return (self.stop - self.start).total_seconds() / self.points

    @property
    def edges(self) -> tuple[int, int, float]:
        """Start and stop in nanoseconds since 1970, and seconds a window: what a query takes."""
        return nanoseconds(self.start), nanoseconds(self.stop), self.every_s


def last(name: RangeName, now: datetime) -> Span:
    """The span of a name that ends now."""
    return Span(now - RANGES[name], now, POINTS)


def between(start: str | None, stop: str | None, points: int) -> Span:
    """A span from a query string: RFC 3339 times, by default the last hour. Raises `ContractError`."""
    end = time_of("stop", stop) if stop else datetime.now(UTC)
    begin = time_of("start", start) if start else max(end - timedelta(hours=1), FIRST)
    if begin >= end:
        raise ContractError("start", "must be before stop")
    if end - begin > timedelta(days=MOST_DAYS):
        raise ContractError("start", f"is more than {MOST_DAYS} days before stop")
    return Span(begin, end, points)
