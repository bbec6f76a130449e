"""What a driver does is not what a machine suffers: speeding and over-revving are noted, and add little risk.

Speeding is judged like a limit that moves: the speed limit of the road that the vehicle reports, and how far above it
matters, the `min_deviation` of the policy of that signal.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Columns, Floats, Ints, column
from analytics.ground.fleet import UNKNOWN, Fleet
from analytics.policies.judging import Judging

POINTS = 12.0
"""Most points of risk that a driver's doing adds."""
LEVEL = 1
"""Highest level that it reaches: watch."""

_SPEED, _SPEED_LIMIT = "speed_kmh", "speed_limit_kmh"


@dataclass(slots=True)
class Drivers(Columns):
    """Per series: whether its limits are a driver's business, and the series that gives its moving limit."""

    own: Bools = column(False, np.bool_)
    limited_by: Ints = column(UNKNOWN, np.int64)

    def describe(self, fleet: Fleet) -> None:
        """Take in the series that are new in the fleet."""
        first = len(self)
        self.grow(len(fleet))
        for number in range(first, len(fleet)):
            asset = int(fleet.facts.asset[number])
            self.own[number] = fleet.signals[number].driver
            speed, limit = fleet.find(asset, _SPEED), fleet.find(asset, _SPEED_LIMIT)
            if speed != UNKNOWN and limit != UNKNOWN:
                self.limited_by[speed] = limit


def moving(state: Drivers, at: Ints, judging: Judging, newest: Floats) -> Floats:
    """Upper warning limits, lowered to the road's where one is known; `newest` holds every series' newest value."""
    limits = judging.warn_high[at]
    limited = np.flatnonzero(state.limited_by[at] != UNKNOWN)
    road = state.limited_by[at[limited]]
    limits[limited] = np.fmin(limits[limited], newest[road] + judging.min_deviation[road])
    return limits
