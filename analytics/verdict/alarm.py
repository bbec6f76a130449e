"""From score to level, with the discipline of ISA-18.2: a level is entered after a dwell and left with hysteresis.

The levels and the scores at which they begin are those of `contract.levels`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from contract.levels import SCORE_EDGES
from contract.time import SECOND

DWELL_S = 30.0
"""How long a score must stay over an edge before the level follows; at least two samples."""
DOUBTFUL, DOUBTFUL_S = 1.4, 600.0
"""A learned view that puts a signal so little outside its band must do so for this long: models err by minutes."""
RELEASE = 0.6
"""A level ends below this part of its edge ..."""
CLEAR_S = 600.0
"""... after this time: a fault that shows only under load is one episode, not one a hill."""
LIMIT_DWELL_S = 10.0
"""The dwell of hard limits, which leave less room for doubt."""
SHORT_DWELL, SHORT_CLEAR = 5.0, 6.0
"""The same in samples, for series of which only a short history is known: they are judged within minutes."""


@dataclass(slots=True)
class Alarms(PerSeries):
    """Per series the level, since when what was learned, and what hard limits say, is over each edge, and since when
    both are below the release."""

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"level": (0, len(SCORE_EDGES) + 1)}

    level: Ints = column(0, np.int64)
    over: Ints = column(0, np.int64, lead=len(SCORE_EDGES))
    beyond: Ints = column(0, np.int64, lead=len(SCORE_EDGES))
    under: Ints = column(0, np.int64)
    raised: Ints = column(0, np.int64)


def end(state: Alarms, at: Ints) -> None:
    """Let go of the levels of the series `at`, and of what was over an edge."""
    state.level[at] = state.under[at] = state.raised[at] = 0
    state.over[:, at] = 0


def dwell_s(score: Floats, elapsed_s: Floats, pace: Floats | float = 1.0) -> Floats:
    """How long each of n scores of learned views must last; `elapsed_s` is (n,) seconds since the sample before, and
    no gap counts for more than 20 minutes times `pace`.

    Where samples are slow to come, three of them must agree: two neighbours may share one odd moment.
    """
    return _dwells(score, elapsed_s, np.broadcast_to(np.asarray(pace, np.float64), score.shape).copy())


@kernel
def _dwells(score: Floats, elapsed_s: Floats, pace: Floats) -> Floats:
    seconds = np.empty(len(score))
    for row in range(len(score)):
        seconds[row] = dwell_of(score[row], elapsed_s[row], pace[row])
    return seconds


@kernel
def dwell_of(score: float, elapsed_s: float, pace: float) -> float:
    """The same of one score, for kernels; the time since the sample before is NaN where there was none."""
    seconds = DWELL_S if np.isnan(elapsed_s) else max(DWELL_S, min(2 * elapsed_s, 2 * CLEAR_S * pace))
    return max(seconds, DOUBTFUL_S) if score < DOUBTFUL else seconds


@dataclass(frozen=True, slots=True)
class Said:
    """What one view of n series says: scores (n,), and how long, seconds, one must be over an edge; 0 for at once."""

    score: Floats
    dwell_s: Floats


def step(state: Alarms, at: Ints, learned: Said, limit: Said, time: Ints, clear_s: Floats) -> None:
    """Move the levels of the series `at` by one score of what was learned and one of hard limits each.

    Each enters a level by its own dwell, so that what was learned never slows a limit; both must be quiet to leave it.

    Parameters
    ----------
    time : (n,) nanoseconds
    clear_s : (n,) how long both scores must be below the release of a level

    `over`, `beyond` and `under` hold nanoseconds, 0 where the score is not there; `raised` is when the level left 0.
    """
    _step(
        state.level, state.over, state.beyond, state.under, state.raised, at, time,
        learned.score, learned.dwell_s, limit.score, limit.dwell_s, clear_s,
    )  # fmt: skip


@kernel
def _step(
    level: Ints, over: Ints, beyond: Ints, under: Ints, raised: Ints, at: Ints, time: Ints,
    learned: Floats, learned_s: Floats, limit: Floats, limit_s: Floats, clear_s: Floats,
) -> None:  # fmt: skip
    for row, number in enumerate(at):
        entered = _enter(over, number, learned[row], time[row], learned_s[row] * SECOND)
        entered = max(entered, _enter(beyond, number, limit[row], time[row], limit_s[row] * SECOND))
        held = _hold(level[number], under, number, max(learned[row], limit[row]), time[row], clear_s[row] * SECOND)
        level[number] = max(entered, held)
        raised[number] = 0 if level[number] == 0 else raised[number] if raised[number] else time[row]


@kernel
def _enter(over: Ints, number: int, score: float, time: int, dwell: float) -> int:
    """The highest level whose edge the score has been over for the dwell (ns)."""
    level = 0
    for edge in range(len(SCORE_EDGES)):
        if score < SCORE_EDGES[edge]:
            over[edge, number] = 0
            continue
        if over[edge, number] == 0:
            over[edge, number] = time
        if time - over[edge, number] >= dwell:
            level = edge + 1
    return level


@kernel
def _hold(level: int, under: Ints, number: int, score: float, time: int, clear: float) -> int:
    """The old level until its release has lasted (ns), then the level that the score still holds."""
    if level == 0 or score >= RELEASE * SCORE_EDGES[level - 1]:
        under[number] = 0
        return level
    if under[number] == 0:
        under[number] = time
    if time - under[number] < clear:
        return level
    under[number] = 0
    while level > 0 and score < RELEASE * SCORE_EDGES[level - 1]:
        level -= 1
    return level
