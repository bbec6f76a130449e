"""The past as the store has it, which thins it out itself."""

from collections.abc import Sequence

from analytics.ground.samples import Samples
from analytics.ground.source import Telemetry, read
from analytics.learning.history import AFTER_S, BEFORE_S, Grid
from analytics.learning.past import Windows
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
        window = grid.start, grid.stop, grid.window_s
        last, states = self.telemetry.last(*window, Wanted(spec.name, assets))
        means = self.telemetry.means(*window, Wanted(spec.name, assets, list(spec.duty)))
        how: dict[str, str | list[str]] = {"asset_class": spec.name, "assets": list(assets)}
        around = {"start": grid.start - AFTER_S * SECOND, "stop": grid.stop + BEFORE_S * SECOND}
        alarms, _ = read(self.gateway, "worker_alarms", every_s=grid.window_s, **around, **how)
        return Windows(last, means, states, alarms)
