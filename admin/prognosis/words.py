"""When an asset will fail, in words: a range of time, its dates, a probability in whole per cent."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.prognosis.outlook import Forecast

NOTHING = "no trend, no date"
"""What is said where nothing is known."""

_DAY_H, _MONTH_H, _YEAR_H = 24.0, 730.5, 8766.0
_UNITS = (
    (48.0, 1.0, "hour"),
    (90 * _DAY_H, _DAY_H, "day"),
    (2 * _YEAR_H, _MONTH_H, "month"),
    (math.inf, _YEAR_H, "year"),
)
"""Up to how many hours which unit is used."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of a forecast, in hours from now, at least 0; `None` is what is not known."""

    low: float | None
    middle: float | None
    high: float | None

    @classmethod
    def of(cls, forecast: Forecast | None, now: datetime) -> "Ahead":
        """That of a forecast as it is now."""
        if forecast is None:
            return cls(None, None, None)
        passed_h = (now - forecast.time) / timedelta(hours=1)
        said = (forecast.rul_low_h, forecast.rul_h, forecast.rul_high_h)
        return cls(*(None if hours is None else max(hours - passed_h, 0.0) for hours in said))

    @property
    def is_known(self) -> bool:
        """Whether there is any date."""
        return any(hours is not None for hours in (self.low, self.middle, self.high))


def span(ahead: Ahead) -> str:
    """The range: `in 9 to 16 days`, `within 3 days`, `in 9 days or later`; `NOTHING` where none is known.

    Its low end is rounded down, its high end up.

    >>> span(Ahead(9.4 * 24, 12 * 24, 15.1 * 24))
    'in 9 to 16 days'
    """
    size, unit = _unit(ahead)
    low = None if ahead.low is None else math.floor(ahead.low / size)
    high = None if ahead.high is None else max(math.ceil(ahead.high / size), 1)
    if high is None:
        return _open(low, ahead, unit)
    if not low:
        return f"within {_count(high, unit)}"
    return f"in about {_count(low, unit)}" if low == high else f"in {low} to {_count(high, unit)}"


def whole(ahead: Ahead) -> str:
    """The range and its middle: `in 9 to 16 days, most likely 12`."""
    said = span(ahead)
    if ahead.middle is None or said == NOTHING or "about" in said:
        return said
    return f"{said}, most likely {_middle(ahead)}"


def dates(forecast: Forecast, ahead: Ahead) -> str:
    """The ends of the range, UTC: `11 Dec 2026 to 18 Dec 2026`; to the minute where they are near. "" for none."""
    style = "%d %b %H:%M" if _unit(ahead)[1] == "hour" else "%d %b %Y"
    low, high = (
        f"{end:{style}}" if end else "" for end in map(forecast.after, (forecast.rul_low_h, forecast.rul_high_h))
    )
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"until {high}" if high else ""


def chance(share: float | None) -> str:
    """A probability (0 to 1) in whole per cent, never 0 and never 100; `not known` for `None`.

    >>> chance(0.342), chance(0.003), chance(1.0)
    ('34 %', 'under 1 %', 'over 99 %')
    """
    if share is None:
        return "not known"
    if share < 0.01:
        return "under 1 %"
    return "over 99 %" if share >= 0.995 else f"{100 * share:.0f} %"


def _open(low: int | None, ahead: Ahead, unit: str) -> str:
    """A range without a high end."""
    if low is not None:
        return f"in {_count(low, unit)} or later" if low else "from now on"
    return NOTHING if ahead.middle is None else f"in about {_count(_middle(ahead), unit)}"


def _unit(ahead: Ahead) -> tuple[float, str]:
    """The hours of the unit that the range is said in, and its name."""
    farthest = max(hours for hours in (ahead.high, ahead.middle, ahead.low, 0.0) if hours is not None)
    return next((size, name) for most, size, name in _UNITS if farthest <= most)


def _middle(ahead: Ahead) -> int:
    return max(round((ahead.middle or 0.0) / _unit(ahead)[0]), 1)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
