"""Threshold rows: every version ever set, and the audit of who set it. Rows are only ever added."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from admin.audit import audit
from admin.records import Record, moment, text
from admin.store import Store
from analytics.policies.policy import Policy, Threshold, parse
from contract.errors import ContractError
from contract.measurements import THRESHOLD, Value
from store.points import Point


@dataclass(frozen=True, slots=True)
class Rows:
    """The sound rows, and what is wrong with the others: they stay in the store and out of force."""

    sound: list[Threshold]
    refused: list[str]


def rows(store: Store) -> Rows:
    """Every threshold row in the store."""
    found = Rows([], [])
    for record in store.points("thresholds", "scope", "signal"):
        try:
            found.sound.append(replace(parse(record), time=record["_time"]))
        except ContractError as error:
            found.refused.append(f"{_name(record)} of {moment(record['_time']):%Y-%m-%d %H:%M} UTC: {error}")
    return found


def add(store: Store, changes: Sequence[tuple[Threshold, Policy]]) -> None:
    """Store rows, each with the policy before it for its audit: all or nothing. Raises `GatewayError`.

    No two may be of one time: their audits would be one point.
    """
    store.put(THRESHOLD.bucket, [point for row, before in changes for point in (_point(row), _audit(row, before))])


def _audit(row: Threshold, before: Policy) -> Point:
    return audit(
        "threshold",
        row.time,
        actor=row.actor,
        target=f"{row.scope}/{row.signal}",
        before=json.dumps(asdict(before)),
        after=json.dumps(asdict(row.policy)),
        why=row.why,
    )


def _point(row: Threshold) -> Point:
    policy = row.policy
    numbers = {**asdict(policy.limits), "min_deviation": policy.min_deviation, "dwell_s": policy.dwell_s}
    fields: dict[str, Value] = {
        "direction": policy.direction,
        "sensitivity": policy.sensitivity,
        **{name: value for name, value in numbers.items() if value is not None},
        "enabled": policy.enabled,
        "version": row.version,
        "actor": row.actor,
        "why": row.why,
        **({"withdrawn": True} if row.withdrawn else {}),
    }
    return Point(THRESHOLD.name, {"scope": row.scope, "signal": row.signal}, fields, row.time)


def _name(record: Record) -> str:
    return "/".join(text(record, name)[:100] or f"(no {name})" for name in ("scope", "signal"))
