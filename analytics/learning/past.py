"""What lies behind, as learning asks for it: thinned out to windows, wherever it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.ground.samples import Samples, States
from analytics.learning.history import Grid
from contract.catalogue import ClassSpec


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of some assets, each row at the end of its window: the last value of each signal, the mean of those that
    tell duty, the last run state, and the windows in which an asset was at warning or worse, whose last part of a label
    is `level`."""

    last: Samples
    means: Samples
    states: States
    alarms: Samples


class Past(Protocol):
    """Telemetry that lies behind, and what was made of it. Windows are whole multiples of their length since 1970, and
    hold what came at their begin or later and before their end."""

    def days(self, spec: ClassSpec, start: int, stop: int) -> Samples:
        """A value of each day (UTC) in which each signal of a class was heard from `start` to before `stop` (ns), at
        the day's end or at `stop`."""

    def windows(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> Windows:
        """The windows of some assets of a class on a grid; alarms also as far around it as they matter. Raises
        `GatewayError` where that cannot be read."""
