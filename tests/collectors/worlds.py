"""Small worlds for the tests of the simulators."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from collectors import episodes, registry
from collectors.episodes import Episode
from collectors.group import Group, Readings
from collectors.model import Asset, Conditions
from collectors.noise import Array
from collectors.scenario import Planned, Scenario
from collectors.world import World
from contract.time import DAY, MINUTE, SECOND

START = 1_795_000_000 * SECOND // MINUTE * MINUTE
"""A Wednesday in November."""


def conditions(seed: int = 1, start: int = START) -> Conditions:
    """A world whose books opened four days before a moment, ns since 1970."""
    return Conditions(seed, (start - 4 * DAY) / SECOND)


CONDITIONS = conditions()


@dataclass
class Lines:
    """A sink that keeps what it is given."""

    lines: list[str] = field(default_factory=list)

    def write(self, lines: Sequence[str]) -> None:
        self.lines.extend(lines)


@dataclass
class Until(Lines):
    """A sink that sets an event once it has enough lines."""

    enough: int = 1
    stop: threading.Event = field(default_factory=threading.Event)

    def write(self, lines: Sequence[str]) -> None:
        super().write(lines)
        if len(self.lines) >= self.enough:
            self.stop.set()


def stamps(lines: Sequence[str]) -> list[int]:
    """The time of each line, ns since 1970."""
    return [int(line.rpartition(" ")[2]) for line in lines]


def asset(kind: str, name: str = "", schedule: str = "continuous") -> Asset:
    """A machine of that kind."""
    return Asset(name or f"{kind.upper()}-1", kind, "warsaw", schedule)


def scenario(*assets: Asset, seed: int = 1, start: int = START, faults: tuple[Planned, ...] = ()) -> Scenario:
    """A scenario of these machines with a day of history at a minute a step."""
    return Scenario(seed, start, DAY, MINUTE, assets, faults)


def moments(start: int, length: int, step: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Moments in (start, start + length]."""
    return np.arange(start + step, start + length + 1, step, dtype=np.int64)


def watch(world_of: Scenario, length: int, step: int = MINUTE) -> list[tuple[Group, Readings]]:
    """What the scenario's machines report from its start on."""
    world = World(world_of)
    world.enter(world_of.start)
    return world.readings(moments(world_of.start, length, step))


def episode(kind: str, mode: str, grow: int, seed: int = 1, start: int = START, **planned: object) -> Episode:
    """One episode of a fault that sets in at `start`, ns since 1970."""
    plan = replace(Planned(f"{kind.upper()}-1", mode, 0, grow), **planned)  # type: ignore[arg-type]
    world = scenario(asset(kind), seed=seed, start=start, faults=(plan,))
    return next(iter(episodes.between(world, plan, start - 1, start)))


@dataclass(frozen=True)
class Life:
    """A machine with a fault and, under the same noise, the same machine without."""

    readings: Readings
    states: Sequence[str]

    def broken(self, name: str) -> Array:
        """One signal of the machine with the fault, (T,)."""
        return np.asarray(self.readings.signal(name)[:, 0])

    def sound(self, name: str) -> Array:
        """The same signal without the fault."""
        return np.asarray(self.readings.signal(name)[:, 1])

    def effect(self, name: str) -> Array:
        """What the fault adds to a signal."""
        return np.asarray(self.broken(name) - self.sound(name))

    def sigmas(self, kind: str, name: str) -> Array:
        """The effect in standard deviations of the healthy sensor."""
        return np.asarray(self.effect(name) / registry.KINDS[kind].sensors[name].sigma)

    def in_state(self, *states: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """When the sound machine is in one of these run states, (T,)."""
        wanted = [self.states.index(state) for state in states]
        return np.isin(self.readings.states[:, 1], wanted)


def _no_episodes(*_span: int) -> Sequence[Episode]:
    return []


def _nothing_held(broken: Episode) -> float:
    raise AssertionError(f"{broken.id} is no stuck sensor")


def live_through(broken: Episode, length: int, step: int = MINUTE, world: Conditions = CONDITIONS) -> Life:
    """The machine of an episode from its onset on, beside its sound twin."""
    group = Group([broken.asset, broken.asset], world)
    group.enter(broken.onset - step, _no_episodes)
    readings = group.advance(moments(broken.onset - step, length, step), [broken], _nothing_held)
    return Life(readings, group.spec.run_states)
