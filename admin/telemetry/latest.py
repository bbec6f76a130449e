"""The newest value of everything that an asset sends, context and counters included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from admin.names import find_signal
from admin.records import moment
from admin.store import Store
from contract.measurements import COMMON_TAGS, NO_SITE

SINCE = "-7d"
STATE = "run_state"
Origin = Literal["sample", "minute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A signal's newest value: `role` is what it is for, "" and no unit for a field that the class does not have.

    `origin` is `minute` where only a minute's mean is known, as the samples lie in a bucket of others.
    """

    signal: str
    value: float
    unit: str
    role: str
    time: datetime
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What an asset sent last; `run_state` is "" for one that sends none."""

    asset: str
    asset_class: str
    site: str
    time: datetime
    run_state: str
    values: list[Value]


def latest(store: Store, assets: Sequence[str]) -> dict[str, Latest]:
    """What some assets sent last, by asset; those that sent nothing within a week are left out."""
    asking = store.start(store.points, "api_latest", *COMMON_TAGS, start=SINCE, assets=assets)
    minutes = store.points("api_latest_minutes", *COMMON_TAGS, start=SINCE, assets=assets)
    return put_together(asking.result(), minutes)


def put_together(samples: Sequence[dict[str, Any]], minutes: Sequence[dict[str, Any]]) -> dict[str, Latest]:
    """Points of both kinds, by asset: a sample counts before a minute's mean, what is newer before what is older."""
    found: dict[str, dict[str, Any]] = {}
    for origin, rows in (("minute", minutes), ("sample", samples)):
        for row in rows:
            if "asset" in row and "asset_class" in row:
                found.setdefault(row["asset"], {}).update(_values(row, origin))
    return {asset: _latest(asset, values) for asset, values in found.items() if values}


def _values(row: dict[str, Any], origin: str) -> dict[str, Any]:
    own = {name: value for name, value in row.items() if name not in (*COMMON_TAGS, "_time")}
    return {name: (value, row, origin) for name, value in own.items()}


def _latest(asset: str, values: dict[str, Any]) -> Latest:
    newest = max((row for _, row, _ in values.values()), key=lambda row: row["_time"])
    asset_class = newest["asset_class"]
    state = values.get(STATE, ("",))[0]
    return Latest(
        asset=asset,
        asset_class=asset_class,
        site=newest.get("site", NO_SITE),
        time=moment(newest["_time"]),
        run_state=state if isinstance(state, str) else "",
        values=[
            _value(asset_class, name, value, row, origin)
            for name, (value, row, origin) in sorted(values.items())
            if is_number(value)
        ],
    )


def is_number(value: object) -> bool:
    """Whether a value of a field can be one of a signal."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _value(asset_class: str, name: str, value: float, row: dict[str, Any], origin: Origin) -> Value:
    known = find_signal(asset_class, name)
    unit, role = (known.unit, str(known.role)) if known else ("", "")
    return Value(signal=name, value=value, unit=unit, role=role, time=moment(row["_time"]), origin=origin)
