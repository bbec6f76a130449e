"""Stretches of a recording side by side, each as an asset of its own: what a pipeline needs to take them for that.

Every stretch is fed as if it had begun at the same moment, a whole number of weeks earlier than it did, so that all of
them are in step. What is expected of a moment still follows its own local time, and its place in a machine's cycle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.backtest.straight import How
from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.ground.course import Course
from analytics.ground.fleet import Fleet
from analytics.ground.local_time import LocalTime
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import CYCLE_PHASES
from analytics.learning.refresh import copy_asset
from analytics.policies.policy import Threshold
from contract.time import SECOND

MARK = "\x1f"
"""Between an asset's name and the number of its stretch."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A stretch of one asset: its number, and by how much it is fed too early (ns)."""

    asset: str
    number: int
    early: int

    @property
    def name(self) -> str:
        """What the pipeline knows it by."""
        return f"{self.asset}{MARK}{self.number}"

    def course(self, of: Course, begin: int, end: int) -> Course:
        """The part of a course from `begin` to before `end` (ns) as it is fed."""
        return replace(of.between(begin, end).moved(-self.early), tags=(self.name, *of.tags[1:]))


class LaneFleet(Fleet):
    """Stretches are no peers of each other, but of the same stretch of other assets."""

    def company(self, asset: int) -> int:
        """See `Fleet`."""
        return int(self.assets[asset].name.rpartition(MARK)[2])


class LaneClocks(LocalTime):
    """The clocks on the wall as they were in each stretch."""

    def __init__(self, how: How, early: Mapping[str, int]) -> None:
        super().__init__(how.zones)
        self._by_name = early
        self._early = np.zeros(0, np.int64)

    def follow(self, fleet: Fleet) -> None:
        """See `LocalTime`."""
        super().follow(fleet)
        if len(self._early) != len(fleet.assets):
            self._early = np.array([self._by_name.get(asset.name, 0) for asset in fleet.assets], np.int64)

    def of(self, asset: Ints, time: Ints) -> Ints:
        """See `LocalTime`."""
        early = self._early[asset]
        return super().of(asset, time + early) - early


def state_of(lanes: Sequence[Lane], how: How) -> State:
    """An empty state for stretches, which are judged by the threshold rows of their assets."""
    state = State(LaneFleet(len(lanes)), LaneClocks(how, {lane.name: lane.early for lane in lanes}))
    rows: dict[tuple[str, str], Threshold] = dict(how.thresholds)
    for (scope, signal), row in how.thresholds.items():
        rows |= {(lane.name, signal): row for lane in lanes if lane.asset == scope}
    state.adopt(rows)
    return state


def teach(state: State, lane: Lane, target: int, learned: State, source: int) -> None:
    """Let a stretch, by its number in the state, know what was learned of its asset, which has another in `learned`."""
    copy_asset(state, learned, target, source)
    state.assets.learned[target] -= lane.early
    normal = state.of(Baseline).normal
    for number in state.fleet.series_of(target):
        period = float(normal.period[number])
        if period > 0:
            normal.cycle[:, number] = _turned(
                np.asarray(normal.cycle[:, number], np.float64), period, lane.early // SECOND
            )


def _turned(points: Floats, period_s: float, by_s: int) -> Floats:
    """The points of a cycle for times that are so many seconds too early."""
    place = (np.arange(CYCLE_PHASES) + by_s % period_s * (CYCLE_PHASES / period_s)) % CYCLE_PHASES
    return np.asarray(np.interp(place, np.arange(CYCLE_PHASES + 1), np.append(points, points[0])))
