"""A recording's rows as checked samples: what breaks the contract is refused cell by cell, the rest goes through."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from collectors.replay.mapping import UNITS, Column, Mapping, Source, TimeColumn
from contract import checks
from contract.catalogue import ClassSpec
from contract.errors import ContractError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 20
_LONGEST_SAID = 100


@dataclass(frozen=True, slots=True)
class Sample:
    """One good row: `time` in ns since 1970 as recorded, readings by signal, already in the signals' units."""

    time: int
    tags: tuple[str, str, str]
    """asset, asset_class and site"""
    readings: dict[str, float]
    run_state: str
    row: int
    file: Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell, or one row, that breaks the contract."""

    file: Path
    row: int
    column: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file.name}, row {self.row}, column {self.column!r}: {self.field}: {self.reason}"


Refuse = Callable[[Refusal], None]
"""Told of everything that is refused."""


def samples(file: Path, mapping: Mapping, refuse: Refuse) -> Iterator[Sample]:
    """The good rows of a recording, in its order. Rows count from 1, which is the header.

    Raises
    ------
    ContractError
        The file is missing or empty, or lacks a column that the mapping names.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            table = csv.reader(handle, delimiter=mapping.delimiter)
            header = next(table, None)
            places = _places(file, header, mapping)
            for number, cells in _rows(table, file, refuse):
                if cells:
                    yield from _Row(file, number, cells, places, refuse).sample(mapping)
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise ContractError("file", f"{file} is not CSV: {error}") from error


def _rows(table: Any, file: Path, refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV reader with their numbers; one that cannot be read is refused, and those after it are not."""
    while True:
        try:
            cells = next(table, None)
        except csv.Error as error:
            refuse(Refusal(file, table.line_num, "", "row", str(error)))
            continue
        if cells is None:
            return
        yield table.line_num, cells


def rows(file: Path) -> int:
    """About how many rows a recording has: its lines without the header. Raises `ContractError` as `samples` does."""
    try:
        with file.open("rb") as handle:
            return max(0, sum(1 for _ in handle) - 1)
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror}") from error


def _places(file: Path, header: list[str] | None, mapping: Mapping) -> dict[str, int]:
    """Where each column is."""
    if header is None:
        raise ContractError("file", f"{file} is empty")
    names = [name.strip() for name in header]
    for name in mapping.needed:
        if name not in names:
            raise ContractError(name, f"{file} has no such column; it has {', '.join(names)}")
    return {name: names.index(name) for name in mapping.needed}


@dataclass(frozen=True, slots=True)
class _Row:
    file: Path
    number: int
    cells: list[str]
    places: dict[str, int]
    refuse: Refuse

    def sample(self, mapping: Mapping) -> Iterator[Sample]:
        """The row's sample, if its time and its tags are sound and a reading is left."""
        try:
            moment = _moment(self._cell(mapping.time.column), mapping.time)
            asset, class_name, site = (self._tag(s) for s in (mapping.asset, mapping.asset_class, mapping.site))
            spec = checks.asset_class(class_name)
        except ContractError as error:
            self._refuse(mapping.time.column if error.field == "time" else "", error)
            return
        readings = {column.signal: value for column in mapping.columns for value in self._reading(spec, column)}
        state = self._state(spec, mapping.run_state)
        if readings:
            yield Sample(moment, (asset, class_name, site), readings, state, self.number, self.file)

    def _cell(self, column: str) -> str:
        place = self.places[column]
        if place >= len(self.cells):
            raise ContractError(column, f"the row has only {len(self.cells)} cells")
        return self.cells[place].strip()

    def _tag(self, source: Source) -> str:
        value = source.text.replace("{stem}", self.file.stem) if source.column is None else self._cell(source.column)
        if not value:
            raise ContractError(source.column or "tag", "empty")
        return value

    def _reading(self, spec: ClassSpec, column: Column) -> Iterator[float]:
        """The column's reading, if there is a good one; an empty cell is no reading, and no error."""
        try:
            cell = self._cell(column.name)
            if cell:
                yield checks.sample(spec, column.signal, _number(column.signal, cell) * column.scale + column.offset)
        except ContractError as error:
            self._refuse(column.name, error)

    def _state(self, spec: ClassSpec, source: Source | None) -> str:
        """The run state; "" where there is none, or none that the class knows."""
        if source is None:
            return ""
        try:
            state = self._tag(source)
            if state not in spec.run_states:
                raise ContractError("run_state", f"{state!r} is not one of {', '.join(spec.run_states)}")
        except ContractError as error:
            self._refuse(source.column or "", error)
            return ""
        return state

    def _refuse(self, column: str, error: ContractError) -> None:
        self.refuse(Refusal(self.file, self.number, column or error.field, error.field, error.reason))


def _number(field: str, cell: str) -> float:
    try:
        # Python would read 1_0 as ten, and nobody else would.
        return float(cell.replace("_", "?"))
    except ValueError:
        raise ContractError(field, f"{_short(cell)} is not a number") from None


def _moment(cell: str, column: TimeColumn) -> int:
    """Nanoseconds since 1970, exactly: a double would lose the last digits."""
    try:
        if column.unit is not None:
            return _whole(Decimal(cell.replace("_", "?")) * UNITS[column.unit])
        form = column.format or "iso"
        moment = datetime.fromisoformat(cell) if form == "iso" else datetime.strptime(cell, form)  # noqa: DTZ007
    except (ValueError, ArithmeticError, InvalidOperation):
        raise ContractError("time", f"{_short(cell)} is not {column.unit or column.format}") from None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    since = aware - _EPOCH
    return ((since.days * 86_400 + since.seconds) * 10**6 + since.microseconds) * 1000


def _whole(moment: Decimal) -> int:
    """The nanoseconds of a moment; what is beyond any time is not worth a million digits."""
    if not moment.is_finite() or moment.adjusted() > _MOST_DIGITS:
        raise ValueError
    return int(moment)


def _short(cell: str) -> str:
    return repr(cell) if len(cell) <= _LONGEST_SAID else f"{cell[:_LONGEST_SAID]!r}…"
