"""What the columns of a recording mean: a small TOML file, checked whole before a row is read.

time = { column = "datetime", format = "%Y-%m-%d %H:%M:%S", zone = "Europe/Berlin" }
asset = "RIG-{stem}"                # a text, in which {stem} is the file's name, or { column = "unit" }
asset_class = "machine"
site = "bench"
run_state = { column = "mode", values = { RUN = "running", STOP = "off" } }   # or { when = "motor_current_a > 5" }

[columns]
"Current" = { signal = "motor_current_a" }
"Flow" = { signal = "flow_m3h", unit = "gpm" }      # or scale and offset: value · scale + offset
"b2" = { signal = "bearing_temp_c", asset = "RIG-B2" }

What a file says of itself (encoding, delimiter, lines before the header, a line of units) is found, unless said here.
"""

import codecs
import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from collectors.replay.starts import HEAD, STEM, start_in
from contract import checks, documents
from contract.catalogue import CLASSES, ClassSpec
from contract.documents import Part, Place
from contract.errors import ContractError
from contract.mapping import Reading, RunState, Who, states_of
from contract.zones import known_zone

UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
"""Nanoseconds in one unit of an epoch time."""


def _several(value: Any) -> Any:
    """One text as a list of one: most recordings need no more."""
    return (value,) if isinstance(value, str | int) and not isinstance(value, bool) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_several, json_schema_input_type=str | int | list[str | int])]


