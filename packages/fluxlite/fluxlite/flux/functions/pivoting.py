"""pivot: values of a column become columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.grouping import by_appearance, codes, combined_codes
from fluxlite.flux.blocks.kinds import Ints, kind_name
from fluxlite.flux.blocks.tables import Block, Columns, Stream, bounds
from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.fidelity.pieces import remerged, renumbered
from fluxlite.flux.fidelity.text import as_text
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, function, transformation
from fluxlite.flux.run.context import Context


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns are the rows, the new columns and the cells."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    value: str


@dataclass(frozen=True, eq=False)
class Cells:
    """All rows of some blocks in the order of the stream, each a cell to be.

    `group` is its new table, `label` its new column, `source` and `row` where its value stands.
    """

    blocks: Sequence[Block]
    keys: Columns
    row_keys: Columns
    group: Ints
    label: Ints
    labels: list[str]
    source: Ints
    row: Ints


@transformation(
    "universe",
    "pivot",
    "(<-tables: stream, rowKey: [string], columnKey: [string], valueColumn: string)",
    flow=Flow.GATHERS,
)
def pivot(
    context: Context,
    call: Call,
    tables: Stream,
    rowKey: list[str],  # noqa: N803
    columnKey: list[str],  # noqa: N803
    valueColumn: str,  # noqa: N803
) -> Stream:
    """One row for each row key, with a column for each value of the column key."""
    for name in columnKey:
        if name in rowKey:
            raise invalid(
                f'error calling function "pivot" @{call.span}: column name found in both rowKey and colKey: {name}'
            )
    layout = Layout(tuple(rowKey), tuple(columnKey), valueColumn)
    classes: dict[tuple[str, ...], list[Block]] = {}
    for block in tables.non_empty():
        _check(block, layout)
        kept = tuple(sorted(name for name in block.keys if name not in (*columnKey, valueColumn)))
        classes.setdefault(kept, []).append(block)
    blocks = [made for kept, same in classes.items() for made in _pivoted(context, same, kept, layout)]
    blocks += [_without_rows(block, layout) for block in tables if not block.lengths.all()]
    return remerged(Stream(renumbered(blocks)))


def _without_rows(block: Block, layout: Layout) -> Block:
    """The tables of a block that have no rows, without the columns that pivot takes away."""
    empty = block.take_tables(np.flatnonzero(block.lengths == 0))
    names = [name for name in empty.names if name in empty.keys or name in layout.rows]
    return empty.only([name for name in names if name not in (*layout.columns, layout.value)])


@function("influxdata/influxdb/schema", "fieldsAsCols", "(<-tables: stream)")
@function("influxdata/influxdb/v1", "fieldsAsCols", "(<-tables: stream)")
def fields_as_cols(context: Context, call: Call, tables: StreamValue) -> StreamValue:
    """One row for each time, with a column for each field."""
    given = {"rowKey": ["_time"], "columnKey": ["_field"], "valueColumn": "_value"}
    return context.add_named("pivot", call, {"tables": tables, **given})


def _check(block: Block, layout: Layout) -> None:
    for name in layout.rows:
        if name not in block.names:
            raise TableError(f"specified row key column does not exist in table: {name}")
    if layout.value not in block.names:
        raise TableError(f"specified value column does not exist in table: {layout.value}")
    for name in layout.columns:
        if name not in block.names:
            raise TableError(f"specified column does not exist in table: {name}")


def _pivoted(context: Context, blocks: Sequence[Block], kept: tuple[str, ...], layout: Layout) -> list[Block]:
    cells = _cells(blocks, kept, layout)
    kinds = [block.kind(layout.value) for block in blocks]
    distinct = list(dict.fromkeys(kinds))
    kind_of_source = np.array([distinct.index(kind) for kind in kinds])
    kind = kind_of_source[cells.source]
    triples = np.unique(np.stack((cells.group, cells.label, kind)), axis=1)
    repeated = (np.diff(triples[0]) == 0) & (np.diff(triples[1]) == 0)
    if repeated.any():
        label = cells.labels[int(triples[1][np.flatnonzero(repeated)[0]])]
        first, second = (kind_name(item) for item in distinct[:2])
        raise TableError(f'schema collision detected: column "{label}" is both of type {second} and {first}')
    return [
        _table(context, cells, members, [distinct[k] for k in wanted[1]], wanted[0], kept, layout)
        for members, wanted in _shapes(triples)
    ]


def _shapes(triples: Ints) -> list[tuple[Ints, tuple[Ints, Ints]]]:
    """Sets of groups that have the same new columns: (groups, (labels, kinds))."""
    heads = np.flatnonzero(np.r_[True, np.diff(triples[0]) != 0])
    found: dict[bytes, tuple[list[int], tuple[Ints, Ints]]] = {}
    for start, stop in zip(heads, np.append(heads[1:], triples.shape[1]), strict=True):
        shape = triples[1:, start:stop]
        found.setdefault(shape.tobytes(), ([], (shape[0], shape[1])))[0].append(int(triples[0, start]))
    return [(np.array(groups), shape) for groups, shape in found.values()]


def _cells(blocks: Sequence[Block], kept: tuple[str, ...], layout: Layout) -> Cells:
    tables = [block.n_tables for block in blocks]
    table_start = bounds(np.array(tables))[:-1]
    keys = {name: pa.concat_arrays([block.keys[name] for block in blocks]) for name in kept}
    group_of_table = combined_codes(list(keys.values()), sum(tables))
    rank_of_table = np.concatenate([block.rank for block in blocks])
    table = np.concatenate([block.table_of_row + start for block, start in zip(blocks, table_start, strict=True)])
    source = np.repeat(np.arange(len(blocks)), [block.n_rows for block in blocks])
    row = np.concatenate([np.arange(block.n_rows) for block in blocks])
    order = np.argsort(rank_of_table[table], kind="stable")
    label, labels = _labels(blocks, layout, order)
    chosen = pa.array(order)
    row_keys = {}
    for name in layout.rows:
        kinds = {block.kind(name) for block in blocks}
        if len(kinds) > 1:
            first, second = sorted(kind_name(kind) for kind in kinds)[:2]
            raise TableError(f'schema collision detected: column "{name}" is both of type {first} and {second}')
        row_keys[name] = pa.concat_arrays([block.column(name) for block in blocks]).take(chosen)
    group = group_of_table[table][order]
    return Cells(blocks, _first_keys(keys, group_of_table), row_keys, group, label, labels, source[order], row[order])


def _first_keys(keys: Columns, group: Ints) -> Columns:
    """The key values of each group."""
    first = pa.array(np.unique(group, return_index=True)[1])
    return {name: column.take(first) for name, column in keys.items()}


def _labels(blocks: Sequence[Block], layout: Layout, order: Ints) -> tuple[Ints, list[str]]:
    """The new column of each row, numbered by first appearance, and the names."""
    texts = []
    for block in blocks:
        parts = [pc.fill_null(as_text(block.column(name)), "null") for name in layout.columns]
        texts.append(pc.binary_join_element_wise(*parts, "_") if len(parts) > 1 else parts[0])
    text = pa.concat_arrays(texts).take(pa.array(order))
    code = by_appearance(codes(text))
    first = np.unique(code, return_index=True)[1]
    return code, text.take(pa.array(first)).to_pylist()


def _table(
    context: Context,
    cells: Cells,
    groups: Ints,
    kinds: list[pa.DataType],
    labels: Ints,
    kept: tuple[str, ...],
    layout: Layout,
) -> Block:
    """The pivoted tables of groups that have the same columns."""
    chosen = np.flatnonzero(np.isin(cells.group, groups))
    group = cells.group[chosen]
    picked = pa.array(chosen)
    row_keys = {name: column.take(picked) for name, column in cells.row_keys.items()}
    line = combined_codes([pa.array(group), *row_keys.values()], len(chosen))
    first = np.unique(line, return_index=True)[1]
    context.check_cells(len(first), len(labels), "pivot")
    order = np.argsort(group[first], kind="stable")
    place = np.empty(len(first), np.int64)
    place[order] = np.arange(len(first))
    line = place[line]
    heads = pa.array(first[order])
    rows = {name: column.take(heads) for name, column in row_keys.items() if name not in (*kept, layout.value)}
    names = [name for name in dict.fromkeys((*cells.blocks[0].names, *kept)) if name in kept or name in rows]
    for label, kind in zip(labels, kinds, strict=True):
        name = cells.labels[label]
        if name in names:
            raise TableError(
                f'value "{name}" appears in a column key column, but a column named "{name}" already exists; '
                f'consider renaming "{name}" to something else before pivoting'
            )
        context.check_time()
        rows[name] = _column(cells, chosen, line, int(label), kind, len(first), layout.value)
    names += [cells.labels[label] for label in labels]
    present, counts = np.unique(group[first], return_counts=True)
    keys = {name: cells.keys[name].take(pa.array(present)) for name in kept}
    return Block(tuple(names), keys, rows, bounds(counts), present)


def _column(cells: Cells, chosen: Ints, line: Ints, label: int, kind: pa.DataType, n: int, value: str) -> pa.Array:
    """The cells of one new column; of several values for a cell the last one stays."""
    mine = cells.label[chosen] == label
    used = [number for number, block in enumerate(cells.blocks) if block.kind(value) == kind]
    starts = np.zeros(len(cells.blocks), np.int64)
    starts[used] = bounds(np.array([cells.blocks[number].n_rows for number in used]))[:-1]
    pool = [cells.blocks[number].column(value) for number in used]
    pooled = pool[0] if len(pool) == 1 else pa.concat_arrays(pool)
    where = chosen[mine]
    index = np.full(n, -1, np.int64)
    index[line[mine]] = starts[cells.source[where]] + cells.row[where]
    if (index >= 0).all():
        return pooled.take(pa.array(index))
    return pooled.take(pa.array(np.maximum(index, 0), mask=index < 0))
