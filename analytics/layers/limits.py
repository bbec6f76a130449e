"""Hard limits: what an engineer has written down, judged without any learning.

The score is 0 inside the limits, at least 1 beyond a warning limit and at least 2 beyond a critical one, and grows with
the distance. Beyond a warning limit that no critical one follows it stays below 2: more of a warning is no emergency.
"""

import math

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import SeriesFacts
from analytics.ground.kept import Nothing
from analytics.ground.kernel import kernel
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.moment import Moment
from analytics.policies.drivers import Drivers, moving
from analytics.policies.judging import Judging


class Limits(Layer[Nothing]):
    """How far beyond its hard limits a series is.

    A limit is held against the sample itself: smoothing, which grows with what is known, would only delay it.
    """

    name = "limits"
    columns = Nothing
    causes = (Cause("limit", "over its limit", "under its limit", hard=True),)
    shared = True

    def step(self, _columns: Nothing, moment: Moment) -> list[View]:
        """One view of all rows; notes in `current.limit` which limit each is beyond."""
        judging, at, value = moment.judging, moment.rows.at, moment.rows.value
        warn_high = upper(judging, moment.drivers, moment.newest, at)
        high, low = beyond(judging, moment.fleet.facts, at, value, warn_high)
        moment.current.limit[at] = np.nan
        outside = np.flatnonzero((high > 0) | (low > 0))
        if len(outside):
            place, above = at[outside], high[outside] > 0
            moment.current.limit[place] = _passed(judging, place, value[outside], warn_high[outside], above)
        return [(high, low)]


def upper(judging: Judging, drivers: Drivers, newest: Floats, at: Ints) -> Floats:
    """The upper warning limits of the series `at`, lowered to the road's where one is known."""
    return moving(drivers, at, judging, newest)


def beyond(judging: Judging, facts: SeriesFacts, at: Ints, value: Floats, warn_high: Floats) -> View:
    """Scores beyond the upper and beyond the lower hard limits of the series `at`."""
    high, low = np.zeros((2, len(at)))
    _both(
        at, value, warn_high, judging.crit_high, judging.warn_low, judging.crit_low, facts.normal_width, high, low
    )  # fmt: skip
    return high, low


@kernel
def _both(
    at: Ints, value: Floats, warn_high: Floats, crit_high: Floats, warn_low: Floats, crit_low: Floats,
    normal_width: Floats, high: Floats, low: Floats,
) -> None:  # fmt: skip
    for row, i in enumerate(at):
        width = max(0.5 * normal_width[i], 1e-9)
        high[row] = _one(value[row], warn_high[row], crit_high[i], width)
        low[row] = _one(-value[row], -warn_low[i], -crit_low[i], width)


def _passed(judging: Judging, at: Ints, value: Floats, warn_high: Floats, above: Bools) -> Floats:
    """Which limit each of the series `at` is beyond: the critical one where it is, else that of warning."""
    over = np.where(value >= judging.crit_high[at], judging.crit_high[at], warn_high)
    under = np.where(value <= judging.crit_low[at], judging.crit_low[at], judging.warn_low[at])
    return np.where(above, over, under)


def score(value: Floats, warn: Floats, crit: Floats, width: Floats) -> Floats:
    """Score of upper limits; for lower limits give everything negated.

    Parameters
    ----------
    value : (n,) observed values
    warn, crit : (n,) limits, +inf where there is none
    width : (n,) positive distance that counts as one further step where the limits themselves give none

    >>> warn, crit, width = np.full(3, 3.0), np.full(3, 5.0), np.ones(3)
    >>> score(np.array([2.9, 4.0, 6.0]), warn, crit, width).tolist()
    [0.0, 1.5, 2.5]
    """
    return _score(value, warn, crit, width)


@kernel
def _score(value: Floats, warn: Floats, crit: Floats, width: Floats) -> Floats:
    score = np.zeros(len(value))
    for row in range(len(value)):
        score[row] = _one(value[row], warn[row], crit[row], width[row])
    return score


@kernel
def _one(value: float, warn: float, crit: float, width: float) -> float:
    return _beyond(value, warn, crit, width) if value > warn or value > crit else 0.0


@kernel
def _beyond(value: float, warn: float, crit: float, width: float) -> float:
    both = np.isfinite(warn) and np.isfinite(crit) and crit > warn
    step = crit - warn if both else width
    if value > crit:
        return 2 + (value - crit) / step
    if both:
        return 1 + (value - warn) / step
    # A saturated warning must not round up to 2, which is where critical begins.
    return min(1 - math.expm1(-(value - warn) / step), 1.999)
