"""Maintenance rows from the store: read when there is a new one, each row refused or taken whole."""

import logging

from analytics.policies.maintenance import Work, spans, standing
from telemetry import queries
from telemetry.gateway import Gateway
from telemetry.rows import whole

log = logging.getLogger(__name__)


class Maintenance:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._count = -1

    def changed(self) -> dict[str, tuple[Work, ...]] | None:
        """When each asset is worked on, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is logged and left out. Raises `GatewayError`.
        """
        counts = self.gateway.query(queries.render("worker_maintenance_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        windows, refused = standing(whole(self.gateway.blocks(queries.render("maintenance")), "asset"))
        for text in refused:
            log.warning("%s", text)
        self._count = count
        return spans(windows)
