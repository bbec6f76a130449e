"""Threshold rows from the store: read when there is a new one, each row refused or taken whole."""

from dataclasses import replace
from typing import Any

from analytics.policies.policy import Threshold, newest, parse
from analytics.worker.config_rows import ConfigRows
from contract.errors import ContractError
from store.gateway import Gateway


class Thresholds:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self._rows = ConfigRows(gateway, "worker_threshold_count", "thresholds", ["scope", "signal"])
        self.refused = self._rows.refused

    def changed(self) -> dict[tuple[str, str], Threshold] | None:
        """The rows in force, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is told of once and left out: the older row of its scope and signal stays in
        force.
        Raises `GatewayError` where the store cannot be read.
        """
        return self._rows.changed(_taken)


def _taken(rows: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], Threshold], list[str]]:
    found, refused = [], []
    for record in rows:
        try:
            found.append(replace(parse(record), time=record["_time"]))
        except ContractError as error:
            name = f"{record.get('signal')} for {record.get('scope')}"
            refused.append(f"threshold of {name[:200]} is refused: {error}")
    return newest(found), refused
