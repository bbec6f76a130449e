"""A broken machine beside its sound twin, under the same duty, weather and noise; and when a condition is met."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectors import episodes
from collectors.episodes import Episode
from collectors.group import Group, Readings
from collectors.model import Asset, Conditions
from collectors.noise import Array
from collectors.scenario import Planned, Scenario
from collectors.shifts import hour
from collectors.truth import Chronicle
from contract.failures import When
from contract.time import DAY, HOUR, MINUTE, SECOND

Flags = npt.NDArray[np.bool_]

MIDNIGHT = 1_789_516_800 * SECOND
"""2026-09-16, a Wednesday: neither hot nor cold."""
STEP = MINUTE


@dataclass(frozen=True)
class Twins:
    """What a machine with a fault (the first column) and its sound twin (the second) report."""

    readings: Readings
    states: Sequence[str]
    onset: int

    @property
    def hours(self) -> Array:
        """Hours since the fault's onset, (T,)."""
        return np.asarray((self.readings.times - self.onset) / HOUR)

    def signal(self, name: str) -> tuple[Array, Array]:
        """One signal of the broken and of the sound machine, (T,) each."""
        both = self.readings.signal(name)
        return both[:, 0], both[:, 1]

    def met(self, when: When) -> Flags:
        """At which moments the sound twin meets a condition, (T,)."""
        found = np.ones(len(self.readings.times), np.bool_)
        if when.states:
            found &= np.isin(self.readings.states[:, 1], [self.states.index(state) for state in when.states])
        for name, low, high in when.ranges:
            sound = self.signal(name)[1]
            found &= (sound >= low) & (sound <= high)
        first, last = when.hours
        of_day = hour(self.readings.times / SECOND)
        span = (of_day >= first) & (of_day < last) if first < last else (of_day >= first) | (of_day < last)
        return np.asarray(found & span)


def machine(kind: str, schedule: str = "continuous") -> Asset:
    """A machine of that kind."""
    return Asset(f"{kind.upper()}-001", kind, "warsaw", schedule)


def conditions(start: int) -> Conditions:
    """The weather and the seed of a world that begins then."""
    return Conditions(1, (start - 3 * DAY) / SECOND)


def broken(kind: str, mode: str, grow_h: float, span_h: tuple[float, float], signal: str | None = None) -> Twins:
    """A machine from `span_h[0]` hours before a fault's onset (which is at midnight) until `span_h[1]` hours after."""
    asset, onset = machine(kind), MIDNIGHT
    planned = Planned(asset.name, mode, 0, round(grow_h * HOUR), signal=signal)
    world = Scenario(1, onset, 0, STEP, (asset,), (planned,))
    found = list(episodes.between(world, planned, onset - STEP, onset))
    begin, end = (onset + round(hours * HOUR) for hours in span_h)
    group = Group([asset, asset], conditions(onset))
    group.enter(begin, _none)
    times = np.arange(begin + STEP, end + 1, STEP)
    return Twins(group.advance(times, found, Chronicle(conditions(onset)).held), group.spec.run_states, onset)


def healthy_day(kind: str, schedule: str) -> tuple[Readings, Sequence[str]]:
    """A sound machine from midnight to midnight at a sample a minute, and the names of its run states."""
    group = Group([machine(kind, schedule)], conditions(MIDNIGHT))
    group.enter(MIDNIGHT, _none)
    return group.advance(np.arange(MIDNIGHT + STEP, MIDNIGHT + DAY + 1, STEP), [], _nothing_held), group.spec.run_states


def _none(*_span: int) -> Sequence[Episode]:
    return []


def _nothing_held(episode: Episode) -> float:
    raise AssertionError(f"{episode.id} has no place in a healthy day")
