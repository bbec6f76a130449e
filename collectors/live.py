"""A world brought up to the clock and kept there, block by block.

Simulated time never runs ahead of the clock: a store refuses the future. How fast the past is played until the clock
is reached can be chosen; from then on a second takes a second.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from collectors.grid import BLOCK_STEPS, following, grid
from collectors.model import Times
from collectors.scenario import Planned, Scenario
from collectors.sink import Sink
from collectors.world import World
from contract.checks import finite
from contract.control import HIGHEST_RATE_HZ, HIGHEST_SPEED, LOWEST_RATE_HZ
from contract.errors import ContractError
from contract.time import SECOND

_FINE_GAP_NS = 600 * SECOND
"""What is further back than this is filled at the history's step, what is nearer at the live rate."""
_BLOCK_LINES = 72_000
"""Most lines of a block: who waits for the end of one does not wait long, however large the fleet is."""

Clock = Callable[[], int]
"""The time, ns since 1970."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often machines are sampled, and how fast the past is played; raises `ContractError`.

    `rate_hz` is samples a second of every machine, 0.001 to 50; they lie on whole multiples of its period.
    `speed` is simulated seconds a second while behind the clock, 1 to a million; None is as fast as it goes.
    """

    rate_hz: float = 1.0
    speed: float | None = None

    def __post_init__(self) -> None:
        if not LOWEST_RATE_HZ <= finite("rate_hz", self.rate_hz) <= HIGHEST_RATE_HZ:
            raise ContractError(
                "rate_hz", f"{self.rate_hz:g} is not between {LOWEST_RATE_HZ:g} and {HIGHEST_RATE_HZ:g}"
            )
        if self.speed is not None and not 1 <= finite("speed", self.speed) <= HIGHEST_SPEED:
            raise ContractError("speed", f"{self.speed:g} is not between 1, the clock's own, and {HIGHEST_SPEED:g}")

    @property
    def period(self) -> int:
        """Time between two samples, ns."""
        return round(SECOND / self.rate_hz)


class Playback:
    """A scenario played from a moment on (ns since 1970); whoever plays it calls `step` again and again.

    A gap of any kind (a restart, a suspended machine) is filled at the scenario's step, its last ten minutes at the
    live rate.
    """

    def __init__(self, scenario: Scenario, since: int, pace: Pace, clock: Clock = time.time_ns) -> None:
        self.scenario, self.last = scenario, since
        self.pace = pace
        self._clock = clock
        self._begun = (clock(), since)
        self._block = max(1, min(BLOCK_STEPS, _BLOCK_LINES // len(scenario.assets)))
        self._world: World | None = None

    def go_on(self, pace: Pace) -> None:
        """Keep this pace from here on."""
        self.pace = pace
        self._begun = (self._clock(), self.last)

    def replan(self, faults: Sequence[Planned]) -> None:
        """Let this plan be in force from now on; of the past it must say what the old one said."""
        self.scenario = replace(self.scenario, faults=tuple(faults))
        if self._world is not None:
            self._world.replan(faults)

    def step(self, sink: Sink) -> int:
        """Simulate what is due, up to a block of it, and write it; returns how many lines that was."""
        world = self._entered()
        times = self._due()
        if not len(times):
            return 0
        lines = world.advance(times)
        sink.write(lines)
        self.last = int(times[-1])
        return len(lines)

    def wait_s(self) -> float:
        """Seconds until the next moment is due."""
        now = self._clock()
        reached = self._reached(now)
        ahead = (self._next(now) - reached) / SECOND
        return max(0.0, ahead if reached == now else ahead / (self.pace.speed or 1.0))

    def behind_s(self) -> float:
        """How far the simulation is behind the clock."""
        return max(0, self._clock() - self.last) / SECOND

    def _entered(self) -> World:
        # Not before it is played: a large world takes seconds to enter.
        if self._world is None:
            self._world = World(self.scenario)
            self._world.enter(self.last, self.pace.period)
        return self._world

    def _due(self) -> Times:
        """The next moments that are not in the future."""
        now = self._clock()
        reached, fine = self._reached(now), now - _FINE_GAP_NS
        coarse = grid(self.last, min(reached, fine), self.scenario.step)
        if not len(coarse) and self._coarse() <= fine:
            return np.empty(0, np.int64)
        return (coarse if len(coarse) else grid(self.last, reached, self.pace.period))[: self._block]

    def _next(self, now: int) -> int:
        coarse = self._coarse()
        return coarse if coarse <= now - _FINE_GAP_NS else following(self.last, self.pace.period)

    def _coarse(self) -> int:
        """The next moment of history's step."""
        return following(self.last, self.scenario.step)

    def _reached(self, now: int) -> int:
        """How far the clock and the speed let the simulation come."""
        if self.pace.speed is None:
            return now
        clock, simulated = self._begun
        return min(now, simulated + int(self.pace.speed * (now - clock)))
