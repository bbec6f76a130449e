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


def last_sample(store: Store) -> datetime | None:
    """When the newest sample of any asset was taken, if that was within the last hour."""
    return max((row["_time"] for row in records(store.ask("admin_newest_sample", start=LOOK_BACK))), default=None)


def has_samples(store: Store) -> bool:
    """Whether any asset has ever sent, as far as telemetry is kept."""
    return bool(records(store.ask("admin_newest_sample", start=f"-{BUCKETS['telemetry']}s")))


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
