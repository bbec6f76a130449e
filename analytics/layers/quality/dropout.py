"""Dropout of one signal: its asset goes on sending, and it is missing for many of its intervals."""

from math import isnan

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import in_place
from analytics.layers.quality.state import DROPOUT, GAP_S, Memory, Quality, pace, pace_of

INTERVALS = 10.0
"""A signal is missing after so many of its usual intervals ..."""
MIN_S = 60.0
"""... and not before this many seconds."""
INTERVAL_SAMPLES = 20.0
"""Memory of the usual interval of a series."""
FORGOTTEN_S = 86_400.0
"""A signal that was away for so long is gone for good, or its asset has been changed."""
SLOW = 3
"""A series of which so many samples came, and none within a gap of another, comes that seldom."""
MIN_SAMPLES = 1000
"""Samples that a series must have shown before it is known how regularly it comes, where history has not told."""
REGULAR, REGULAR_SAMPLES = 0.98, 1000.0
"""Share of its intervals in which a signal must be heard to be missed at all, over so many samples: some come only when
there is something to tell."""


@in_place
def hear(memory: Memory, i: int, elapsed_s: float) -> None:
    """A good sample came: learn how often and how regularly they do. A dropout is no measure of health."""
    usual = memory.interval[i]
    if memory.open[i] & DROPOUT:
        memory.open[i] &= ~DROPOUT
        return
    memory.heard[i] += 1
    if not isnan(usual):
        share = min(1.0, usual / max(elapsed_s, 1e-9))
        memory.regular[i] += max(1 / REGULAR_SAMPLES, 1 / memory.heard[i]) * (share - memory.regular[i])
    slow = isnan(usual) and memory.heard[i] >= SLOW
    if slow or elapsed_s <= GAP_S * pace_of(memory, i):
        memory.interval[i] = elapsed_s if isnan(usual) else usual + (elapsed_s - usual) / INTERVAL_SAMPLES


def know(state: Quality, number: int, share: float) -> None:
    """Take from history in what share of the time at work a series was heard."""
    state.regular[number] = share
    state.heard[number] = max(MIN_SAMPLES, int(state.heard[number]))


def missing(state: Quality, at: Ints, away_s: Floats, working: Bools) -> Ints:
    """Open a dropout for those of the series `at` that are missing; returns those for which it is new.

    Parameters
    ----------
    away_s : (n,) seconds since each series' last sample, at its asset's newest moment
    working : (n,) whether the asset works: at rest it may keep silent
    """
    due = np.maximum(INTERVALS * state.interval[at], MIN_S)
    known = (state.heard[at] >= MIN_SAMPLES) & (state.regular[at] >= REGULAR)
    gone = known & working & (away_s > due) & (away_s < FORGOTTEN_S * pace(state, at))
    new: Ints = at[gone & (state.open[at] & DROPOUT == 0)]
    state.open[new] |= DROPOUT
    return new
