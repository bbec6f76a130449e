"""group, union, and the functions that change which columns tables have, and with them the group key."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.grouping import regroup
from fluxlite.flux.blocks.kinds import STRING, kind_name
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.sorting import sorted_rows
from fluxlite.flux.blocks.tables import Block, Stream, bounds
from fluxlite.flux.blocks.values import Record, Value, is_basic
from fluxlite.flux.fidelity.pieces import PIECES, remerged, row_pieces, table_pieces, without_columns
from fluxlite.flux.fidelity.table_order import in_stored_order
from fluxlite.flux.fidelity.unstable import STABLE, unstable_order
from fluxlite.flux.functions.aggregates import STORAGE_NAMES
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function


@transformation(
    "universe", "group", "(<-tables: stream, ?columns: [string], ?mode: string)", streaming=True, flow=Flow.ROWS
)
def group(_context: Context, call: Call, tables: Stream, columns: list[str] | None = None, mode: str = "by") -> Stream:
    """Tables by other key columns: these (`by`), or all but these (`except`)."""
    if mode not in ("by", "except"):
        raise invalid(f'error calling function "group" @{call.span}: invalid group mode: must be "by" or "except"')
    chosen = columns or []
    if mode == "except":
        if tables.error is not None:
            raise tables.error
        return _in_pieces(tables, lambda name: name not in chosen)
    if tables.origin == "read" and not {"_time", "_value"} & set(chosen):
        return group_in_storage(tables, chosen)
    return _in_pieces(tables, lambda name: name in chosen)


def _in_pieces(stream: Stream, is_key: Callable[[str], bool]) -> Stream:
    """The tables with other key columns; those without rows stay where their old keys tell the new ones."""
    blocks = []
    for block in stream:
        names = [name for name in block.names if is_key(name)]
        if all(name in block.keys for name in names):
            blocks.append(table_pieces(block, {name: block.keys[name] for name in names}))
        elif block.n_rows:
            blocks.append(row_pieces(block, {name: block.column(name) for name in names}))
    return Stream(tuple(blocks), stream.error, PIECES)


def group_in_storage(stream: Stream, columns: Sequence[str]) -> Stream:
    """Grouping that InfluxDB leaves to storage: the range stays in the key, missing tags are empty strings."""
    keys = ["_start", "_stop", *(name for name in columns if name not in ("_start", "_stop"))]
    stream = _sorted_series(stream, keys[2:])
    kinds = {block.kind("_value") for block in stream}
    if len(kinds) < 2:
        return _stored(regroup(stream, keys, missing=""), keys)
    return _before_collision(stream, keys)


def _sorted_series(stream: Stream, columns: Sequence[str]) -> Stream:
    """The series in the order in which storage sorts them by the columns of their groups."""
    if not columns or stream.n_tables <= STABLE:
        return stream
    places = np.concatenate([block.rank for block in stream]).argsort(kind="stable")
    texts = [
        [block.keys[name].to_pylist() if name in block.keys else [""] * block.n_tables for name in columns]
        for block in stream
    ]
    keys = [tuple((text == "", text) for text in row) for block in texts for row in zip(*block, strict=True)]
    number = {key: at for at, key in enumerate(sorted(set(keys)))}
    order = unstable_order([number[keys[at]] for at in places.tolist()])
    rank = np.empty(len(keys), np.int64)
    rank[places[order]] = np.arange(len(keys))
    edges = bounds(np.array([block.n_tables for block in stream], np.int64))
    pairs = zip(stream, edges, strict=False)
    return replace(stream, blocks=tuple(replace(block, rank=rank[at : at + block.n_tables]) for block, at in pairs))


def _stored(stream: Stream, keys: Sequence[str]) -> Stream:
    """Groups as storage gives them: a tag that no series of a group has is in its key, but no column of its table."""
    blocks = []
    for block in in_stored_order(stream, [name for name in keys if any(name in block.keys for block in stream)]):
        texts = [name for name in keys if name in block.keys and block.keys[name].type == STRING]
        missing = [name for name in texts if block.keys[name][0].as_py() == ""]
        absent = {name: pa.repeat("", block.n_tables) for name in keys if name not in block.keys}
        names = tuple(name for name in block.names if name not in missing)
        known = {**block.keys, **absent}
        blocks.append(replace(block, names=names, keys={name: known[name] for name in keys}))
    return Stream(tuple(blocks), origin="group")


def _before_collision(stream: Stream, keys: Sequence[str]) -> Stream:
    """The groups up to the first that has series of two types; of that one the series before the odd one."""
    whole: list[int] = []
    for members in _groups(stream, keys):
        first = members[0][0].kind("_value")
        odd = next((at for at, (block, _) in enumerate(members) if block.kind("_value") != first), None)
        if odd is not None:
            names = (STORAGE_NAMES[kind] for kind in (first, members[odd][0].kind("_value")))
            flaw = TableError("schema collision: cannot group {} and {} types together".format(*names), bare=True)
            tags = dict.fromkeys(name for block, _ in members for name in block.keys)
            last = regroup(_only(stream, [rank for _, rank in members[:odd]]), keys, missing="")
            wide = (_with_texts(block, [name for name in tags if name not in block.names]) for block in last)
            good = _stored(regroup(_only(stream, whole), keys, missing=""), keys)
            last = _stored(Stream(tuple(wide)), keys)
            after = tuple(replace(block, rank=block.rank + good.n_tables) for block in last)
            return Stream((*good, *after), flaw, "group")
        whole += [rank for _, rank in members]
    return _stored(regroup(stream, keys, missing=""), keys)


def _groups(stream: Stream, keys: Sequence[str]) -> list[list[tuple[Block, int]]]:
    """The series of each group as (block, rank), in the order in which storage gives groups and series."""
    tags = [name for name in keys if name not in ("_start", "_stop")]
    found: dict[tuple[tuple[bool, str], ...], list[tuple[Block, int]]] = {}
    for block in stream:
        texts = [block.keys[name].to_pylist() if name in block.keys else [""] * block.n_tables for name in tags]
        for at, rank in enumerate(block.rank.tolist()):
            found.setdefault(tuple((not text[at], text[at]) for text in texts), []).append((block, rank))
    return [sorted(found[key], key=lambda member: member[1]) for key in sorted(found)]


def _only(stream: Stream, ranks: Sequence[int]) -> Stream:
    """The tables at these places."""
    chosen = (block.take_tables(np.flatnonzero(np.isin(block.rank, ranks))) for block in stream)
    return Stream(tuple(block for block in chosen if block.n_tables))


def _with_texts(block: Block, names: Sequence[str]) -> Block:
    """A block with columns of empty texts."""
    return block.with_rows({name: pa.repeat("", block.n_rows) for name in names})


def _changed_names(
    context: Context, stream: Stream, columns: list[str] | None, fn: Any, keeps: bool, call: Call
) -> Callable[[str], bool]:
    """Whether a column stays, for `keep` and `drop`."""
    name = call.name
    if (columns is None) == (fn is None):
        what = (
            "neither column list nor predicate function provided"
            if fn is None
            else "both column list and predicate provided"
        )
        raise invalid(f'error calling function "{name}" @{call.span}: {name} error: {what}')
    if columns is not None:
        return lambda column: (column in columns) == keeps
    found: dict[str, bool] = {}
    for block in stream:
        for column in block.names:
            if column not in found:
                value = call_function(fn, {"column": pa.scalar(column)}, context)
                found[column] = bool(is_basic(value) and value.as_py())
    return lambda column: found[column] == keeps


def with_columns(stream: Stream, stays: Callable[[str], bool]) -> Stream:
    """The stream with only some columns; tables whose keys become equal are merged."""
    blocks = []
    for block in stream:
        names = [name for name in block.names if stays(name)]
        blocks.append(block.only(names) if names else without_columns(block))
    return remerged(Stream(tuple(blocks), stream.error))


_CHOICE = "(<-tables: stream, ?columns: [string], ?fn: (column) => bool)"


@transformation("universe", "keep", _CHOICE, streaming=True, flow=Flow.COLUMNS)
def keep(context: Context, call: Call, tables: Stream, columns: list[str] | None = None, fn: Any = None) -> Stream:
    """Only these columns."""
    return with_columns(tables, _changed_names(context, tables, columns, fn, True, call))


@transformation("universe", "drop", _CHOICE, streaming=True, flow=Flow.COLUMNS)
def drop(context: Context, call: Call, tables: Stream, columns: list[str] | None = None, fn: Any = None) -> Stream:
    """All columns but these."""
    return with_columns(tables, _changed_names(context, tables, columns, fn, False, call))


@transformation(
    "universe", "rename", "(<-tables: stream, ?columns: record, ?fn: (column) => string)", flow=Flow.COLUMNS
)
def rename(context: Context, call: Call, tables: Stream, columns: Record | None = None, fn: Any = None) -> Stream:
    """The same columns by other names."""
    if (columns is None) == (fn is None):
        what = (
            "neither column list nor map function provided"
            if fn is None
            else "both column list and map function provided"
        )
        raise invalid(f'error calling function "rename" @{call.span}: rename error: {what}')
    names = {old: _text(new) for old, new in columns.fields.items()} if columns else {}

    def new_name(column: str) -> str:
        if fn is None:
            return names.get(column, column)
        return _text(call_function(fn, {"column": pa.scalar(column)}, context))

    def change(block: Block) -> Block:
        for old in names:
            if old not in block.names:
                raise TableError(f'rename error: column "{old}" doesn\'t exist')
        return _renamed(block, {column: new_name(column) for column in block.names})

    return remerged(each_block(tables, change))


def _text(value: Value) -> str:
    if is_basic(value) and value.type == STRING and value.is_valid:
        return str(value.as_py())
    raise TableError("rename error: columns object contains non-string value")


def _renamed(block: Block, names: dict[str, str]) -> Block:
    new = [names[name] for name in block.names]
    for index, name in enumerate(new):
        if name in new[:index]:
            raise TableError(f'column {new.index(name)} and {index} have the same name ("{name}") which is not allowed')
    keys = {names.get(name, name): column for name, column in block.keys.items()}
    rows = {names[name]: column for name, column in block.rows.items()}
    return replace(block, names=tuple(new), keys=keys, rows=rows)


@transformation(
    "universe", "duplicate", "(<-tables: stream, column: string, as: string)", streaming=True, flow=Flow.COLUMNS
)
def duplicate(_context: Context, _call: Call, tables: Stream, column: str, **names: str) -> Stream:
    """A column once more, under another name."""
    return remerged(each_block(tables, lambda block: duplicated(block, column, names["as"])))


def duplicated(block: Block, column: str, name: str) -> Block:
    """A block with a column copied to `name`, which is a key column only if it was one and gets a key's values."""
    if column not in block.names:
        raise TableError(f'duplicate error: column "{column}" doesn\'t exist')
    if name in block.keys and column in block.keys:
        return block.with_keys({name: block.keys[column]})
    return block.with_rows({name: block.column(column)})


