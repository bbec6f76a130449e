"""Maintenance rows from the store: read when there is a new one, each row refused or taken whole."""

import logging
from collections.abc import Mapping

from analytics.policies.maintenance import Work, latest, parse
from telemetry import queries
from telemetry.errors import ContractError
from telemetry.gateway import Gateway

log = logging.getLogger(__name__)


class Maintenance:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._count = -1

    def changed(self) -> dict[str, Work] | None:
        """The latest work of each asset, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is logged and left out. Raises `GatewayError`.
        """
        counts = self.gateway.query(queries.render("worker_maintenance_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        rows = self.gateway.query(queries.render("maintenance")).rows()
        self._count = count
        return latest(work for row in rows if (work := _accept(row)) is not None)


def _accept(record: Mapping[str, object]) -> Work | None:
    try:
        return parse(record)
    except ContractError as error:
        log.warning("maintenance of %s is refused: %s", record.get("asset"), error)
        return None
