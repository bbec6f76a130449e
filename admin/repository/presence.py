"""Presence: which assets send telemetry, and when each last did."""

from dataclasses import dataclass
from datetime import datetime

from admin.repository.records import records
from admin.repository.store import Store
from telemetry.measurements import COMMON_TAGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """When an asset last sent anything."""

    asset: str
    asset_class: str
    site: str
    time: datetime


def present(store: Store, since: str = "-7d") -> dict[str, Presence]:
    """Every asset that sent anything since then (Flux, such as `-7d`), by its id."""
    found: dict[str, Presence] = {}
    for row in store.sound(records(store.ask("freshness", start=since)), *COMMON_TAGS):
        old = found.get(row["asset"])
        if old is None or old.time < row["_time"]:
            found[row["asset"]] = Presence(
                asset=row["asset"],
                asset_class=row["asset_class"],
                site=row["site"],
                time=row["_time"],
            )
    return found
