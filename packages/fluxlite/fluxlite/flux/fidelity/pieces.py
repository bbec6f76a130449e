"""Streams in pieces: tables that may have equal keys, as InfluxDB's newer functions hand them on.

`group` and `map` only say where rows belong. What follows and looks at rows alone (`filter`, `map`, `group`) works on
the pieces, each with the columns that it came with; what looks at tables puts equal keys together.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.grouping import Segments, distinct_keys, merge, row_segments, table_segments
from fluxlite.flux.blocks.kinds import Numbers, valid
from fluxlite.flux.blocks.sorting import ranks
from fluxlite.flux.blocks.tables import Block, Columns, Stream, bounds, ranges

PIECES = "pieces"
"""The origin of a stream in pieces."""


def table_pieces(block: Block, keys: Columns) -> Block:
    """Each table as a piece with new keys, one value a table."""
    return _piece(table_segments(block, keys), np.arange(block.n_tables))


def row_pieces(block: Block, keys: Columns) -> Block:
    """Stretches of rows with the same new keys as pieces, those of one table in the order of their keys."""
    segments = row_segments(block, keys)
    order: list[Numbers] = [np.arange(len(segments.starts))]
    for name in sorted(keys, reverse=True):
        order += [ranks(segments.keys[name]), valid(segments.keys[name])]
    return _piece(segments, np.lexsort((*order, segments.rank)))


def _piece(segments: Segments, order: np.ndarray) -> Block:
    block, chosen = segments.block, pa.array(order)
    keys = {name: column.take(chosen) for name, column in segments.keys.items()}
    rows = {name: block.column(name) for name in block.names if name not in keys}
    names = (*block.names, *(name for name in keys if name not in block.names))
    lengths = segments.lengths[order]
    indices = ranges(segments.starts[order], lengths)
    if not np.array_equal(indices, np.arange(block.n_rows)):
        rows = {name: column.take(pa.array(indices)) for name, column in rows.items()}
    return Block(names, keys, rows, bounds(lengths), segments.rank[order])


def without_columns(block: Block) -> Block:
    """Tables without any column, and so without rows."""
    return Block((), {}, {}, np.zeros(block.n_tables + 1, np.int64), block.rank)


def remerged(stream: Stream) -> Stream:
    """The stream with tables of equal keys merged into one."""
    if distinct_keys(stream):
        return replace(stream, origin="") if stream.origin == PIECES else stream
    keys = list(dict.fromkeys(name for block in stream for name in block.keys))
    by_names: dict[frozenset[str], list[Block]] = {}
    for block in stream:
        by_names.setdefault(frozenset(block.keys), []).append(block)
    spacing = stream.n_tables + 1
    merged = [
        block
        for names, blocks in by_names.items()
        for block in merge(
            [table_segments(item, item.keys) for item in blocks], [k for k in keys if k in names], spacing=spacing
        )
    ]
    return reranked(Stream(tuple(merged), stream.error))


def renumbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks whose ranks may clash, with ranks of their own."""
    result, total = [], 0
    for block in blocks:
        order = np.empty(block.n_tables, np.int64)
        order[np.argsort(block.rank, kind="stable")] = np.arange(block.n_tables)
        result.append(replace(block, rank=order + total))
        total += block.n_tables
    return tuple(result)


def reranked(stream: Stream) -> Stream:
    """Ranks unique again where several tables have the rank of the table that they came from."""
    found = np.concatenate([block.rank for block in stream]) if stream.blocks else np.zeros(0, np.int64)
    place = np.empty(len(found), np.int64)
    place[np.argsort(found, kind="stable")] = np.arange(len(found))
    edges = bounds(np.array([block.n_tables for block in stream], np.int64))
    pairs = zip(stream, edges, strict=False)
    return replace(stream, blocks=tuple(replace(block, rank=place[at : at + block.n_tables]) for block, at in pairs))
