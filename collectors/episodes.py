"""Episodes: one planned fault each time it sets in, with its severity over time and its name."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from collectors import registry, sensor_faults
from collectors.faults import Fault, acting, progress
from collectors.model import Asset, Clock
from collectors.noise import Array, Keys, keys
from collectors.scenario import Planned, Scenario
from collectors.sensor_faults import SensorFault
from contract.catalogue import CLASSES
from contract.time import SECOND, rfc3339


@dataclass(frozen=True, slots=True)
class Episode:
    """One fault from onset to repair; times in ns since 1970."""

    asset: Asset
    fault: Fault | SensorFault
    planned: Planned
    onset: int
    failed: int
    repaired: int | None
    key: Keys
    """For what comes and goes within the episode."""

    @property
    def id(self) -> str:
        """A name that is the same whoever computes it, for example `PUMP-001:bearing_wear:2026-11-20T08:00:00Z`."""
        signal = f".{self.planned.signal}" if self.planned.signal else ""
        return f"{self.asset.name}:{self.fault.mode}{signal}:{rfc3339(self.onset // SECOND * SECOND)}"

    @property
    def amount(self) -> float:
        """How much of it the plan asks for, or the usual; see `SensorFault.amount`. A fault of the machine has none."""
        planned, fault = self.planned, self.fault
        if planned.amount is not None or isinstance(fault, Fault):
            return planned.amount or 0.0
        signals = CLASSES[self.asset.asset_class].signals
        return sensor_faults.usual_amount(fault, signals[planned.signal] if planned.signal else None)

    def severity(self, t: Array) -> Array:
        """How far the fault has grown, 0 to 1, at moments in seconds since 1970; what comes and goes is not in it."""
        onset, grow = self.onset / SECOND, (self.failed - self.onset) / SECOND
        grown = np.where(t >= onset, progress(self.fault.growth, (t - onset) / grow) if grow else 1.0, 0.0)
        return grown if self.repaired is None else np.where(t < self.repaired / SECOND, grown, 0.0)

    def acting(self, clock: Clock) -> Array:
        """What of the fault is at work at each moment, 0 to 1."""
        return acting(self.fault.growth, self.key, clock.t, self.severity(clock.t))


def between(scenario: Scenario, planned: Planned, after: int, until: int) -> Iterator[Episode]:
    """The episodes of one planned fault that are under way at some moment in (after, until]."""
    asset = next(entry for entry in scenario.assets if entry.name == planned.asset)
    return of_asset(scenario, asset, planned, after, until)


def of_asset(scenario: Scenario, asset: Asset, planned: Planned, after: int, until: int) -> Iterator[Episode]:
    """As `between`, for one who has the asset at hand: a search for it in a large fleet takes longer than a step."""
    fault = sensor_faults.MODES.get(planned.mode) or registry.fault(asset.asset_class, planned.mode)
    assert fault is not None  # the scenario was checked when it was read
    onset = scenario.start + planned.after
    if planned.every is not None and after > onset:
        onset += (after - onset) // planned.every * planned.every
    while onset <= until:
        repaired = None if planned.repair is None else onset + planned.repair
        if repaired is None or repaired > after:
            key = keys(scenario.seed, [planned.asset], f"{planned.mode} {onset}")
            yield Episode(asset, fault, planned, onset, onset + planned.grow, repaired, key)
        if planned.every is None:
            return
        onset += planned.every
