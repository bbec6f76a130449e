"""A scenario from its TOML file, checked whole: what is wrong is refused by the key's name and the reason."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collectors import documents
from collectors.documents import Table, only
from collectors.model import Asset, Spell
from collectors.scenario.checking import duration, names, number, tables, whole, within
from collectors.scenario.drawing import drawn
from collectors.scenario.machines import machines
from collectors.scenario.plan import planned
from collectors.scenario.types import Scenario
from contract.errors import ContractError
from contract.files import write_whole
from contract.time import SECOND

LAUNCH = "launch"

_KEYS = frozenset(
    {"seed", "start", "length", "step", "speed", "backfill", "assets", "fleet", "faults", "draw", "weather"}
)
_BACKFILL = frozenset({"length", "step"})
_SPELL = frozenset({"after", "length", "degrees", "sites"})
_STEP = "60s"
_YEARS = range(1971, 2201)
_FASTEST = 1e6
_HARSHEST_C = 30.0


def load(path: Path, seed: int | None = None, start: datetime | None = None) -> Scenario:
    """The scenario of a file; raises `ContractError` that names the key that is wrong, and the reason.

    `seed` and `start` are used in place of the file's own; with a `start`, a template needs not be materialised.
    """
    document = read(path)
    given = {"seed": seed, "start": start}
    return parse({**document, **{key: value for key, value in given.items() if value is not None}})


def read(path: Path) -> Table:
    """The document in a file; raises `ContractError`."""
    return documents.read(path, "scenario")


def materialise(template: Path, target: Path, now: datetime) -> Path:
    """Write a copy of a scenario whose `start = "launch"` has become a moment, so that restarts share one world.

    The start is `now` less the length of the backfill, on a whole minute. A scenario with a start of its own is copied
    as it is.
    """
    document = read(template)
    text = template.read_text(encoding="utf-8")
    if document.get("start") == LAUNCH:
        start = launched(document, now)
        text, count = re.subn(rf'(?m)^start\s*=\s*"{LAUNCH}"', f"start = {start:%Y-%m-%dT%H:%M:%SZ}", text)
        if not count:
            raise ContractError("start", f'{template} has no line `start = "{LAUNCH}"` to fill in')
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text)
    return target


def launched(document: Table, now: datetime) -> datetime:
    """When a scenario begins that is launched now: earlier by its history."""
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    return moment - timedelta(seconds=_backfill(document)[0] / SECOND)


def parse(document: Table) -> Scenario:
    """A scenario from its TOML document; raises `ContractError`."""
    only(document, _KEYS, "scenario")
    backfill, step = _backfill(document)
    length = within(document, "length", "length", "1s", "3660d") if "length" in document else backfill
    seed, start, assets = whole(document, "seed", "seed", -(2**63), 2**63 - 1, 0), _start(document), machines(document)
    return Scenario(
        seed=seed,
        start=start,
        backfill=backfill,
        step=step,
        assets=assets,
        faults=(
            *planned(document, {asset.name: asset for asset in assets}),
            *drawn(document, seed, length, assets),
        ),
        spells=tuple(_spell(table, field, start, assets) for field, table in tables(document, "weather")),
        length=length,
        speed=number(document, "speed", "speed", 1.0, _FASTEST) if "speed" in document else None,
    )


def _start(document: Table) -> int:
    start = document.get("start")
    if start == LAUNCH:
        raise ContractError("start", f'"{LAUNCH}" is a template\'s; `materialise` writes a copy with the moment in it')
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ContractError("start", f"{start!r} is not a moment with its time zone, such as 2026-11-13T08:00:00Z")
    if start.year not in _YEARS:
        raise ContractError("start", f"{start.year} is not between {_YEARS[0]} and {_YEARS[-1]}")
    return int(start.timestamp()) * SECOND


def _backfill(document: Table) -> tuple[int, int]:
    """Length and step of the history."""
    table = document.get("backfill", {})
    if not isinstance(table, dict):
        raise ContractError("backfill", "expected a table [backfill]")
    only(table, _BACKFILL, "backfill")
    if "step" in table and "step" in document:
        raise ContractError("backfill.step", "the scenario has a `step` already")
    owner, field = (table, "backfill.step") if "step" in table else (document, "step")
    step = within(owner, "step", field, "1s", "600s", _STEP)
    return duration(table.get("length", "8d"), "backfill.length"), step


def _spell(table: Table, field: str, start: int, assets: Sequence[Asset]) -> Spell:
    only(table, _SPELL, field)
    begin = start + duration(table.get("after"), f"{field}.after")
    end = begin + within(table, "length", f"{field}.length", "1h", "366d")
    degrees = number(table, "degrees", f"{field}.degrees", -_HARSHEST_C, _HARSHEST_C)
    sites = names(table, "sites", dict.fromkeys(asset.site for asset in assets), field)
    return Spell(begin / SECOND, end / SECOND, degrees, tuple(sorted(sites)) if "sites" in table else ())
