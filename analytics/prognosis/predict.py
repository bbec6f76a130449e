"""Which method foretells what becomes of an asset: what there is to know decides, and what was used is said.

A model that was trained on courses to failure of the class speaks for every asset of it. An indicator that is on its
way to its limit speaks where there is no model, and where the model sees no end: that is something that it has never
seen. Where the model sees one, it is believed: a limit may be passed long before a machine fails.

Models of simulated lives know machines that work all the time. One that works by a calendar cools down and starts again
each day, which they take for wear: of such a machine they are not asked.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from analytics.engine.state import State
from analytics.prognosis.indicators import Indicator
from analytics.prognosis.lifetime import MIDDLE
from analytics.prognosis.outlook import Outlook
from analytics.prognosis.signs import works
from analytics.prognosis.trained import SIMULATED, Foretold, Trained
from analytics.prognosis.trend import Trend
from analytics.prognosis.trend import foresee as follow


class Models(Protocol):
    """The trained models of classes."""

    def get(self, asset_class: str, /) -> Trained | None:
        """The one of a class; None where it has none."""


MOSTLY = 0.8
"""An asset that was at work for more of its last ten days works all the time, as far as a model needs it."""
BY_CALENDAR = "it works by a calendar, which the model of its class does not know"


def foresee(state: State, asset: int, now: int, courses: Sequence[Indicator], models: Models) -> Outlook:
    """What is foreseen of an asset at a time (ns), whose indicators are `courses`."""
    trends = [(one, follow(one)) for one in courses]
    first = min(trends, key=lambda pair: _middle(pair[1]), default=None)
    model = models.get(str(state.fleet.assets[asset].spec.name))
    if model and model.version.startswith(SIMULATED) and works(state, asset, now) <= MOSTLY:
        without = _of_trend(trends, first)
        return replace(without, because=f"{without.because}; {BY_CALENDAR}")
    told = model.foretell(state, asset, now) if model else None
    if model is None or told is None or told.life is None or _is_new(first, told):
        return _of_trend(trends, first)
    return _of_model(model, told, first)


def _middle(trend: Trend) -> float:
    return trend.life.quantile(MIDDLE) if trend.life else math.inf


def _is_new(first: tuple[Indicator, Trend] | None, told: Foretold) -> bool:
    """Whether an indicator is on its way to its limit, and a model that saw no course like that tells no date."""
    if first is None or first[1].life is None or told.life is None:
        return False
    return math.isinf(told.life.quantile(MIDDLE))


def _of_trend(trends: Sequence[tuple[Indicator, Trend]], first: tuple[Indicator, Trend] | None) -> Outlook:
    """What is first to reach its limit; where nothing is on its way there, what is nearest to it says why."""
    if first is None:
        return Outlook(life=None, method="none", because="none of its signals has a limit that it could be followed to")
    one, trend = first if first[1].life else max(trends, key=lambda pair: pair[0].progress)
    return Outlook(life=trend.life, method=trend.method, because=trend.because, followed=one)


def _of_model(model: Trained, told: Foretold, first: tuple[Indicator, Trend] | None) -> Outlook:
    is_moving = first is not None and first[1].life is not None
    because = f"{told.because}; {first[1].because}" if first and is_moving else told.because
    followed = first[0] if first and is_moving and _is_short_of_limit(first[0]) else None
    return Outlook(
        life=told.life, method=model.method, because=because, like=told.like, version=model.version, followed=followed
    )


def _is_short_of_limit(one: Indicator) -> bool:
    """Whether it has a way to go: what is beyond its limit leads nowhere, and the machine may run on."""
    return one.way * (one.limit - float(one.value[-1])) > 0
