"""What others do with the same samples: each peer scores one round of values after the other.

All of them have less to do than ours: no data quality, no duty, no policy, no levels, no reasons, nothing to write.
"""

from typing import Any, Protocol

import numpy as np
from river import stats, utils
from statsmodels.tsa.seasonal import STL

from analytics.ground.columns import Floats
from analytics.layers.baseline.normal import PHASES

GAIN = 0.01
"""How much of a new value the exponential means take."""
WINDOW = 300
"""Samples of a rolling window."""
DAYS = 7
"""Days, of `PHASES` samples each, that STL is fitted on."""


class Peer(Protocol):
    """Scores rounds of values."""

    name: str

    def __init__(self, series: int) -> None: ...

    def score(self, values: Floats) -> object:
        """Take one value of each series in; gives its score."""


class NumpyEwma:
    """Exponential mean and variance of all series at once, and the distance in deviations: the least one can do."""

    name = "numpy: EWMA z-score"

    def __init__(self, series: int) -> None:
        self.mean, self.variance = np.zeros(series), np.ones(series)

    def score(self, values: Floats) -> object:
        """Distance of each value from the mean of those before, in deviations."""
        away = values - self.mean
        found = away / np.sqrt(self.variance)
        self.mean += GAIN * away
        self.variance += GAIN * (away**2 - self.variance)
        return found


class RiverEwma:
    """The same with River, one object a statistic and series."""

    name = "River: EWMean and EWVar"

    def __init__(self, series: int) -> None:
        self.means = [stats.EWMean(GAIN) for _ in range(series)]
        self.variances = [stats.EWVar(GAIN) for _ in range(series)]

    def score(self, values: Floats) -> object:
        """Distance of each value from the mean of those before, in deviations."""
        found = []
        for mean, variance, value in zip(self.means, self.variances, values.tolist(), strict=True):
            found.append((value - mean.get()) / (variance.get() ** 0.5 or 1.0))
            mean.update(value)
            variance.update(value)
        return found


class RiverRolling:
    """A rolling window's mean and deviation with River."""

    name = f"River: rolling z-score over {WINDOW}"

    def __init__(self, series: int) -> None:
        self.windows: list[Any] = [utils.Rolling(stats.Var, window_size=WINDOW) for _ in range(series)]

    def score(self, values: Floats) -> object:
        """Distance of each value from the window's mean before it, in deviations."""
        found = []
        for window, value in zip(self.windows, values.tolist(), strict=True):
            found.append((value - window.mean.get()) / (window.get() ** 0.5 or 1.0))
            window.update(value)
        return found


class StlRefit:
    """STL fitted anew on the last week with each value; the remainder of the newest in deviations of all."""

    name = f"statsmodels: STL refitted on {DAYS} days"

    def __init__(self, series: int) -> None:
        day = np.sin(2 * np.pi * np.arange(PHASES) / PHASES)
        self.past = np.tile(day, (series, DAYS)) + np.random.default_rng(1).normal(0, 0.1, (series, DAYS * PHASES))

    def score(self, values: Floats) -> object:
        """Remainder of each value, in deviations of the remainders of its week."""
        self.past = np.concatenate((self.past[:, 1:], values[:, None]), axis=1)
        rests = np.array([STL(one, period=PHASES).fit().resid for one in self.past])
        return rests[:, -1] / rests.std(axis=1)


PEERS: tuple[type[Peer], ...] = (NumpyEwma, RiverEwma, RiverRolling, StlRefit)
