"""A scenario: the machines of a world, when it begins, and what will break when. Read from TOML, checked whole."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from collectors import registry, sensor_faults
from collectors.model import Asset, Spell
from collectors.shifts import SCHEDULES
from telemetry.catalogue import CLASSES, AssetClass
from telemetry.checks import finite
from telemetry.errors import ContractError

SECOND = 10**9
LAUNCH = "launch"
DEMO = Path(str(resources.files("collectors"))) / "scenarios" / "demo.toml"
"""The scenario that ships: a fleet on two sites in which something is always about to break."""

_UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"\+?((\d+)([dhms]))+")
_TOP = frozenset({"seed", "start", "backfill", "assets", "faults"})
_BACKFILL = frozenset({"length", "step"})
_ASSET = frozenset({"name", "class", "kind", "site", "schedule"})
_FAULT = frozenset({"asset", "mode", "after", "grow", "repair", "every", "signal", "amount"})


@dataclass(frozen=True, slots=True)
class Planned:
    """One fault of the plan: when it sets in, how long it grows, when it is repaired, and how often that recurs.

    Times are in ns: `after` from the scenario's start, `grow` and `repair` from the onset; None is never. `signal` and
    `amount` (in the signal's unit) are for sensor faults; without a signal, all of the asset's readings are meant.
    """

    asset: str
    mode: str
    after: int
    grow: int
    repair: int | None = None
    every: int | None = None
    signal: str | None = None
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world: the same scenario gives the same telemetry, whenever and however often it is entered."""

    seed: int
    start: int
    """When its history begins, ns since 1970."""
    backfill: int
    """How much history is written before live telemetry, ns."""
    step: int
    """Time between samples of history, ns."""
    assets: tuple[Asset, ...]
    faults: tuple[Planned, ...] = ()
    spells: tuple[Spell, ...] = ()
    """Hot and cold weather out of season."""


def load(path: Path) -> Scenario:
    """The scenario of a file; raises `ContractError` that names the key that is wrong, and the reason."""
    return parse(_read(path))


def materialise(template: Path, target: Path, now: datetime) -> Path:
    """Write a copy of a scenario whose `start = "launch"` has become a moment, so that restarts share one world.

    The start is `now` less the length of the backfill, on a whole minute.
    """
    document = _read(template)
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    start = moment - timedelta(seconds=_backfill(document)[0] / SECOND)
    text = template.read_text(encoding="utf-8")
    fixed, count = re.subn(rf'(?m)^start\s*=\s*"{LAUNCH}"', f"start = {start:%Y-%m-%dT%H:%M:%SZ}", text)
    if not count:
        raise ContractError("start", f'{template} has no line `start = "{LAUNCH}"` to fill in')
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(fixed, encoding="utf-8")
    return target


def parse(document: Mapping[str, Any]) -> Scenario:
    """A scenario from its TOML document; raises `ContractError`."""
    _only(document, _TOP, "scenario")
    length, step = _backfill(document)
    assets = tuple(_asset(entry, f"assets[{n}]") for n, entry in enumerate(_tables(document, "assets")))
    if not assets:
        raise ContractError("assets", "a scenario needs at least one asset")
    doubled = [name for name, count in Counter(asset.name for asset in assets).items() if count > 1]
    if doubled:
        raise ContractError("assets", f"{doubled[0]!r} is there twice")
    named = {asset.name: asset for asset in assets}
    faults = tuple(_fault(entry, f"faults[{n}]", named) for n, entry in enumerate(_tables(document, "faults")))
    return Scenario(_seed(document), _start(document), length, step, assets, faults)


def duration(text: object, field: str) -> int:
    """A length of time such as "8d", "5d12h" or "+90m", in ns; raises `ContractError`."""
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        raise ContractError(field, f'{text!r} is not a length of time such as "8d", "5d12h" or "90m"')
    return sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"(\d+)([dhms])", text)) * SECOND


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContractError("scenario", f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContractError("scenario", f"{path} is not TOML: {error}") from error


def _only(table: Mapping[str, Any], known: frozenset[str], field: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise ContractError(f"{field}.{unknown[0]}", f"no such key; known are {', '.join(sorted(known))}")


def _tables(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    entries = document.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ContractError(name, f"expected tables [[{name}]]")
    return entries


def _seed(document: Mapping[str, Any]) -> int:
    seed = document.get("seed", 0)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise ContractError("seed", f"{seed!r} is not a whole number")
    return seed


def _start(document: Mapping[str, Any]) -> int:
    start = document.get("start")
    if start == LAUNCH:
        raise ContractError("start", f'"{LAUNCH}" is a template\'s; `materialise` writes a copy with the moment in it')
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ContractError("start", f"{start!r} is not a moment with its time zone, such as 2026-11-13T08:00:00Z")
    return int(start.timestamp()) * SECOND


def _backfill(document: Mapping[str, Any]) -> tuple[int, int]:
    table = document.get("backfill", {})
    if not isinstance(table, dict):
        raise ContractError("backfill", "expected a table [backfill]")
    _only(table, _BACKFILL, "backfill")
    step = duration(table.get("step", "60s"), "backfill.step")
    if not SECOND <= step <= 300 * SECOND:
        raise ContractError("backfill.step", "must be between 1s and 300s")
    return duration(table.get("length", "8d"), "backfill.length"), step


def _text(table: Mapping[str, Any], key: str, field: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or not value:
        raise ContractError(f"{field}.{key}", "missing" if value is None else f"{value!r} is not a name")
    return value


def _asset(table: Mapping[str, Any], field: str) -> Asset:
    _only(table, _ASSET, field)
    asset_class = _choice(_text(table, "class", field), CLASSES, f"{field}.class")
    kinds = [kind for kind, (owner, _) in registry.KINDS.items() if owner == asset_class]
    kind = _choice(_text(table, "kind", field, kinds[0] if len(kinds) == 1 else None), kinds, f"{field}.kind")
    schedule = _choice(_text(table, "schedule", field, "continuous"), SCHEDULES, f"{field}.schedule")
    return Asset(_text(table, "name", field), AssetClass(asset_class), kind, _text(table, "site", field), schedule)


def _choice(value: str, known: Any, field: str) -> str:
    if value not in known:
        raise ContractError(field, f"{value!r} is not one of {', '.join(known)}")
    return value


def _fault(table: Mapping[str, Any], field: str, assets: Mapping[str, Asset]) -> Planned:
    _only(table, _FAULT, field)
    asset = assets[_choice(_text(table, "asset", field), assets, f"{field}.asset")]
    mode = _text(table, "mode", field)
    if mode in sensor_faults.MODES:
        signal, amount = _sensor(table, field, asset, mode)
    else:
        signal, amount = None, None
        _choice(
            mode, [f.mode for f in registry.FAULTS if asset.kind in f.kinds] + [*sensor_faults.MODES], f"{field}.mode"
        )
        for key in ("signal", "amount"):
            if key in table:
                raise ContractError(f"{field}.{key}", f"only sensor faults have one, and {mode} is not one")
    repair, every = _optional(table, "repair", field), _optional(table, "every", field)
    if every is not None and (repair is None or repair >= every):
        raise ContractError(f"{field}.every", "what recurs must be repaired before it recurs: give a shorter `repair`")
    after, grow = duration(table.get("after"), f"{field}.after"), duration(table.get("grow", "0s"), f"{field}.grow")
    if repair is not None and repair <= 0:
        raise ContractError(f"{field}.repair", "must come after the onset")
    return Planned(asset.name, mode, after, grow, repair, every, signal, amount)


def _optional(table: Mapping[str, Any], key: str, field: str) -> int | None:
    return duration(table[key], f"{field}.{key}") if key in table else None


def _sensor(table: Mapping[str, Any], field: str, asset: Asset, mode: str) -> tuple[str | None, float | None]:
    sensors = registry.KINDS[asset.kind][1].sensors
    if "signal" not in table:
        if mode != "sensor_dropout":
            raise ContractError(f"{field}.signal", f"missing: {mode} needs to know which")
        return None, None
    signal = _choice(_text(table, "signal", field), sensors, f"{field}.signal")
    return signal, finite(f"{field}.amount", table["amount"]) if "amount" in table else None
