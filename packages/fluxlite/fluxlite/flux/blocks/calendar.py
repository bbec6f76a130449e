"""Times and durations: adding months, and windows of any length, vectorised over times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from fluxlite.flux.blocks.kinds import Ints
from fluxlite.flux.blocks.values import Duration
from fluxlite.flux.language.errors import invalid

SECOND = 1_000_000_000
DAY = 86_400 * SECOND
_QUARTER = 900 * SECOND
MIXED = "duration used as an interval cannot mix month and nanosecond units"
INFINITE = Duration(0, 2**63 - 1)
ZERO = Duration(0, 0)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock, which has no zone


def add_duration(time: int, duration: Duration) -> int:
    """A time moved by a duration; the day of the month is cut to the length of the month."""
    return int(add_durations(np.array([time], np.int64), duration)[0])


def add_durations(times: Ints, duration: Duration) -> Ints:
    """Times moved by a duration."""
    if duration.months:
        times = _add_months(times, duration.months)
    return times + duration.nanoseconds


def months_of(times: Ints) -> Ints:
    """Months since January 1970."""
    return times.view("datetime64[ns]").astype("datetime64[M]").astype(np.int64)


def month_start(months: Ints) -> Ints:
    """The first nanosecond of months since January 1970."""
    return months.view("datetime64[M]").astype("datetime64[ns]").astype(np.int64)


def _add_months(times: Ints, count: int) -> Ints:
    months = months_of(times)
    into = times - month_start(months)
    days = into // DAY
    first, following = month_start(months + count), month_start(months + count + 1)
    days = np.minimum(days, (following - first) // DAY - 1)
    moved: Ints = first + days * DAY + into % DAY
    return moved


@dataclass(frozen=True, slots=True)
class Location:
    """A time zone: a name of the zone database, and a fixed offset on top of it."""

    zone: str = "UTC"
    offset: Duration = ZERO

    @property
    def is_utc(self) -> bool:
        return self.zone == "UTC" and self.offset.is_zero

    def to_local(self, times: Ints) -> Ints:
        """Wall-clock times, as if they were UTC."""
        return times if self.is_utc else add_durations(self._in_zone(times), self.offset)

    def to_utc(self, local: Ints) -> Ints:
        """UTC times of wall-clock times; times in a gap move forward to its end."""
        if self.is_utc:
            return local
        local = add_durations(local, -self.offset)
        utc = local - self._offsets(local, from_utc=False)
        for place in np.flatnonzero(self._in_zone(utc) != local):
            utc[place] = self._end_of_gap(int(local[place]), int(utc[place]))
        return utc

    def _in_zone(self, times: Ints) -> Ints:
        return times + self._offsets(times, from_utc=True)

    def _end_of_gap(self, local: int, late: int) -> int:
        """The moment at which clocks jumped over a wall-clock time; `late` is at most two days after it."""
        # Clocks change on quarters of an hour.
        low, high = (late - 2 * DAY) // _QUARTER, -(-late // _QUARTER)
        while high - low > 1:
            middle = (low + high) // 2
            before = int(self._in_zone(np.array([middle * _QUARTER]))[0]) < local
            low, high = (middle, high) if before else (low, middle)
        return high * _QUARTER

    def _offsets(self, times: Ints, *, from_utc: bool) -> Ints:
        if self.zone == "UTC":
            return np.zeros(len(times), np.int64)
        zone = zone_info(self.zone)
        quarters, inverse = np.unique(times // _QUARTER, return_inverse=True)
        found = [_zone_offset(zone, int(quarter) * 900, from_utc) for quarter in quarters]
        return np.array(found, np.int64)[inverse]


def zone_info(name: str) -> ZoneInfo:
    """A zone of the zone database; raises FluxError for a name that it does not have."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise invalid(f"unknown time zone {name}") from None


def _zone_offset(zone: ZoneInfo, seconds: int, from_utc: bool) -> int:
    moment = _EPOCH + timedelta(seconds=seconds)
    if from_utc:
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        offset = local.utcoffset()
    else:
        offset = moment.replace(tzinfo=zone).utcoffset()
    return int((offset or timedelta()).total_seconds()) * SECOND


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows `[k·every + offset, k·every + offset + period)`, aligned to 1970 on the wall clock of a location."""

    every: Duration
    period: Duration
    offset: Duration
    location: Location = Location()

    def __post_init__(self) -> None:
        if self.every.months and self.every.nanoseconds:
            raise invalid(MIXED)
        if self.every.is_zero:
            raise invalid("duration used as an interval cannot be zero")
        if self.every.is_negative:
            raise invalid('parameter "every" must be non-negative')

    def index(self, times: Ints) -> Ints:
        """k of the latest window that begins at or before each time."""
        local = add_durations(self.location.to_local(times), -self.offset)
        if self.every.months:
            return months_of(local) // self.every.months
        return local // self.every.nanoseconds

    def start(self, index: Ints) -> Ints:
        """Where windows begin, UTC."""
        return self.location.to_utc(add_durations(self._local_start(index), self.offset))

    def stop(self, index: Ints) -> Ints:
        """Where windows end, UTC."""
        local = add_durations(self._local_start(index), self.offset)
        period = self.period
        if period.is_negative:
            return self.location.to_utc(local)
        return self.location.to_utc(add_durations(local, period))

    def _local_start(self, index: Ints) -> Ints:
        if self.every.months:
            return month_start(index * self.every.months)
        return index * self.every.nanoseconds
