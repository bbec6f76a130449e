"""The running view of a signal: its residual smoothed, how it changes, and how rough it is.

All are exponential means with memories in seconds. `deviation` is the smoothed residual and judges the level; `quick`
less `slow`, two means of the value itself, judges changes, whatever the level; `power`, the mean of half the squared
step from sample to sample, is the variance of the noise.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.ground.scalar import share
from analytics.layers.baseline.band import Band, band
from analytics.layers.baseline.normal import SHORT
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.moment import Moment

LEVEL_TAU, SLOW_TAU, NOISE_TAU = 6.0, 12.0, 20.0
"""Memories of the three views, in cadences (samples of the short history; seconds for a seasonal baseline)."""


@dataclass(slots=True)
class Smoothed(PerSeries):
    """The smoothed views of each series; NaN before the first sample."""

    deviation: Floats = column(np.nan)
    quick: Floats = column(np.nan)
    slow: Floats = column(np.nan)
    last: Floats = column(np.nan)
    power: Floats = column(np.nan)


class Residual(Layer[Smoothed]):
    """How far off a series is, how it changes and how rough it is; the last two while only a short history is known."""

    name = "residual"
    columns = Smoothed
    causes = (
        Cause(
            "level", "above its band", "below its band", "near the upper edge of its band",
            "near the lower edge of its band",
        ),
        Cause("change", "rising unusually fast", "falling unusually fast"),
        Cause("noise", "unusually rough", "unusually rough"),
    )  # fmt: skip

    def step(self, columns: Smoothed, moment: Moment) -> list[View]:
        """Three views; sets `expected`, `band` and `deviation`."""
        rows, normal, at = moment.learned, moment.baseline.normal, moment.learned.at
        # What all peers do at once, as on a damp day, is expected of each of them.
        lately = np.where(rows.kind == SHORT, moment.baseline.rolling.location[at], moment.shared)
        moment.expected = rows.fixed + lately
        unit = np.where(moment.judging.immediate[at], 0.0, normal.cadence[at])
        follow(columns, at, rows.value, moment.expected, rows.since, unit, normal.noise[at])
        own = band(moment.baseline, moment.judging, moment.fleet.facts, at)
        moment.band = own if moment.room is None else replace(own, half=own.half + moment.room)
        moment.deviation = columns.deviation[at]
        high, low = views(moment.band, rows.kind, moment.deviation, change(columns, at), columns.power[at])
        return list(zip(high, low, strict=True))


def follow(
    state: Smoothed, at: Ints, value: Floats, expected: Floats, elapsed_s: Floats, cadence_s: Floats, noise: Floats
) -> None:
    """Let the series `at` see one value each, `elapsed_s` seconds after their last one.

    Parameters
    ----------
    value, expected : (n,) what was seen and what was expected
    elapsed_s : (n,) seconds, NaN to start anew: as if all had been as expected so far
    cadence_s : (n,) unit of the memories; 0 for no smoothing at all
    noise : (n,) ordinary variance of the noise

    >>> state, one = Smoothed.of(1), np.array([0])
    >>> for elapsed in (np.nan, 6.0):
    ...     follow(state, one, np.array([1.0]), np.array([0.0]), np.array([elapsed]), np.ones(1), np.ones(1))
    >>> round(float(state.deviation[0]), 3)
    0.689
    """
    _follow(
        state.deviation, state.quick, state.slow, state.last, state.power,
        at, value, expected, elapsed_s, cadence_s, noise,
    )  # fmt: skip


@kernel
def _follow(
    deviation: Floats, quick: Floats, slow: Floats, last: Floats, power: Floats,
    at: Ints, value: Floats, expected: Floats, elapsed_s: Floats, cadence_s: Floats, noise: Floats,
) -> None:  # fmt: skip
    for row, number in enumerate(at):
        now, unit = value[row], max(cadence_s[row], 1e-9)
        if np.isnan(elapsed_s[row]):
            deviation[number], quick[number], slow[number], power[number] = 0.0, now, now, noise[row]
        elapsed = max(cadence_s[row], 1.0) if np.isnan(elapsed_s[row]) else elapsed_s[row]
        step = 0.0 if np.isnan(elapsed_s[row]) else now - last[number]
        level = share(elapsed, LEVEL_TAU * unit)
        noisy = 0.0 if np.isnan(elapsed_s[row]) else share(elapsed, NOISE_TAU * unit)
        deviation[number] += level * (now - expected[row] - deviation[number])
        quick[number] += level * (now - quick[number])
        slow[number] += share(elapsed, SLOW_TAU * unit) * (now - slow[number])
        power[number] += noisy * (step**2 / 2 - power[number])
        last[number] = now


def change(state: Smoothed, at: Ints) -> Floats:
    """How much the series moved lately, in their unit: the quick mean less the slow one."""
    return np.asarray(state.quick[at] - state.slow[at])


def views(own: Band, kind: Ints, deviation: Floats, moved: Floats, power: Floats) -> tuple[Floats, Floats]:
    """(3, n) scores of level, change and noise above and below the expected value.

    Parameters
    ----------
    kind : (n,) kinds of baseline
    deviation, moved, power : (n,) smoothed residual, change and noise variance
    """
    high, low = np.zeros((2, len(Residual.causes), len(kind)))
    _views(
        high, low, kind, deviation, moved, power, own.half, own.change, own.noise, own.noise_span, own.min_deviation,
        own.above, own.below,
    )  # fmt: skip
    return high, low


@kernel
def _views(
    high: Floats, low: Floats, kind: Ints, deviation: Floats, moved: Floats, power: Floats, half: Floats,
    change_half: Floats, noise: Floats, noise_span: Floats, min_deviation: Floats, above: Bools, below: Bools,
) -> None:  # fmt: skip
    for row in range(len(kind)):
        level = deviation[row] / half[row]
        high[0, row], low[0, row] = _part(level, above[row]), _part(-level, below[row])
        if kind[row] == SHORT:
            quick = moved[row] / change_half[row]
            high[1, row], low[1, row] = _part(quick, above[row]), _part(-quick, below[row])
            high[2, row] = _roughness(power[row], noise[row], noise_span[row], min_deviation[row])


@kernel
def _part(value: float, matters: bool) -> float:
    """A positive value in a direction that matters, else 0."""
    return value if matters and value > 0 else 0.0


@kernel
def _roughness(power: float, noise: float, span: float, min_deviation: float) -> float:
    """Score of the noise variance against its ordinary value; what it adds must be a deviation that matters."""
    power = max(power, 1e-30)
    odd = math.log(power / max(noise, 1e-30)) / span
    more = (math.sqrt(power) - math.sqrt(max(noise, 0.0))) / min_deviation
    return max(min(odd, more), 0.0)
