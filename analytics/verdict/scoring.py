"""The score of a sample: 0 as expected, 1 at the edge of the normal band, above 1 outside, growing with the distance.

It is the worst of six views. `level` is the smoothed residual in half-widths of the band; `change` and `noise` watch
sudden moves and roughness while only a short history is known; `creep` watches what lasts; `limit` needs no learning.
"""

import math
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import kernel
from analytics.layers.baseline import SEASONAL, SHORT
from analytics.policies.policy import BAND_SIGMAS

CAUSES = ("level", "change", "noise", "creep", "lasting", "limit")
LEVEL, CHANGE, NOISE, CREEP, LASTING, LIMIT = range(len(CAUSES))
FAR = 4.0
"""Half-widths from what is expected at which a learned view calls a signal critical."""
NOVEL = 1.1
"""A signal that is also unlike anything that it has done before is this much further away."""
NOISE_SIGMAS = 6.0
"""Scales of the log variance at which roughness reaches score 1; variances have long tails."""


@dataclass(frozen=True, slots=True)
class Band:
    """How n series are judged now: half-widths (n,) of the band and of the other views, and the directions."""

    half: Floats
    change: Floats
    noise: Floats
    noise_span: Floats
    least: Floats
    above: Bools
    below: Bools


def half_width(scale: Floats, sensitivity: Floats, least: Floats) -> Floats:
    """Half-width of a band: `BAND_SIGMAS` / sensitivity scales, and never below the least that matters."""
    return np.asarray(np.maximum(BAND_SIGMAS / sensitivity * scale, least))


def directed(value: Floats, band: Band) -> tuple[Floats, Floats]:
    """A signed value as (how far above, how far below), 0 in a direction that does not matter."""
    return np.where(band.above, np.maximum(value, 0), 0.0), np.where(band.below, np.maximum(-value, 0), 0.0)


def views(band: Band, kind: Ints, deviation: Floats, change: Floats, power: Floats) -> tuple[Floats, Floats]:
    """(6, n) scores of the views above and below the expected value; those of creep and limit are still 0.

    Parameters
    ----------
    kind : (n,) kinds of baseline
    deviation, change, power : (n,) smoothed residual, change and noise variance
    """
    high, low = np.zeros((2, len(CAUSES), len(kind)))
    _views(
        high, low, kind, deviation, change, power, band.half, band.change, band.noise, band.noise_span, band.least,
        band.above, band.below,
    )  # fmt: skip
    return high, low


@kernel
def _views(
    high: Floats, low: Floats, kind: Ints, deviation: Floats, change: Floats, power: Floats, half: Floats,
    change_half: Floats, noise: Floats, noise_span: Floats, least: Floats, above: Bools, below: Bools,
) -> None:  # fmt: skip
    for row in range(len(kind)):
        level = deviation[row] / half[row]
        high[LEVEL, row], low[LEVEL, row] = _part(level, above[row]), _part(-level, below[row])
        if kind[row] == SHORT:
            quick = change[row] / change_half[row]
            high[CHANGE, row], low[CHANGE, row] = _part(quick, above[row]), _part(-quick, below[row])
            high[NOISE, row] = _roughness(power[row], noise[row], noise_span[row], least[row])


@kernel
def _part(value: float, matters: bool) -> float:
    """A positive value in a direction that matters, else 0."""
    return value if matters and value > 0 else 0.0


@kernel
def _roughness(power: float, noise: float, span: float, least: float) -> float:
    """Score of the noise variance against its ordinary value; what it adds must be a deviation that matters."""
    power = max(power, 1e-30)
    odd = math.log(power / max(noise, 1e-30)) / span
    more = (math.sqrt(power) - math.sqrt(max(noise, 0.0))) / least
    return max(min(odd, more), 0.0)


def judged_by_creep(kind: Ints) -> Bools:
    """Which baselines are kept long enough for creep to be told from their own movement."""
    return np.asarray(kind == SEASONAL)


def beyond(distance: Floats) -> Floats:
    """Score of a distance in half-widths: the same inside the band, then by its logarithm: 2 at `FAR`, 3 at its square.

    What was learned is less sure than what was written down, so critical takes a distance that leaves no doubt.
    """
    return np.where(distance > 1, 1 + np.log(np.maximum(distance, 1)) / np.log(FAR), distance)


Worst = tuple[Floats, Ints, Ints]
"""(score, cause, side) of n series; side is 1 above and -1 below what is expected."""


def ordinary(count: int) -> Worst:
    """What is found of series before any view is looked at."""
    return np.zeros(count), np.zeros(count, np.int64), np.ones(count, np.int64)


def worst(high: Floats, low: Floats) -> Worst:
    """The worst of all views of n series, (6, n) above and below what is expected."""
    found = ordinary(high.shape[1])
    for cause in range(len(CAUSES)):
        worsen(found, cause, high[cause], low[cause])
    return found


def worsen(found: Worst, cause: int, high: Floats, low: Floats) -> None:
    """Take a view of n series, above and below what is expected, where it is worse than what was found so far."""
    _worsen(*found, cause, high, low)


@kernel
def _worsen(score: Floats, causes: Ints, side: Ints, cause: int, high: Floats, low: Floats) -> None:
    for row in range(len(score)):
        found = max(high[row], low[row])
        if cause != LIMIT and found > 1:
            found = 1 + math.log(found) / math.log(FAR)
        if found > score[row]:
            score[row], causes[row], side[row] = found, cause, 1 if high[row] >= low[row] else -1
