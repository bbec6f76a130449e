"""Risk: the newest of every asset, its parts, and its course."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from admin.records import Record, moment, newest, number, records, text
from admin.store import Store
from contract.measurements import COMMON_TAGS

LOOK_BACK = "-7d"
"""An asset that has not been judged for so long has left the fleet."""

WHOLE = ("risk", "level")
"""What a risk must have: one that is just being written may be seen in part."""

_PART = "contribution_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One asset's risk (0 to 100) and level at a time."""

    asset: str
    asset_class: str
    site: str
    time: datetime
    risk: float
    level: int


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can be mixed in
class Details:
    """What else is said of a risk: its band, the asset's health (0 to 100), and why."""

    band: str = ""
    health: float | None = None
    top_signal: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Standing, Details):
    """One asset's risk at a time, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Points of risk that one signal adds; those of an asset add up to its risk."""

    signal: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value at a time."""

    time: datetime
    value: float


Judged = tuple[Risk, list[Contribution]]
"""A risk and what it is made of, largest part first."""


def standings(store: Store) -> list[Standing]:
    """Where every asset stands, in no order."""
    # An asset that moved to another site is two series; where it is now is what counts.
    rows = newest(records(store.ask("admin_fleet", start=LOOK_BACK)), "asset")
    return [_standing(row) for row in store.sound(rows, *COMMON_TAGS, numbers=WHOLE)]


def details(store: Store, assets: Sequence[str]) -> dict[str, Details]:
    """What else is said of the risk of some assets, by asset."""
    if not assets:
        return {}
    rows = newest(records(store.ask("admin_fleet_details", start=LOOK_BACK, assets=assets)), "asset")
    return {row["asset"]: _details(row) for row in store.sound(rows, "asset")}


def of_asset(store: Store, asset: str) -> Judged | None:
    """The newest risk of one asset and what it is made of; `None` where it was never judged."""
    return of_assets(store, [asset]).get(asset)


def of_assets(store: Store, assets: Sequence[str]) -> dict[str, Judged]:
    """The newest risk of some assets and what each is made of, by asset; those that were never judged are left out."""
    rows = records(store.ask("admin_asset_risk", start=LOOK_BACK, assets=assets))
    # A part that is no longer written keeps its last point: only parts of one moment add up to that moment's risk.
    told = sorted((row for row in rows if number(row, "risk") is not None), key=lambda row: row["_time"])
    moments = {text(row, "asset"): row for row in told}
    found = store.sound(newest(rows, "asset"), *COMMON_TAGS, numbers=WHOLE)
    return {row["asset"]: _judged(row, moments[row["asset"]]) for row in found}


def since(store: Store, start: int | str) -> list[Risk]:
    """The newest risk of every asset that was judged since a time (ns since 1970, or Flux), the oldest first."""
    rows = store.sound(store.points("live_risks", *COMMON_TAGS, start=start), *COMMON_TAGS, numbers=WHOLE)
    return [_risk({**row, "_time": moment(row["_time"])}) for row in rows]


def courses(store: Store, assets: Sequence[str], hours: float, points: int) -> dict[str, list[Sample]]:
    """The risk of some assets over the last hours, the highest of each of `points` windows."""
    if not assets:
        return {}
    window_s = hours * 3600 / points
    frame = store.ask("admin_fleet_history", start=f"-{round(hours * 60)}m", every_s=window_s, assets=assets)
    found: dict[str, list[Sample]] = defaultdict(list)
    for row in store.sound(records(frame), "asset", numbers=("_value",)):
        found[row["asset"]].append(Sample(time=row["_time"], value=row["_value"]))
    return {asset: sorted(samples, key=lambda sample: sample.time) for asset, samples in found.items()}


def course(store: Store, asset: str, start: int, stop: int, every_s: float) -> list[Sample]:
    """One asset's risk between two times (nanoseconds since 1970), the highest of each window."""
    frame = store.ask("risk_history", start=start, stop=stop, every_s=every_s, asset=asset)
    rows = store.sound(records(frame), numbers=("_value",))
    samples = [Sample(time=row["_time"], value=row["_value"]) for row in rows]
    return sorted(samples, key=lambda sample: sample.time)


def _judged(row: Record, told: Record) -> Judged:
    return _risk({**row, "risk": told["risk"]}), parts_of(told)


def parts_of(row: Record) -> list[Contribution]:
    """What a risk is made of, largest part first."""
    parts = [
        Contribution(signal=name.removeprefix(_PART), points=points)
        for name in row
        if name.startswith(_PART) and (points := number(row, name)) is not None
    ]
    return sorted(parts, key=lambda part: -part.points)


def _risk(row: Record) -> Risk:
    return Risk(**asdict(_standing(row)), **asdict(_details(row)))


def _standing(row: Record) -> Standing:
    return Standing(
        asset=row["asset"],
        asset_class=row["asset_class"],
        site=row["site"],
        time=row["_time"],
        risk=row["risk"],
        level=int(row["level"]),
    )


def _details(row: Record) -> Details:
    top = text(row, "top_signal")
    return Details(
        band=text(row, "band"),
        health=number(row, "health"),
        # The worker says `none` where nothing adds to the risk, as an empty string cannot be a label of an alert.
        top_signal=top if top != "none" else "",
        reason=text(row, "reason"),
    )
