"""The past as the store has it, which thins it out itself."""

from collections.abc import Sequence
from typing import Any

from analytics.ground.samples import Samples
from analytics.ground.source import read
from analytics.learning.history import AFTER_S, BEFORE_S, Grid
from analytics.learning.past import Windows
from contract.catalogue import ClassSpec
from contract.time import DAY_S, SECOND
from store.gateway import Gateway


class StoredPast:
    """See `Past`; everything raises `GatewayError`."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def days(self, spec: ClassSpec, start: int, stop: int) -> Samples:
        """See `Past`."""
        how: dict[str, Any] = {"every_s": DAY_S, "asset_class": spec.name}
        return read(self.gateway, "worker_days", start=start, stop=stop, **how)[0]

    def windows(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> Windows:
        """See `Past`."""
        start, stop = grid.start, grid.stop
        how: dict[str, Any] = {"asset_class": spec.name, "assets": list(assets), "every_s": grid.window_s}
        last, states = read(self.gateway, "worker_history", start=start, stop=stop, **how)
        signals = list(spec.duty)
        means, _ = read(self.gateway, "worker_means", start=start, stop=stop, signals=signals, **how)
        around = {"start": start - AFTER_S * SECOND, "stop": stop + BEFORE_S * SECOND}
        alarms, _ = read(self.gateway, "worker_alarms", **around, **how)
        return Windows(last, means, states, alarms)
