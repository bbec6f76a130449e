"""Annotated CSV of streams, as InfluxDB writes it, built column by column.

Every cell of a block becomes text in a few Arrow calls, all lines are joined at once, and their bytes leave as they lie
in the buffer. Neighbouring key columns are joined once a table. A new schema, or a table without rows (whose key then
stands in the `#default` line), starts a new section.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.dialect import Dialect
from fluxlite.flux.errors import FluxError
from fluxlite.flux.kinds import STRING, Ints, csv_name
from fluxlite.flux.tables import Block, Stream
from fluxlite.flux.text import as_text

_ROWS_AT_ONCE = 100_000
_EMPTY = pa.scalar("", STRING)
END = b"\r\n"


class CsvWriter:
    """Writes the results of one query, one after the other."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.written = False
        special = "".join(f"\\x{{{ord(char):x}}}" for char in f'"\r\n{dialect.delimiter}')
        self._special = rf"[{special}]|^[\s\x{{85}}\x{{a0}}]|^\\\.$"

    def result(self, name: str, stream: Stream) -> Iterator[bytes]:
        """The CSV of one result, without the blank line that ends it."""
        section: Section | None = None
        number = 0
        for block in stream:
            for part in _sections(block):
                if not part.n_tables:
                    continue
                following = Section(part)
                if section is None or section.empty or following.empty or section.schema != following.schema:
                    yield (END if section else b"") + self._head(name, following, number)
                section = following
                self.written = True
                yield from self._rows(name, part, number)
                number += part.n_tables

    def error(self, error: FluxError) -> bytes:
        """The table that reports an error after the first bytes were written."""
        lines = {"datatype": ["string", "string"], "group": ["true", "true"], "default": ["", ""]}
        rows = [["#" + annotation, *lines[annotation]] for annotation in self.dialect.annotations]
        rows += [["", "error", "reference"], ["", error.message, ""]]
        return (END if self.written else b"") + b"".join(map(self._line, rows))

    def _head(self, result: str, section: "Section", number: int) -> bytes:
        names, block = list(section.block.names), section.block
        kinds = [csv_name(block.kind(name)) for name in names]
        groups = [str(name in block.keys).lower() for name in names]
        defaults = [result, str(number) if section.empty else ""]
        defaults += [_cell(block, name) if section.empty else "" for name in names]
        rows = {
            "datatype": ["#datatype", "string", "long", *kinds],
            "group": ["#group", "false", "false", *groups],
            "default": ["#default", *defaults],
        }
        chosen = [rows[annotation] for annotation in self.dialect.annotations]
        if self.dialect.header:
            chosen.append(["", "result", "table", *names])
        return b"".join(map(self._line, chosen))

    def _line(self, cells: list[str]) -> bytes:
        quoted = self._quoted(pa.array(cells, STRING)).to_pylist()
        return self.dialect.delimiter.join(quoted).encode() + END

    def _rows(self, result: str, block: Block, number: int) -> Iterator[bytes]:
        """All lines of a block whose tables have rows."""
        if not block.n_rows:
            return
        shown = "" if "default" in self.dialect.annotations else result
        ids = pa.array(np.arange(number, number + block.n_tables)).cast(STRING)
        lead = [pa.scalar(""), self._quoted(pa.array([shown], STRING))[0], ids]
        pieces = self._pieces(block, lead)
        for start in range(0, block.n_rows, _ROWS_AT_ONCE):
            stop = min(start + _ROWS_AT_ONCE, block.n_rows)
            tables = pa.array(block.table_of_row[start:stop])
            cells = [
                text.take(tables) if by_table else self._quoted(as_text(text.slice(start, stop - start)))
                for by_table, text in pieces
            ]
            yield self._joined(cells)

    def _pieces(self, block: Block, lead: list[pa.Scalar | pa.Array]) -> list[tuple[bool, pa.Array]]:
        """What a line is made of: joined texts of neighbouring key columns, a table each, and row columns."""
        pieces: list[tuple[bool, pa.Array]] = []
        waiting = lead
        for name in block.names:
            if name in block.keys:
                waiting.append(self._quoted(as_text(block.keys[name])))
            else:
                if waiting:
                    pieces.append((True, self._beside(waiting)))
                pieces.append((False, block.rows[name]))
                waiting = []
        return [*pieces, (True, self._beside(waiting))] if waiting else pieces

    def _beside(self, cells: list[pa.Scalar | pa.Array]) -> pa.Array:
        filled = [cell if isinstance(cell, pa.Scalar) else pc.fill_null(cell, "") for cell in cells]
        return pc.binary_join_element_wise(*filled, pa.scalar(self.dialect.delimiter))

    def _joined(self, cells: list[pa.Array]) -> bytes:
        """The bytes of all lines."""
        lines = pc.binary_join_element_wise(self._beside([*cells]), pa.scalar("\r\n"), _EMPTY)
        _, offsets, data = lines.buffers()
        edges = np.frombuffer(offsets, np.int32)
        return bytes(memoryview(data)[edges[lines.offset] : edges[lines.offset + len(lines)]])

    def _quoted(self, column: pa.Array) -> pa.Array:
        """Texts quoted where Go's CSV writer quotes them; a line feed in a quoted text becomes CR LF."""
        special = pc.fill_null(pc.match_substring_regex(column, self._special), False)
        if not pc.any(special).as_py():
            return column
        text = pc.replace_substring(column, '"', '""')
        text = pc.replace_substring(pc.replace_substring(text, "\r", ""), "\n", "\r\n")
        return pc.if_else(special, pc.binary_join_element_wise('"', text, '"', _EMPTY), column)


class Section:
    """Tables that share one set of annotation lines."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.empty = not block.n_rows
        self.schema = [(name, block.kind(name), name in block.keys) for name in block.names]


def _sections(block: Block) -> Iterator[Block]:
    """A block cut into stretches of tables with rows, and single tables without."""
    block = _in_rank_order(block)
    empty = block.lengths == 0
    if not empty.any():
        yield block
        return
    edges = np.flatnonzero(np.r_[True, empty[1:] | empty[:-1]])
    for start, stop in zip(edges, np.append(edges[1:], block.n_tables), strict=True):
        yield block.take_tables(np.arange(start, stop))


def _in_rank_order(block: Block) -> Block:
    order: Ints = np.argsort(block.rank, kind="stable")
    return block.take_tables(order)


def _cell(block: Block, name: str) -> str:
    """The value of a key column of a block of one table; other columns give nothing."""
    if name not in block.keys:
        return ""
    return as_text(block.keys[name])[0].as_py() or ""
