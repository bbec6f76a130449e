"""The stretch of time that a report is of: whole days of a zone, the last one up to now."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from admin.records import nanoseconds
from contract.errors import SettingsError

MOST_DAYS = 400
"""For so long judgements are kept."""
POINTS = 300
"""Windows across a chart."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to before another, in UTC, told by the clocks of a zone."""

    start: datetime
    stop: datetime
    zone: str

    @property
    def edges(self) -> tuple[int, int]:
        """Both in nanoseconds since 1970."""
        return nanoseconds(self.start), nanoseconds(self.stop)

    @property
    def seconds(self) -> tuple[float, float]:
        """Both in seconds since 1970."""
        return self.start.timestamp(), self.stop.timestamp()

    @property
    def every_s(self) -> int:
        """Seconds of a window of a chart, whole minutes."""
        return max(60, round((self.stop - self.start).total_seconds() / POINTS / 60) * 60)

    def days_back(self, now: datetime) -> int:
        """How many days before now it begins, rounded up."""
        return min(MOST_DAYS, (now - self.start).days + 1)

    def holds(self, begin: datetime, end: datetime | None) -> bool:
        """Whether something that lasted from a time to another, `None` for until now, lies in it, if only in part."""
        return begin < self.stop and (end is None or end >= self.start)

    def hours(self, begin: datetime, end: datetime | None) -> float:
        """How many hours of that lie in it."""
        inside = min(end or self.stop, self.stop) - max(begin, self.start)
        return max(inside / timedelta(hours=1), 0.0)

    def moment(self, at: datetime) -> str:
        """A time to the minute by the clocks of the zone."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%d %b %Y %H:%M}"


def span(since: date | None, until: date | None, usual: int, zone: str, now: datetime) -> Span:
    """From the beginning of a day to that of another, of a zone; by default the last `usual` days up to now.

    Raises `SettingsError` for a stretch that is empty, too long, or has not begun yet.
    """
    stop = min(_midnight(until, zone), now) if until else now
    start = _midnight(since, zone) if since else stop - timedelta(days=usual)
    if start >= now:
        raise SettingsError(f"--from: {since} has not begun yet in {zone}")
    if start >= stop:
        raise SettingsError(f"--from: {since} is not before --to {until}")
    if now - start > timedelta(days=MOST_DAYS):
        raise SettingsError(f"--from: judgements are kept for {MOST_DAYS} days, and {start:%Y-%m-%d} is older")
    return Span(start, stop, zone)


def _midnight(day: date, zone: str) -> datetime:
    # The first and the last day that there are have no moment in UTC, and nothing was judged then.
    if not date(1970, 1, 1) < day < date(9000, 1, 1):
        raise SettingsError(f"{day} is not between 1970 and 9000 (--from, --to)")
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
