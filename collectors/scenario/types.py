"""What a scenario is once it has been read: machines, when the world begins, and what befalls them when."""

from dataclasses import dataclass

from collectors.model import Asset, Conditions, Spell
from contract.time import DAY, SECOND

_BOOKS_OPEN = 3 * DAY
"""How long before the start distance, fuel and charge begin to be counted: a day before the physics is spun up."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One fault of the plan: when it sets in, how long it grows, when it is repaired, and how often that recurs.

    Times are in ns: `after` from the scenario's start, `grow` and `repair` from the onset; None is never. `signal` and
    `amount` (what it means tells `SensorFault.amount`) are for sensor faults; without a signal, all that the asset
    sends is meant.
    """

    asset: str
    mode: str
    after: int
    grow: int
    repair: int | None = None
    every: int | None = None
    signal: str | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world: the same scenario gives the same telemetry, whenever and however often it is entered."""

    seed: int
    start: int
    """When its history begins, ns since 1970."""
    backfill: int
    """How much history is written before live telemetry, ns."""
    step: int
    """Time between samples of history and of a file, ns."""
    assets: tuple[Asset, ...]
    faults: tuple[Planned, ...] = ()
    """What was planned one by one, then what was drawn."""
    spells: tuple[Spell, ...] = ()
    """Hot and cold weather out of season."""
    length: int = 0
    """How long it lasts, ns: how much of it a file holds, and for how long faults are drawn. Live goes on after it."""
    speed: float | None = None
    """Simulated seconds a second while the past is played live; None is as fast as it goes."""

    @property
    def conditions(self) -> Conditions:
        """What all its machines share."""
        return Conditions(self.seed, (self.start - _BOOKS_OPEN) / SECOND, self.spells)
