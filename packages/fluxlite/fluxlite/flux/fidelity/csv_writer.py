"""Annotated CSV of streams, as InfluxDB writes it, built column by column.

Every cell of a block becomes text in a few Arrow calls, all lines are joined at once, and their bytes leave as they lie
in the buffer. Neighbouring key columns are joined once a table. A new schema, or a table without rows (whose key then
stands in the `#default` line), starts a new section.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import STRING, Ints, csv_name
from fluxlite.flux.blocks.tables import Block, Stream, bounds
from fluxlite.flux.fidelity.dialect import Dialect
from fluxlite.flux.fidelity.text import as_text
from fluxlite.flux.language.errors import FluxError

_ROWS_AT_ONCE = 100_000
_EMPTY = pa.scalar("", STRING)
END = b"\r\n"
_NO_ROWS = Block((), {}, {}, np.zeros(1, np.int64), np.zeros(0, np.int64))
"""Stands for a table without rows: what follows it starts a section."""


class CsvWriter:
    """Writes the results of one query, one after the other."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.written = False
        special = "".join(f"\\x{{{ord(char):x}}}" for char in f'"\r\n{dialect.delimiter}')
        self._special = rf"[{special}]|^[\s\x{{85}}\x{{a0}}]|^\\\.$"

    def result(self, name: str, stream: Stream) -> Iterator[bytes]:
        """The CSV of one result, without the blank line that ends it; tables come in the order of the stream."""
        blocks = [_in_rank_order(block) for block in _by_schema(stream.blocks)]
        source, table = _order(blocks)
        numbers = [np.flatnonzero(source == at) for at in range(len(blocks))]
        lines = [Lines(self, name, block, number) for block, number in zip(blocks, numbers, strict=True)]
        heads: dict[int, bytes] = {}
        before: Block | None = None
        for start, stop in _runs(blocks, source, table):
            block, first = blocks[source[start]], int(table[start])
            empty = not block.lengths[first]
            if empty or before is not block:
                number = int(source[start])
                if empty or number not in heads:
                    heads[number] = self._head(name, block, first if empty else None, start)
                yield (END if before else b"") + heads[number]
                if empty:
                    del heads[number]
            before = _NO_ROWS if empty else block
            self.written = True
            yield from lines[source[start]].between(first, first + stop - start)

    def error(self, error: FluxError) -> bytes:
        """The table that reports an error after the first bytes were written."""
        lines = {"datatype": ["string", "string"], "group": ["true", "true"], "default": ["", ""]}
        rows = [["#" + annotation, *lines[annotation]] for annotation in self.dialect.annotations]
        rows += [["", "error", "reference"], ["", error.message, ""]]
        return (END if self.written else b"") + b"".join(map(self._line, rows))

    def _head(self, result: str, block: Block, empty: int | None, number: int) -> bytes:
        """Annotations and header of a section; the key of a table without rows stands in the defaults."""
        names = list(block.names)
        alone = empty is not None
        defaults = [_cell(block, name, empty) if alone else "" for name in names]
        rows = {
            "datatype": ["#datatype", "string", "long", *(csv_name(block.kind(name)) for name in names)],
            "group": ["#group", "false", "false", *(str(name in block.keys).lower() for name in names)],
            "default": ["#default", result, str(number) if alone else "", *defaults],
        }
        chosen = [rows[annotation] for annotation in self.dialect.annotations]
        if self.dialect.header:
            chosen.append(["", "result", "table", *names])
        return b"".join(map(self._line, chosen))

    def _line(self, cells: list[str]) -> bytes:
        quoted = self.quoted(pa.array(cells, STRING)).to_pylist()
        return self.dialect.delimiter.join(quoted).encode() + END

    def pieces(self, result: str, block: Block, numbers: Ints) -> list[tuple[bool, pa.Array]]:
        """What a line is made of: joined texts of neighbouring key columns, a table each, and row columns."""
        shown = "" if "default" in self.dialect.annotations else result
        waiting = [pa.scalar(""), self.quoted(pa.array([shown], STRING))[0], pa.array(numbers).cast(STRING)]
        pieces: list[tuple[bool, pa.Array]] = []
        for name in block.names:
            if name in block.keys and name not in block.rows:
                waiting.append(self.quoted(as_text(block.keys[name])))
            else:
                if waiting:
                    pieces.append((True, self.beside(waiting)))
                pieces.append((False, block.rows[name]))
                waiting = []
        return [*pieces, (True, self.beside(waiting))] if waiting else pieces

    def beside(self, cells: list[pa.Scalar | pa.Array]) -> pa.Array:
        """Cells of a line joined by the delimiter; null is empty."""
        filled = [cell if isinstance(cell, pa.Scalar) else pc.fill_null(cell, "") for cell in cells]
        return pc.binary_join_element_wise(*filled, pa.scalar(self.dialect.delimiter))

    def quoted(self, column: pa.Array) -> pa.Array:
        """Texts quoted where Go's CSV writer quotes them; a line feed in a quoted text becomes CR LF."""
        special = pc.fill_null(pc.match_substring_regex(column, self._special), False)
        if not pc.any(special).as_py():
            return column
        text = pc.replace_substring(column, '"', '""')
        text = pc.replace_substring(pc.replace_substring(text, "\r", ""), "\n", "\r\n")
        return pc.if_else(special, pc.binary_join_element_wise('"', text, '"', _EMPTY), column)


