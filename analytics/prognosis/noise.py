"""How much the mean of a quarter of a day of a series scatters while its asset is sound."""

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.ewma_charts.charts import EwmaCharts

_SECOND = 1
"""The second of the slow means, of two hours and a half, scatters about as the mean of a quarter of a day does."""


def noise(state: State, at: Ints) -> Floats:
    """(n,) the standard deviation of each of the series `at`, in its unit; NaN where it was not learned."""
    charts = state.of(EwmaCharts)
    first, number = charts.places.first[at], charts.places.number[at]
    learned = (state.of(Baseline).normal.kind[at] == SEASONAL) & (number > 0)
    found = np.full(len(at), np.nan)
    found[learned] = charts.charts.scale[_SECOND, first[learned]]
    return found
