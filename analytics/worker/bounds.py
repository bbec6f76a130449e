"""How many assets are taken, and when one is let go of: invented ones must not keep the sound ones from being judged.

Who was there first is served. An asset that is silent for long is let go of; where there is no room left, those go
first of which nothing was ever learned and nothing is heard any more.
"""

import logging
from dataclasses import dataclass

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools
from analytics.ground.fleet import MAX_ASSETS
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from contract.time import DAY_S, SECOND

log = logging.getLogger(__name__)

EVERY_S = 600.0
"""How often it is looked who is to be let go of."""
BRIEF_S = 3600.0
"""Silence after which an asset without history is let go of, where there is no room."""
FULL = 0.95
"""Share of the most assets from which on there is no room."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most assets that are taken, and the days of silence after which one is let go of."""

    assets: int = MAX_ASSETS
    silent_days: float = 30.0

    def gone(self, state: State, now: int) -> Bools:
        """Which assets of a state are to be let go of."""
        heard = np.maximum.reduce((state.assets.time, state.assets.learned, state.assets.reported))
        silent_s = (now - heard) / SECOND
        gone = silent_s > self.silent_days * DAY_S
        if len(gone) >= FULL * self.assets:
            learned = np.zeros(len(gone), np.bool_)
            learned[state.fleet.facts.asset[state.of(Baseline).normal.kind == SEASONAL]] = True
            gone |= ~learned & (silent_s > BRIEF_S)
        return np.asarray(gone)
