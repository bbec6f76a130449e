"""Hard limits: what an engineer has written down, judged without any learning.

The score is 0 inside the limits, at least 1 beyond a warning limit and at least 2 beyond a critical one, and grows with
the distance. Beyond a warning limit that no critical one follows it stays below 2: more of a warning is no emergency.
"""

import math

import numpy as np

from analytics.ground.columns import Floats
from analytics.ground.kernel import kernel


def score(value: Floats, warn: Floats, crit: Floats, width: Floats) -> Floats:
    """Score of upper limits; for lower limits give everything negated.

    Parameters
    ----------
    value : (n,) observed values
    warn, crit : (n,) limits, +inf where there is none
    width : (n,) positive distance that counts as one further step where the limits themselves give none
    """
    return _score(value, warn, crit, width)


@kernel
def _score(value: Floats, warn: Floats, crit: Floats, width: Floats) -> Floats:
    score = np.zeros(len(value))
    for row in range(len(value)):
        if value[row] > warn[row] or value[row] > crit[row]:
            score[row] = _beyond(value[row], warn[row], crit[row], width[row])
    return score


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
