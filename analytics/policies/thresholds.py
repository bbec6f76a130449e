"""Threshold rows from the store: read when there is a new one, each row refused or taken whole."""

import logging
from dataclasses import replace
from typing import Any

from analytics.policies.policy import Threshold, newest, parse
from telemetry import queries
from telemetry.errors import ContractError
from telemetry.gateway import Gateway
from telemetry.rows import whole

log = logging.getLogger(__name__)


class Thresholds:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._count = -1

    def changed(self) -> dict[tuple[str, str], Threshold] | None:
        """The rows in force, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is logged and left out: the older row of its scope and signal stays in force.
        Raises `GatewayError` where the store cannot be read.
        """
        counts = self.gateway.query(queries.render("worker_threshold_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        rows = whole(self.gateway.blocks(queries.render("thresholds")), "scope", "signal")
        self._count = count
        return newest(row for record in rows if (row := _accept(record)) is not None)


def _accept(record: dict[str, Any]) -> Threshold | None:
    try:
        return replace(parse(record), time=record["_time"])
    except ContractError as error:
        name = f"{record.get('signal')} for {record.get('scope')}"
        log.warning("threshold of %.200s is refused: %s", name, error)
        return None
