"""The order of tables in a stream, as InfluxDB has it: it decides the order of rows where tables are merged.

Half of its functions hand tables on as they come; the others gather all of them and give them in the order of their
group keys, and nothing at all if an error comes before the end.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT, Ints, valid
from fluxlite.flux.blocks.sorting import ranks
from fluxlite.flux.blocks.tables import Stream

READ = ("read", "window")
"""Where the tables of a stream come from if each is a series, or a window of one."""
_TYPES = [STRING, INT, UINT, FLOAT, BOOL, TIME]


def in_key_order(stream: Stream) -> Stream:
    """The stream with its tables in the order of their group keys."""
    labels = sorted({name for block in stream for name in block.keys})
    return _ordered(stream, [_places(stream, label) for label in labels])


def in_stored_order(stream: Stream, columns: Sequence[str]) -> Stream:
    """The tables of a `group` that storage computes: by its columns as they are given, missing tags last."""
    places = [_places(stream, name) for name in columns]
    missing = [_missing(stream, name) for name in columns]
    return _ordered(stream, [part for pair in zip(missing, places, strict=True) for part in pair])


def _missing(stream: Stream, label: str) -> Ints:
    """1 for tables whose key has an empty text in the place of a tag, else 0."""
    found = [np.zeros(block.n_tables, np.int64) for block in stream]
    for at, block in enumerate(stream):
        if block.keys[label].type == STRING:
            found[at] = pc.equal(block.keys[label], "").cast(INT).fill_null(0).to_numpy()
    return np.concatenate(found)


def _ordered(stream: Stream, columns: Sequence[Ints]) -> Stream:
    if stream.n_tables < 2:
        return stream
    previous = np.concatenate([block.rank for block in stream])
    order = np.lexsort((previous, *reversed(columns)))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    edges = np.cumsum([0, *(block.n_tables for block in stream)])
    pairs = zip(stream, edges, strict=False)
    return replace(stream, blocks=tuple(replace(block, rank=place[at : at + block.n_tables]) for block, at in pairs))


def _places(stream: Stream, label: str) -> Ints:
    """Numbers that order all tables by one key column: a table without it comes first, then null, then values."""
    found = [block.keys.get(label) for block in stream]
    result = [np.zeros(block.n_tables, np.int64) for block in stream]
    above = 1
    for kind in _TYPES:
        chosen = [at for at, column in enumerate(found) if column is not None and column.type == kind]
        if not chosen:
            continue
        pooled = pa.concat_arrays([found[at] for at in chosen])
        codes = np.where(valid(pooled), np.unique(ranks(pooled), return_inverse=True)[1] + 1, 0) + above
        above = int(codes.max(initial=above)) + 1
        edges = np.cumsum([0, *(len(result[at]) for at in chosen)])
        for at, start in zip(chosen, edges, strict=False):
            result[at] = codes[start : start + len(result[at])]
    return np.concatenate(result)
