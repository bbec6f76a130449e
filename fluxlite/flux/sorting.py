"""Sorting the rows of every table of a block at once: stable, nulls first in both directions, as InfluxDB sorts."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.kinds import FLOAT, STRING, Ints, Numbers, to_numpy, valid
from fluxlite.flux.tables import Block


def sorted_rows(block: Block, columns: Sequence[str], *, descending: bool) -> Block:
    """Each table's rows by some columns; columns that the table does not have (or has in its key) do not matter."""
    wanted = [name for name in columns if name in block.rows]
    if not wanted or block.n_rows < 2:
        return block
    order = sort_indices([block.rows[name] for name in wanted], block.table_of_row, descending=descending)
    return block if np.array_equal(order, np.arange(len(order))) else block.take_rows(order, block.offsets)


def sort_indices(columns: Sequence[pa.Array], table: Ints, *, descending: bool) -> Ints:
    """The order of rows by table, then by columns."""
    keys: list[Numbers] = []
    for column in reversed(columns):
        rank = ranks(column)
        keys += [-rank if descending else rank, valid(column)]
    return np.lexsort((*keys, table))


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
