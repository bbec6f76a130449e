"""Seasonal-trend decomposition by loess (R. B. Cleveland et al., "STL", Journal of Official Statistics 6, 1990).

`statsmodels` fits it. Not robust, because wild values are cut before, with a seasonal part that is the same in each
cycle, and interpolated between every tenth of a period: a hundredth of the cost of its defaults, for a shape that
differs by less than its own error.
"""

import numpy as np

from analytics.ground.columns import Floats


def decompose(values: Floats, period: int) -> tuple[Floats, Floats]:
    """(trend, season) of n evenly spaced values without gaps, with `period` values a cycle; n at least two cycles."""
    from statsmodels.tsa.seasonal import STL  # takes a second and pandas, which who fits nothing need not wait for

    jump = max(1, period // 4)
    odd = 10 * (len(values) // period) + 7
    found = STL(
        values, period=period, seasonal=odd, seasonal_deg=0,
        seasonal_jump=odd, trend_jump=jump, low_pass_jump=jump,
    ).fit(inner_iter=2, outer_iter=0)  # fmt: skip
    return np.asarray(found.trend), np.asarray(found.seasonal)
