"""The facts of days, as the worker wrote them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from admin.records import moment, number, text
from admin.store import Store
from contract.fleet_days import FLEET_DAY
from contract.measurements import COMMON_TAGS
from store.queries import pattern

COUNTED = tuple(name for name in FLEET_DAY.fields if name != "day")
"""Facts of every asset; the others are of its signals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """A day of an asset by the clock of its site; `mean` and `max` by signal, in its unit, out of its minutes.

    Hours at work, km and kWh are null where nothing tells them.
    """

    day: str
    begin: datetime
    asset: str
    asset_class: str
    site: str
    worked_h: float | None
    distance_km: float | None
    energy_kwh: float | None
    alarms: int
    incidents: int
    alarm_h: float
    mean: Mapping[str, float] = field(default_factory=dict)
    max: Mapping[str, float] = field(default_factory=dict)


def days(store: Store, assets: Sequence[str], start: int, stop: int) -> list[DayFacts]:
    """The days that begin between two times (ns), of some assets or, where none are named, of all.

    Raises `GatewayError`.
    """
    named = pattern(assets) if assets else ".+"
    rows = store.points("fleet_days", *COMMON_TAGS, start=start, stop=stop, named=named)
    return [_day(row) for row in rows if text(row, "day") and all(text(row, tag) for tag in COMMON_TAGS)]


def _day(row: dict[str, Any]) -> DayFacts:
    return DayFacts(
        day=row["day"],
        begin=moment(row["_time"]),
        asset=row["asset"],
        asset_class=row["asset_class"],
        site=row["site"],
        worked_h=number(row, "worked_h"),
        distance_km=number(row, "distance_km"),
        energy_kwh=number(row, "energy_kwh"),
        alarms=int(number(row, "alarms") or 0),
        incidents=int(number(row, "incidents") or 0),
        alarm_h=number(row, "alarm_h") or 0.0,
        mean=_by_signal(row, "mean_"),
        max=_by_signal(row, "max_"),
    )


def _by_signal(row: dict[str, Any], prefix: str) -> dict[str, float]:
    found = {name.removeprefix(prefix): number(row, name) for name in sorted(row) if name.startswith(prefix)}
    return {name: value for name, value in found.items() if value is not None}
