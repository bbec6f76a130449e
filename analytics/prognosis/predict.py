"""Which method foretells what becomes of an asset: what there is to know decides, and what was used is said.

A model that was trained on courses to failure of the class speaks for every asset of it. An indicator that is on its
way to its limit speaks where there is no model, and where the model sees no end: that is something that it has never
seen. Where the model sees one, it is believed: a limit may be passed long before a machine fails.

A model is asked of every machine every hour, and wear begins with signs that a machine shows also that cools down and
starts again. So of one that rests, and of which nothing was off lately, no failure within a month is told by what a
model says.
"""

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from analytics.engine.state import State
from analytics.layers.courses import Courses, quarters_until
from analytics.prognosis.indicators import Indicator
from analytics.prognosis.lifetime import LEVELS, MIDDLE, Lifetime
from analytics.prognosis.outlook import MONTH_H, Outlook
from analytics.prognosis.trained import Foretold, Trained
from analytics.prognosis.trend import Trend
from analytics.prognosis.trend import foresee as follow
from contract.time import DAY


class Models(Protocol):
    """The trained models of classes."""

    def get(self, asset_class: str, /) -> Trained | None:
        """The one of a class; None where it has none."""


LATELY = DAY
"""What was off within this time (ns) is off now, too: at rest a fault does not show."""
UNNOTICED = 0.04
"""So many machines of which nothing is off fail within a month all the same, at most."""
NOT_OFF = "it rests now and then, and nothing of it is off, so what its model takes for signs of wear is not believed"


def foresee(state: State, asset: int, now: int, courses: Sequence[Indicator], models: Models) -> Outlook:
    """What is foreseen of an asset at a time (ns), whose indicators are `courses`."""
    trends = [(one, follow(one)) for one in courses]
    first = min(trends, key=lambda pair: _middle(pair[1]), default=None)
    model = models.get(str(state.fleet.assets[asset].spec.name))
    told = model.foretell(state, asset, now) if model else None
    if told and now - int(state.assets.noticed[asset]) > LATELY and _rests(state, asset, now):
        told = _unnoticed(told)
    if model is None or told is None or told.life is None or _is_new(first, told):
        return _of_trend(trends, first)
    return _of_model(model, told, first)


def _middle(trend: Trend) -> float:
    return trend.life.quantile(MIDDLE) if trend.life else math.inf


def _rests(state: State, asset: int, now: int) -> bool:
    """Whether nothing of an asset was to be judged for a whole quarter of a day, of the last ten days."""
    seen, _ = quarters_until(state.of(Courses), np.array(state.fleet.series_of(asset)), now)
    return not bool(np.isfinite(seen[:, :-1]).any(axis=0).all())


def _unnoticed(told: Foretold) -> Foretold:
    """What is left of what a model foretells of an asset of which nothing is off."""
    if told.life is None or told.life.within(MONTH_H) <= UNNOTICED:
        return told
    later = np.maximum(told.life.hours, math.nextafter(MONTH_H, math.inf))
    return Foretold(Lifetime(np.where(LEVELS > UNNOTICED + 1e-9, later, told.life.hours)), NOT_OFF)


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
