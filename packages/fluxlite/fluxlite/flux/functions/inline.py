"""Tables from the script itself: `array.from` and `csv.from`."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, NULL, STRING, TIME, UINT, Ints
from fluxlite.flux.blocks.tables import Block, Columns, Stream, bounds, single_table
from fluxlite.flux.blocks.values import Record, StreamValue, Value, is_basic, type_name
from fluxlite.flux.fidelity.pieces import remerged, renumbered
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.literals import parse_time
from fluxlite.flux.language.registry import Call, builtin, function, transformation
from fluxlite.flux.run.context import Context

_HINT = '. consider using the mode: "raw" for csv that is not expected to have annotations.'


def _time(text: str) -> int:
    """Nanoseconds since 1970; years that these cannot count begin again from the other end, as in InfluxDB."""
    return (parse_time(text) + 2**63) % 2**64 - 2**63


_PARSERS: dict[str, tuple[pa.DataType, Callable[[str], object]]] = {
    "string": (STRING, str),
    "long": (INT, int),
    "unsignedLong": (UINT, int),
    "double": (FLOAT, float),
    "boolean": (BOOL, lambda text: {"true": True, "false": False}[text]),
    "dateTime:RFC3339": (TIME, _time),
    "dateTime:RFC3339Nano": (TIME, _time),
    "dateTime": (TIME, _time),
}


@function("array", "from", "(<-rows: [record])")
def array_from(context: Context, call: Call, rows: list[Record]) -> StreamValue:
    """One table of the records of an array."""
    if not rows:
        raise invalid(f'error calling function "from" @{call.span}: rows must be non-empty')
    return context.add_step(builtin("internal", "array"), call)


@transformation("internal", "array", "(rows: [record])")
def array_table(_context: Context, call: Call, rows: list[Record]) -> Stream:
    """The table that a call of `array.from` makes."""
    columns: Columns = {}
    for name in dict.fromkeys(name for row in rows for name in row.fields):
        columns[name] = _column(call, name, [row.fields.get(name) for row in rows])
    columns = {name: column for name, column in columns.items() if column.type != NULL}
    return Stream((single_table(tuple(columns), {}, columns, len(rows)),))


def _column(call: Call, name: str, values: list[Value]) -> pa.Array:
    known = [value for value in values if value is not None]
    if is_basic(values[0]) and values[0].type == NULL:
        raise invalid("cannot represent the type null as column data")
    for value in known:
        if not is_basic(value):
            raise invalid(f"cannot represent the type {type_name(value)} as column data")
    kinds = {value.type for value in known if value.type != NULL}
    if len(kinds) > 1:
        raise invalid(f'error calling function "from" @{call.span}: column "{name}" has values of several types')
    kind = kinds.pop() if kinds else NULL
    if kind == TIME:
        return pa.array([None if v is None else v.value for v in values], INT).view(TIME)
    return pa.array([None if v is None else v.as_py() for v in values], kind)


@transformation("csv", "from", "(?csv: string, ?file: string, ?url: string, ?mode: string)", streaming=True)
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
    if not text:
        raise invalid(f"{where}must provide csv raw text or filename")
    if mode not in ("raw", "annotations"):
        raise invalid(f'{where}mode must be "annotations" or "raw", got "{mode}"')
    try:
        return _raw(text) if mode == "raw" else _annotated(text)
    except (ValueError, KeyError, IndexError, OverflowError, csv.Error) as error:
        raise invalid(f"error in csv.from(): {error}") from None


def _raw(text: str) -> Stream:
    lines = [line for line in csv.reader(io.StringIO(text)) if line]
    if not lines:
        return Stream()
    names, rows = lines[0], lines[1:]
    columns = {name: pa.array([row[index] for row in rows], STRING) for index, name in enumerate(names)}
    return Stream((single_table(tuple(names), {}, columns, len(rows)),))


def _annotated(text: str) -> Stream:
    blocks, result = [], None
    for section in _sections(text):
        if result is not None and section.result != result:
            flaw = TableError("error in csv.from(): csv.from() can only parse 1 result", bare=True)
            return Stream(remerged(Stream(renumbered(blocks))).blocks, flaw)
        result = section.result
        blocks += section.tables()
    return remerged(Stream(renumbered(blocks)))


@dataclass
class Section:
    """Lines under one set of annotations and one header."""

    annotations: dict[str, list[str]]
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    @property
    def result(self) -> str:
        """The name of the result that the section belongs to."""
        return [*self.annotations.get("#default", []), "", ""][1]

    def tables(self) -> list[Block]:
        """The section's tables: one each time the column `table` changes, with the key of its first row."""
        kinds = self.annotations.get("#datatype", [])
        groups = self.annotations.get("#group", [])
        defaults = self.annotations.get("#default", [])
        self._check()
        columns, keys = {}, []
        for index, name in enumerate(self.header):
            if index < 3:
                continue
            columns[name] = _read(kinds[index], [row[index] for row in self.rows], defaults[index])
            if groups[index] == "true":
                keys.append(name)
        if not self.rows:
            return self._empty(keys, dict(zip(self.header, defaults, strict=True)), kinds)
        starts = np.array(self._starts(), np.int64)
        lengths = np.diff(np.append(starts, len(self.rows)))
        taken = {name: columns[name].take(pa.array(starts)) for name in keys}
        rows = {name: column for name, column in columns.items() if not _is_key(column, taken.get(name), lengths)}
        return [Block(tuple(columns), taken, rows, bounds(lengths), np.arange(len(starts)))]

    def _check(self) -> None:
        for name, hint in (("datatype", _HINT), ("group", ""), ("default", "")):
            if f"#{name}" not in self.annotations:
                raise ValueError(f"failed to read metadata: missing expected annotation {name}{hint}")
        if self.header[1:2] == ["error"]:
            raise ValueError(self.rows[0][1] if self.rows else "error table")
        if any(len(line) != len(self.header) for line in (*self.annotations.values(), *self.rows)):
            raise ValueError("wrong number of fields")

    def _starts(self) -> list[int]:
        """The rows with which tables begin; a row that names no table goes on with the last."""
        starts, current = [0], self.rows[0][2]
        for index, row in enumerate(self.rows):
            if row[2] not in ("", current):
                starts.append(index)
                current = row[2]
        return starts

    def _empty(self, keys: list[str], defaults: dict[str, str], kinds: list[str]) -> list[Block]:
        """A table without rows, whose key stands in the defaults."""
        if not defaults.get("table"):
            return []
        kind_of = dict(zip(self.header, kinds, strict=False))
        names = [name for name in self.header if name not in ("", "result", "table")]
        key_columns = {name: _read(kind_of[name], [defaults[name]], "") for name in keys}
        rows = {name: pa.nulls(0, _PARSERS[kind_of[name]][0]) for name in names if name not in keys}
        return [Block(tuple(names), key_columns, rows, np.zeros(2, np.int64), np.zeros(1, np.int64))]


def _is_key(column: pa.Array, key: pa.Array | None, lengths: Ints) -> bool:
    """Whether all rows have the value of their table's key; InfluxDB lets them differ, so such rows keep theirs."""
    return key is not None and bool(column.equals(key.take(pa.array(np.repeat(np.arange(len(key)), lengths)))))


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
