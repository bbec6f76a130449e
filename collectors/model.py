"""What the simulators share: the clock, the shape of a machine's physics, and first-order relaxation.

Duty, load and noise are pure functions of time; only slow states (temperatures, pressures) are carried from one step to
the next. Their updates are exact for inputs that are constant over a step, so one second and one minute a step tell
the same story.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from collectors.noise import Array

Times = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Parameters = Mapping[str, Array]
"""Physical parameters by name, each (1, n) or (T, n): healthy values, changed by whatever fault is at work."""
_FEW = 8


@dataclass(frozen=True, slots=True)
class Asset:
    """One simulated machine."""

    name: str
    asset_class: str
    site: str
    schedule: str = "continuous"


@dataclass(frozen=True, slots=True)
class Spell:
    """Weather that is warmer (or, below 0, colder) than the season by some degrees from `start_s` to `stop_s`.

    It comes and goes within half a day. `sites` are those that it reaches; empty means all.
    """

    start_s: float
    stop_s: float
    degrees: float
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What all machines of a world share: its seed, when its books open (seconds since 1970), its weather's spells."""

    seed: int
    anchor_s: float
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """The moments of one block of steps: `times` in ns since 1970, `t` and `dt` in seconds, all (T,)."""

    times: Times
    t: Array
    dt: Array

    @classmethod
    def of(cls, times: Times, before: int) -> Self:
        """The clock of a block whose state was last brought up to `before`."""
        return cls(times, times / 1e9, np.diff(times, prepend=before) / 1e9)


@dataclass(frozen=True, slots=True)
class Sensor:
    """How a signal is read: standard deviations, in its unit, of the slow (minutes) and of the white noise."""

    white: float = 0.0
    slow: float = 0.0

    @property
    def sigma(self) -> float:
        """Standard deviation of both together."""
        return float(np.hypot(self.white, self.slow))


@dataclass(frozen=True, slots=True)
class Motion:
    """What happened in a block: the run state as an index into the class's list, and the true value of each signal.

    All arrays are (T, n); NaN where a machine has no such reading at that moment.
    """

    states: Indices
    signals: Mapping[str, Array]
    roads: Indices | None = None
    """Of vehicles: the kind of road as an index into `ROAD_TYPES`, -1 where none is driven on."""


class Physics(ABC):
    """The physics of n machines of one kind, under the conditions of their world."""

    sensors: ClassVar[Mapping[str, Sensor]]
    """The signals that machines of this kind report."""
    healthy: Mapping[str, Array]
    """The parameters that a fault can change, each (n,), as they are in a sound machine."""

    @abstractmethod
    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        """Machines at rest."""

    @abstractmethod
    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Carry the state through a block of moments, which follow each other in time."""


def relax(start: Array, target: Array, tau_s: Array | float, dt: Array) -> Array:
    """A first-order state that follows `target`, (T, n), from `start`, (n,): exact for a target held over each step.

    `dt` is (T,), or (T, n) where a target is newer than the step.
    """
    keep = np.broadcast_to(np.exp(-(dt if dt.ndim == 2 else dt[:, None]) / tau_s), target.shape)
    pull = (1 - keep) * target
    if target.shape[1] <= _FEW:
        return _by_columns(start, keep, pull)
    path = np.empty_like(target)
    state = start
    for kept, pulled, reached in zip(keep, pull, path, strict=True):
        np.multiply(kept, state, out=reached)
        reached += pulled
        state = reached
    return path


def _by_columns(start: Array, keep: Array, pull: Array) -> Array:
    """The same recurrence in plain floats: several times quicker than arrays of a few numbers, and equal to the bit."""
    path = np.empty_like(pull)
    for column, state in enumerate(start.tolist()):
        reached = []
        for kept, pulled in zip(keep[:, column].tolist(), pull[:, column].tolist(), strict=True):
            state = kept * state + pulled
            reached.append(state)
        path[:, column] = reached
    return path


class Slow:
    """The slow states of n machines, by name: where a block of moments has left them."""

    def __init__(self) -> None:
        self._last: dict[str, Array] = {}

    def follow(self, name: str, target: Array, tau_s: Array | float, dt: Array) -> Array:
        """A first-order state, (T, n), on from where it was left; at first it is where its target is."""
        path = relax(self.last(name, target[0]), target, tau_s, dt)
        self.keep(name, path)
        return path

    def last(self, name: str, first: Array) -> Array:
        """Where a state was left, (n,); at first `first`."""
        return self._last.get(name, first)

    def keep(self, name: str, path: Array) -> None:
        """Leave a state at the end of its path, (T, n)."""
        self._last[name] = path[-1]


def clip(values: Array, low: Array | float, high: Array | float) -> Array:
    """Values held between two bounds; quicker than `np.clip` on the small arrays of a live step."""
    return np.minimum(np.maximum(values, low), high)
