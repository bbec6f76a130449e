"""Maintenance: what was told of an asset, what of it counts, and how a new piece of work is told."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal

from pydantic import BaseModel, Field

from admin.repository import maintenance
from admin.repository.maintenance import Row
from admin.repository.records import moment
from admin.repository.store import Store
from admin.services.asset import home
from analytics.policies.maintenance import Work, latest, parse
from telemetry.catalogue import CLASSES, AssetClass
from telemetry.errors import ContractError

AHEAD = timedelta(days=31)
"""How far from now work may end: an asset is not judged meanwhile, and no row can be taken back."""

LONGEST_WHAT, LONGEST_ACTOR = 500, 100

State = Literal["planned", "under way", "over", "overruled"]
"""Of an asset only the work that ends last counts: until then, what ends earlier is overruled."""

_saving = Lock()


class Entry(BaseModel):
    """One piece of work; without `signals` it is on all of them. `told` is when it was told."""

    asset: str
    begin: datetime = Field(serialization_alias="from")
    until: datetime
    what: str
    actor: str
    relearn: bool
    signals: list[str]
    told: datetime
    state: State


def entries(store: Store, asset: str = "") -> list[Entry]:
    """All that was told of an asset, or of all, the newest first."""
    found = maintenance.rows(store, asset)
    last, now = latest(row.work for row in found), time.time_ns()
    return [_entry(row, _state(row.work, last[row.work.asset], now)) for row in found]


def add(store: Store, record: Mapping[str, str | bool], teller: str) -> Entry:
    """Tell of a piece of work; `record` is a row of config/maintenance, without `actor` it is by the teller.

    Raises `ContractError` for what makes no sense, and a 404 `AdminError` where there is no such asset.
    """
    fields = {**record, "actor": str(record.get("actor") or "").strip() or teller}
    work = parse(fields)
    _check_text("what", str(fields["what"]), LONGEST_WHAT, "say what is done, for those who read it in a year")
    _check_text("actor", str(fields["actor"]), LONGEST_ACTOR, "say who does it")
    _check_signals(work, home(store, work.asset).asset_class)
    del fields["asset"]
    with _saving:
        now = time.time_ns()
        _check_end(work, now, maintenance.rows(store, work.asset))
        row = Row(work=work, what=str(fields["what"]), actor=str(fields["actor"]), told=now)
        maintenance.add(store, row, fields, teller)
    return _entry(row, _state(work, work, now))


def _check_text(field: str, text: str, longest: int, wanted: str) -> None:
    if not text.strip():
        raise ContractError(field, wanted)
    if len(text) > longest:
        raise ContractError(field, f"is {len(text)} characters long; at most {longest} are kept")


def _check_signals(work: Work, asset_class: str) -> None:
    known = CLASSES[AssetClass(asset_class)].signals if asset_class in set(AssetClass) else {}
    if unknown := sorted(work.signals - set(known)):
        raise ContractError("signals", f"class {asset_class} has no {unknown[0]!r}")


def _check_end(work: Work, now: int, told: list[Row]) -> None:
    """A row that nobody would heed, or that would blind the worker for long, is refused."""
    if moment(work.end) > moment(now) + AHEAD:
        raise ContractError("until", f"is more than {AHEAD.days} days from now")
    last = max((row.work.end for row in told), default=0)
    if work.end <= last:
        known = f"{moment(last):%Y-%m-%d %H:%M} UTC"
        raise ContractError("until", f"must be after {known}, when known work ends: only what ends last counts")


def _state(work: Work, last: Work, now: int) -> State:
    if work.end <= now:
        return "over"
    if work != last:
        return "overruled"
    return "planned" if now < work.begin else "under way"


def _entry(row: Row, state: State) -> Entry:
    work = row.work
    return Entry(
        asset=work.asset,
        begin=moment(work.begin),
        until=moment(work.end),
        what=row.what,
        actor=row.actor,
        relearn=work.relearn,
        signals=sorted(work.signals),
        told=moment(row.told),
        state=state,
    )
