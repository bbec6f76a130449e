"""What is foreseen of an asset: the indicator that is first to reach its limit speaks for it; where none is on its way
there, the one that is nearest to its own says why no date can be told."""

import math
from collections.abc import Sequence

from analytics.prognosis.indicators import Indicator
from analytics.prognosis.lifetime import MIDDLE
from analytics.prognosis.outlook import Outlook
from analytics.prognosis.trend import Trend
from analytics.prognosis.trend import foresee as follow


def foresee(courses: Sequence[Indicator]) -> Outlook:
    """What is foreseen of an asset with these indicators."""
    if not courses:
        return Outlook(life=None, method="none", because="none of its signals has a limit that it could be followed to")
    trends = [(one, follow(one)) for one in courses]
    one, trend = min(trends, key=lambda pair: _middle(pair[1]))
    if trend.life is None:
        one, trend = max(trends, key=lambda pair: pair[0].progress)
    return Outlook(life=trend.life, method=trend.method, because=trend.because, followed=one)


def _middle(trend: Trend) -> float:
    return trend.life.quantile(MIDDLE) if trend.life else math.inf
