"""Alert budget: a signal that alerts often raises its own bar, and an alert silences what follows unless that is worse.

Each alert adds 1 to a heat that decays by half in about 1,400 rows; the score is the logarithm of the surprise less a
share of the heat. One that follows soon, because it got worse, belongs to the same episode, and is not charged again.
"""

import math
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel

ALERT = 1.8
"""Least score of an alert."""
HEAT_SHARE, HEAT_DECAY = 0.45, math.exp(-1 / 2000)
REFRACTORY = 45
"""Rows after an alert in which only more than `WORSE` times its surprise alerts again."""
WORSE = 2.0
MIN_SURPRISE = 1e-3
"""The surprise of an ordinary row counts as this much in the logarithm."""


@dataclass(slots=True)
class Budget(PerSeries):
    """The heat; rows since the last alert, and its surprise."""

    heat: Floats = column(0.0)
    since: Ints = column(1 << 30, np.int64)
    last: Floats = column(0.0)


def spend(state: Budget, at: Ints, row: Ints, surprise: Floats) -> tuple[Floats, Bools]:
    """The score of each sample's surprise, and whether it alerts."""
    score, alert = np.full(len(at), math.log(MIN_SURPRISE)), np.zeros(len(at), np.bool_)
    _spend(state.heat, state.since, state.last, at, row, surprise, score, alert)
    return score, alert


@kernel
def _spend(
    heat: Floats, since: Ints, last: Floats, at: Ints, row: Ints, surprise: Floats, score: Floats, alert: Bools
) -> None:
    for k in range(len(at)):
        if row[k] < 0:
            continue
        i = at[k]
        heat[i] *= HEAT_DECAY
        since[i] += 1
        score[k] = math.log(max(surprise[k], MIN_SURPRISE)) - HEAT_SHARE * heat[i]
        fresh = since[i] > REFRACTORY
        if score[k] >= ALERT and (fresh or surprise[k] > WORSE * last[i]):
            alert[k] = True
            heat[i] += 1.0 if fresh else 0.0
            since[i], last[i] = 0, surprise[k]
