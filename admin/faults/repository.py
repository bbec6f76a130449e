"""Fault episodes, out of the rows that the worker writes of each: raised, open still, cleared."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from admin.faults.episode import Fault
from admin.records import Record, moment, newest, number, records, text
from admin.store import Store
from contract.failures.types import UNKNOWN
from contract.lists import items
from contract.measurements import FAULT
from store.frame import Frame


def episodes(store: Store, days: int) -> list[Fault]:
    """Every episode with a point in the last days: open ones first, of each kind the newest first."""
    start = f"-{days}d"
    return _episodes(store, store.ask("admin_fault_onsets", start=start), store.ask("admin_faults", start=start))


def of_assets(store: Store, assets: Sequence[str], days: int) -> list[Fault]:
    """Those of some assets."""
    start = f"-{days}d"
    onsets = store.ask("admin_asset_fault_onsets", start=start, assets=assets)
    return _episodes(store, onsets, store.ask("admin_asset_faults", start=start, assets=assets))


def episode(store: Store, name: str, days: int) -> Fault | None:
    """One episode by its id; `None` where there is none. Raises `GatewayError`."""
    rows = store.points("api_episode", *FAULT.tags, start=f"-{days}d", episode=name)
    told = [row for row in rows if text(row, "asset") and text(row, "state")]
    if not told:
        return None
    row = {name: value for each in told for name, value in each.items()} | {"_time": moment(told[-1]["_time"])}
    return _fault(row, {_key(row): moment(told[0]["_time"])})


def _episodes(store: Store, first: Frame, last: Frame) -> list[Fault]:
    onsets = {_key(row): row["_time"] for row in store.sound(records(first), "asset", "episode")}
    rows = newest(records(last), "asset", "episode")
    found = [_fault(row, onsets) for row in store.sound(rows, "asset", "episode", "state")]
    return sorted(found, key=lambda fault: (not fault.is_open, -fault.raised.timestamp()))


def _key(row: Record) -> tuple[str, str]:
    return row["asset"], row["episode"]


def _fault(row: Record, onsets: Mapping[tuple[str, str], datetime]) -> Fault:
    mode = text(row, "mode") or UNKNOWN
    return Fault(
        asset=row["asset"],
        asset_class=text(row, "asset_class"),
        site=text(row, "site"),
        code=text(row, "code"),
        severity=text(row, "severity"),
        episode=row["episode"],
        raised=onsets.get(_key(row), row["_time"]),
        cleared=row["_time"] if row["state"] == "cleared" else None,
        risk=number(row, "risk"),
        observed=number(row, "observed"),
        limit=number(row, "limit"),
        description=text(row, "description"),
        recommendation=text(row, "recommendation"),
        mode=mode if mode != UNKNOWN else "",
        confidence=number(row, "confidence") if mode != UNKNOWN else None,
        against=items(text(row, "against")),
    )
