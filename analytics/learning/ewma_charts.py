"""Slow charts, learned from how far off the baselines of an asset are on history that they never saw.

A condition selects: a chart of coolant "while standing, warm" holds the hotter moments, in which the residual is
positive in health too. So each chart's own history gives what the residual is anyway, and how much it scatters.
"""

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.ewma_charts.charts import ALWAYS, WINDOW_S, Charts, EwmaCharts, forget, learn

ENOUGH = 60
"""Windows of history under a condition from which on they tell how a chart of it scatters."""
GUESS = 2.0
"""Charts with less history are as wide as this many of those of all samples."""


def learn_charts(state: State, numbers: Ints, errors: Floats, holds: Bools, window_s: int) -> None:
    """Learn how the slow layers judge an asset; called when its baselines were put into the state.

    Parameters
    ----------
    numbers : (s,) numbers of its series that were fitted
    errors : (s, n) their left-out residuals on the grid of history, oldest first, in the unit of each signal; NaN where
        the asset did not work or was not settled
    holds : (conditions, n) which operating conditions held then
    window_s : seconds from one residual to the next, a whole part of `WINDOW_S`; or more, and each is a window
    """
    together, known = max(1, WINDOW_S // window_s), state.of(EwmaCharts)
    for number, row in zip(numbers.tolist(), errors, strict=True):
        whole = windows(row, together)
        entries = known.of([number])
        for entry in entries.tolist():
            condition = int(known.charts.condition[entry])
            only = whole if condition == ALWAYS else windows(np.where(holds[condition], row, np.nan), together)
            _put(known.charts, entry, only, whole)
        forget(known.charts, entries)


def windows(row: Floats, together: int) -> Floats:
    """Residuals as means of so many neighbours each; NaN where none of them is known."""
    whole = row[: len(row) // together * together].reshape(-1, together)
    known = np.isfinite(whole)
    count = known.sum(axis=1)
    total = np.where(known, whole, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _put(charts: Charts, entry: int, own: Floats, whole: Floats) -> None:
    """One chart, from its own windows of history or, where these are few, from those of all samples."""
    few = int(np.isfinite(own).sum()) < ENOUGH
    offset = 0.0 if few else float(np.nanmedian(own))
    unit, scale, _ = learn(whole if few else own - offset)
    wider = GUESS if few else 1.0
    charts.offset[entry], charts.unit[entry] = offset, unit * wider
    charts.scale[:, entry] = scale * wider
