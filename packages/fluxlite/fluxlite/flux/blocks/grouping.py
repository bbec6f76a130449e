"""Regrouping: from tables of any schemas to new tables by other key columns.

Every function that changes group keys ends here. Tables that get the same key are merged: their rows follow each other
in the order of the stream, and the columns of the merged table are all that any of its sources had, null where missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import FLOAT, STRING, Ints, Numbers, kind_name, to_numpy, valid
from fluxlite.flux.blocks.sorting import ranks
from fluxlite.flux.blocks.tables import Block, Columns, Stream, bounds, ranges
from fluxlite.flux.language.errors import TableError


def codes(column: pa.Array) -> Ints:
    """A number for each value of a column, the same for equal values; null is like null, and no NaN is like another."""
    encoded = column.dictionary_encode(null_encoding="encode")
    numbers = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
    if column.type != FLOAT:
        return numbers
    lone = np.flatnonzero(np.isnan(to_numpy(column)))
    if not len(lone):
        return numbers
    numbers = numbers.copy()
    numbers[lone] = len(encoded.dictionary) + np.arange(len(lone))
    return numbers


def combined_codes(columns: Sequence[pa.Array], n: int) -> Ints:
    """A number for each row of some columns, the same for equal rows, by first appearance."""
    result = np.zeros(n, np.int64)
    for column in columns:
        code = codes(column)
        result = result * (int(code.max(initial=0)) + 1) + code
        result = np.unique(result, return_inverse=True)[1]
    return by_appearance(result)


def by_appearance(result: Ints) -> Ints:
    """Renumber codes so that they count up in the order in which they appear first."""
    _, first, inverse = np.unique(result, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


@dataclass(frozen=True, eq=False)
class Segments:
    """Stretches of rows of one block: where they start, how long they are, their place in the stream, their keys."""

    block: Block
    starts: Ints
    lengths: Ints
    rank: Ints
    keys: Columns


def distinct_keys(stream: Stream, leaving_out: Sequence[str] = ()) -> bool:
    """Whether no two tables have the same key, some key columns left out."""
    codes_of: list[pa.Array] = []
    names = sorted({name for block in stream for name in block.keys if name not in leaving_out})
    for name in names:
        kinds = {block.keys[name].type for block in stream if name in block.keys}
        if len(kinds) > 1:
            return False
        kind = kinds.pop()
        pieces = [block.keys.get(name, pa.nulls(block.n_tables, kind)) for block in stream]
        codes_of.append(pa.concat_arrays(pieces))
    return len(np.unique(combined_codes(codes_of, stream.n_tables))) == stream.n_tables


def table_segments(block: Block, keys: Columns) -> Segments:
    """Each table as one stretch, with new keys, one value a table."""
    return Segments(block, block.offsets[:-1], block.lengths, block.rank, keys)


def row_segments(block: Block, keys: Columns) -> Segments:
    """Stretches of rows of one table that have the same new keys, one value a row."""
    n = block.n_rows
    code = combined_codes(list(keys.values()), n)
    tables = block.table_of_row
    breaks = np.ones(n, bool)
    breaks[1:] = (code[1:] != code[:-1]) | (tables[1:] != tables[:-1])
    starts = np.flatnonzero(breaks)
    lengths = np.diff(np.append(starts, n))
    chosen = pa.array(starts)
    taken = {name: column.take(chosen) for name, column in keys.items()}
    return Segments(block, starts, lengths, block.rank[tables[starts]], taken)


def regroup(stream: Stream, columns: Sequence[str], *, missing: str | None = None) -> Stream:
    """Tables by these key columns; a column that a source table lacks is `missing` there, in the key too.

    Tables without rows stay where their old keys tell the new ones.
    """
    parts = []
    present = [name for name in columns if any(name in block.names for block in stream)]
    for block in stream:
        wanted = [name for name in present if name in block.names]
        if all(name in block.keys for name in wanted):
            keys = {name: block.keys[name] for name in wanted}
            if missing is not None:
                keys |= {name: pa.repeat(missing, block.n_tables) for name in present if name not in wanted}
            parts.append(table_segments(block, keys))
        elif block.n_rows:
            parts.append(row_segments(block, {name: block.column(name) for name in wanted}))
    return merge(parts, present, missing=missing)


def merge(
    parts: Sequence[Segments],
    columns: Sequence[str],
    *,
    drop: Sequence[str] = (),
    missing: str | None = None,
    spacing: int = 0,
) -> Stream:
    """The stream in which all segments with the same values of `columns` are one table; `drop` leaves columns out.

    Texts that a source lacks become `missing`, everything else null. With a `spacing` the ranks of several merges
    compare: they are those of the earliest members, that far apart.
    """
    parts = [part for part in parts if len(part.starts)]
    if not parts:
        return Stream()
    keys = _common_keys(parts, columns, missing)
    rank = np.concatenate([part.rank for part in parts])
    group = combined_codes(list(keys.values()), len(rank))
    group, places = _by_rank(group, rank, keys, spacing)
    source = np.repeat(np.arange(len(parts)), [len(part.starts) for part in parts])
    blocks = []
    for members in _same_sources(group, source):
        chosen = np.isin(group, members)
        try:
            blocks.append(_merged(parts, keys, group, rank, source, np.flatnonzero(chosen), tuple(drop), missing))
        except CollisionError as flaw:
            raise _first_collision(flaw, parts, group, rank, source) from None
    return Stream(tuple(replace(block, rank=places[block.rank]) for block in blocks))


def _common_keys(parts: Sequence[Segments], columns: Sequence[str], missing: str | None) -> Columns:
    """The key columns of all segments, one after the other."""
    result: Columns = {}
    for name in columns:
        kinds = [part.keys[name].type for part in parts if name in part.keys]
        if not kinds:
            continue
        kind = kinds[0]
        if any(other != kind for other in kinds):
            raise _collision(name, *kinds)
        pieces = [part.keys.get(name, _filling(len(part.starts), kind, missing)) for part in parts]
        result[name] = pa.concat_arrays(pieces)
    return result


def _by_rank(group: Ints, rank: Ints, keys: Columns, spacing: int) -> tuple[Ints, Ints]:
    """Number the groups by the earliest place of a member, those of one table by their keys; and the groups' ranks."""
    first = np.full(int(group.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, group, rank)
    ties = len(np.unique(first)) < len(first)
    order: list[Numbers] = []
    if ties:
        head = pa.array(np.unique(group, return_index=True)[1])
        for name in sorted(keys, reverse=True):
            column = keys[name].take(head)
            order += [ranks(column), valid(column)]
    place = np.empty(len(first), np.int64)
    sequence = np.lexsort((*order, first))
    place[sequence] = np.arange(len(first))
    return place[group], first[sequence] * spacing + np.arange(len(first))


def _same_sources(group: Ints, source: Ints) -> list[Ints]:
    """Sets of groups whose members come from the same blocks, so that they have the same columns."""
    if not source[-1]:
        return [np.unique(group)]
    pairs = np.unique(np.stack((group, source)), axis=1)
    found: dict[bytes, list[int]] = {}
    starts = np.flatnonzero(np.r_[True, pairs[0, 1:] != pairs[0, :-1]])
    for start, stop in zip(starts, np.append(starts[1:], pairs.shape[1]), strict=True):
        found.setdefault(pairs[1, start:stop].tobytes(), []).append(int(pairs[0, start]))
    return [np.array(members) for members in found.values()]


def _merged(
    parts: Sequence[Segments],
    keys: Columns,
    group: Ints,
    rank: Ints,
    source: Ints,
    chosen: Ints,
    drop: tuple[str, ...],
    missing: str | None,
) -> Block:
    """One block of the chosen segments; segments of a group follow each other in the order of the stream."""
    order = chosen[np.lexsort((chosen, rank[chosen], group[chosen]))]
    used = [number for number in range(len(parts)) if (source[chosen] == number).any()]
    pooled_starts, names, kinds = _pool(parts, used, drop)
    starts = np.concatenate([part.starts for part in parts]) + pooled_starts[source]
    lengths = np.concatenate([part.lengths for part in parts])[order]
    indices = ranges(starts[order], lengths)
    in_order = np.array_equal(indices, np.arange(len(indices)))
    rows: Columns = {}
    for name in names:
        if name not in keys:
            pooled = _pooled_column([parts[number].block for number in used], name, kinds[name], missing)
            whole = in_order and len(pooled) == len(indices)
            rows[name] = pooled if whole else pooled.take(pa.array(indices))
    heads = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
    key_columns = {name: column.take(pa.array(order[heads])) for name, column in keys.items()}
    key_columns = {name: column for name, column in key_columns.items() if name in names}
    starts = bounds(lengths)[:-1]
    offsets = np.append(starts[heads], lengths.sum())
    cuts = None if len(heads) == len(order) else starts[_piece_heads(group[order], source[order], rank[order])]
    return Block(names, key_columns, rows, offsets, group[order][heads], cuts)


def _first_collision(
    flaw: "CollisionError", parts: Sequence[Segments], group: Ints, rank: Ints, source: Ints
) -> "CollisionError":
    """The two types of a column that meet first, in the order of the stream."""
    known: dict[int, pa.DataType] = {}
    for at in np.argsort(rank, kind="stable").tolist():
        kind = parts[source[at]].block.kind(flaw.column)
        if kind is not None and known.setdefault(int(group[at]), kind) != kind:
            return _collision(flaw.column, known[int(group[at])], kind)
    return flaw


def _piece_heads(*members: Ints) -> Ints:
    """Where another table begins among segments in their order."""
    changes = [np.r_[True, column[1:] != column[:-1]] for column in members]
    return np.flatnonzero(np.logical_or.reduce(changes))


def _pool(
    parts: Sequence[Segments], used: Sequence[int], drop: tuple[str, ...]
) -> tuple[Ints, tuple[str, ...], dict[str, pa.DataType]]:
    """Where each used block begins when their rows stand one after the other; all their columns, with types."""
    starts = np.zeros(len(parts), np.int64)
    kinds: dict[str, pa.DataType] = {}
    total = 0
    for number in used:
        block = parts[number].block
        starts[number] = total
        total += block.n_rows
        for name in (*block.names, *parts[number].keys):
            kind = block.kind(name) if name not in parts[number].keys else parts[number].keys[name].type
            if name not in drop and kinds.setdefault(name, kind) != kind:
                raise _collision(name, kinds[name], kind)
    return starts, tuple(kinds), kinds


def _filling(n: int, kind: pa.DataType, missing: str | None) -> pa.Array:
    return pa.nulls(n, kind) if missing is None or kind != STRING else pa.repeat(missing, n)


def _pooled_column(blocks: Sequence[Block], name: str, kind: pa.DataType, missing: str | None) -> pa.Array:
    pieces = [block.column(name) if name in block.names else _filling(block.n_rows, kind, missing) for block in blocks]
    return pieces[0] if len(pieces) == 1 else pa.concat_arrays(pieces)


class CollisionError(TableError):
    """A column that has several types in the tables that are to be put together."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _collision(name: str, *kinds: pa.DataType) -> CollisionError:
    first, second = (kind_name(kind) for kind in (kinds[0], next(kind for kind in kinds if kind != kinds[0])))
    return CollisionError(name, f'schema collision detected: column "{name}" is both of type {second} and {first}')
