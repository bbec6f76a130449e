"""Threshold rows from the store: read when there is a new one, each row refused or taken whole."""

from dataclasses import replace

from analytics.policies.policy import Threshold, newest, parse
from analytics.worker.refused import Refused
from contract.errors import ContractError
from store import queries
from store.gateway import Gateway
from store.rows import whole


class Thresholds:
    """Watches bucket config for new rows."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.refused = Refused()
        self._count = -1

    def changed(self) -> dict[tuple[str, str], Threshold] | None:
        """The rows in force, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is told of once and left out: the older row of its scope and signal stays in
        force.
        Raises `GatewayError` where the store cannot be read.
        """
        counts = self.gateway.query(queries.render("worker_threshold_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return None
        rows = whole(self.gateway.blocks(queries.render("thresholds")), "scope", "signal")
        found, refused = [], []
        for record in rows:
            try:
                found.append(replace(parse(record), time=record["_time"]))
            except ContractError as error:
                name = f"{record.get('signal')} for {record.get('scope')}"
                refused.append(f"threshold of {name[:200]} is refused: {error}")
        self.refused.tell(refused)
        self._count = count
        return newest(found)
