"""Recordings as tables, part by part: text files, Parquet, Excel, annotated CSV; a part is a few megabytes.

Text is read by pyarrow: it gives columns of text without an object a cell, a part at a time, and hands over the rows
that have too few or too many cells. What the cells mean is not its business: each may be refused on its own.
"""

import csv as rows
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

from collectors.replay import annotated, nested
from collectors.replay.mapping import Mapping
from collectors.replay.shape import ANY, Shape, Wanted, clean, place_of, shape_of
from collectors.replay.tally import Bools, Ints
from contract.errors import ContractError
from contract.units import known_unit

PART_BYTES = 2 * 2**20
"""Of a file of text that are read at once; no row may be longer."""
PART_ROWS = 50_000
"""Rows of other files that are read at once."""
_PIECE = 2**20
WORKBOOKS = (".xlsx", ".xlsm")
_OF_A_QUERY = frozenset({"", "result", "table", "_start", "_stop"})
"""Columns of an export of InfluxDB that say nothing of a machine."""
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Table:
    """Some rows of a recording: columns by name, of text or of what the file knows them to be."""

    rows: Ints
    """(n,) their numbers in the file, from 1."""
    columns: dict[str, pa.Array]
    short: Bools
    """(n,) whether a row has fewer cells than the header."""
    units: dict[str, str]
    """What a line of units says, by column."""
    head: str = ""
    """What stands before the table."""


def tables(file: Path, mapping: Mapping, columns: tuple[str, ...]) -> Iterator[Table]:
    """A recording's rows, of these columns, in its order.

    Raises
    ------
    ContractError
        The file is missing or empty, cannot be read, or lacks one of the columns.
    """
    yield from read(file, wanted(mapping, columns), columns, mapping.sheet)


def columns_of(file: Path, mapping: Mapping) -> tuple[str, ...]:
    """The columns of a recording that has those of the time; errors are those of `tables`."""
    first = next(read(file, wanted(mapping, mapping.time.column), (), mapping.sheet), None)
    return () if first is None else tuple(first.columns)


def read(file: Path, wanted: Wanted = ANY, columns: tuple[str, ...] = (), sheet: str = "") -> Iterator[Table]:
    """The rows of a recording of which so much is known, of these columns, or of all; errors are those of `tables`."""
    try:
        if _begins(file, _PARQUET):
            yield from _parquet(file, columns)
        elif file.suffix.lower() in WORKBOOKS:
            with as_text(file, sheet) as text:
                yield from _text(text, wanted, columns)
        elif nested.is_json(file):
            yield from _objects(file, columns)
        elif annotated.is_annotated(file):
            yield from _annotated(file, columns)
        else:
            yield from _text(file, wanted, columns)
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror or error}") from error
    except (pa.ArrowException, rows.Error, UnicodeError) as error:
        raise ContractError("file", f"{file} cannot be read: {str(error)[:200]}") from error


def _begins(file: Path, mark: bytes) -> bool:
    with file.open("rb") as handle:
        return handle.read(len(mark)) == mark


def wanted(mapping: Mapping, columns: tuple[str, ...]) -> Wanted:
    """What a mapping says of the form of its files."""
    numeric = (mapping.value_column,) if mapping.long else tuple(mapping.columns)
    return Wanted(mapping.encoding, mapping.delimiter, mapping.skip_rows, mapping.header, columns, numeric)


def _text(file: Path, wanted: Wanted, columns: tuple[str, ...]) -> Iterator[Table]:
    shape = shape_of(file, wanted)
    columns = columns or shape.names
    places = [place_of(name, shape.names) for name in columns]
    shape.units.update(_units_of_names(columns, [shape.names[place] for place in places]))
    if shape.delimiter != " ":
        yield from _Reader(file, shape, places).tables(columns)
        return
    with _single_spaced(file, shape.encoding) as single:
        yield from _Reader(single, replace(shape, encoding="utf-8"), places).tables(columns)


