"""Hard limits: what an engineer has written down, judged without any learning.

The score is 0 inside the limits, at least 1 beyond a warning limit and at least 2 beyond a critical one, and grows with
the distance. Beyond a warning limit that no critical one follows it stays below 2: more of a warning is no emergency.
"""

import numpy as np

from analytics.engine.columns import Floats


def score(value: Floats, warn: Floats, crit: Floats, width: Floats) -> Floats:
    """Score of upper limits; for lower limits give everything negated.

    Parameters
    ----------
    value : (n,) observed values
    warn, crit : (n,) limits, +inf where there is none
    width : (n,) positive distance that counts as one further step where the limits themselves give none
    """
    both = np.isfinite(warn) & np.isfinite(crit) & (crit > warn)
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.where(both, crit - warn, width)
        beyond_warn = (value - warn) / step
        warned = 1 + np.where(both, beyond_warn, -np.expm1(-np.maximum(beyond_warn, 0)))
        critical = 2 + (value - crit) / step
    # A saturated warning must not round up to 2, which is where critical begins.
    warned = np.where(both, warned, np.minimum(warned, 1.999))
    result = np.where(value > warn, warned, 0.0)
    return np.where(value > crit, critical, result)
