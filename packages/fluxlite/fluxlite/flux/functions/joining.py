"""join: the old function, and the package `join`. Rows of two streams side by side where some columns are equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.grouping import combined_codes, merge, row_segments
from fluxlite.flux.blocks.kinds import NULL, Ints, Numbers, valid
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.rows import spread
from fluxlite.flux.blocks.sorting import ranks, sorted_rows
from fluxlite.flux.blocks.tables import Block, Stream, ranges
from fluxlite.flux.blocks.values import Function, Record, StreamValue, is_basic, nature
from fluxlite.flux.fidelity.pieces import renumbered
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.parser import children
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function

_PAIR_CELLS = 6
"""What each pair of rows costs beside its columns, in cells: its places on both sides, and their order."""


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs of rows; -1 stands for a row that is missing on that side."""

    left: Ints
    right: Ints


def matched(
    context: Context, left: Sequence[pa.Array], right: Sequence[pa.Array], n_left: int, n_right: int
) -> Matches:
    """All pairs of rows with equal values in all columns; null equals nothing."""
    both = [pa.concat_arrays([a, b]) for a, b in zip(left, right, strict=True)]
    code = combined_codes(both, n_left + n_right)
    null = np.zeros(n_left + n_right, bool)
    for column in both:
        null |= np.asarray(column.is_null().to_numpy(zero_copy_only=False))
    code[null] = -1
    right_code = code[n_left:]
    order = np.argsort(right_code, kind="stable")
    ordered = right_code[order]
    first = np.searchsorted(ordered, code[:n_left], side="left")
    count = np.searchsorted(ordered, code[:n_left], side="right") - first
    count[code[:n_left] < 0] = 0
    context.check_cells(int(count.sum()), len(left) + _PAIR_CELLS, "join")
    rows = np.repeat(np.arange(n_left), count)
    return Matches(rows, order[ranges(first, count)])


@transformation("universe", "join", "(tables: {stream}, on: [string], ?method: string)", flow=Flow.PLACED)
def join(context: Context, call: Call, tables: dict[str, Any], on: list[str], method: str = "inner") -> Stream:
    """Rows of two streams that are equal in some columns; other columns that both have get their stream's name."""
    where = f'error calling function "join" @{call.span}: '
    for name, given in sorted(tables.items()):
        if not isinstance(given, Stream | StreamValue):
            raise invalid(f'{where}expected "{name}" to be stream type; instead got {nature(given)}')
    if len(tables) != 2:
        raise FluxError("not implemented", f"{where}joins currently must only have two parents")
    if method != "inner":
        raise invalid(f"{where}{method} is not a valid join type")
    if not on:
        raise invalid(f"{where}at least one column in 'on' column list is required")
    (left_name, left), (right_name, right) = sorted(tables.items())
    blocks = [
        joined
        for a in left.non_empty()
        for b in right.non_empty()
        if (joined := _old_join(context, a, b, (left_name, right_name), on)) is not None
    ]
    return Stream(renumbered(blocks))


def _old_join(context: Context, left: Block, right: Block, names: tuple[str, str], on: list[str]) -> Block | None:
    if any(left.kind(name) is None or left.kind(name) != right.kind(name) for name in on):
        return None
    pairs = matched(
        context,
        [left.column(name) for name in on],
        [right.column(name) for name in on],
        left.n_rows,
        right.n_rows,
    )
    if not len(pairs.left):
        return None
    tables = (left.table_of_row[pairs.left], right.table_of_row[pairs.right])
    values = [ranks(left.column(name))[pairs.left] for name in sorted(on, reverse=True)]
    order = np.lexsort((pairs.right, pairs.left, *values, right.rank[tables[1]], left.rank[tables[0]]))
    rows_of = (pa.array(pairs.left[order]), pa.array(pairs.right[order]))
    tables = (tables[0][order], tables[1][order])
    heads = np.flatnonzero(np.r_[True, (np.diff(tables[0]) != 0) | (np.diff(tables[1]) != 0)])
    keys, rows = {}, {}
    for side, block in enumerate((left, right)):
        other = (right, left)[side]
        for name in block.names:
            if name in on and side == 1:
                continue
            shared = name in other.names and name not in on
            new = f"{name}_{names[side]}" if shared else name
            if name in block.keys or (name in on and name in other.keys):
                source = block if name in block.keys else other
                table = tables[0] if source is left else tables[1]
                keys[new] = source.keys[name].take(pa.array(table[heads]))
            else:
                rows[new] = block.column(name).take(rows_of[side])
    offsets = np.append(heads, len(order)).astype(np.int64)
    return Block(tuple(sorted((*keys, *rows))), keys, rows, offsets, np.arange(len(heads)))


_ON = "on: (l, r) => bool, as: (l, r) => record"
_METHODS = ("inner", "left", "right", "full")
_METHOD_TEXT = """invalid argument for 'method' - must be "inner", "left", "right", or "full\""""


