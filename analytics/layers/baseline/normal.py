"""What is normal for each series: the expected value, and how far from it ordinary samples lie.

`learning`   nothing is expected yet
`short`      a level learned from the first samples; it follows slowly while quiet and freezes in alarm
`seasonal`   a profile over the day, one over the week or another period, and a linear dependence on duty, all fitted on
             history and then kept
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analytics.ground.columns import Floats, Ints, Singles, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.layers.duty import FEATURES
from contract.time import DAY_S, SECOND, WEEK_S

LEARNING, SHORT, SEASONAL = 0, 1, 2
PHASES = 160
"""Profile points a day, nine minutes apart."""
CYCLE_PHASES = 168
"""Points of the second profile: the hours of a week, or parts of another period."""


@dataclass(slots=True)
class Normal(PerSeries):
    """The baseline of each series; scales are robust standard deviations of the smoothed residual, in its unit.

    `above` and `below` are how far from what is expected an ordinary day goes at most.
    `cadence` is seconds between samples while a short baseline was learned; its time constants are counted in it.
    `period` is the seconds of a second profile, `cycle`, counted from the epoch; 0 where there is none. `profile`, and
    the cycle of a week, are in local time.
    `profile` is [phase, series], as a step reads one phase of all series; so is `beta`, [feature, series].
    """

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"kind": (LEARNING, SEASONAL + 1)}

    kind: Ints = column(LEARNING, np.int64)
    level: Floats = column(np.nan)
    scale: Floats = column(np.nan)
    spread: Floats = column(np.nan)
    above: Floats = column(0.0)
    below: Floats = column(0.0)
    change_scale: Floats = column(np.nan)
    noise: Floats = column(np.nan)
    noise_scale: Floats = column(np.nan)
    cadence: Floats = column(1.0)
    profile: Singles = column(0.0, np.float32, lead=PHASES)
    beta: Singles = column(0.0, np.float32, lead=FEATURES)
    period: Floats = column(0.0)
    cycle: Singles = column(0.0, np.float32, lead=CYCLE_PHASES)


def seasonal(normal: Normal, at: Ints, time: Ints, local: Ints) -> Floats:
    """The profiles of the series `at` at each time (nanoseconds), linear between their points.

    People keep the day and the week, by `local` time; a machine's own cycle does not know of changes of the clock.
    """
    found = _daily(normal.profile, at, local)
    period = normal.period[at]
    cyclic = np.flatnonzero(period > 0)
    if len(cyclic):
        period = period[cyclic]
        seconds = np.where(period == WEEK_S, local[cyclic], time[cyclic]) // SECOND
        place = seconds % period * (CYCLE_PHASES / period)
        found[cyclic] += _along(normal.cycle, at[cyclic], np.asarray(place, np.float64))
    return found


@kernel
def _daily(profile: Singles, at: Ints, local: Ints) -> Floats:
    """The profiles of the series `at` at local times in nanoseconds."""
    found = np.empty(len(at))
    for row, number in enumerate(at):
        found[row] = _between(profile, number, local[row] // SECOND % DAY_S * (PHASES / DAY_S))
    return found


@kernel
def _along(points: Singles, at: Ints, place: Floats) -> Floats:
    """Circular points [phase, series] of the series `at`, at a place each."""
    found = np.empty(len(at))
    for row, number in enumerate(at):
        found[row] = _between(points, number, place[row])
    return found


@kernel
def _between(points: Singles, number: int, place: float) -> float:
    """The value of a series at a place between two of its points."""
    size, first = len(points), int(place)
    part = place - first
    found: float = points[first % size, number] * (1 - part) + points[(first + 1) % size, number] * part
    return found


def expected(normal: Normal, at: Ints, time: Ints, local: Ints, features: Floats) -> Floats:
    """The expected value of the series `at`, NaN where nothing is expected yet.

    Parameters
    ----------
    at, time : (n,) numbers of the series, nanoseconds
    local : (n,) the same times as clocks on the wall show them, nanoseconds
    features : (FEATURES, n) duty features of each series' asset, centred and clipped

    >>> normal, one = Normal.of(1), np.array([0])
    >>> normal.level[0], normal.profile[PHASES // 2, 0] = 20.0, 1.5
    >>> noon = one + DAY_S // 2 * SECOND
    >>> expected(normal, one, noon, noon, np.zeros((FEATURES, 1))).tolist()
    [21.5]
    """
    duty = _dependence(normal.beta, at, features)
    return np.asarray(normal.level[at] + seasonal(normal, at, time, local) + duty)


def within(model: Floats, value: Floats, least: Floats, most: Floats) -> Floats:
    """(n,) what is expected of values where a model says more, or less, than they have ever been at work: all from the
    nearest that they were up to what the model says, as power stays once it is rated.

    >>> model, seen = np.array([25.0, 25.0, 15.0]), np.ones(3)
    >>> within(model, np.array([21.0, 17.0, 17.0]), 0 * seen, 20 * seen).tolist()
    [21.0, 20.0, 15.0]
    """
    edge = np.minimum(np.maximum(model, least), most)
    return np.minimum(np.maximum(value, np.minimum(model, edge)), np.maximum(model, edge))


@kernel
def _dependence(beta: Singles, at: Ints, features: Floats) -> Floats:
    total = np.zeros(len(at))
    for feature in range(len(beta)):
        for row, number in enumerate(at):
            total[row] += beta[feature, number] * features[feature, row]
    return total
