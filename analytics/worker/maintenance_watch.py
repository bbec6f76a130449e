"""Maintenance rows from the store: read when there is a new one, each row refused or taken whole."""

from analytics.policies.maintenance import Work, spans, standing
from analytics.worker.config_rows import ConfigRows
from store.gateway import Gateway


class Maintenance:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self._rows = ConfigRows(gateway, "worker_maintenance_count", "maintenance", ["asset"])
        self.refused = self._rows.refused

    def changed(self) -> dict[str, tuple[Work, ...]] | None:
        """When each asset is worked on, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is told of once and left out. Raises `GatewayError`.
        """
        windows = self._rows.changed(standing)
        return None if windows is None else spans(windows)
