"""Samples of an asset, and how those that programs send are stored."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from admin.store import Store
from admin.telemetry.intake import Sound
from contract.measurements import TELEMETRY
from store.points import Point, encode
from store.queries import pattern

TAGS = ("asset_class", "site")
"""What a row of samples has beside its fields."""


def samples(
    store: Store, query: str, asset: str, signals: Sequence[str], stop: int, limit: int, start: int
) -> list[dict[str, Any]]:
    """The newest samples that a query finds between two times (ns), of some signals where any are named.

    There are at least `limit` of them where so many are there. Raises `GatewayError`.
    """
    fields = pattern(signals) if signals else ".+"
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in store.points(query, *TAGS, start=start, stop=stop, asset=asset, named=fields, most=str(limit)):
        # An asset that moved to another site is two series.
        found[row["_time"]].update(row)
    return sorted(found.values(), key=lambda row: -row["_time"])


def put(store: Store, sound: Iterable[Sound]) -> None:
    """Store what came from outside. Raises `GatewayError`."""
    store.send(TELEMETRY.bucket, encode(Point(TELEMETRY.name, each.tags, each.fields, each.time) for each in sound))
