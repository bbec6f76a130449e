"""Signs of life: of the store itself, of telemetry, and of the worker."""

from datetime import datetime

from admin.repository.records import records
from admin.repository.store import Store

LOOK_BACK = "-1h"


def version(store: Store) -> str:
    """The store's version. Raises `GatewayError` where it cannot be reached."""
    return store.ping()


def last_sample(store: Store) -> datetime | None:
    """When the newest sample of any asset was taken, if that was within the last hour."""
    return max((row["_time"] for row in records(store.ask("freshness", start=LOOK_BACK))), default=None)


def last_step(store: Store) -> datetime | None:
    """When the worker last reported on itself, if that was within the last hour."""
    return max((row["_time"] for row in records(store.ask("worker_health", start=LOOK_BACK))), default=None)
