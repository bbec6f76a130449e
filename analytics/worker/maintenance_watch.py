"""Maintenance rows from the store: read when there is a new one, each row refused or taken whole."""

from analytics.policies.maintenance import Work, spans, standing
from analytics.worker.refused import Refused
from store import queries
from store.gateway import Gateway
from store.rows import whole


class Maintenance:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.refused = Refused()
        self._count = -1

    def changed(self) -> dict[str, tuple[Work, ...]] | None:
        """When each asset is worked on, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is told of once and left out. Raises `GatewayError`.
        """
        counts = self.gateway.query(queries.render("worker_maintenance_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        windows, refused = standing(whole(self.gateway.blocks(queries.render("maintenance")), "asset"))
        self.refused.tell(refused)
        self._count = count
        return spans(windows)
