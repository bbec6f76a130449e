"""Streams of tables, held as blocks: all tables of one schema side by side in one set of columns.

A Flux stream is many tables, one a group key: often thousands of them, with a few rows each. Held one by one they would
cost thousands of Python objects and loops; as a block they are a handful of Arrow columns:

    keys     one column for each group key column, one value a *table*
    rows     one column for each other column, one value a *row*, table after table
    offsets  where each table's rows begin and end; equal bounds are an empty table, which therefore survives
    rank     the place of each table in the order of the whole stream, over all its blocks

A key column stands among `rows` too where rows differ from their table's key, as `csv.from` may make them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import Bools, Ints
from fluxlite.flux.language.errors import FluxError

Columns = dict[str, pa.Array]


@dataclass(frozen=True, eq=False)
class Block:
    """Tables of one schema; `names` is the order of all columns, keys among them.

    `cuts` says where the pieces begin that tables were put together from, if they were: it decides how InfluxDB orders
    rows that compare equal.
    """

    names: tuple[str, ...]
    keys: Columns
    rows: Columns
    offsets: Ints
    rank: Ints
    cuts: Ints | None = None

    @property
    def n_tables(self) -> int:
        """The number of tables."""
        return len(self.offsets) - 1

    @property
    def n_rows(self) -> int:
        """The number of rows of all tables."""
        return int(self.offsets[-1])

    @cached_property
    def lengths(self) -> Ints:
        """The number of rows of each table."""
        return np.diff(self.offsets)

    @cached_property
    def table_of_row(self) -> Ints:
        """The table that each row belongs to."""
        return np.repeat(np.arange(self.n_tables), self.lengths)

    @cached_property
    def _spread(self) -> Columns:
        return {}

    def kind(self, name: str) -> pa.DataType | None:
        """The type of a column; None if there is none of that name."""
        column = self.keys.get(name)
        if column is None:
            column = self.rows.get(name)
        return None if column is None else column.type

    def column(self, name: str) -> pa.Array:
        """A column, one value a row; key columns are spread over their tables' rows (once)."""
        if name in self.rows:
            return self.rows[name]
        if name not in self._spread:
            self._spread[name] = self.keys[name].take(pa.array(self.table_of_row))
        return self._spread[name]

    def is_spread(self, name: str, column: object) -> bool:
        """Whether this very object is the key column as `column` gave it."""
        return name in self.keys and self._spread.get(name) is column

    def filter_rows(self, mask: Bools) -> "Block":
        """Only the rows where `mask` is true; every table stays, maybe empty."""
        if mask.all():
            return self
        kept = np.concatenate(([0], np.cumsum(mask)))
        chosen = pa.array(np.flatnonzero(mask))
        rows = {name: column.take(chosen) for name, column in self.rows.items()}
        cuts = None if self.cuts is None else np.unique(kept[self.cuts])
        return replace(self, rows=rows, offsets=kept[self.offsets], cuts=cuts)

    def take_rows(self, indices: Ints, offsets: Ints) -> "Block":
        """Rows by index, which `offsets` divide among the same tables."""
        chosen = pa.array(indices)
        rows = {name: column.take(chosen) for name, column in self.rows.items()}
        return replace(self, rows=rows, offsets=offsets, cuts=None)

    def take_tables(self, tables: Ints) -> "Block":
        """Whole tables by index, in that order."""
        if len(tables) == self.n_tables and np.array_equal(tables, np.arange(self.n_tables)):
            return self
        lengths = self.lengths[tables]
        indices = ranges(self.offsets[:-1][tables], lengths)
        keys = {name: column.take(pa.array(tables)) for name, column in self.keys.items()}
        taken = self.take_rows(indices, bounds(lengths))
        return replace(taken, keys=keys, rank=self.rank[tables])

    def without_empty(self) -> "Block":
        """Without the tables that have no rows."""
        return self if self.lengths.all() else self.take_tables(np.flatnonzero(self.lengths))

    def with_rows(self, columns: Mapping[str, pa.Array]) -> "Block":
        """With row columns added (at the end) or replaced; a key column of that name becomes a row column."""
        names = self.names + tuple(name for name in columns if name not in self.names)
        keys = {name: column for name, column in self.keys.items() if name not in columns}
        return replace(self, names=names, keys=keys, rows={**self.rows, **columns})

    def with_keys(self, columns: Mapping[str, pa.Array]) -> "Block":
        """With key columns added (at the end) or replaced, one value a table."""
        names = self.names + tuple(name for name in columns if name not in self.names)
        rows = {name: column for name, column in self.rows.items() if name not in columns}
        return replace(self, names=names, keys={**self.keys, **columns}, rows=rows)

    def only(self, names: Sequence[str]) -> "Block":
        """Only these columns, in this order; dropping a key column does not merge tables."""
        keys = {name: column for name, column in self.keys.items() if name in names}
        rows = {name: self.rows[name] for name in names if name in self.rows}
        return replace(self, names=tuple(names), keys=keys, rows=rows)


@dataclass(frozen=True, eq=False)
class Stream:
    """The tables of a result. `error`, if there is one, comes after them: the tables before it were good.

    `origin` is "read" for a bucket's series as they are, "group" for series that storage grouped and "window" for
    series cut by time, where only one step uses them: InfluxDB merges that step with the read, which shows in some
    answers.
    """

    blocks: tuple[Block, ...] = ()
    error: FluxError | None = None
    origin: str = ""

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    @property
    def n_rows(self) -> int:
        """The number of rows of all tables."""
        return sum(block.n_rows for block in self.blocks)

    @property
    def n_tables(self) -> int:
        """The number of tables."""
        return sum(block.n_tables for block in self.blocks)

    def non_empty(self) -> "Stream":
        """Without tables that have no rows."""
        blocks = (block.without_empty() for block in self.blocks)
        return replace(self, blocks=tuple(block for block in blocks if block.n_tables))

    def before(self, rank: int, error: FluxError) -> "Stream":
        """Only the tables before this place, and then an error."""
        chosen = (block.take_tables(np.flatnonzero(block.rank < rank)) for block in self.blocks)
        return Stream(tuple(block for block in chosen if block.n_tables), error, self.origin)


@dataclass(frozen=True, eq=False)
class TableView:
    """One table of a block, for the few functions that look at single tables."""

    block: Block
    index: int = field(default=0)

    def column(self, name: str) -> pa.Array:
        """A column of the one table."""
        block, lengths = self.block, self.block.lengths
        length, start = int(lengths[self.index]), int(block.offsets[self.index])
        if name in block.rows:
            return block.rows[name].slice(start, length)
        return block.keys[name].take(pa.array(np.full(length, self.index)))


def bounds(lengths: Ints) -> Ints:
    """Offsets of pieces of these lengths, one after the other."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """The numbers of all stretches [start, start + length), one after the other."""
    shift = starts - bounds(lengths)[:-1]
    return np.repeat(shift, lengths) + np.arange(int(lengths.sum()))


def single_table(
    names: Sequence[str], keys: Mapping[str, pa.Array], rows: Mapping[str, pa.Array], n_rows: int
) -> Block:
    """A block of one table."""
    return Block(tuple(names), dict(keys), dict(rows), np.array([0, n_rows], np.int64), np.zeros(1, np.int64))
