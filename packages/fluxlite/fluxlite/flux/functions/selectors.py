"""Selectors: functions that keep some rows of each table as they are."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.grouping import codes
from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT, Ints, kind_name
from fluxlite.flux.blocks.reductions import each_block, end_rows, extreme_rows, values_of
from fluxlite.flux.blocks.sorting import sorted_rows
from fluxlite.flux.blocks.tables import Block, Stream, bounds, ranges
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context

_STREAM = "(<-tables: stream, ?column: string)"
SELECTORS = ("min", "max", "first", "last")


def select_rows(block: Block, tables: Ints, rows: Ints) -> Block:
    """Single rows of some tables; the other tables stay, empty."""
    lengths = np.zeros(block.n_tables, np.int64)
    lengths[tables] = 1
    return block.take_rows(rows, bounds(lengths))


_ZEROS = {FLOAT: 0.0, INT: 0, UINT: 0, BOOL: False, STRING: "", TIME: 0}


def without_nulls(block: Block) -> Block:
    """The block with zeros for nulls: InfluxDB reads the rows that a selector chose without asking for nulls."""
    filled = {
        name: column.fill_null(pa.scalar(_ZEROS[column.type], column.type))
        for name, column in block.rows.items()
        if column.null_count
    }
    return block.with_rows(filled) if filled else block


def with_null_rows(block: Block) -> Block:
    """A row of nulls in every table that has none."""
    empty = block.lengths == 0
    if not empty.any():
        return block
    lengths = np.where(empty, 1, block.lengths)
    offsets = bounds(lengths)
    source = np.full(int(offsets[-1]), -1, np.int64)
    filled = np.ones(len(source), bool)
    filled[offsets[:-1][empty]] = False
    source[filled] = np.arange(block.n_rows)
    chosen = pa.array(source, mask=~filled)
    rows = {name: column.take(chosen) for name, column in block.rows.items()}
    return Block(block.names, block.keys, rows, offsets, block.rank)


def _selectable(block: Block, column: str) -> None:
    if block.kind(column) is None:
        raise TableError(f'no column "{column}" exists')


def extreme(block: Block, column: str, *, largest: bool) -> Block:
    """The row of each table with the largest or smallest value, the first of equals."""
    _selectable(block, column)
    kind = block.kind(column)
    if kind not in (FLOAT, INT, UINT, TIME):
        name = "MaxSelector" if largest else "MinSelector"
        raise TableError(f"invalid use of function: *universe.{name} has no implementation for type {kind_name(kind)}")
    values = values_of(block, column)
    return without_nulls(select_rows(block, *extreme_rows(values, np.fmax if largest else np.fmin)))


def at_end(block: Block, column: str, *, last: bool) -> Block:
    """The first or last row of each table whose value is not null."""
    _selectable(block, column)
    chosen = select_rows(block, *end_rows(values_of(block, column), last=last))
    return without_nulls(chosen) if last else chosen


@transformation("universe", "max", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def max_(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The row with the largest value."""
    return each_block(tables, lambda block: extreme(block, column, largest=True))


