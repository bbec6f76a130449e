"""A level that moved for a reason: after maintenance, how far the residual of each series now lies from 0.

The estimate is the median of the first `SAMPLES` residuals, at least `SPACING_S` apart so that they do not all tell of
the same minutes: up to half of them may be wild without moving it far (P. J. Huber, "Robust Statistics", 1981, §1.4).
While it is being made the series is not judged by what was learned.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.layers.baseline.band import band
from analytics.layers.baseline.normal import SHORT
from analytics.layers.contract import Layer
from analytics.layers.moment import Learned, Moment
from contract.time import SECOND

SAMPLES = 31
SPACING_S = 60.0
MAX_HALF_WIDTHS = 4.0
"""Half-widths of its band by which maintenance may move a series' level: what came back further off is no repair."""
NONE = -1
"""The count of a series whose level is not being estimated."""


@dataclass(slots=True)
class Shift(PerSeries):
    """Per series whether its level is to be estimated after the maintenance that is known, how many residuals were
    kept for it, when the last of them was (nanoseconds), and the residuals in the signal's unit."""

    wanted: Bools = column(False, np.bool_)
    count: Ints = column(NONE, np.int64)
    last: Ints = column(0, np.int64)
    kept: npt.NDArray[np.float32] = column(0.0, np.float32, lead=SAMPLES)


class LevelShift(Layer[Shift]):
    """Adds to what is expected how far maintenance moved the level, as far as that can be believed."""

    name = "level_shift"
    columns = Shift

    def step(self, columns: Shift, moment: Moment) -> tuple[()]:
        """Takes series out of `learned` while their level is estimated, and moves their baselines when that is done."""
        moved = under_way(columns, moment.learned.at)
        if moved.any():
            _estimate(columns, moment, moment.learned.only(moved))
            moment.learned = moment.learned.only(~moved)
        return ()


def _estimate(columns: Shift, moment: Moment, rows: Learned) -> None:
    normal, rolling = moment.baseline.normal, moment.baseline.rolling
    expected = rows.fixed + np.where(rows.kind == SHORT, rolling.location[rows.at], 0.0)
    done, by = take(columns, rows.at, rows.value - expected, rows.time)
    limit = MAX_HALF_WIDTHS * band(moment.baseline, moment.judging, moment.fleet.facts, done).half
    normal.level[done] += np.clip(by, -limit, limit)


def begin(state: Shift, at: Ints) -> None:
    """Estimate the levels of the series `at` from now on."""
    state.wanted[at], state.count[at], state.last[at] = False, 0, 0


def under_way(state: Shift, at: Ints) -> Bools:
    """For which of the series `at` a level is being estimated."""
    return np.asarray(state.count[at] != NONE)


def take(state: Shift, at: Ints, residual: Floats, time: Ints) -> tuple[Ints, Floats]:
    """Let series whose level is being estimated see a residual each; gives those that are done, and their shifts.

    Parameters
    ----------
    at, residual, time : (n,) different series, residuals in the signal's unit, nanoseconds

    >>> shift, one = Shift.of(1), np.array([0])
    >>> begin(shift, one)
    >>> for minute in range(1, SAMPLES + 1):
    ...     done, by = take(shift, one, np.array([0.5]), one + minute * 60 * SECOND)
    >>> done.tolist(), by.tolist()
    ([0], [0.5])
    """
    apart = time - state.last[at] >= SPACING_S * SECOND
    at, residual = at[apart], residual[apart]
    state.kept[state.count[at], at], state.last[at] = residual, time[apart]
    state.count[at] += 1
    done = at[state.count[at] == SAMPLES]
    state.count[done] = NONE
    return done, np.median(state.kept[:, done], axis=0).astype(np.float64)
