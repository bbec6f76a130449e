"""fill: values in the place of nulls."""

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import NULL, kind_name, valid
from fluxlite.flux.blocks.neighbours import last_where
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Value, is_basic
from fluxlite.flux.fidelity.pieces import remerged
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, transformation
from fluxlite.flux.run.context import Context


@transformation(
    "universe",
    "fill",
    "(<-tables: stream, ?column: string, ?value: any, ?usePrevious: bool)",
    streaming=True,
)
def fill(
    _context: Context,
    call: Call,
    tables: Stream,
    column: str = "_value",
    value: Value = None,
    usePrevious: bool = False,  # noqa: N803
) -> Stream:
    """Nulls of a column replaced by a value, or by the last value before them."""
    where = f'error calling function "fill" @{call.span}: '
    if (value is None) == (not usePrevious):
        raise invalid(f"{where}fill requires exactly one of value or usePrevious")
    if value is None:
        return each_block(tables, lambda block: _by_previous(block, column))
    if not is_basic(value) or value.type == NULL:
        names = "(bool, int, uint, float, string, time)"
        raise invalid(f"{where}value type for fill must be a valid primitive type {names}")
    return remerged(each_block(tables, lambda block: _by_value(block, column, value)))


def _by_previous(block: Block, name: str) -> Block:
    if name not in block.rows:
        return block
    column = block.rows[name]
    source = last_where(block, valid(column))
    return block.with_rows({name: column.take(pa.array(np.maximum(source, 0), mask=source < 0))})


def _by_value(block: Block, name: str, value: Value) -> Block:
    if name in block.keys:
        column = block.keys[name]
        return block.with_keys({name: _filled(column, value)}) if column.null_count else block
    if name not in block.rows:
        return block.with_rows({name: pa.repeat(value, block.n_rows)})
    return block.with_rows({name: _filled(block.rows[name], value)})


def _filled(column: pa.Array, value: Value) -> pa.Array:
    if column.type != value.type:
        raise TableError(f"fill column type mismatch: {kind_name(column.type)}/{kind_name(value.type)}")
    return column.fill_null(value)