def _units_of_names(columns: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The units in the brackets of names that a mapping says without them."""
    ends = {
        name: there[len(name) :] for name, there in zip(columns, names, strict=True) if there.startswith(f"{name} ")
    }
    return {name: unit.strip(" []()") for name, unit in ends.items() if known_unit(unit.strip(" []()"))}


@contextmanager
def _single_spaced(file: Path, encoding: str) -> Iterator[Path]:
    """A file whose cells any number of blanks parts as one in which one does, as long as this lasts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        with file.open(encoding=encoding) as given, path.open("w", encoding="utf-8") as written:
            written.writelines(" ".join(line.split()) + "\n" for line in given)
        yield path


class _Reader:
    """A text file, part by part, with the rows of another length put back in their places."""

    def __init__(self, file: Path, shape: Shape, places: list[int]) -> None:
        self.file, self.shape, self.places = file, shape, places
        self._odd: list[tuple[int, str]] = []
        self._next = shape.first + 1

    def tables(self, columns: tuple[str, ...]) -> Iterator[Table]:
        """The rows, with these names for the columns that are read."""
        names = [str(place) for place in range(self.shape.width)]
        kept = [str(place) for place in self.places]
        batches = csv.open_csv(
            pa.OSFile(str(self.file)),
            csv.ReadOptions(
                column_names=names, skip_rows=self.shape.first, use_threads=False, block_size=PART_BYTES,
                encoding="utf8" if self.shape.encoding in ("utf-8", "utf-8-sig", "ascii") else self.shape.encoding,
            ),
            csv.ParseOptions(
                delimiter=self.shape.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                invalid_row_handler=self._note,
            ),
            csv.ConvertOptions(
                column_types=dict.fromkeys(kept, pa.string()), include_columns=list(dict.fromkeys(kept)),
            ),
        )  # fmt: skip
        for batch in batches:
            yield self._table(columns, [batch.column(place) for place in kept])
        if self._odd:
            yield self._table(columns, [pa.array([], pa.string()) for _ in kept])
        self._closed()

    def _unpacked(self, table: Table) -> Table:
        """With the parts of those columns of objects that are asked for by their names."""
        asked = {name: self.shape.names[place] for name, place in zip(table.columns, self.places, strict=True)}
        inner = {name: whole for name, whole in asked.items() if name.startswith(f"{whole}.")}
        for name in inner:
            if not nested.is_nested(table.columns[name]):
                raise ContractError(name, f"{self.file} has no such column, and {inner[name]} holds no objects")
        found = {whole: nested.unpacked(table.columns[name]) for name, whole in inner.items()}
        absent = pa.nulls(len(table.rows), pa.string())
        parts = {name: found[whole].get(name[len(whole) + 1 :], absent) for name, whole in inner.items()}
        return replace(table, columns=table.columns | parts)

    def _closed(self) -> None:
        """Raise `ContractError` where the file ends within a quote, which takes all rows behind it into one cell."""
        with self.file.open("rb") as handle:
            counts = [(piece.count(b'"'), piece.count(b"\n")) for piece in iter(lambda: handle.read(_PIECE), b"")]
        quotes, lines = (sum(count) for count in zip(*counts, strict=True))
        if quotes % 2 and lines >= self._next:
            reason = f"{self.file} ends within a quote that is opened in or before row {self._next - 1} of {lines:,}"
            raise ContractError("file", reason)

    def _note(self, row: csv.InvalidRow) -> str:
        self._odd.append((row.number, row.text))
        return "skip"

    def _table(self, columns: tuple[str, ...], cells: list[pa.Array]) -> Table:
        """A part of the file with the rows of another length that stand in it."""
        count, odd = len(cells[0]), np.array([number for number, _ in self._odd], np.int64)
        # The reader is ahead of what it hands over: only what stands among these rows belongs to them.
        before = np.searchsorted(odd - np.arange(len(odd)) - self._next, np.arange(count), side="right")
        whole = self._next + np.arange(count) + before
        within = len(odd) if not count else int(np.searchsorted(odd, whole[-1]))
        short, parts = np.zeros(count, bool), self._parsed(within)
        self._odd, self._next = self._odd[within:], int(whole[-1]) + 1 if count else self._next
        rows_, columns_ = whole, cells
        if parts is not None:
            rows_ = np.concatenate([whole, odd[:within]])
            order = np.argsort(rows_, kind="stable")
            columns_ = [
                pa.concat_arrays([one, more]).take(pa.array(order)) for one, more in zip(cells, parts[0], strict=True)
            ]
            rows_, short = rows_[order], np.concatenate([short, parts[1]])[order]
        table = Table(rows_, dict(zip(columns, columns_, strict=True)), short, self.shape.units, self.shape.head)
        return self._unpacked(table)

    def _parsed(self, count: int) -> tuple[list[pa.Array], Bools] | None:
        """The first rows of another length as columns, and which of them are too short."""
        if not count:
            return None
        texts = [text for _, text in self._odd[:count]]
        found = [_cells(text, self.shape.delimiter) for text in texts]
        columns = [[cells[place] if place < len(cells) else None for cells in found] for place in self.places]
        short = np.array([len(cells) < len(self.shape.names) for cells in found], bool)
        return [pa.array(column, pa.string()) for column in columns], short


def _cells(text: str, delimiter: str) -> list[str]:
    """The cells of one row; what is no CSV is parted where its delimiter stands."""
    try:
        return next(rows.reader([text], delimiter=delimiter), [])
    except rows.Error:
        return text.split(delimiter)


def _parquet(file: Path, columns: tuple[str, ...]) -> Iterator[Table]:
    opened, row = pq.ParquetFile(file), 1
    names = {clean(name): name for name in opened.schema_arrow.names}
    columns = columns or tuple(names)
    need(file, columns, list(names))
    for batch in opened.iter_batches(PART_ROWS, columns=[names[clean(name)] for name in dict.fromkeys(columns)]):
        yield _typed(row, {name: batch.column(names[clean(name)]) for name in columns})
        row += len(batch)


def _annotated(file: Path, columns: tuple[str, ...]) -> Iterator[Table]:
    columns = columns or tuple(name for name in annotated.names(file) if name not in _OF_A_QUERY)
    need(file, columns, annotated.names(file))
    told: set[str] = set()
    for first, table in annotated.pieces(file, PART_BYTES):
        if annotated.VALUE in columns and annotated.FIELD not in columns and annotated.FIELD in table.column_names:
            told |= set(table.column(annotated.FIELD).unique().to_pylist())
        if len(told) > 1:
            reason = (
                f"is of several fields ({', '.join(sorted(told))}): name these in [columns], and not {annotated.VALUE}"
            )
            raise ContractError(annotated.VALUE, reason)
        absent = pa.nulls(len(table), pa.string())
        found = {name: table.column(name).combine_chunks() for name in columns if name in table.column_names}
        yield _typed(first, {name: found.get(name, absent) for name in columns})


def _objects(file: Path, columns: tuple[str, ...]) -> Iterator[Table]:
    for first, found in nested.pieces(file, PART_ROWS):
        columns = columns or tuple(found)
        if first == 1:
            need(file, columns, list(found))
        absent = pa.nulls(len(next(iter(found.values()), ())), pa.string())
        yield _typed(first, {name: found.get(name, absent) for name in columns})


def largest_sheet(file: Path) -> str:
    """The sheet of a workbook of several that has the most rows; "" where there is nothing to choose."""
    if file.suffix.lower() not in WORKBOOKS or not file.exists():
        return ""
    try:
        with pd.ExcelFile(file, engine="openpyxl") as book:
            names = [str(name) for name in book.sheet_names]
            return max(names, key=lambda name: len(book.parse(name, header=None))) if len(names) > 1 else ""
    except (ValueError, KeyError, BadZipFile) as error:
        raise ContractError("file", f"{file} is no workbook that can be read: {str(error)[:200]}") from error


@contextmanager
def as_text(file: Path, sheet: str = "") -> Iterator[Path]:
    """A sheet of a workbook as a file of text, as long as this lasts; none has more than a million rows."""
    try:
        frame = pd.read_excel(file, sheet_name=sheet or 0, header=None, dtype=object, engine="openpyxl")
    except (ValueError, KeyError, BadZipFile) as error:
        raise ContractError("file", f"{file} is no workbook that can be read: {str(error)[:200]}") from error
    with TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        with path.open("w", encoding="utf-8", newline="") as handle:
            rows.writer(handle).writerows([_said(cell) for cell in row] for row in frame.itertuples(index=False))
        yield path


def _said(cell: object) -> str:
    """A cell as text: numbers to the last digit, days and moments as ISO has them."""
    if cell is None or cell != cell:
        return ""
    isoformat = getattr(cell, "isoformat", None)
    # A day has no time of day: that may stand in a column of its own.
    return str(isoformat()).removesuffix("T00:00:00") if isoformat is not None else str(cell)


def _typed(row: int, columns: dict[str, pa.Array]) -> Table:
    count = len(next(iter(columns.values())))
    return Table(row + np.arange(count), columns, np.zeros(count, bool), {})


def need(file: Path, columns: tuple[str, ...], names: list[str]) -> None:
    """Raise `ContractError` where a file lacks a column."""
    for name in columns:
        if clean(name) not in names:
            raise ContractError(name, f"{file} has no such column; it has {', '.join(names[:40])}")
