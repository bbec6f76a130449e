"""What the worker has learned of an asset's signals about which neither class nor threshold row says anything."""

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
    rows = newest(records(store.ask("admin_learned", start=since, asset=asset)), "signal")
    found = [
        Learned(signal=row["signal"], time=row["_time"], **{name: number(row, name) for name in FIELDS})
        for row in store.sound(rows, "signal")
    ]
    return sorted(found, key=lambda item: item.signal)
