"""Maintenance: while it lasts an asset is not judged, and after it, where it says so, its level is learned anew.

One row of config/maintenance is one piece of work: from when until when, on which signals, what was done and by whom.
Rows are only ever added; the latest to end is the one that counts for its asset.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from telemetry import queries
from telemetry.errors import ContractError
from telemetry.gateway import Gateway

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work; times in nanoseconds. Without `signals` it is on all of them."""

    asset: str
    begin: int
    end: int
    relearn: bool
    signals: frozenset[str] = frozenset()


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
        return latest([work for row in rows if (work := _accept(row)) is not None])


def latest(works: list[Work]) -> dict[str, Work]:
    """Of each asset the work that ends last."""
    return {work.asset: work for work in sorted(works, key=lambda work: work.end)}


def parse(record: Mapping[str, object]) -> Work:
    """A row from untyped data. Raises `ContractError` that names the field and the reason."""
    asset = record.get("asset")
    if not isinstance(asset, str) or not asset:
        raise ContractError("asset", "must not be empty")
    begin, end = _moment(record, "from"), _moment(record, "until")
    if begin >= end:
        raise ContractError("until", "is not after from")
    names = str(record.get("signals") or "").split(",")
    signals = frozenset(name.strip() for name in names if name.strip())
    return Work(asset, begin, end, record.get("relearn") is True, signals)


def _moment(record: Mapping[str, object], field: str) -> int:
    value = record.get(field)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ContractError(field, f"{value!r} is not a moment such as 2026-11-21T08:00:00Z") from None
    if moment.tzinfo is None:
        raise ContractError(field, f"{value!r} does not say its time zone")
    return round(moment.timestamp()) * 10**9


def _accept(record: Mapping[str, object]) -> Work | None:
    try:
        return parse(record)
    except ContractError as error:
        log.warning("maintenance of %s is refused: %s", record.get("asset"), error)
        return None
