"""Reductions of columns over the tables of a block, by numpy's reduceat: no Python loop over tables or rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fluxlite.flux.blocks.kinds import FLOAT, Bools, Ints, from_numpy, kind_name, to_numpy, valid
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.language.errors import TableError

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Values:
    """The values of a column without its nulls: where each table's begin, and which rows they were."""

    values: Numbers
    offsets: Ints
    rows: Ints

    @property
    def lengths(self) -> Ints:
        return np.diff(self.offsets)

    @property
    def table_of_value(self) -> Ints:
        return np.repeat(np.arange(len(self.offsets) - 1), self.lengths)

    def reduce(self, ufunc: np.ufunc, empty: float = 0) -> Numbers:
        """One number a table; `empty` for tables without values."""
        lengths = self.lengths
        result = np.full(len(lengths), empty, self.values.dtype)
        filled = lengths > 0
        if filled.any():
            result[filled] = ufunc.reduceat(self.values, self.offsets[:-1][filled])
        return result

    def as_float(self) -> "Values":
        return Values(self.values.astype(np.float64), self.offsets, self.rows)


def values_of(block: Block, name: str) -> Values:
    """The values of a column, nulls left out."""
    column = block.column(name)
    numbers = to_numpy(column)
    if not column.null_count:
        return Values(numbers, block.offsets, np.arange(block.n_rows))
    mask = valid(column)
    kept = np.concatenate(([0], np.cumsum(mask)))
    return Values(numbers[mask], kept[block.offsets], np.flatnonzero(mask))


def first_where(values: Values, mask: Bools) -> tuple[Ints, Ints]:
    """(tables, positions) of the first value of each table for which the mask is true."""
    positions = np.flatnonzero(mask)
    tables, first = np.unique(values.table_of_value[positions], return_index=True)
    return tables, positions[first]


def extreme_rows(values: Values, ufunc: np.ufunc) -> tuple[Ints, Ints]:
    """(tables, rows) of the first extreme value of each table that has values."""
    best = values.reduce(ufunc)[values.table_of_value]
    same = (values.values == best) | (np.isnan(best) if best.dtype.kind == "f" else False)
    tables, positions = first_where(values, same)
    return tables, values.rows[positions]


def end_rows(values: Values, *, last: bool) -> tuple[Ints, Ints]:
    """(tables, rows) of the first or last value of each table that has values."""
    tables = np.flatnonzero(values.lengths)
    positions = values.offsets[1:][tables] - 1 if last else values.offsets[:-1][tables]
    return tables, values.rows[positions]


def column_kind(block: Block, name: str, allowed: tuple[pa.DataType, ...]) -> pa.DataType:
    """The type of a column that is to be aggregated; raises the flaw that InfluxDB reports otherwise."""
    kind = block.kind(name)
    if kind is None:
        raise TableError(f'column "{name}" does not exist')
    if name in block.keys:
        raise TableError("cannot aggregate columns that are part of the group key")
    if kind not in allowed:
        raise TableError(f"unsupported aggregate column type {kind_name(kind)}")
    return kind


def one_row_each(block: Block, columns: dict[str, pa.Array], *, in_place: bool = False) -> Block:
    """Each table as one row of new columns, beside its key or (as storage gives them) in their old places."""
    offsets = np.arange(block.n_tables + 1, dtype=np.int64)
    kept = (name for name in block.names if name in block.keys or (in_place and name in columns))
    names = tuple(dict.fromkeys((*kept, *block.keys, *columns)))
    return Block(names, block.keys, columns, offsets, block.rank)


def floats(numbers: Numbers, null: Bools) -> pa.Array:
    """A column of floats, null where said."""
    return from_numpy(numbers, FLOAT, null)


def each_block(stream: Stream, change: Callable[[Block], Block]) -> Stream:
    """The stream with each block changed; after the first flaw, in the order of tables, only its error."""
    blocks: list[Block] = []
    failed: tuple[int, TableError] | None = None
    for block in stream:
        try:
            blocks.append(change(block))
        except TableError as flaw:
            good, rank, first = _until_flaw(block, change, flaw)
            blocks += [good] if good else []
            if failed is None or rank < failed[0]:
                failed = rank, first
    result = Stream(tuple(block for block in blocks if block.n_tables), stream.error)
    if failed is None:
        return result
    before = result.before(*failed)
    return before if before.n_rows else Stream((), failed[1])


def _until_flaw(
    block: Block, change: Callable[[Block], Block], flaw: TableError
) -> tuple[Block | None, int, TableError]:
    """The tables before the first with a flaw, changed; its rank, and its flaw."""
    order = np.argsort(block.rank, kind="stable")
    for place, table in enumerate(order):
        try:
            change(block.take_tables(np.array([table])))
        except TableError as first:
            good = change(block.take_tables(order[:place])) if place else None
            return good, int(block.rank[table]), first
    return None, int(block.rank.min(initial=np.iinfo(np.int64).max)), flaw
