"""From score to level, with the discipline of ISA-18.2: a level is entered after a dwell and left with hysteresis.

Levels: 0 normal, 1 watch (score 0.75), 2 warning (1, the edge of normal), 3 critical (2).
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import SECOND
from analytics.engine.columns import Columns, Floats, Ints, column

EDGES = (0.75, 1.0, 2.0)
"""The scores at which watch, warning and critical begin."""
DWELL_S = 30.0
"""How long a score must stay over an edge before the level follows; at least two samples."""
RELEASE = 0.6
"""A level ends below this part of its edge ..."""
CLEAR_S = 600.0
"""... after this time: a fault that shows only under load is one episode, not one a hill."""
LIMIT_DWELL_S = 10.0
"""The dwell of hard limits, which leave less room for doubt."""
SHORT_DWELL, SHORT_CLEAR = 5.0, 6.0
"""The same in samples, for series of which only a short history is known: they are judged within minutes."""


@dataclass(slots=True)
class Alarms(Columns):
    """Per series the level, since when the score is over each edge, and since when it is below the release."""

    level: Ints = column(0, np.int64)
    over: Ints = column(0, np.int64, lead=len(EDGES))
    under: Ints = column(0, np.int64)
    raised: Ints = column(0, np.int64)


def step(state: Alarms, at: Ints, score: Floats, time: Ints, dwell_s: Floats, clear_s: Floats) -> None:
    """Move the levels of the series `at` by one score each.

    Parameters
    ----------
    score, time : (n,) scores and nanoseconds
    dwell_s, clear_s : (n,) how long a score must be over an edge, and below its release; 0 for at once

    `over` and `under` hold nanoseconds, 0 where the score is not there; `raised` is when the level left 0.
    """
    level = np.zeros(len(at), np.int64)
    for number, edge in enumerate(EDGES):
        over = score >= edge
        since = np.where(over, np.where(state.over[number, at] == 0, time, state.over[number, at]), 0)
        long = over & (time - since >= dwell_s * SECOND)
        state.over[number, at] = since
        level = np.where(long, number + 1, level)
    level = _hold(state, at, score, time, level, clear_s)
    state.raised[at] = np.where(level == 0, 0, np.where(state.raised[at] == 0, time, state.raised[at]))
    state.level[at] = level


def _hold(state: Alarms, at: Ints, score: Floats, time: Ints, entered: Ints, clear_s: Floats) -> Ints:
    """Keep the old level until its release has lasted, then fall to the level that the score still holds."""
    old = state.level[at]
    release = RELEASE * np.array((0.0, *EDGES))
    quiet = (old > 0) & (score < release[old])
    under = np.where(quiet, np.where(state.under[at] == 0, time, state.under[at]), 0)
    done = quiet & (time - under >= clear_s * SECOND)
    state.under[at] = np.where(done, 0, under)
    holds = np.minimum(np.searchsorted(release[1:], score, side="right"), old)
    return np.asarray(np.maximum(entered, np.where(done, holds, old)))
