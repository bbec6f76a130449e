"""The shape of the day of what a model leaves, of all symptoms of an asset at once.

Gaps are filled and wild values cut, a moving mean over a day takes the trend away, and the mean of each slot of what is
left is the shape (the classical decomposition of `statsmodels.tsa.seasonal.seasonal_decompose`).
"""

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.layers.baseline import PHASES
from analytics.learning.masked import NORMAL_MAD, quantile

SMOOTH = 7
"""Phases over which the profile is averaged: an hour."""
CUT = 4.0
"""Robust standard deviations at which wild values are cut."""


def profiles(left: Floats, use: Bools, slot: Ints, slots: int) -> Floats:
    """(s, PHASES) shapes of the day; slots that history never shows keep what their neighbours say.

    Parameters
    ----------
    left : (s, n) what is left on an even grid, finite where it is in use
    use : (s, n) entries that count
    slot : (n,) place of each row in the day, 0..slots-1
    """
    filled = _fill(left, use, slot, slots)
    half = slots // 2
    detrended = filled[:, half : filled.shape[1] - half] - _trend(filled, slots)
    shape = _slot_means(detrended, np.ones_like(detrended, np.bool_), slot[half : len(slot) - half], slots)
    shape -= shape.mean(axis=1, keepdims=True)
    shape = shape.reshape(len(left), PHASES, slots // PHASES).mean(axis=2)
    around = np.concatenate((shape[:, -(SMOOTH // 2) :], shape, shape[:, : SMOOTH // 2]), axis=1)
    smooth = np.lib.stride_tricks.sliding_window_view(around, SMOOTH, axis=1).mean(axis=2)
    # Few days say little about a day's shape: shrink what they say.
    days = left.shape[1] / slots
    return np.asarray(smooth * days / (days + 1))


def _trend(values: Floats, slots: int) -> Floats:
    """The centred moving mean over `slots` (even) entries, half a window missing at both ends."""
    sums = np.cumsum(np.concatenate((np.zeros((len(values), 1)), values), axis=1), axis=1)
    whole = (sums[:, slots:] - sums[:, :-slots]) / slots
    return (whole[:, :-1] + whole[:, 1:]) / 2


def _fill(left: Floats, use: Bools, slot: Ints, slots: int) -> Floats:
    """Gaps filled with the mean of their slot over all days, or with 0, and wild values cut."""
    cut = np.maximum(CUT * NORMAL_MAD * quantile(np.abs(left), use, 0.5), 1e-12)[:, None]
    values = np.where(use, np.clip(left, -cut, cut), 0.0)
    return np.where(use, values, _slot_means(values, use, slot, slots)[:, slot])


def _slot_means(values: Floats, use: Bools, slot: Ints, slots: int) -> Floats:
    """(s, slots) means of the entries in use of each slot, 0 where there are none."""
    which = np.zeros((len(slot), slots))
    which[np.arange(len(slot)), slot] = 1.0
    return np.asarray((values * use) @ which / np.maximum(use @ which, 1))
