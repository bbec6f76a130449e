"""What the columns of a recording mean: a small TOML file, checked whole before a row is read.

delimiter = ";"
time = { column = "datetime", format = "%Y-%m-%d %H:%M:%S" }   # or unit = "s", "ms", "us", "ns" since 1970
asset = "RIG-{stem}"                # a text, in which {stem} is the file's name, or { column = "unit" }
asset_class = "machine"
site = "bench"
run_state = "running"               # optional

[columns]
"Current" = { signal = "motor_current_a" }
"Flow" = { signal = "flow_m3h", scale = 0.06, offset = 0 }     # value · scale + offset
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collectors.documents import Table, only, read
from contract import checks
from contract.catalogue import CLASSES
from contract.errors import ContractError

UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
"""Nanoseconds in one unit of an epoch time."""

_KEYS = frozenset({"delimiter", "time", "asset", "asset_class", "site", "run_state", "columns"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a tag's value comes from: a column, or a text with `{stem}` for the file's name."""

    text: str = ""
    column: str | None = None


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """How to read a row's time: `format` of `strptime` or "iso", UTC where it names no zone, else an epoch `unit`."""

    column: str
    format: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of readings; value · `scale` + `offset` is in the signal's unit."""

    name: str
    signal: str
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of a recording's columns."""

    delimiter: str
    time: TimeColumn
    asset: Source
    asset_class: Source
    site: Source
    run_state: Source | None
    columns: tuple[Column, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a recording must have."""
        tags = (self.asset, self.asset_class, self.site, self.run_state)
        named = [source.column for source in tags if source is not None and source.column is not None]
        return (self.time.column, *named, *(column.name for column in self.columns))

    def only(self, signals: Collection[str]) -> "Mapping":
        """This mapping with these signals alone; raises `ContractError` where it has not all of them."""
        for signal in signals:
            if signal not in {column.signal for column in self.columns}:
                raise ContractError(signal, "no column of this mapping gives this signal")
        return replace(self, columns=tuple(column for column in self.columns if column.signal in signals))


def load(path: Path) -> Mapping:
    """The mapping of a file; raises `ContractError` that names the key that is wrong, and the reason."""
    return parse(read(path, "mapping"))


def parse(document: Table) -> Mapping:
    """A mapping from its TOML document; raises `ContractError`."""
    only(document, _KEYS, "mapping")
    delimiter = document.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise ContractError("delimiter", f"{delimiter!r} is not one character that can stand between cells")
    asset_class = _source(document, "asset_class")
    columns = _columns(document.get("columns"), asset_class)
    run_state = _run_state(document, asset_class) if "run_state" in document else None
    asset, site = _source(document, "asset"), _source(document, "site")
    return Mapping(delimiter, _time(document.get("time")), asset, asset_class, site, run_state, columns)


def _source(document: Table, field: str) -> Source:
    value = document.get(field)
    if isinstance(value, str) and value:
        return Source(text=value)
    if isinstance(value, dict) and isinstance(value.get("column"), str) and len(value) == 1:
        return Source(column=value["column"])
    raise ContractError(field, f'{value!r} is neither a text nor {{ column = "name" }}')


def _run_state(document: Table, asset_class: Source) -> Source:
    state = _source(document, "run_state")
    if state.column is None and asset_class.column is None:
        known = checks.asset_class(asset_class.text).run_states
        if state.text not in known:
            raise ContractError("run_state", f"{state.text!r} is not one of {', '.join(known)}")
    return state


def _time(value: Any) -> TimeColumn:
    if not isinstance(value, dict) or not isinstance(value.get("column"), str):
        raise ContractError("time", 'expected { column = "name", format = "..." } or { column = "name", unit = "s" }')
    only(value, frozenset({"column", "format", "unit"}), "time")
    form, unit = value.get("format"), value.get("unit")
    if (form is None) == (unit is None):
        raise ContractError("time", "give either `format` or `unit`")
    if form is not None and not isinstance(form, str):
        raise ContractError("time.format", f"{form!r} is not a text")
    if unit is not None and (not isinstance(unit, str) or unit not in UNITS):
        raise ContractError("time.unit", f"{unit!r} is not one of {', '.join(UNITS)}")
    return TimeColumn(value["column"], form, unit)


def _columns(value: Any, asset_class: Source) -> tuple[Column, ...]:
    if not isinstance(value, dict) or not value:
        raise ContractError("columns", "expected a table [columns] with at least one column")
    columns = tuple(_column(name, entry) for name, entry in value.items())
    signals = [column.signal for column in columns]
    doubled = next((signal for signal in signals if signals.count(signal) > 1), None)
    if doubled is not None:
        raise ContractError(f"columns.{doubled}", "two columns give this signal")
    classes = CLASSES.values() if asset_class.column is not None else [checks.asset_class(asset_class.text)]
    for signal in signals:
        if not any(signal in spec.signals for spec in classes):
            raise ContractError(signal, f"class {' or '.join(spec.name for spec in classes)} has no such signal")
    return columns


def _column(name: str, entry: Any) -> Column:
    field = f"columns.{name}"
    if not isinstance(entry, dict) or not isinstance(entry.get("signal"), str):
        raise ContractError(field, 'expected { signal = "name" }')
    only(entry, frozenset({"signal", "scale", "offset"}), field)
    scale = checks.finite(f"{field}.scale", entry.get("scale", 1.0))
    offset = checks.finite(f"{field}.offset", entry.get("offset", 0.0))
    if scale == 0:
        raise ContractError(f"{field}.scale", "0 would make every reading the same")
    return Column(name, entry["signal"], scale, offset)
