"""What the worker has said of the assets' future and condition: of all in short, of some with the grounds."""

from collections.abc import Iterable, Iterator, Sequence

from admin.prognosis.outlook import MOST_H, STATUSES, Checkup, Condition, Factor, Forecast, Prognosis
from admin.readings.risk import Sample
from admin.records import Record, number, records, text
from admin.store import Store
from contract.measurements import COMMON_TAGS

LOOK_BACK = "-7d"
"""What is older says nothing of now: both are written hourly."""

NAMED = "-1h"
"""The worker says every ten minutes what to do about an asset that is not normal."""
MOST_SIZE = 1e12
"""No indicator is larger."""

_PART = "factor_"


def outlooks(store: Store) -> tuple[dict[str, Forecast], dict[str, Condition]]:
    """When every asset will fail and how it is, in short, by asset."""
    when, how = _newest(store, records(store.ask("admin_outlooks", start=LOOK_BACK)))
    return (
        {asset: Forecast(**_when(row)) for asset, row in when.items()},
        {asset: Condition(**_how(row)) for asset, row in how.items()},
    )


def known(store: Store, assets: Sequence[str]) -> tuple[dict[str, Prognosis], dict[str, Checkup]]:
    """When some assets will fail and how they are, with the grounds; those of which nothing was said are left out."""
    when, how = _newest(store, records(store.ask("admin_outlook", start=LOOK_BACK, assets=assets)) if assets else [])
    return (
        {asset: _prognosis(row) for asset, row in when.items()},
        {asset: _checkup(row) for asset, row in how.items()},
    )


def actions(store: Store, assets: Sequence[str]) -> dict[str, str]:
    """What is to be done about some assets, where the worker has said it within the last hour."""
    told = records(store.ask("admin_actions", start=NAMED, assets=assets)) if assets else []
    rows = sorted((row for row in told if text(row, "action")), key=lambda row: row["_time"])
    return {row["asset"]: row["action"] for row in store.sound(rows, "asset")}


def indicator(store: Store, asset: str, name: str, start: int, stop: int, every_s: float) -> list[Sample]:
    """Where an asset's indicator was between two times (nanoseconds since 1970), the last value of each window."""
    frame = store.ask("admin_prognosis_course", start=start, stop=stop, every_s=every_s, asset=asset)
    rows = [row for row in records(frame) if text(row, "indicator") == name]
    return _course((row for row in rows if _size(row, "value") is not None), "value")


def health(store: Store, asset: str, start: int, stop: int, every_s: float) -> list[Sample]:
    """The health (0 to 100) of an asset, likewise."""
    frame = store.ask("admin_condition_course", start=start, stop=stop, every_s=every_s, asset=asset)
    return _course((row for row in records(frame) if _size(row, "_value") is not None), "_value")


def _course(rows: Iterable[Record], name: str) -> list[Sample]:
    found = [Sample(time=row["_time"], value=row[name]) for row in rows]
    return sorted(found, key=lambda sample: sample.time)


def _newest(store: Store, told: Sequence[Record]) -> Iterator[dict[str, Record]]:
    """Of each asset the newest row of its prognosis, and of its condition.

    Every point has its `method` or its `status`. What is not known any more is left out of a point; its last value
    stands in an older row, and must not be taken in.
    """
    for name, mark in (("prognosis", "method"), ("condition", "status")):
        rows = [row for row in told if row["_measurement"] == name and text(row, mark)]
        yield {row["asset"]: row for row in sorted(store.sound(rows, *COMMON_TAGS), key=lambda row: row["_time"])}


def _when(row: Record) -> Record:
    hours = {name: _hours(row, name) for name in ("rul_h", "rul_low_h", "rul_high_h")}
    return {"time": row["_time"], "method": row["method"], "p_fail_30d": _share(row, "p_fail_30d"), **hours}


def _prognosis(row: Record) -> Prognosis:
    return Prognosis(
        **_when(row),
        asset_class=row["asset_class"],
        site=row["site"],
        p_fail_7d=_share(row, "p_fail_7d"),
        like=[name for part in text(row, "like").split(",") if (name := part.strip())],
        because=text(row, "because"),
        model_version=text(row, "model_version"),
        indicator=text(row, "indicator"),
        value=_size(row, "value"),
        limit=_size(row, "limit"),
    )


def _how(row: Record) -> Record:
    status = row["status"] if row["status"] in STATUSES else "unknown"
    return {"time": row["_time"], "health": number(row, "health"), "status": status}


def _checkup(row: Record) -> Checkup:
    parts = [
        Factor(name=name.removeprefix(_PART), points=points)
        for name in row
        if name.startswith(_PART) and (points := number(row, name)) is not None
    ]
    return Checkup(
        **_how(row),
        asset_class=row["asset_class"],
        site=row["site"],
        degradation_per_day=number(row, "degradation_per_day"),
        because=text(row, "because"),
        factors=sorted(parts, key=lambda part: -part.points),
    )


# Anybody may write to the store: what leads to no date, cannot be drawn, or is no probability is as good as nothing.
def _hours(row: Record, name: str) -> float | None:
    found = number(row, name)
    return max(found, 0.0) if found is not None and found <= MOST_H else None


def _size(row: Record, name: str) -> float | None:
    found = number(row, name)
    return found if found is not None and abs(found) <= MOST_SIZE else None


def _share(row: Record, name: str) -> float | None:
    found = number(row, name)
    return found if found is not None and 0 <= found <= 1 else None
