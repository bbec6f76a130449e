"""When what was learned of signals is written: when it changes, and hourly, so that who looks at a day finds it."""

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.layers.baseline.columns import Baseline
from analytics.worker.limits import EVERY_S
from contract.measurements import LEARNED
from contract.time import SECOND

LOOK_S = 30
"""How often it is looked whether anything was learned: that happens at a start and with a learning beside the loop."""


class Told:
    """Remembers what was told of each series, and when."""

    def __init__(self) -> None:
        self._told: Floats = np.empty((len(LEARNED.fields), 0))
        self._since = self._looked = 0

    def news(self, state: State, time: int) -> tuple[Ints, Floats]:
        """The series whose facts are to be written, and the facts of all (see `facts_of`)."""
        if len(state.fleet) == self._told.shape[1] and self._looked <= time < self._looked + LOOK_S * SECOND:
            return np.zeros(0, np.int64), self._told
        self._looked, facts = time, facts_of(state)
        return self.due(facts, time), facts

    def due(self, facts: Floats, time: int) -> Ints:
        """The series whose `facts` (see `facts_of`) are to be written: new and changed ones, all after an hour."""
        grown = facts.shape[1] - self._told.shape[1]
        if grown < 0:
            # Series were let go, so that numbers have changed.
            self._told, grown = np.empty((len(facts), 0)), facts.shape[1]
        self._told = np.pad(self._told, ((0, 0), (0, grown)), constant_values=np.nan)
        if self._since <= time < self._since + EVERY_S * SECOND:
            same = (facts == self._told) | (np.isnan(facts) & np.isnan(self._told))
            due = ~same.all(axis=0)
        else:
            self._since = time
            due = np.isfinite(facts).any(axis=0)
        self._told = facts
        return np.flatnonzero(due)


def facts_of(state: State) -> Floats:
    """(fields of `health/learned`, n) what was learned of n series, in each signal's unit; NaN where somebody wrote it
    or nothing is known."""
    learned, facts = state.of(Baseline).facts, state.fleet.facts
    table = {
        "min_deviation": (facts.learns_deviation, learned.min_deviation),
        "resolution": (facts.learns_resolution, learned.resolution),
        "normal_low": (facts.learns_normal, learned.low),
        "normal_high": (facts.learns_normal, learned.high),
    }
    size = len(learned)
    return np.array([np.where(table[name][0][:size], table[name][1], np.nan) for name in LEARNED.fields])
