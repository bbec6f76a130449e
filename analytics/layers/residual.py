"""The running view of a signal: its residual smoothed, how it changes, and how rough it is.

All are exponential means with memories in seconds. `deviation` is the smoothed residual and judges the level; `quick`
less `slow`, two means of the value itself, judges changes, whatever the level; `power`, the mean of half the squared
step from sample to sample, is the variance of the noise. `usual` is how large the smoothed residual is
while all is quiet, which a short history cannot tell yet.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Columns, Floats, Ints, column
from analytics.ground.kernel import kernel
from analytics.ground.scalar import share

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
    usual: Floats = column(np.nan)


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


def change(state: Residual, at: Ints) -> Floats:
    """How much the series moved lately, in their unit: the quick mean less the slow one."""
    return np.asarray(state.quick[at] - state.slow[at])


def remember(state: Residual, at: Ints, elapsed_s: Floats, tau_s: Floats) -> None:
    """Let the usual size of the smoothed residual, its root mean square with memory `tau_s`, take in what it is now.

    Parameters
    ----------
    elapsed_s, tau_s : (n,) seconds since each series' last sample, NaN for none, and seconds of memory
    """
    _remember(state.usual, state.deviation, at, elapsed_s, tau_s)


@kernel
def _remember(usual: Floats, deviation: Floats, at: Ints, elapsed_s: Floats, tau_s: Floats) -> None:
    for row, number in enumerate(at):
        weight = 0.0 if np.isnan(elapsed_s[row]) else share(elapsed_s[row], tau_s[row])
        usual[number] = np.sqrt(usual[number] ** 2 + weight * (deviation[number] ** 2 - usual[number] ** 2))
