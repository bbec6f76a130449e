"""The past as the store has it, which thins it out itself."""

from collections.abc import Sequence

import numpy as np

from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry, read
from analytics.learning.history import AFTER_S, BEFORE_S, Grid
from analytics.learning.past import Windows
from analytics.learning.warned import Warned
from contract.catalogue import ClassSpec
from contract.time import DAY_S, SECOND
from store.gateway import Gateway
from store.sources.place import Wanted


class StoredPast:
    """See `Past`; everything raises `GatewayError`. Alarms lie in the store that `gateway` opens."""

    def __init__(self, gateway: Gateway, telemetry: Telemetry | None = None) -> None:
        self.gateway, self.telemetry = gateway, telemetry or Telemetry(gateway)

    def days(self, spec: ClassSpec, start: int, stop: int) -> Samples:
        """See `Past`."""
        if not self.telemetry.place.has(spec.name):
            return Samples.none()
        return self.telemetry.last(start, stop, DAY_S, Wanted(spec.name))[0]

    def windows(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> Windows:
        """See `Past`."""
        last, means, states = self.telemetry_of(spec, grid, assets)
        how: dict[str, str | list[str]] = {"asset_class": spec.name, "assets": list(assets)}
        around = {"start": grid.start - AFTER_S * SECOND, "stop": grid.stop + BEFORE_S * SECOND}
        alarms, _ = read(self.gateway, "worker_alarms", every_s=grid.window_s, **around, **how)
        return Windows(last, means, states, alarms)

    def telemetry_of(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> tuple[Samples, Samples, States]:
        """The last values, the means of what tells duty, and the run states of windows."""
        window = grid.start, grid.stop, grid.window_s
        last, states = self.telemetry.last(*window, Wanted(spec.name, assets))
        duty = Wanted(spec.name, assets, list(spec.duty))
        return last, self.telemetry.means(*window, duty) if spec.duty else Samples.none(), states


class JudgedPast(Warned):
    """See `Past`: telemetry from the store, and alarms as they are found while it is judged."""

    def __init__(self, telemetry: Telemetry) -> None:
        super().__init__()
        self._stored = StoredPast(telemetry.gateway, telemetry)

    def days(self, spec: ClassSpec, start: int, stop: int) -> Samples:
        """See `Past`."""
        found = self._stored.days(spec, start, stop)
        if self.only is None:
            return found
        wanted = np.array([label[0] in self.only for label in found.labels], np.bool_)
        return found.take(wanted[found.code])

    def windows(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> Windows:
        """See `Past`."""
        last, means, states = self._stored.telemetry_of(spec, grid, assets)
        labels = dict.fromkeys((*label[:3], "level") for label in last.labels)
        return Windows(last, means, states, self.windows_in_alarm(list(labels), grid))
