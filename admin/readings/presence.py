"""Presence: which assets send telemetry, and when each last did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.records import records
from admin.store import Store
from contract.measurements import COMMON_TAGS
from store.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """When an asset last sent anything, and when its next value is due at the latest, where its values come seldom."""

    asset: str
    asset_class: str
    site: str
    time: datetime
    due: datetime


def of_asset(store: Store, asset: str, since: str = "-7d") -> Presence | None:
    """When one asset last sent anything; `None` where it did not since then."""
    return of_assets(store, [asset], since).get(asset)


def of_assets(store: Store, assets: Sequence[str], since: str = "-7d") -> dict[str, Presence]:
    """When each of some assets last sent anything, by asset; those that did not since then are left out."""
    return _newest(store, store.ask("admin_asset_seen", start=since, assets=assets))


def registered(store: Store, asset: str) -> Presence | None:
    """What the registry says of an asset, with when that was written; `None` where it does not know it."""
    return _newest(store, store.ask("admin_registered", asset=asset)).get(asset)


def present(store: Store, since: str = "-7d") -> dict[str, Presence]:
    """Every asset that sent anything since then (Flux, such as `-7d`), by its id."""
    return _newest(store, store.ask("freshness", start=since))


def _newest(store: Store, frame: Frame) -> dict[str, Presence]:
    found: dict[str, Presence] = {}
    for row in store.sound(records(frame), *COMMON_TAGS):
        old = found.get(row["asset"])
        due = max(row["due"], row["_time"]) if "due" in row else row["_time"]
        if old is None or old.due < due:
            found[row["asset"]] = Presence(
                asset=row["asset"],
                asset_class=row["asset_class"],
                site=row["site"],
                time=row["_time"],
                due=due,
            )
    return found
