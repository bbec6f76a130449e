"""From score to level, with the discipline of ISA-18.2: a level is entered after a dwell and left with hysteresis.

Levels: 0 normal, 1 watch (score 0.75), 2 warning (1, the edge of normal), 3 critical (2).
"""

from dataclasses import dataclass

import numpy as np

from analytics.clock import SECOND
from analytics.columns import Bools, Columns, Floats, Ints, column

EDGES = (0.75, 1.0, 2.0)
"""The scores at which watch, warning and critical begin."""
DWELL_S = 5.0
"""How long a score must stay over an edge before the level follows; at least two samples."""
RELEASE = 0.6
"""A level ends below this part of its edge ..."""
CLEAR_S = 30.0
"""... after this time."""


@dataclass(slots=True)
class Alarms(Columns):
    """Per series the level, since when the score is over each edge, and since when it is below the release."""

    level: Ints = column(0, np.int64)
    over: Ints = column(0, np.int64, lead=len(EDGES))
    under: Ints = column(0, np.int64)
    raised: Ints = column(0, np.int64)


def step(state: Alarms, at: Ints, score: Floats, time: Ints, at_once: Bools) -> None:
    """Move the levels of the series `at` by one score each; `at_once` lifts the dwell.

    `over` and `under` hold nanoseconds, 0 where the score is not there; `raised` is when the level left 0.
    """
    level = np.zeros(len(at), np.int64)
    for number, edge in enumerate(EDGES):
        over = score >= edge
        since = np.where(over, np.where(state.over[number, at] == 0, time, state.over[number, at]), 0)
        long = over & (at_once | (time - since >= DWELL_S * SECOND))
        state.over[number, at] = since
        level = np.where(long, number + 1, level)
    level = _hold(state, at, score, time, level)
    state.raised[at] = np.where(level == 0, 0, np.where(state.raised[at] == 0, time, state.raised[at]))
    state.level[at] = level


def _hold(state: Alarms, at: Ints, score: Floats, time: Ints, entered: Ints) -> Ints:
    """Keep the old level until its release has lasted, then fall to the level that the score still holds."""
    old = state.level[at]
    release = RELEASE * np.array((0.0, *EDGES))
    quiet = (old > 0) & (score < release[old])
    under = np.where(quiet, np.where(state.under[at] == 0, time, state.under[at]), 0)
    done = quiet & (time - under >= CLEAR_S * SECOND)
    state.under[at] = np.where(done, 0, under)
    holds = np.minimum(np.searchsorted(release[1:], score, side="right"), old)
    return np.asarray(np.maximum(entered, np.where(done, holds, old)))
