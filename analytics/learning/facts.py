"""Facts that nobody wrote, from the history of an asset: of each signal by itself."""

from collections.abc import Mapping

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.facts import find
from analytics.learning.fit import Fitted
from analytics.learning.history import History


def learn_facts(
    state: State, numbers: Mapping[str, int], history: History, use: Bools, fitted: Mapping[int, Fitted]
) -> None:
    """Take over the facts of an asset's series.

    Parameters
    ----------
    numbers : the number of each signal's series
    use : (windows,) which windows of history count
    fitted : by series, what its values were found to scatter about, on history that the model never saw; a series that
        was not fitted is no symptom, or has too little history, and keeps what it knew

    A duty signal has no model: what matters of it is told by its range alone.
    """
    facts, symptom = state.of(Baseline).facts, state.fleet.facts.symptom
    at = {name: number for name, number in numbers.items() if number in fitted or not symptom[number]}
    if not at:
        return
    series = np.array(list(at.values()), np.int64)
    scale = np.array([fitted[number].scale if number in fitted else 0.0 for number in at.values()])
    facts.put(series, find(np.array([np.where(use, history.values[name], np.nan) for name in at]), scale))
    state.know()


def can_judge(state: State, number: int) -> bool:
    """Whether it is known what matters of a series: of one that never moved and nobody described it is not."""
    return not (state.judging.learned[number] and np.isnan(state.of(Baseline).facts.min_deviation[number]))
