"""When an asset will fail, as far as that can be known, and the condition that it is in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

STATUSES = ("down", "critical", "warning", "degrading", "healthy", "unknown")
"""The words for a condition, the worst first."""
MOST_H = 100 * 8766.0
"""Hours of a century: what lies farther ahead is no date."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When an asset will fail: hours count from `time` on, `None` is what is not known.

    `rul_h` is the median, `rul_low_h` and `rul_high_h` the ends of the range of 80 %; `p_fail_30d` is 0 to 1.
    `method` is what the range follows from, `none` where there is none.
    """

    time: datetime
    method: str
    rul_h: float | None
    rul_low_h: float | None
    rul_high_h: float | None
    p_fail_30d: float | None

    @property
    def due(self) -> datetime | None:
        """When it is to be looked after at the latest: the low end of the range."""
        return self.after(self.rul_low_h)

    @property
    def last(self) -> datetime | None:
        """The latest time that is known of: the high end of the range, else its middle or its low end."""
        known = [hours for hours in (self.rul_low_h, self.rul_h, self.rul_high_h) if hours is not None]
        return self.after(max(known, default=None))

    def after(self, hours: float | None) -> datetime | None:
        """The time so many hours after it was said."""
        return None if hours is None else self.time + timedelta(hours=hours)


@dataclass(frozen=True, kw_only=True)
class Prognosis(Forecast):
    """The same with its grounds; `value` and `limit` are in the unit of the `indicator`, a signal or a failure mode."""

    asset_class: str
    site: str
    p_fail_7d: float | None
    like: list[str]
    because: str
    model_version: str
    indicator: str
    value: float | None
    limit: float | None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The condition of an asset: `health` is 0 failed to 100 sound, `status` one of `STATUSES`."""

    time: datetime
    status: str
    health: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Points of health that something takes: `now`, `wear`, `trend`, `faults` or `data`."""

    name: str
    points: float


@dataclass(frozen=True, kw_only=True)
class Checkup(Condition):
    """The same with what takes from it, most first; `degradation_per_day` is points of health lost a day."""

    asset_class: str
    site: str
    degradation_per_day: float | None
    because: str
    factors: list[Factor] = field(default_factory=list)
