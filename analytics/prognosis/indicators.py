"""What can be followed to a limit: of each signal with a hard limit how it has gone over days and months.

Duty is taken out where it is known what duty does: the indicator is then where the signal would be at its usual duty.
The last days are told by quarters of a day, what lies before by days; a course begins after the last work on the
machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import DAYS, PART_NS, RECENT, Courses, days_until, quarters_until
from analytics.prognosis.noise import noise
from contract.time import DAY, HOUR

USUAL_DAYS = 14
"""The level at the usual duty is that of so many days."""
_DAY_H, _PART_H = DAY / HOUR, PART_NS / HOUR


@dataclass(frozen=True, slots=True)
class Indicator:
    """A signal on its way to a limit: n values in its unit at `time_h`, hours from now, 0 at most and rising; whether
    the limit is above it; `sound`, where it was when it was learned what is normal, and `noise`, the standard deviation
    of a value in health, NaN where that was not learned."""

    series: int
    signal: str
    unit: str
    time_h: Floats
    value: Floats
    limit: float
    is_above: bool
    sound: float
    noise: float

    @property
    def way(self) -> float:
        """1 where it fails upwards, -1 downwards."""
        return 1.0 if self.is_above else -1.0

    @property
    def progress(self) -> float:
        """How much of the way from sound to the limit is behind it, 0 to 1, by the mean of its last day."""
        last = float(np.mean(self.value[self.time_h > self.time_h[-1] - _DAY_H]))
        whole = self.way * (self.limit - self.sound)
        return float(np.clip(self.way * (last - self.sound) / whole, 0.0, 1.0)) if whole > 0 else 1.0


def indicators(state: State, asset: int, now: int) -> Iterator[Indicator]:
    """All of an asset at a time (ns), of the signals of which something is known and that have a limit."""
    own = np.array(state.fleet.series_of(asset), np.int64)
    own = own[state.fleet.facts.symptom[own] & state.judging.enabled[own]]
    high, low = limits(state, own)
    has_limit = np.isfinite(high) | np.isfinite(low)
    own, high, low = own[has_limit], high[has_limit], low[has_limit]
    time_h, value, moved = course(state, own, now)
    for row, number in enumerate(own.tolist()):
        of_one = _of_one(state, number, time_h, value[row], moved[row])
        for limit, is_above in ((high[row], True), (low[row], False)):
            if of_one is not None and np.isfinite(limit):
                yield _indicator(state, number, of_one, float(limit), is_above)


def limits(state: State, at: Ints) -> tuple[Floats, Floats]:
    """(n,) the limit above and the one below at which each of the series `at` has failed: the critical one, or that of
    warning where there is no other; infinite for none."""
    judging = state.judging
    high = np.where(np.isfinite(judging.crit_high[at]), judging.crit_high[at], judging.warn_high[at])
    low = np.where(np.isfinite(judging.crit_low[at]), judging.crit_low[at], judging.warn_low[at])
    return high, low


def course(state: State, at: Ints, now: int) -> tuple[Floats, Floats, Floats]:
    """Hours from now (k,), and of the series `at` the values and the distances from what was expected first, (n, k), in
    their units; NaN for what is not known."""
    courses = state.of(Courses)
    days, parts = days_until(courses, at, now), quarters_until(courses, at, now)
    part, day = now // PART_NS, now // DAY
    part_time = (np.arange(part - RECENT + 1, part + 1) + 0.5) * _PART_H
    day_time = (np.arange(day - DAYS + 1, day + 1) + 0.5) * _DAY_H
    older = day_time < part_time[0] - _DAY_H / 2 - _PART_H / 2
    time_h = np.concatenate((day_time[older], part_time)) - now / HOUR
    value, moved = (np.concatenate((old[:, older], new), axis=1) for old, new in zip(days, parts, strict=True))
    if len(at):
        worked = state.assets.out_until[state.fleet.facts.asset[at]]
        value[time_h[None, :] * HOUR + now < worked[:, None]] = np.nan
    return np.minimum(time_h, 0.0), value, moved


def _of_one(state: State, number: int, time_h: Floats, value: Floats, moved: Floats) -> tuple[Floats, Floats] | None:
    """Times and values of one series at its usual duty; None where nothing is known."""
    known: Bools = np.isfinite(value) & np.isfinite(moved)
    if not known.any():
        return None
    time_h, value, moved = time_h[known], value[known], moved[known]
    if state.of(Baseline).normal.kind[number] != SEASONAL:
        return time_h, value
    usual = (value - moved)[time_h > time_h[-1] - USUAL_DAYS * _DAY_H]
    return time_h, moved + np.median(usual)


def _indicator(state: State, number: int, found: tuple[Floats, Floats], limit: float, is_above: bool) -> Indicator:
    signal, spread = state.fleet.signals[number], float(noise(state, np.array([number]))[0])
    time_h, value = found
    sound = float(np.median(value[time_h < time_h[0] + USUAL_DAYS * _DAY_H / 2]))
    return Indicator(number, signal.name, signal.unit, time_h, value, limit, is_above, sound, spread)