@transformation("join", "tables", f"(<-left: stream, right: stream, {_ON}, method: string)", flow=Flow.PLACED)
def join_tables(
    context: Context, call: Call, left: Stream, right: Stream, on: Any, method: str, **functions: Any
) -> Stream:
    """Rows of two streams, table by table of the same group key, put together by `as`."""
    if method not in _METHODS:
        raise invalid(f'error calling function "{call.name}" @{call.span}: {_METHOD_TEXT}')
    return _join(context, left, right, _equalities(call, on), functions["as"], method)


def _named(method: str) -> None:
    def run(context: Context, call: Call, left: Stream, right: Stream, on: Any, **functions: Any) -> Stream:
        return _join(context, left, right, _equalities(call, on), functions["as"], method)

    run.__doc__ = f"A {method} join, table by table of the same group key."
    transformation("join", method, f"(<-left: stream, right: stream, {_ON})", flow=Flow.PLACED)(run)


for _method in _METHODS:
    _named(_method)


@transformation(
    "join", "time", "(<-left: stream, right: stream, as: (l, r) => record, ?method: string)", flow=Flow.PLACED
)
def join_time(
    context: Context, call: Call, left: Stream, right: Stream, method: str = "inner", **functions: Any
) -> Stream:
    """A join on `_time`."""
    if method not in _METHODS:
        raise invalid(f'error calling function "time" @{call.span}: {_METHOD_TEXT}')
    return _join(context, left, right, [("_time", "_time")], functions["as"], method)


def _equalities(call: Call, function: Any) -> list[tuple[str, str]]:
    """The pairs of columns that `on` compares."""
    bad = invalid(
        f'error calling function "{call.name}" @{call.span}: error in `on` function: '
        "function body should be a single logical expression that compares columns from each table"
    )
    if not isinstance(function, Function) or isinstance(function.node.body, ast.Block):
        raise bad
    pairs, waiting = [], [function.node.body]
    while waiting:
        node = waiting.pop(0)
        while isinstance(node, ast.ParenExpression):
            node = node.inner
        if isinstance(node, ast.LogicalExpression) and node.operator == "and":
            waiting = [node.left, node.right, *waiting]
        elif isinstance(node, ast.BinaryExpression) and node.operator == "==":
            pairs.append(_sides(node, bad))
        else:
            raise bad
    return pairs


def _sides(node: ast.BinaryExpression, bad: FluxError) -> tuple[str, str]:
    found = {}
    for side in (node.left, node.right):
        if not isinstance(side, ast.MemberExpression) or not isinstance(side.record, ast.Identifier):
            raise bad
        found[side.record.name] = side.name
    if set(found) != {"l", "r"}:
        raise bad
    return found["l"], found["r"]


def _join(context: Context, left: Stream, right: Stream, on: list[tuple[str, str]], as_: Any, method: str) -> Stream:
    blocks: list[Block] = []
    lefts, rights = (
        _sorted(stream.non_empty(), [pair[side] for pair in on]) for side, stream in enumerate((left, right))
    )
    _check_on(lefts, rights, on)
    if left.n_tables or right.n_tables:
        _check_side("left", lefts, as_)
        _check_side("right", rights, as_)
    keys = {frozenset(block.keys) for block in (*lefts, *rights)}
    for names in keys:
        sides = [_pooled(stream, names) for stream in (lefts, rights)]
        if sides[0] is not None or sides[1] is not None:
            blocks += _joined_class(context, sides, (lefts, rights), on, as_, method)
    return Stream(renumbered(blocks))


def _check_on(left: Stream, right: Stream, on: list[tuple[str, str]]) -> None:
    """Raise if a table lacks a column that is compared."""
    for pair in on:
        for stream, name, side in zip((left, right), pair, ("left", "right"), strict=True):
            if any(name not in block.names for block in stream):
                raise TableError(f"cannot set join columns in {side} table stream: table is missing column '{name}'")


def _check_side(side: str, stream: Stream, as_: Any) -> None:
    """Raise if a side has no columns, or not all that `as` asks for."""
    if not stream.blocks:
        raise TableError(f"error preparing {side} side of join: cannot join on an empty table", bare=True)
    for name in sorted(_members(as_.node, side[0])) if isinstance(as_, Function) else ():
        if not any(name in block.names for block in stream):
            raise TableError(f"error preparing {side} side of join: table is missing label {name}", bare=True)


def _members(node: ast.Node, record: str) -> set[str]:
    """The properties of a record that an expression asks for."""
    if isinstance(node, ast.MemberExpression) and isinstance(node.record, ast.Identifier):
        return {node.name} if node.record.name == record else set()
    return {name for child in children(node) for name in _members(child, record)}


def _sorted(stream: Stream, columns: list[str]) -> Stream:
    """Each table by the columns compared: rows that are equal there come as a sort gives them."""
    return each_block(stream, lambda block: sorted_rows(block, columns, descending=False))