class Time(Part):
    """How to read a row's time: formats of `strptime` or "iso", of which the first that fits counts, else an epoch."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    column: Texts = Field(min_length=1, description="The column; several, as of date and time, are joined by a space.")
    format: Texts = Field(default=(), description='A format of strptime, or "iso"; several are tried in order.')
    unit: Literal["s", "ms", "us", "ns", "days", "datenum"] | None = Field(
        default=None,
        description="Since 1970 or `start`; `days` are those of a spreadsheet, since 1899-12-30, `datenum` of MATLAB.",
    )
    start: str = Field(
        default="",
        description="The day of times of day, or the moment that numbers count from, such as 2025-10-06T08:15; {stem} "
        "and {head} are what the file's name and the lines before its table say, {stem day} the day of that.",
    )
    zone: str = Field(default="UTC", description="The zone of times that name none, such as Europe/Berlin.")

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("start")
    @classmethod
    def _a_moment(cls, value: str) -> str:
        if value and value.replace(" day", "") not in (STEM, HEAD) and start_in(value) is None:
            raise ValueError('is no moment, such as "2025-10-06T08:15", nor "{stem}" or "{head}"')
        return value

    @model_validator(mode="after")
    def _one_way(self) -> "Time":
        if bool(self.format) == (self.unit is not None):
            raise ValueError("give either `format` or `unit`")
        if self.of_day and not self.start:
            raise ValueError("times of day need `start`, the day of the first row")
        return self

    @property
    def of_day(self) -> bool:
        """Whether its formats name no day."""
        return any(form != "iso" and not re.search("%[djUWcxs]", form) for form in self.format)


class Mapping(Part):
    """The meaning of a recording's columns."""

    time: Time = Field(description="Which column is the time, and its form.")
    asset: Who = Field(description="The machine: a text, in which {stem} is the file's name, or a column.")
    asset_class: Who = Field(description="Its class: a text, or a column.")
    site: Who = Field(description="Where it stands: a text, or a column.")
    run_state: RunState | None = Field(default=None, description="A state for all rows, a column of them, or a rule.")
    columns: dict[str, Reading] = Field(min_length=1, description="Where each column goes, by its name in the file.")
    signal_column: str = Field(
        default="", description="Of a long file: the column that names what a row is of, or {stem}, its name."
    )
    value_column: str = Field(default="", description="Of a long file: the column of the value.")
    partial: bool = Field(
        default=False, description="Whether a file may lack some of the columns, as where each has one."
    )
    same_moment: Literal["refuse", "spread"] = Field(
        default="refuse", description="Of readings that share a moment, the first counts; or they are spread evenly."
    )
    delimiter: str = Field(default="", description="One character; found without it.")
    encoding: str = Field(default="", description="Such as latin-1; found without it.")
    decimal: Literal[".", ","] = Field(default=".", description="The sign before a number's fraction.")
    thousands: str = Field(default="", max_length=1, description="What parts thousands, if anything.")
    missing: tuple[str, ...] = Field(default=(), description="Marks of a missing value, beside the usual ones.")
    header: bool = Field(default=True, description="Whether there is a line of names; else columns count from 1.")
    skip_rows: int | None = Field(default=None, ge=0, description="Lines before the header; found without it.")
    sheet: str = Field(default="", description="Of a workbook; its first without it.")

    @field_validator("delimiter")
    @classmethod
    def _stands_between(cls, value: str) -> str:
        if value and (len(value) != 1 or value in '"\r\n' or not value.isascii()):
            raise ValueError(f"{value!r} is not one character that can stand between cells")
        return value

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            return codecs.lookup(value).name if value else ""
        except (LookupError, ValueError):
            raise ValueError("is no encoding that is known, such as utf-8, latin-1 or cp1251") from None

    @property
    def long(self) -> bool:
        """Whether each row is one reading, whose name stands in a column."""
        return bool(self.signal_column)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a recording must have, each once."""
        tags = [who.column for who in (self.asset, self.asset_class, self.site) if who.column]
        state = [self.run_state.column] if self.run_state is not None and self.run_state.column else []
        names = [] if self.signal_column == STEM else [self.signal_column]
        readings = [*names, self.value_column] if self.long else list(self.columns)
        return tuple(dict.fromkeys((*self.time.column, *tags, *state, *readings)))

    def only(self, signals: Collection[str]) -> "Mapping":
        """This mapping with these signals alone; raises `ContractError` where it has not all of them."""
        for signal in signals:
            if signal not in {reading.signal for reading in self.columns.values()}:
                raise ContractError(signal, "no column of this mapping gives this signal")
        chosen = {name: reading for name, reading in self.columns.items() if reading.signal in signals}
        return self.model_copy(update={"columns": chosen})


def load(path: Path) -> Mapping:
    """The mapping of a file; raises `DocumentError` that names the line, the key that is wrong, and the reason."""
    mapping = documents.load(path, Mapping)
    for place, reason in _wrong(mapping):
        raise documents.fault(path, path.read_text(encoding="utf-8-sig"), place, reason)
    return mapping


def parse(document: Table[str, Any]) -> Mapping:
    """A mapping from its TOML document; raises `ContractError`."""
    try:
        mapping = Mapping.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ContractError(documents.dotted(tuple(first["loc"])), first["msg"]) from error
    for place, reason in _wrong(mapping):
        raise ContractError(documents.dotted(place), reason)
    return mapping


def _wrong(mapping: Mapping) -> Iterator[tuple[Place, str]]:
    """What the catalogue and the parts know against each other, each with its place."""
    for name in ("asset", "asset_class", "site"):
        if getattr(mapping, name).tag:
            yield (name, "tag"), "a recording has columns, not tags"
    if bool(mapping.signal_column) != bool(mapping.value_column):
        yield ("signal_column",), "a long file needs both `signal_column` and `value_column`"
    yield from _wrong_columns(mapping)
    try:
        specs = specs_of(mapping)
    except ContractError as error:
        yield (error.field,), error.reason
        return
    yield from _wrong_signals(mapping, specs)
    yield from _wrong_state(mapping, specs)


def specs_of(mapping: Mapping) -> list[ClassSpec]:
    """The classes that rows may be of; raises `ContractError` where the mapping names one that is not known."""
    return list(CLASSES.values()) if mapping.asset_class.column else [checks.asset_class(mapping.asset_class.text)]


def _wrong_columns(mapping: Mapping) -> Iterator[tuple[Place, str]]:
    found: dict[tuple[str, str], str] = {}
    for name, reading in mapping.columns.items():
        other = found.setdefault((reading.asset, reading.signal), name)
        if other != name and not mapping.long:
            yield (
                ("columns", name),
                f"column {other!r} gives {reading.signal} of the same asset; `asset` makes each column one of its own",
            )


def _wrong_signals(mapping: Mapping, specs: list[ClassSpec]) -> Iterator[tuple[Place, str]]:
    for name, reading in mapping.columns.items():
        owners = [spec for spec in specs if reading.signal in spec.signals]
        if not owners:
            known = " or ".join(spec.name for spec in specs)
            yield ("columns", name, "signal"), f"{reading.signal!r} is no signal of class {known}"
            continue
        try:
            reading.line(owners[0].signals[reading.signal].unit)
        except ContractError as error:
            yield ("columns", name, "unit"), error.reason


def _wrong_state(mapping: Mapping, specs: list[ClassSpec]) -> Iterator[tuple[Place, str]]:
    state = mapping.run_state
    if state is None:
        return
    if state.tag or state.field:
        yield ("run_state",), "a recording has columns, neither tags nor fields"
    if state.signal and not mapping.long:
        yield ("run_state", "signal"), "only a long file, with `signal_column`, names what a row is of"
    if mapping.asset_class.column:
        return
    try:
        if state.when:
            states_of(specs[0])
        for word in [state.text] if state.text else state.values:
            state.ours(specs[0], word)
    except ContractError as error:
        yield ("run_state",), error.reason
