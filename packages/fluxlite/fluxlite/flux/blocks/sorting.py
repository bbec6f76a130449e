"""Sorting the rows of every table of a block at once: stable, nulls first in both directions, as InfluxDB sorts."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import FLOAT, STRING, Ints, Numbers, to_numpy, valid
from fluxlite.flux.blocks.tables import Block

MOST_MERGED = 200_000
"""Rows up to which the order of equal rows is InfluxDB's; beyond, they keep the order that they had."""


def sorted_rows(block: Block, columns: Sequence[str], *, descending: bool, limit: int | None = None) -> Block:
    """Each table's rows by some columns; columns that the table does not have (or has in its key) do not matter.

    With a `limit` only so many rows of each table are wanted: they come first.
    """
    wanted = [name for name in columns if name in block.rows]
    if (not wanted and block.cuts is None) or block.n_rows < 2:
        return block
    columns = [block.rows[name] for name in wanted]
    order = sort_indices(columns, block.table_of_row, descending=descending)
    if block.cuts is not None and len(order) <= MOST_MERGED:
        order = _merged(block, order, _codes(columns, order), limit)
    return block if np.array_equal(order, np.arange(len(order))) else block.take_rows(order, block.offsets)


def sort_indices(columns: Sequence[pa.Array], table: Ints, *, descending: bool) -> Ints:
    """The order of rows by table, then by columns."""
    keys: list[Numbers] = []
    for column in reversed(columns):
        rank = ranks(column)
        keys += [-rank if descending else rank, valid(column)]
    return np.lexsort((*keys, table))


def _codes(columns: Sequence[pa.Array], order: Ints) -> Ints:
    """A number for each row that orders as the rows do, the same for equal rows."""
    changes = np.zeros(len(order), bool)
    for column in columns:
        rank, present = ranks(column)[order], valid(column)[order]
        changes[1:] |= (rank[1:] != rank[:-1]) | (present[1:] != present[:-1])
    codes = np.empty(len(order), np.int64)
    codes[order] = np.cumsum(changes)
    return codes


def _merged(block: Block, order: Ints, codes: Ints, limit: int | None) -> Ints:
    """The order of rows where tables are put together from sorted pieces, as InfluxDB does it: by a heap."""
    assert block.cuts is not None
    pieces = np.searchsorted(block.cuts, order, side="right")
    result = order.copy()
    for start, stop in zip(block.offsets[:-1].tolist(), block.offsets[1:].tolist(), strict=True):
        mine, piece = order[start:stop], pieces[start:stop]
        tied = codes[mine][1:] == codes[mine][:-1]
        if (tied & (piece[1:] != piece[:-1])).any():
            runs = [mine[piece == number].tolist() for number in np.unique(piece)]
            merged = list(_merge(runs, codes)) if limit is None else _merge_by_turns(runs, codes, limit)
            rest = sorted(set(mine.tolist()) - set(merged)) if len(merged) < len(mine) else []
            result[start:stop] = merged + rest
    return result


def _merge_by_turns(runs: list[list[int]], codes: Ints, limit: int) -> list[int]:
    """The first rows of all runs, each run merged with the first rows of those before it."""
    best: list[int] = []
    for run in runs:
        best = list(_merge([best, run] if best else [run], codes))[:limit]
    return best


def _merge(runs: list[list[int]], codes: Ints) -> Iterator[int]:
    """Rows of sorted runs in order; which of equal rows comes first is up to the heap, which is Go's."""
    heap = [(codes[run].tolist(), run, 0) for run in runs]
    for at in range(len(heap) // 2 - 1, -1, -1):
        _sift(heap, at, len(heap))
    while heap:
        code, run, place = heap[0]
        yield run[place]
        if place + 1 < len(run):
            heap[0] = (code, run, place + 1)
        else:
            heap[0] = heap[-1]
            heap.pop()
        _sift(heap, 0, len(heap))


def _sift(heap: list[tuple[list[int], list[int], int]], at: int, n: int) -> None:
    def value(index: int) -> int:
        code, _, place = heap[index]
        return code[place]

    while (child := 2 * at + 1) < n:
        if child + 1 < n and value(child + 1) < value(child):
            child += 1
        if value(child) >= value(at):
            return
        heap[at], heap[child] = heap[child], heap[at]
        at = child


def ranks(column: pa.Array) -> Numbers:
    """Numbers that order as a column's values do, and may be negated."""
    if column.type == STRING:
        encoded = column.dictionary_encode()
        words = encoded.dictionary
        place = np.empty(len(words) + 1, np.int64)
        place[np.asarray(pc.array_sort_indices(words))] = np.arange(len(words))
        indices = np.asarray(encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False))
        place[len(words)] = 0
        return np.asarray(place[indices])
    values = to_numpy(column)
    if column.type == FLOAT:
        return values
    if values.dtype == np.uint64:
        return np.unique(values, return_inverse=True)[1].astype(np.int64)
    whole = values.astype(np.int64)
    return np.unique(whole, return_inverse=True)[1].astype(np.int64) if whole.min(initial=0) == -(2**63) else whole