def _pooled(stream: Stream, names: frozenset[str]) -> Block | None:
    """All tables of a stream that have these key columns, as one block; a column that some lack is null there."""
    same = [block for block in stream if frozenset(block.keys) == names]
    if not same:
        return None
    merged = merge([row_segments(block, {name: block.column(name) for name in names}) for block in same], sorted(names))
    if len(merged.blocks) == 1:
        return merged.blocks[0]
    everything = merge([row_segments(block, {}) for block in merged], [])
    block = everything.blocks[0]
    return merge([row_segments(block, {name: block.column(name) for name in names})], sorted(names)).blocks[0]


def _joined_class(
    context: Context,
    sides: list[Block | None],
    streams: tuple[Stream, Stream],
    on: list[tuple[str, str]],
    as_: Any,
    method: str,
) -> list[Block]:
    left, right = (
        side if side is not None else _empty_like(stream) for side, stream in zip(sides, streams, strict=True)
    )
    present = sides[0] if sides[0] is not None else right
    key_names = sorted(present.keys)
    pairs = _pairs(context, left, right, key_names, on, method)
    if not len(pairs.left):
        return []
    # A side without a match still has the group key of its table.
    shared = {name: _merged_values(left, right, pairs, name, name) for name in key_names}
    sides_of = ((left, pairs.left), (right, pairs.right))
    records = [Record({**_side_columns(block, rows), **shared}) for block, rows in sides_of]
    result = call_function(as_, {"l": records[0], "r": records[1]}, context)
    if not isinstance(result, Record):
        raise TableError("join: `as` must return a record")
    columns = {}
    for name in result.fields:
        value = result.fields[name]
        if not is_basic(value):
            raise TableError(f"join: column {name} is not of a basic type")
        if value.type != NULL:
            columns[name] = spread(value, len(pairs.left))
    for name in key_names:
        if name not in columns:
            raise TableError(f"table is missing label {name} in group key")
    n = len(pairs.left)
    block = Block(tuple(sorted(columns)), {}, columns, np.array([0, n], np.int64), np.zeros(1, np.int64))
    return list(merge([row_segments(block, {name: columns[name] for name in key_names})], key_names))


def _empty_like(stream: Stream) -> Block:
    """No rows, with the columns of a stream's first block (none if there is none)."""
    if not stream.blocks:
        return Block((), {}, {}, np.zeros(1, np.int64), np.zeros(0, np.int64))
    return stream.blocks[0].take_tables(np.zeros(0, np.int64))


def _side_columns(block: Block, rows: Ints) -> dict[str, pa.Array]:
    chosen = pa.array(np.maximum(rows, 0), mask=rows < 0)
    return {
        name: block.column(name).take(chosen) if block.n_rows else pa.nulls(len(rows), block.kind(name))
        for name in block.names
    }


def _pairs(
    context: Context, left: Block, right: Block, keys: list[str], on: list[tuple[str, str]], method: str
) -> Matches:
    """The pairs of a join in the order of table, then of the columns compared."""
    columns = ([*((name, name) for name in keys)], on)
    for a, b in on:
        if left.names and right.names and left.kind(a) != right.kind(b):
            raise TableError(f"cannot join column '{a}' with '{b}': they are of different types")
    if left.n_rows and right.n_rows:
        pairs = matched(
            context,
            [left.column(a) for a, _ in (*columns[0], *columns[1])],
            [right.column(b) for _, b in (*columns[0], *columns[1])],
            left.n_rows,
            right.n_rows,
        )
    else:
        pairs = Matches(np.zeros(0, np.int64), np.zeros(0, np.int64))
    parts = [pairs]
    if method in ("left", "full"):
        alone = np.setdiff1d(np.arange(left.n_rows), pairs.left)
        parts.append(Matches(alone, np.full(len(alone), -1)))
    if method in ("right", "full"):
        alone = np.setdiff1d(np.arange(right.n_rows), pairs.right)
        parts.append(Matches(np.full(len(alone), -1), alone))
    both = Matches(np.concatenate([p.left for p in parts]), np.concatenate([p.right for p in parts]))
    return _ordered(left, right, both, keys, on)


def _ordered(left: Block, right: Block, pairs: Matches, keys: list[str], on: list[tuple[str, str]]) -> Matches:
    sort_keys: list[Numbers] = []
    for a, b in [*((name, name) for name in keys), *on]:
        values = _merged_values(left, right, pairs, a, b)
        sort_keys += [~valid(values), ranks(values)]
    order = np.lexsort((pairs.right, pairs.left, *reversed(sort_keys)))
    return Matches(pairs.left[order], pairs.right[order])


def _merged_values(left: Block, right: Block, pairs: Matches, a: str, b: str) -> pa.Array:
    """The values that a pair was matched on, from whichever side is there."""
    if not right.n_rows or b not in right.names:
        return left.column(a).take(pa.array(pairs.left))
    if not left.n_rows or a not in left.names:
        return right.column(b).take(pa.array(pairs.right))
    pool = pa.concat_arrays([left.column(a), right.column(b)])
    return pool.take(pa.array(np.where(pairs.left >= 0, pairs.left, pairs.right + left.n_rows)))
