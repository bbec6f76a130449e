"""Tables from the script itself: `array.from` and `csv.from`."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fluxlite.flux.context import Context
from fluxlite.flux.errors import FluxError, invalid
from fluxlite.flux.functions.regrouping import remerged, renumbered
from fluxlite.flux.grouping import merge, row_segments
from fluxlite.flux.kinds import BOOL, FLOAT, INT, NULL, STRING, TIME, UINT
from fluxlite.flux.literals import parse_time
from fluxlite.flux.registry import Call, transformation
from fluxlite.flux.tables import Block, Columns, Stream, single_table
from fluxlite.flux.values import Record, Value, is_basic, type_name

_PARSERS: dict[str, tuple[pa.DataType, Callable[[str], object]]] = {
    "string": (STRING, str),
    "long": (INT, int),
    "unsignedLong": (UINT, int),
    "double": (FLOAT, float),
    "boolean": (BOOL, lambda text: {"true": True, "false": False}[text]),
    "dateTime:RFC3339": (TIME, parse_time),
    "dateTime:RFC3339Nano": (TIME, parse_time),
    "dateTime": (TIME, parse_time),
}


@transformation("array", "from", "(<-rows: [record])")
def array_from(_context: Context, call: Call, rows: list[Record]) -> Stream:
    """One table of the records of an array."""
    if not rows:
        raise invalid(f'error calling function "from" @{call.span}: rows must be non-empty')
    columns: Columns = {}
    for name in dict.fromkeys(name for row in rows for name in row.fields):
        columns[name] = _column(call, name, [row.fields.get(name) for row in rows])
    columns = {name: column for name, column in columns.items() if column.type != NULL}
    return Stream((single_table(tuple(columns), {}, columns, len(rows)),))


def _column(call: Call, name: str, values: list[Value]) -> pa.Array:
    known = [value for value in values if value is not None]
    for value in known:
        if not is_basic(value):
            raise invalid(
                f'error calling function "from" @{call.span}: '
                f"cannot represent the type {type_name(value)} as column data"
            )
    kinds = {value.type for value in known if value.type != NULL}
    if len(kinds) > 1:
        raise invalid(f'error calling function "from" @{call.span}: column "{name}" has values of several types')
    kind = kinds.pop() if kinds else NULL
    if kind == TIME:
        return pa.array([None if v is None else v.value for v in values], INT).view(TIME)
    return pa.array([None if v is None else v.as_py() for v in values], kind)


@transformation("csv", "from", "(?csv: string, ?file: string, ?url: string, ?mode: string)")
def csv_from(
    _context: Context,
    call: Call,
    mode: str = "annotations",
    file: str | None = None,
    url: str | None = None,
    **given: str,
) -> Stream:
    """The tables of annotated CSV text."""
    where = f'error calling function "from" @{call.span}: '
    if file is not None or url is not None:
        raise FluxError("not implemented", f"{where}csv.from reads only the text of its argument csv")
    text = given.get("csv")
    if text is None:
        raise invalid(f"{where}must provide csv raw text or filename")
    if mode == "raw":
        return _raw(text)
    if mode != "annotations":
        raise invalid(f'{where}mode must be "annotations" or "raw", got "{mode}"')
    try:
        blocks = [block for section in _sections(text) for block in section.tables()]
    except (ValueError, KeyError, IndexError, OverflowError, csv.Error) as error:
        raise invalid(f"{where}failed to read csv: {error}") from None
    return remerged(Stream(renumbered(blocks)))


def _raw(text: str) -> Stream:
    try:
        lines = [line for line in csv.reader(io.StringIO(text)) if line]
    except csv.Error as error:
        raise invalid(f"failed to read csv: {error}") from None
    if not lines:
        return Stream()
    names, rows = lines[0], lines[1:]
    columns = {name: pa.array([row[index] for row in rows], STRING) for index, name in enumerate(names)}
    return Stream((single_table(tuple(names), {}, columns, len(rows)),))


@dataclass
class Section:
    """Lines under one set of annotations and one header."""

    annotations: dict[str, list[str]]
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def tables(self) -> list[Block]:
        """The section's tables, one a value of its column `table`."""
        kinds = self.annotations.get("#datatype", [])
        groups = self.annotations.get("#group", [])
        defaults = self.annotations.get("#default", [])
        if not kinds:
            raise ValueError("missing expected annotation datatype")
        if self.header[1:2] == ["error"]:
            raise ValueError(self.rows[0][1] if self.rows else "error table")
        columns, keys = {}, []
        for index, name in enumerate(self.header):
            if name in ("", "result", "table"):
                continue
            default = defaults[index] if index < len(defaults) else ""
            columns[name] = _read(kinds[index], [row[index] if index < len(row) else "" for row in self.rows], default)
            if index < len(groups) and groups[index] == "true":
                keys.append(name)
        if not self.rows:
            return self._empty(keys, dict(zip(self.header, defaults, strict=False)), kinds)
        n = len(self.rows)
        block = Block(tuple(columns), {}, columns, np.array([0, n], np.int64), np.zeros(1, np.int64))
        segments = row_segments(block, {name: columns[name] for name in keys})
        return list(merge([segments], keys))

    def _empty(self, keys: list[str], defaults: dict[str, str], kinds: list[str]) -> list[Block]:
        """A table without rows, whose key stands in the defaults."""
        if not defaults.get("table"):
            return []
        kind_of = dict(zip(self.header, kinds, strict=False))
        names = [name for name in self.header if name not in ("", "result", "table")]
        key_columns = {name: _read(kind_of[name], [defaults[name]], "") for name in keys}
        rows = {name: pa.nulls(0, _PARSERS[kind_of[name]][0]) for name in names if name not in keys}
        return [Block(tuple(names), key_columns, rows, np.zeros(2, np.int64), np.zeros(1, np.int64))]


def _read(kind: str, texts: list[str], default: str) -> pa.Array:
    arrow, parse = _PARSERS[kind]
    values = [None if not (text or default) else parse(text or default) for text in texts]
    return pa.array(values, INT).view(TIME) if arrow == TIME else pa.array(values, arrow)


def _sections(text: str) -> Iterator[Section]:
    annotations: dict[str, list[str]] = {}
    section: Section | None = None
    for row in csv.reader(io.StringIO(text)):
        if not row or row == [""]:
            continue
        if row[0].startswith("#"):
            if section is not None:
                yield section
                section, annotations = None, {}
            annotations[row[0]] = row
        elif section is None:
            section = Section(annotations, row)
        else:
            section.rows.append(row)
    if section is not None:
        yield section
