"""From values to places: linear scales that keep within their ends, and ticks at round numbers and times."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_TIME_STEPS = (
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)), *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low`..`high` onto `begin`..`end`; a value beyond is drawn at the edge, NaN stays NaN."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, values: Floats | float) -> Floats:
        """The places of values."""
        span = self.high - self.low
        share = np.clip((np.asarray(values, np.float64) - self.low) / span, 0, 1) if span > 0 else np.full(
            np.shape(values), 0.5
        )  # fmt: skip
        return np.asarray(self.begin + share * (self.end - self.begin), np.float64)

    def at(self, value: float) -> float:
        """The place of one value."""
        return float(self(value))


def padded(low: float, high: float, share: float = 0.08) -> tuple[float, float]:
    """A domain a little wider than the data; what is one value, but for rounding, gets room to both sides."""
    size, span = max(abs(low), abs(high)), high - low
    room = span * share if span > 1e-9 * max(size, 1.0) else max(size * 0.05, 1e-3)
    return low - room, high + room


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers (1, 2 or 5 times a power of ten apart) within `low`..`high`."""
    span = high - low
    if not span > 0:
        return []
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [tick * step for tick in range(first, last + 1)]


def tick_label(value: float, step: float) -> str:
    """A tick's number with the decimals that its step needs; very large and small ones as powers of ten."""
    if value and not 1e-4 <= abs(value) < 1e6:
        return f"{value:.3g}"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    text = f"{value:.{min(decimals, 6)}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text.removeprefix("-")


def time_ticks(start: float, stop: float, count: int = 4) -> list[tuple[float, str]]:
    """At most about `count` round times between two (seconds since 1970), each with its label in UTC."""
    rough = (stop - start) / count
    step = next((step for step in _TIME_STEPS if step >= rough), _TIME_STEPS[-1])
    style = "%H:%M" if step < _DAY else "%d %b" if step < 100 * _DAY else "%b %Y"
    first = math.ceil(start / step) * step
    return [(float(at), datetime.fromtimestamp(at, UTC).strftime(style)) for at in range(first, int(stop) + 1, step)]
