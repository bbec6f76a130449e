"""What the simulator does now, asked in one go."""

from dataclasses import dataclass

from admin.simulator.client import Simulator
from contract.control import FaultUnderWay, Modes, Statistics, Status


@dataclass(frozen=True, slots=True)
class Doing:
    """The pace it keeps, the faults under way, what was done by hand so far, and what can be injected where."""

    status: Status
    faults: list[FaultUnderWay]
    statistics: Statistics
    modes: Modes


def doing(simulator: Simulator) -> Doing:
    """What it does now; raises `ApiError` where it does not answer as it should."""
    return Doing(simulator.status(), simulator.faults(), simulator.statistics(), simulator.modes())
