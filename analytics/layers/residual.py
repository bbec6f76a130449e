"""The running view of a signal: its residual smoothed, how it changes, and how rough it is.

All are exponential means with memories in seconds. `deviation` is the smoothed residual and judges the level; `quick`
less `slow`, two means of the value itself, judges changes, whatever the level; `power`, the mean of half the squared
step from sample to sample, is the variance of the noise.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import gain
from analytics.engine.columns import Bools, Columns, Floats, Ints, column

LEVEL_TAU, SLOW_TAU, NOISE_TAU = 6.0, 12.0, 20.0
"""Memories of the three views, in cadences (samples of the short history; seconds for a seasonal baseline)."""


@dataclass(slots=True)
class Residual(Columns):
    """The smoothed views of each series; NaN before the first sample."""

    deviation: Floats = column(np.nan)
    quick: Floats = column(np.nan)
    slow: Floats = column(np.nan)
    last: Floats = column(np.nan)
    power: Floats = column(np.nan)


def follow(
    state: Residual, at: Ints, value: Floats, expected: Floats, elapsed_s: Floats, cadence_s: Floats, noise: Floats
) -> None:
    """Let the series `at` see one value each, `elapsed_s` seconds after their last one.

    Parameters
    ----------
    value, expected : (n,) what was seen and what was expected
    elapsed_s : (n,) seconds, NaN to start anew: as if all had been as expected so far
    cadence_s : (n,) unit of the memories; 0 for no smoothing at all
    noise : (n,) ordinary variance of the noise
    """
    first, unit = np.isnan(elapsed_s), np.maximum(cadence_s, 1e-9)
    elapsed = np.where(first, np.maximum(cadence_s, 1.0), elapsed_s)
    step = np.where(first, 0.0, value - state.last[at])
    blend(state.deviation, at, value - expected, gain(elapsed, LEVEL_TAU * unit), first, np.zeros(len(at)))
    blend(state.quick, at, value, gain(elapsed, LEVEL_TAU * unit), first, value)
    blend(state.slow, at, value, gain(elapsed, SLOW_TAU * unit), first, value)
    blend(state.power, at, step**2 / 2, np.where(first, 0.0, gain(elapsed, NOISE_TAU * unit)), first, noise)
    state.last[at] = value


def blend(mean: Floats, at: Ints, value: Floats, weight: Floats, first: Bools, start: Floats) -> None:
    """Move exponential means towards values by a weight each; where it is the first, from `start`."""
    old = np.where(first, start, mean[at])
    mean[at] = old + weight * (value - old)


def change(state: Residual, at: Ints) -> Floats:
    """How much the series moved lately, in their unit: the quick mean less the slow one."""
    return np.asarray(state.quick[at] - state.slow[at])
