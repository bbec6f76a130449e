"""A recording of any form as columns, read as a replay reads it, and what a mapping has to say of that form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from collectors.discover.column import Column, column
from collectors.replay import nested
from collectors.replay.cells import Style
from collectors.replay.parts import filled
from collectors.replay.shape import Wanted
from collectors.replay.tables import Table, largest_sheet
from collectors.replay.tables import read as read_tables

MOST_ROWS = 200_000
"""Rows of a recording that are looked at, its first."""
_MOST_CELLS = 4_000_000
_SENTINELS = (-9999.0, -999.0, -99999.0, -999.25, 9999.0, 99999.0)
"""Numbers that stand for no value."""
_UNIT = r"(?:\s*[^\d\s.,:;/+-][^\d,;:]*)?$"
_PLAIN = re.compile(rf"^[-+]?\d+\.\d+{_UNIT}")
_COMMA = re.compile(rf"^[-+]?\d+,\d+{_UNIT}")
_NO_THOUSANDS = re.compile(rf"^[-+]?\d+,(\d{{1,2}}|\d{{4,}}){_UNIT}")
_PARTED = {
    ".": (rf"^[-+]?\d{{1,3}}(?:\.\d{{3}})+,\d+{_UNIT}", rf"^[-+]?\d{{1,3}}(?:\.\d{{3}}){{2,}}{_UNIT}"),
    ",": (rf"^[-+]?\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?{_UNIT}",),
    "'": (rf"^[-+]?\d{{1,3}}(?:['’]\d{{3}})+(?:[.,]\d+)?{_UNIT}",),
    " ": (rf"^[-+]?\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:[.,]\d+)?{_UNIT}",),
}
"""How numbers are written whose thousands this parts."""
_NUMBER = re.compile(r"^[-+]?\d[\d.,:/ -]*$")
_MOST_MARKS = 10
_MOST_SAMPLES, _MOST_SAMPLED = 200, 200
"""Cells of a column, and columns, by which is told how numbers are written."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The columns of a recording, and the keys of a mapping that say how it is written."""

    columns: list[Column]
    form: dict[str, Any] = field(default_factory=dict)
    head: str = ""
    """What stands before its table."""

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.columns[0].texts) if self.columns else 0


def read(file: Path) -> Recorded:
    """A recording's first `MOST_ROWS` rows, fewer of very many columns; raises `ContractError` where it has none."""
    sheet, form = largest_sheet(file), dict[str, Any]()
    if sheet:
        form["sheet"] = sheet
    table = _first(read_tables(file, sheet=sheet))
    if table.columns and all(_NUMBER.match(name) for name in table.columns if name):
        form["header"] = False
        table = _first(read_tables(file, Wanted(header=False), sheet=sheet))
    table = _unpacked(table)
    style = _style([cells for cells in table.columns.values() if pa.types.is_string(cells.type)])
    form |= {
        key: value
        for key, value, usual in (("decimal", style.decimal, "."), ("thousands", style.thousands, ""))
        if value != usual
    }
    columns = [column(name, cells, style, table.units.get(name, "")) for name, cells in table.columns.items()]
    marks = list(islice(dict.fromkeys(mark for found in columns for mark in _marks(found)), _MOST_MARKS))
    if marks:
        form["missing"] = marks
        columns = [_unmarked(found, marks) for found in columns]
    return Recorded(columns, form, table.head)


def _first(tables: Iterator[Table]) -> Table:
    """The first rows of a recording as one table."""
    taken: list[Table] = []
    rows = 0
    for table in tables:
        taken.append(table)
        rows += len(table.rows)
        if rows >= min(MOST_ROWS, _MOST_CELLS // max(1, len(table.columns))):
            break
    if not taken:
        return Table(np.zeros(0, np.int64), {}, np.zeros(0, bool), {})
    there = [pa.array(filled(table)) for table in taken]
    columns = {
        name: _joined([table.columns[name].filter(which) for table, which in zip(taken, there, strict=True)])[
            :MOST_ROWS
        ]
        for name in taken[0].columns
    }
    return replace(taken[0], columns=columns)


def _joined(parts: list[pa.Array]) -> pa.Array:
    """Cells of several parts; those of an export of InfluxDB may be of several types."""
    types = {part.type for part in parts if not pa.types.is_null(part.type)}
    return pa.concat_arrays(parts) if len(types) == 1 else pa.concat_arrays([part.cast(pa.string()) for part in parts])


def _unpacked(table: Table) -> Table:
    """With the parts of objects in place of the columns that hold such."""
    columns: dict[str, pa.Array] = {}
    for name, cells in table.columns.items():
        if pa.types.is_string(cells.type) and len(cells) and cells[0].as_py() and nested.is_nested(cells):
            columns |= {f"{name}.{part}": found for part, found in nested.unpacked(cells).items()}
        else:
            columns[name] = cells
    return replace(table, columns=columns)


def _style(columns: list[pa.Array]) -> Style:
    """How numbers are written, by what most cells look like."""
    cells = [
        text.strip()
        for column in columns[:_MOST_SAMPLED]
        for text in column.take(pa.array(_anywhere(len(column)))).to_pylist()
        if text
    ]
    plain, comma, sure = (sum(bool(form.match(cell)) for cell in cells) for form in (_PLAIN, _COMMA, _NO_THOUSANDS))
    parted = {
        sign: sum(bool(re.match(form, cell)) for cell in cells for form in forms) for sign, forms in _PARTED.items()
    }
    if parted["."] + comma > plain and (parted["."] or sure):
        return Style(",", next((sign for sign in ".' " if parted[sign]), ""))
    return Style(".", next((sign for sign in ",' " if parted[sign]), ""))


def _anywhere(rows: int) -> "np.typing.NDArray[np.int64]":
    """Rows from all over a table, not evenly: in a long one, each so-and-so-many is of one signal."""
    return np.unique(np.random.default_rng(0).integers(0, max(1, rows), _MOST_SAMPLES if rows else 0))


def _marks(found: Column) -> Iterator[str]:
    """What stands for no value in a column of numbers: words beside them, and numbers far from all others."""
    if not found.numeric:
        return
    words = pd.Series(found.texts[np.isnan(found.values) & (found.texts != "")])
    yield from (str(word) for word in words.unique()[:_MOST_MARKS])
    for number in _SENTINELS:
        others = found.present[found.present != number]
        if 0 < len(others) < len(found.present) and np.abs(others).max() < abs(number) / 5:
            yield f"{number:g}"


def _unmarked(found: Column, marks: list[str]) -> Column:
    numbers = [float(mark) for mark in marks if mark in {f"{number:g}" for number in _SENTINELS}]
    gone = np.isin(found.values, numbers) | np.isin(found.texts, marks)
    if not found.numeric or not gone.any():
        return found
    return Column(found.name, np.where(gone, np.nan, found.values), np.where(gone, "", found.texts), found.unit)
