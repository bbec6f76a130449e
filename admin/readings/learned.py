"""What the worker has learned of an asset's signals about which neither class nor threshold row says anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.records import newest, number, records
from admin.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """One signal's learned facts, in its unit; `None` is what is not learned, or not known yet.

    `min_deviation` is the smallest deviation that matters, `resolution` the step of its values, 0 where they have none.
    """

    signal: str
    time: datetime
    min_deviation: float | None
    resolution: float | None
    normal_low: float | None
    normal_high: float | None


FIELDS = ("min_deviation", "resolution", "normal_low", "normal_high")


def of_asset(store: Store, asset: str, since: str = "-7d") -> list[Learned]:
    """The newest learned facts of every signal of an asset, by the signal's name."""
    return of_assets(store, [asset], since).get(asset, [])


def of_assets(store: Store, assets: Sequence[str], since: str = "-7d") -> dict[str, list[Learned]]:
    """The same of some assets, by asset; those of which nothing is learned are left out."""
    rows = newest(records(store.ask("admin_learned", start=since, assets=assets)), "asset", "signal")
    found: dict[str, list[Learned]] = defaultdict(list)
    for row in sorted(store.sound(rows, "asset", "signal"), key=lambda row: row["signal"]):
        facts = {name: number(row, name) for name in FIELDS}
        found[row["asset"]].append(Learned(signal=row["signal"], time=row["_time"], **facts))
    return found
