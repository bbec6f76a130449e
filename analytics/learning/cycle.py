"""The shape of a cycle of any period, the week or one that was found, of what a model leaves of one series."""

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.baseline.normal import CYCLE_PHASES
from analytics.learning.cadence import USUAL_S
from analytics.learning.masked import NORMAL_MAD
from analytics.learning.stl import decompose

CUT = 4.0
"""Robust standard deviations at which wild values are cut."""
MIN_BINS = 4
SMOOTH = 0.8
"""Least correlation of neighbouring points of a shape. A rough one is the shadow of a faster cycle, of which history
shows one moment a window: between two windows it says nothing."""


def smooth(points: Floats) -> Bools:
    """(s,) whether each of (s, m) circular shapes of mean 0 moves slowly from point to point."""
    return np.asarray((points * np.roll(points, 1, axis=1)).mean(axis=1) >= SMOOTH * (points**2).mean(axis=1))


def shape(left: Floats, use: Bools, time_s: Ints, period_s: float, window_s: int) -> Floats:
    """(CYCLE_PHASES,) means of (n,) values by their place in the cycle, of mean 0; 0 where they are not smooth.

    They are shrunk by their share of noise.
    """
    bins = _bins(period_s, window_s)
    place = np.round(time_s[use] % period_s * (bins / period_s)).astype(np.int64) % bins
    values = _cut(left[use])
    count = np.maximum(np.bincount(place, minlength=bins), 1)
    mean = np.bincount(place, values, minlength=bins) / count
    own = values - mean[place]
    mean -= mean.mean()
    # A slow source has no faster cycle that its windows could hide.
    if window_s <= USUAL_S and not smooth(mean[None, :])[0]:
        return np.zeros(CYCLE_PHASES)
    noise = float(own.var() / count.mean())
    return _spread(mean * max(0.0, 1 - noise / max(float((mean**2).mean()), 1e-30)))


def decomposed(left: Floats, use: Bools, time_s: Ints, period_s: float, window_s: int) -> Floats:
    """(CYCLE_PHASES,) shape of the cycle by seasonal-trend decomposition.

    STL needs a whole number of samples a period and no gaps: the values are drawn anew that often, gaps being filled
    with what the shape of the means says, and the seasonal part is averaged over the cycles.
    """
    bins = _bins(period_s, window_s)
    means = shape(left, use, time_s, period_s, window_s)
    filled = left.copy()
    filled[use] = _cut(left[use])
    filled[~use] = along(means, time_s, period_s)[~use]
    first = int(np.ceil(time_s[0] * bins / period_s))
    number = np.arange(first, int(time_s[-1] * bins / period_s) + 1)
    drawn = np.interp(number * (period_s / bins), time_s, filled)
    _, season = decompose(drawn, bins)
    by_bin = np.bincount(number % bins, season, minlength=bins) / np.bincount(number % bins, minlength=bins)
    return _spread(by_bin - by_bin.mean())


def along(points: Floats, time_s: Ints, period_s: float) -> Floats:
    """The shape at each time, linear between its points."""
    place = time_s % period_s * (CYCLE_PHASES / period_s)
    return np.asarray(np.interp(place, np.arange(CYCLE_PHASES + 1), np.append(points, points[0])))


def _bins(period_s: float, window_s: int) -> int:
    """Points that the grid can tell apart in a cycle."""
    return int(np.clip(round(period_s / window_s), MIN_BINS, CYCLE_PHASES))


def _cut(values: Floats) -> Floats:
    edge = max(CUT * NORMAL_MAD * float(np.median(np.abs(values))), 1e-12)
    return np.asarray(np.clip(values, -edge, edge))


def _spread(by_bin: Floats) -> Floats:
    """The points of a shape from those of its bins, linear between them, around the cycle."""
    place = np.arange(CYCLE_PHASES) * (len(by_bin) / CYCLE_PHASES)
    return np.asarray(np.interp(place, np.arange(len(by_bin) + 1), np.append(by_bin, by_bin[0])))
