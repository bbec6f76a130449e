"""Maintenance: the windows that were told of an asset, how a new one is told, and how one ends early."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal

from pydantic import BaseModel, Field

from admin.maintenance import repository
from admin.names import find_signal
from admin.readings.home import home
from admin.records import moment
from admin.store import Store
from analytics.policies.maintenance import Window, Work, parse
from contract.checks import text
from contract.errors import ContractError
from contract.time import SECOND
from web.errors import conflict, not_found

AHEAD = timedelta(days=31)
"""How far from now work may end: an asset is not judged meanwhile, and a slip of the year must not blind anybody."""

LONGEST_WHAT, LONGEST_ACTOR = 500, 100
MOST = {"days": AHEAD.days, "what": LONGEST_WHAT, "actor": LONGEST_ACTOR}
"""The same for the form."""
SHOWN = 10
"""Windows that the asset page lists; the rest is in the API."""

State = Literal["planned", "under way", "over", "cancelled"]

_saving = Lock()


class Entry(BaseModel):
    """One window, told at `told`; without `signals` it is on all of them, and `id` names it among its asset's."""

    id: str
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
    """All windows of an asset, or of all, the one that was told last first."""
    now = time.time_ns()
    return [_entry(window, now) for window in repository.windows(store, asset)]


def add(store: Store, record: Mapping[str, str | bool], teller: str) -> Entry:
    """Tell of a window; `record` is a row of config/maintenance, without `actor` it is by the teller.

    Windows may overlap: each counts by itself. Raises `ContractError` for what makes no sense, and a 404 `ApiError`
    where there is no such asset.
    """
    given = {**record, "actor": str(record.get("actor") or "").strip() or teller}
    work = parse(given)
    what = _said("what", given["what"], LONGEST_WHAT, "say what is done, for those who read it in a year")
    actor = _said("actor", given["actor"], LONGEST_ACTOR, "say who does it")
    _check_signals(work, _class_of(store, work.asset))
    with _saving:
        now = time.time_ns()
        if moment(work.end) > moment(now) + AHEAD:
            raise ContractError("until", f"is more than {AHEAD.days} days from now")
        window = Window(id=str(now), work=work, what=what, actor=actor, recorded=now)
        repository.put(store, work.asset, now, repository.fields(window), None, teller)
    return _entry(window, now)


def end(store: Store, asset: str, window: str, teller: str) -> Entry:
    """End a window that is under way now, or cancel one that is planned.

    Raises a 404 `ApiError` where the asset has no such window, a 409 one where it is over already.
    """
    with _saving:
        now = time.time_ns()
        found = next((each for each in repository.windows(store, asset) if each.id == window), None)
        if not asset or found is None:
            raise not_found("window", window)
        ended = _ended(found, now)
        fields = {**repository.fields(ended), "amends": found.id, "cancelled": ended.cancelled}
        repository.put(store, asset, now, fields, repository.fields(found), teller)
    return _entry(ended, now)


def _ended(window: Window, now: int) -> Window:
    match _state(window, now):
        case "planned":
            return replace(window, cancelled=True)
        case "under way":
            # A row tells whole seconds, and a window is one at least.
            end = max(now // SECOND * SECOND, window.work.begin + SECOND)
            return replace(window, work=replace(window.work, end=end))
    raise conflict("This window is over already.", "window")


def _said(field: str, value: object, longest: int, wanted: str) -> str:
    said = text(field, value, longest)
    if not said.strip():
        raise ContractError(field, wanted)
    return said


def _class_of(store: Store, asset: str) -> str:
    known = home(store, asset)
    if known is None:
        raise not_found("asset", asset)
    return known.asset_class


def _check_signals(work: Work, asset_class: str) -> None:
    unknown = sorted(name for name in work.signals if find_signal(asset_class, name) is None)
    if unknown:
        raise ContractError("signals", f"class {asset_class} has no {unknown[0]!r}")


def _state(window: Window, now: int) -> State:
    if window.cancelled:
        return "cancelled"
    if window.work.end <= now:
        return "over"
    return "planned" if now < window.work.begin else "under way"


def _entry(window: Window, now: int) -> Entry:
    work = window.work
    return Entry(
        id=window.id,
        asset=work.asset,
        begin=moment(work.begin),
        until=moment(work.end),
        what=window.what,
        actor=window.actor,
        relearn=work.relearn,
        signals=sorted(work.signals),
        told=moment(window.recorded),
        state=_state(window, now),
    )
