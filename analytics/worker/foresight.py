"""When assets will fail and how healthy they are: worked out beside the judging, a few assets at a time, and written
hourly and when an asset's level changes."""

import logging
import time
from collections.abc import Callable, Iterator

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Ints
from analytics.prognosis.health import Condition
from analytics.prognosis.indicators import indicators
from analytics.prognosis.outlook import condition_of
from analytics.prognosis.predict import Models, foresee
from contract.measurements import CONDITION, PROGNOSIS
from contract.time import DAY, HOUR
from store.points import Point

log = logging.getLogger(__name__)

EVERY_NS = HOUR
SILENT_NS = DAY
"""Of an asset that was not heard of for so long nothing new is told."""
BUDGET_S = 0.05
"""So much time goes into it between two ticks."""


class Foresight:
    """Remembers of which assets it has told, and when."""

    def __init__(self, models: Models, clock: Callable[[], float] = time.monotonic) -> None:
        self._models, self._clock = models, clock
        self._told: Ints = np.zeros(0, np.int64)
        self._level: Ints = np.zeros(0, np.int64)

    def points(self, state: State, budget_s: float = BUDGET_S) -> Iterator[Point]:
        """What is due of as many assets as there is time for, those that were told of longest ago first."""
        end = self._clock() + budget_s
        for asset in self._due(state).tolist():
            # Noted first: one of which nothing can be worked out must not keep all others waiting.
            self._told[asset], self._level[asset] = state.assets.time[asset], state.assets.level[asset]
            yield from self._of(state, asset)
            if self._clock() >= end:
                return

    def _of(self, state: State, asset: int) -> tuple[Point, ...]:
        try:
            return told(state, asset, self._models)
        except Exception as error:  # noqa: BLE001 - a bad model or one odd asset must cost no other what is told of it
            name = state.fleet.assets[asset].name
            log.warning("nothing is foreseen of %s: %s: %s", name, type(error).__name__, error)
            return ()

    def _due(self, state: State) -> Ints:
        newest, level = state.assets.time, state.assets.level
        if len(self._told) > len(newest):  # assets were let go, so that numbers have changed
            self._told = self._level = np.zeros(0, np.int64)
        grown = len(newest) - len(self._told)
        self._told, self._level = (np.append(own, np.zeros(grown, np.int64)) for own in (self._told, self._level))
        is_late = (newest - self._told >= EVERY_NS) | (newest < self._told)
        due = np.flatnonzero((is_late | (level != self._level)) & (newest > newest.max(initial=0) - SILENT_NS))
        return due[np.argsort(self._told[due], kind="stable")]


def told(state: State, asset: int, models: Models) -> tuple[Point, Point]:
    """What is foreseen of an asset and its condition, at the time of its newest sample."""
    now, own = int(state.assets.time[asset]), state.fleet.assets[asset]
    courses = list(indicators(state, asset, now))
    outlook = foresee(state, asset, now, courses, models)
    found = condition_of(state, asset, now, outlook, courses)
    return (
        Point(PROGNOSIS.name, own.tags, dict(outlook.fields()), now),
        Point(CONDITION.name, own.tags, fields_of(found), now),
    )


def fields_of(found: Condition) -> dict[str, float | str]:
    """The fields of `health/condition`; of one that is not known there is no number."""
    if found.status == "unknown":
        return {"status": found.status, "because": found.because}
    factors = {f"factor_{name}": taken for name, taken in found.factors.items()}
    words = {"status": found.status, "because": found.because}
    return {"health": found.health, "degradation_per_day": found.degradation, **factors, **words}
