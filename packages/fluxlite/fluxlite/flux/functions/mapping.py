"""map and reduce: functions of the script on rows."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import NULL, kind_of_name, plain
from fluxlite.flux.blocks.operators import OperandError
from fluxlite.flux.blocks.reductions import each_block, one_row_each
from fluxlite.flux.blocks.rows import BlockColumns, row_record, single_row, spread
from fluxlite.flux.blocks.tables import Block, Columns, Stream
from fluxlite.flux.blocks.values import Function, Record, Value, is_basic, nature, type_name
from fluxlite.flux.fidelity.pieces import PIECES, row_pieces, without_columns
from fluxlite.flux.fidelity.vectorized import is_vectorized
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function
from fluxlite.flux.run.folding import folded
from fluxlite.flux.run.rowwise import by_row, evaluating


@transformation(
    "universe", "map", "(<-tables: stream, fn: (r) => record, ?mergeKey: bool)", flow=Flow.ROWS | Flow.UNPLACED
)
def map_(
    context: Context,
    _call: Call,
    tables: Stream,
    fn: Any,
    mergeKey: bool = False,  # noqa: N803
) -> Stream:
    """Each row as the record that `fn` makes of it."""
    vectorized = isinstance(fn, Function) and is_vectorized(fn)
    parts = []
    for block in tables:
        if not block.n_rows:
            continue
        context.check_time()
        try:
            part = _mapped(context, fn, block.without_empty(), mergeKey, vectorized)
            parts.append(part if part.names else without_columns(part))
        except TableError as flaw:
            if vectorized and not flaw.bare:
                text = (
                    flaw.vector
                    if isinstance(flaw, OperandError)
                    else flaw.message.replace(" to float due", " to Float due")
                )
                raise TableError(f"runtime error: {text}", bare=True) from None
            raise
    return Stream(tuple(parts), origin=PIECES)


def _mapped(context: Context, fn: Any, block: Block, merge_key: bool, in_order: bool) -> Block:
    """A block's rows as new records, in pieces that share the new group keys."""
    with nullcontext() if in_order else evaluating("map"):
        result = by_row(context, lambda row: call_function(fn, {"r": row}, context), row_record(block), block.n_rows)
    if not isinstance(result, Record):
        raise TableError(f"map function must return an object, got {type_name(result)}")
    fields = {name: result.fields[name] for name in result.fields if not _untouched(block, name, result.fields)}
    kept = [name for name in result.fields if name in block.keys and name not in fields]
    if merge_key:
        kept += [name for name in block.keys if name not in kept and name not in fields]
    if in_order and not kept and fields and all(isinstance(value, pa.Scalar) for value in fields.values()):
        # InfluxDB takes the number of rows from the first column that it computes; there is none.
        block = block.take_rows(np.zeros(0, np.int64), np.zeros(block.n_tables + 1, np.int64))
    columns = _columns(fields, block.n_rows)
    names = [name for name in (*result.fields, *kept) if name in columns or name in kept]
    names = list(dict.fromkeys(names)) if in_order else sorted(set(names))
    keys = {name: block.keys[name] for name in kept}
    mapped = Block(tuple(names), keys, columns, block.offsets, block.rank, block.cuts)
    changed = [name for name in columns if name in block.keys]
    if not changed:
        return mapped
    return row_pieces(mapped, {name: mapped.column(name) for name in (*kept, *changed)})


def _untouched(block: Block, name: str, fields: Mapping[str, Value]) -> bool:
    """Whether a property is the key column of that name as it was: then it need not be spread over the rows."""
    if name not in block.keys:
        return False
    base = fields
    while not isinstance(base, BlockColumns):
        added = getattr(base, "added", None)
        if added is None or name in added:
            return block.is_spread(name, fields[name])
        base = base.base  # type: ignore[attr-defined]
    return True


def _columns(fields: Mapping[str, Value], n: int) -> Columns:
    columns = {}
    for name, value in fields.items():
        if not is_basic(value):
            raise TableError(
                f'map object property "{name}" is {nature(value)} type which is not supported in a flux table'
            )
        if value.type != NULL:
            columns[name] = spread(value, n)
    return columns


@transformation(
    "universe", "reduce", "(<-tables: stream, fn: (r, accumulator) => record, identity: record)", flow=Flow.GATHERS
)
def reduce(context: Context, _call: Call, tables: Stream, fn: Any, identity: Record) -> Stream:
    """Each table as one record, made by folding `fn` over its rows."""

    def by_evaluation(block: Block) -> list[Any]:
        results = []
        columns = BlockColumns(block)
        for table in range(block.n_tables):
            accumulator = identity
            for row in range(int(block.offsets[table]), int(block.offsets[table + 1])):
                if row % 1000 == 0:
                    context.check_time()
                arguments = {"r": single_row(columns, row), "accumulator": accumulator}
                with evaluating("reduce"):
                    accumulator = call_function(fn, arguments, context)
            results.append(accumulator)
        return results

    def fold(block: Block) -> Block:
        results = folded(context, fn, identity, block)
        return _folded(block, identity, by_evaluation(block) if results is None else results)

    return each_block(tables, fold)


def _folded(block: Block, identity: Record, results: list[Any]) -> Block:
    columns: Columns = {}
    for name in identity.fields:
        if any(not isinstance(result, Record) or name not in result.fields for result in results):
            raise TableError(f'the reduce() function must return "{name}", as its identity has it')
        values = [result.fields[name] for result in results]
        if any(not is_basic(value) for value in values):
            raise TableError(f'"{name}" in the reduce() function is not of a basic type')
        kind = next((value.type for value in values if value.type != NULL), kind_of_name("float"))
        if any(not value.is_valid for value in values):
            raise TableError(f'null values are not supported for "{name}" in the reduce() function')
        columns[name] = pa.array([plain(value) for value in values], kind)
    keys = {name: column for name, column in block.keys.items() if name not in columns}
    for name in [name for name in columns if name in block.keys]:
        keys[name] = columns.pop(name)
    return one_row_each(Block(block.names, keys, block.rows, block.offsets, block.rank), columns)
