"""Maintenance rows: every piece of work ever told, and the audit of who told it. Rows are only ever added."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from admin.repository.records import Record, nanoseconds, records
from admin.repository.store import Store
from admin.repository.thresholds import AUDIT
from analytics.policies.maintenance import Work, parse
from telemetry.errors import ContractError
from telemetry.measurements import MAINTENANCE
from telemetry.points import Point, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the work, what was done and by whom; `told` is when, in nanoseconds since 1970."""

    work: Work
    what: str
    actor: str
    told: int


def rows(store: Store, asset: str = "") -> list[Row]:
    """Every sound row of an asset, or of all, the one that was told last first."""
    found = [row for record in records(store.ask("maintenance")) if (row := _accept(record)) is not None]
    return sorted((row for row in found if asset in ("", row.work.asset)), key=lambda row: -row.told)


def add(store: Store, row: Row, fields: Mapping[str, Value], teller: str) -> None:
    """Store a row of these fields and its audit, both or neither. Raises `GatewayError`."""
    audit: dict[str, Value] = {
        "actor": teller,
        "target": row.work.asset,
        "before": "null",
        "after": json.dumps(fields),
        "why": row.what,
    }
    point = Point(MAINTENANCE.name, {"asset": row.work.asset}, fields, row.told)
    store.put(MAINTENANCE.bucket, [point, Point(AUDIT, {"action": "maintenance"}, audit, row.told)])


def _accept(record: Record) -> Row | None:
    """The row, or `None` where the worker does not take it either."""
    try:
        work = parse(record)
    except ContractError:
        return None
    what, actor = (str(record.get(name) or "") for name in ("what", "actor"))
    return Row(work=work, what=what, actor=actor, told=nanoseconds(record["_time"]))
