"""The score of a sample: 0 as expected, 1 at the edge of the normal band, above 1 outside, growing with the distance.

It is the worst of five views. `level` is the smoothed residual in half-widths of the band; `change` and `noise` watch
sudden moves and roughness while only a short history is known; `creep` watches what lasts; `limit` needs no learning.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.layers.baseline import SEASONAL, SHORT
from analytics.policies.policy import BAND_SIGMAS

CAUSES = ("level", "change", "noise", "creep", "limit")
LEVEL, CHANGE, NOISE, CREEP, LIMIT = range(len(CAUSES))
FAR = 4.0
"""Half-widths from what is expected at which a learned view calls a signal critical."""
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
    """(5, n) scores of the views above and below the expected value; those of creep and limit are still 0.

    Parameters
    ----------
    kind : (n,) kinds of baseline
    deviation, change, power : (n,) smoothed residual, change and noise variance
    """
    high, low = np.zeros((len(CAUSES), len(kind))), np.zeros((len(CAUSES), len(kind)))
    high[LEVEL], low[LEVEL] = directed(deviation / band.half, band)
    short = kind == SHORT
    quick = directed(change / band.change, band)
    high[CHANGE], low[CHANGE] = np.where(short, quick[0], 0), np.where(short, quick[1], 0)
    high[NOISE] = np.where(short, _roughness(band, power), 0)
    return high, low


def _roughness(band: Band, power: Floats) -> Floats:
    """Score of the noise variance against its ordinary value; what it adds must be a deviation that matters."""
    power = np.maximum(power, 1e-30)
    odd = np.log(power / np.maximum(band.noise, 1e-30)) / band.noise_span
    more = (np.sqrt(power) - np.sqrt(np.maximum(band.noise, 0))) / band.least
    return np.asarray(np.maximum(np.minimum(odd, more), 0.0))


def judged_by_creep(kind: Ints) -> Bools:
    """Which baselines are kept long enough for creep to be told from their own movement."""
    return np.asarray(kind == SEASONAL)


def beyond(distance: Floats) -> Floats:
    """Score of a distance in half-widths: the same inside the band, then by its logarithm: 2 at `FAR`, 3 at its square.

    What was learned is less sure than what was written down, so critical takes a distance that leaves no doubt.
    """
    return np.where(distance > 1, 1 + np.log(np.maximum(distance, 1)) / np.log(FAR), distance)


def worst(high: Floats, low: Floats) -> tuple[Floats, Ints, Ints]:
    """(score, cause, side) of n series from (5, n) views; side is 1 above and -1 below what is expected."""
    both = np.concatenate((high, low))
    learned = np.arange(len(both)) % len(CAUSES) != LIMIT
    both[learned] = beyond(both[learned])
    at = both.argmax(axis=0)
    return both[at, np.arange(both.shape[1])], at % len(CAUSES), np.where(at < len(CAUSES), 1, -1)