class Lines:
    """The lines of a block, written in stretches of rows and given out by table."""

    def __init__(self, writer: CsvWriter, result: str, block: Block, numbers: Ints) -> None:
        self.writer, self.block = writer, block
        self._pieces = writer.pieces(result, block, numbers) if block.n_rows else []
        self._start = self._stop = 0
        self._data = memoryview(b"")
        self._edges: Ints = np.zeros(1, np.int64)

    def between(self, first: int, last: int) -> Iterator[bytes]:
        """The lines of the tables from `first` to `last` (excluded); stretches must be asked for in order."""
        row, end = int(self.block.offsets[first]), int(self.block.offsets[last])
        while row < end:
            if row >= self._stop:
                self._write(row)
            stop = min(end, self._stop)
            yield bytes(self._data[self._edges[row - self._start] : self._edges[stop - self._start]])
            row = stop

    def _write(self, start: int) -> None:
        stop = min(start + _ROWS_AT_ONCE, self.block.n_rows)
        tables = pa.array(self.block.table_of_row[start:stop])
        cells = [
            text.take(tables) if by_table else self.writer.quoted(as_text(text.slice(start, stop - start)))
            for by_table, text in self._pieces
        ]
        lines = pc.binary_join_element_wise(self.writer.beside(cells), pa.scalar("\r\n"), _EMPTY)
        _, offsets, data = lines.buffers()
        edges = np.frombuffer(offsets, np.int32)[lines.offset : lines.offset + len(lines) + 1]
        self._edges = edges.astype(np.int64)
        self._start, self._stop, self._data = start, stop, memoryview(data)


def _by_schema(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those with the same columns in one."""
    found: dict[tuple[Any, ...], list[Block]] = {}
    for block in blocks:
        schema = tuple((name, block.kind(name), name in block.keys, name in block.rows) for name in block.names)
        found.setdefault(schema, []).append(block)
    return [_concatenated(same) for same in found.values()]


def _concatenated(blocks: list[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    first = blocks[0]
    keys = {
        name: pa.concat_arrays([block.keys[name] for block in blocks]) for name in first.keys if name in first.names
    }
    rows = {name: pa.concat_arrays([block.rows[name] for block in blocks]) for name in first.rows}
    offsets = bounds(np.concatenate([block.lengths for block in blocks]))
    return Block(first.names, keys, rows, offsets, np.concatenate([block.rank for block in blocks]))


def _in_rank_order(block: Block) -> Block:
    return block.take_tables(np.argsort(block.rank, kind="stable"))


def _order(blocks: Sequence[Block]) -> tuple[Ints, Ints]:
    """(block, table in it) of all tables, by their place in the stream."""
    sizes = [block.n_tables for block in blocks]
    source = np.repeat(np.arange(len(blocks)), sizes)
    table = np.concatenate([np.arange(size) for size in sizes]) if blocks else source
    ranks = np.concatenate([block.rank for block in blocks]) if blocks else source
    order = np.argsort(ranks, kind="stable")
    return source[order], table[order]


def _runs(blocks: Sequence[Block], source: Ints, table: Ints) -> Iterator[tuple[int, int]]:
    """Stretches of tables that need no new section inside: of one block, and with rows."""
    if not len(source):
        return
    empty = np.zeros(len(source), bool)
    for at, block in enumerate(blocks):
        mine = source == at
        empty[mine] = block.lengths[table[mine]] == 0
    breaks = np.r_[True, (source[1:] != source[:-1]) | empty[1:] | empty[:-1]]
    starts = np.flatnonzero(breaks)
    yield from zip(starts.tolist(), np.append(starts[1:], len(source)).tolist(), strict=True)


def _cell(block: Block, name: str, table: int | None) -> str:
    """The value of a table's key column; other columns give nothing."""
    if name not in block.keys or table is None:
        return ""
    return as_text(block.keys[name].slice(table, 1))[0].as_py() or ""