@transformation("universe", "min", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def min_(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The row with the smallest value."""
    return each_block(tables, lambda block: extreme(block, column, largest=False))


@transformation("universe", "first", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def first(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The first row with a value; of series that storage grouped, the earliest."""
    return each_block(_by_time(tables, column), lambda block: at_end(block, column, last=False))


@transformation("universe", "last", _STREAM, streaming=True, flow=Flow.FROM_STORAGE)
def last(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The last row with a value; of series that storage grouped, the latest."""
    return each_block(_by_time(tables, column), lambda block: at_end(block, column, last=True))


def _by_time(stream: Stream, column: str) -> Stream:
    """Storage finds the first and last of a group by time, not by the order of rows; of equals, by series."""
    if stream.origin != "group" or column != "_value":
        return stream
    return each_block(stream, lambda block: sorted_rows(replace(block, cuts=None), ["_time"], descending=False))


def cut(block: Block, n: int, offset: int, *, from_end: bool = False) -> Block:
    """At most `n` rows of each table, after leaving out `offset`, from the start or the end."""
    n = max(n, 0)
    if n and offset and not from_end:
        block = block.take_tables(np.flatnonzero((block.lengths > offset) | (block.lengths == 0)))
    lengths = np.clip(block.lengths - offset, 0, n)
    if from_end:
        starts = np.maximum(block.offsets[1:] - offset, block.offsets[:-1]) - lengths
    else:
        starts = block.offsets[:-1] + offset
    if np.array_equal(lengths, block.lengths):
        return block
    return block.take_rows(ranges(starts, lengths), bounds(lengths))


@transformation("universe", "limit", "(<-tables: stream, n: int, ?offset: int)", streaming=True, flow=Flow.IN_CHUNKS)
def limit(_context: Context, call: Call, tables: Stream, n: int, offset: int = 0) -> Stream:
    """The first `n` rows of each table after `offset`."""
    if offset < 0:
        raise invalid(f'error calling function "limit" @{call.span}: limit offset cannot be negative ({offset})')
    return each_block(tables, lambda block: cut(block, n, offset))


@transformation("universe", "tail", "(<-tables: stream, n: int, ?offset: int)", streaming=True, flow=Flow.GATHERS)
def tail(_context: Context, call: Call, tables: Stream, n: int, offset: int = 0) -> Stream:
    """The last `n` rows of each table before `offset`."""
    _check_counts(call, n, offset)
    return each_block(tables, lambda block: cut(block, n, offset, from_end=True))


def _check_counts(call: Call, n: int, offset: int) -> None:
    if n < 0 or offset < 0:
        raise invalid(f'error calling function "{call.name}" @{call.span}: n and offset must not be negative')


def _by_value(block: Block, columns: list[str] | None, n: int, *, descending: bool) -> Block:
    return sorted_rows(block, columns or ["_value"], descending=descending, limit=n)


@transformation("universe", "top", "(<-tables: stream, n: int, ?columns: [string])", flow=Flow.UNPLACED)
def top(context: Context, call: Call, tables: Stream, n: int, columns: list[str] | None = None) -> Stream:
    """The `n` rows with the largest values."""
    ordered = each_block(tables.non_empty(), lambda block: _by_value(block, columns, n, descending=True))
    return limit(context, call, ordered, n)


@transformation("universe", "bottom", "(<-tables: stream, n: int, ?columns: [string])", flow=Flow.UNPLACED)
def bottom(context: Context, call: Call, tables: Stream, n: int, columns: list[str] | None = None) -> Stream:
    """The `n` rows with the smallest values."""
    ordered = each_block(tables.non_empty(), lambda block: _by_value(block, columns, n, descending=False))
    return limit(context, call, ordered, n)


def first_of_each(block: Block, column: str) -> tuple[Ints, Ints]:
    """(rows, number of rows a table): the first row of each distinct value, null among them."""
    code = codes(block.column(column))
    combined = block.table_of_row * (int(code.max(initial=0)) + 1) + code
    rows = np.sort(np.unique(combined, return_index=True)[1])
    return rows, np.bincount(block.table_of_row[rows], minlength=block.n_tables).astype(np.int64)


@transformation("universe", "unique", _STREAM, flow=Flow.GATHERS)
def unique(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The first row of each value."""

    def choose(block: Block) -> Block:
        if column not in block.names:
            raise TableError(f'no column "{column}" exists')
        rows, lengths = first_of_each(block, column)
        return block.take_rows(rows, bounds(lengths))

    return each_block(tables, choose)


@transformation("universe", "distinct", _STREAM, streaming=True, flow=Flow.GATHERS)
def distinct(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The distinct values of a column, as `_value`; an empty text where a table has no such column."""

    def choose(block: Block) -> Block:
        keys = {name: value for name, value in block.keys.items() if name != "_value"}
        names = (*dict.fromkeys((*(name for name in block.names if name in keys), *keys)), "_value")
        if block.kind(column) is None or column in block.keys:
            values = block.keys[column] if column in block.keys else pa.repeat("", block.n_tables)
            offsets = np.arange(block.n_tables + 1, dtype=np.int64)
            return Block(names, keys, {"_value": values}, offsets, block.rank)
        rows, lengths = first_of_each(block, column)
        values = block.column(column).take(pa.array(rows))
        return Block(names, keys, {"_value": values}, bounds(lengths), block.rank)

    return each_block(tables, choose)


@transformation("universe", "sample", "(<-tables: stream, n: int, ?pos: int, ?column: string)", flow=Flow.GATHERS)
def sample(_context: Context, call: Call, tables: Stream, n: int, pos: int = 0, column: str = "_value") -> Stream:
    """Every `n`-th row, from place `pos` on."""
    where = f'error calling function "sample" @{call.span}: '
    if n <= 0:
        raise invalid(f"{where}n must be a positive integer, but was {n}")
    if pos >= n:
        raise invalid(f"{where}pos must be less than n, but {pos} >= {n}")

    def choose(block: Block) -> Block:
        _selectable(block, column)
        place = np.arange(block.n_rows) - block.offsets[:-1][block.table_of_row]
        return block.filter_rows(place % n == pos)

    return each_block(tables, choose)