@transformation("universe", "set", "(<-tables: stream, key: string, value: string)", flow=Flow.GATHERS)
def set_(_context: Context, _call: Call, tables: Stream, key: str, value: str) -> Stream:
    """A column with one text in every row."""

    def change(block: Block) -> Block:
        kind = block.kind(key)
        if kind not in (None, STRING):
            raise TableError(f'column "{key}" is of type {kind_name(kind)}, not string')
        if key in block.keys:
            return block.with_keys({key: pa.repeat(value, block.n_tables)})
        return block.with_rows({key: pa.repeat(value, block.n_rows)})

    return remerged(each_block(tables, change))


@transformation("universe", "sort", "(<-tables: stream, ?columns: [string], ?desc: bool)")
def sort(
    _context: Context, _call: Call, tables: Stream, columns: list[str] | None = None, desc: bool = False
) -> Stream:
    """Each table's rows in order; nulls come first either way."""
    chosen = ["_value"] if columns is None else columns
    return each_block(tables, lambda block: sorted_rows(block, chosen, descending=desc))


@transformation("universe", "union", "(tables: [stream])", flow=Flow.GATHERS)
def union(_context: Context, call: Call, tables: list[Stream]) -> Stream:
    """The tables of several streams; tables of equal keys are merged."""
    if len(tables) < 2:
        raise invalid(f'error calling function "union" @{call.span}: union must have at least two streams as input')
    return remerged(Stream(stacked(tables)))


def stacked(streams: Sequence[Stream]) -> tuple[Block, ...]:
    """The blocks of several streams, one stream's tables after the other's."""
    blocks, total = [], 0
    for stream in streams:
        top = total
        for block in stream:
            top = max(top, total + int(block.rank.max(initial=-1)) + 1)
            blocks.append(replace(block, rank=block.rank + total))
        total = top
    return tuple(blocks)
