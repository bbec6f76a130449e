"""Signs of life: of the store itself, of telemetry, and of the worker, by what really is in the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.records import number, records, text
from admin.store import Store
from contract.measurements import BUCKETS

LOOK_BACK = "-1h"
WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Report:
    """The worker's newest report: when it was, and how much telemetry it had still to read then."""

    time: datetime
    behind: timedelta


def version(store: Store) -> str:
    """The store's version. Raises `GatewayError` where it cannot be reached, or says that it fails."""
    return store.health()


@dataclass(frozen=True, slots=True)
class Sign:
    """The newest sign of life of the fleet: when it was, and when the next is due at the latest."""

    time: datetime
    due: datetime


def last_sample(store: Store) -> Sign | None:
    """The newest sample of any asset, of the last hour or as far back as telemetry is kept; `None` where none is."""
    for start in (LOOK_BACK, f"-{BUCKETS['telemetry']}s"):
        rows = records(store.ask("admin_newest_sample", start=start))
        if rows:
            return max((Sign(row["_time"], row["due"]) for row in rows), key=lambda sign: sign.due)
    return None


def last_report(store: Store) -> Report | None:
    """When the worker last reported on itself, if that was within the last hour."""
    rows = [row for row in records(store.ask("worker_health", start=LOOK_BACK)) if text(row, "component") == WORKER]
    newest = max(rows, key=lambda row: row["_time"], default=None)
    return None if newest is None else Report(newest["_time"], timedelta(seconds=number(newest, "behind_s") or 0.0))


def unjudged(store: Store) -> timedelta:
    """How much newer than its risk the telemetry of an asset is, at most, of those that were judged last."""
    judged = {row["asset"]: row["_time"] for row in records(store.ask("admin_newest_risk", start=LOOK_BACK))}
    if not judged:
        return timedelta()
    rows = records(store.ask("admin_seen", start=LOOK_BACK, assets=list(judged)))
    return max((row["_time"] - judged[row["asset"]] for row in rows), default=timedelta())
