"""filter: only the rows for which a condition holds."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, NULL, Bools
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.rows import KeyColumns, row_record
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Function, Record, StreamValue, Value, type_name
from fluxlite.flux.fidelity import predicate
from fluxlite.flux.functions.sources import read_step
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context, plans
from fluxlite.flux.run.evaluate import call_function
from fluxlite.flux.run.plan import find_bucket, is_from
from fluxlite.flux.run.rowwise import by_row, evaluating, uses_only
from fluxlite.flux.run.storage import Scan, read
from fluxlite.flux.run.timebounds import range_bounds


@transformation(
    "universe",
    "filter",
    "(<-tables: stream, fn: (r) => bool, ?onEmpty: string)",
    streaming=True,
    flow=Flow.IN_CHUNKS | Flow.BY_ROW,
)
@plans
def filter_(
    context: Context,
    call: Call,
    step: StreamValue,
    tables: StreamValue,
    fn: Any,
    onEmpty: str = "drop",  # noqa: N803
) -> Stream:
    """Only the rows for which `fn` is true; `onEmpty` says whether a table without rows stays."""
    if onEmpty not in ("keep", "drop"):
        raise invalid(f'error calling function "filter" @{call.span}: onEmpty must be keep or drop, was "{onEmpty}"')
    scan = scan_of(context, step)
    if scan is not None:
        return read_step(context, step, scan)
    merges = tables.consumers == 1 and onEmpty == "drop" and isinstance(fn, Function)
    below = scan_of(context, tables) if merges else None
    if below is None:
        return filtered(context, context.fed(step, tables), fn, keep=onEmpty == "keep")
    taken, rest = predicate.split(fn.node)
    stream = read(below.where(*taken), pushdown=context.pushdown)
    remaining = Function(replace(fn.node, body=rest), fn.scope)
    return filtered(context, stream, remaining, keep=False)


def scan_of(context: Context, step: StreamValue) -> Scan | None:
    """The read that a step is, if it is a bucket's range, filtered at most by what storage takes.

    As in InfluxDB, a step merges with the read below it only where nothing else uses that read.
    """
    if step.builtin.package != "universe":
        return None
    arguments = step.call.arguments
    if step.builtin.name == "range" and is_from(arguments["tables"]):
        return Scan(find_bucket(context, arguments["tables"]), *range_bounds(context, step))
    if step.builtin.name != "filter" or arguments["tables"].consumers != 1:
        return None
    function = arguments["fn"]
    if not isinstance(function, Function) or arguments.get("onEmpty", "drop") != "drop":
        return None
    taken, rest = predicate.split(function.node)
    below = scan_of(context, arguments["tables"]) if taken and rest is None else None
    return None if below is None else below.where(*taken)


def filtered(context: Context, stream: Stream, function: Any, *, keep: bool) -> Stream:
    """The stream with only the rows for which the function is true, by the rules of Flux."""

    def change(block: Block) -> Block:
        context.check_time()
        if uses_only(function, [name for name in block.keys if name in block.names]):
            mask = _mask(context, function, Record(KeyColumns(block)), block.n_tables)
            kept = block.take_tables(np.flatnonzero(mask)) if not keep else block.filter_rows(mask[block.table_of_row])
        else:
            kept = block.filter_rows(_mask(context, function, row_record(block), block.n_rows))
        return kept if keep else kept.without_empty()

    return each_block(stream, change)


def _mask(context: Context, function: Any, record: Record, n: int) -> Bools:
    with evaluating("filter"):
        found = by_row(context, lambda row: call_function(function, {"r": row}, context), record, n)
    return as_mask(found, n)


def as_mask(found: Value, n: int) -> Bools:
    """A condition's value as true or false for each of `n` rows; null is false."""
    if not isinstance(found, pa.Scalar | pa.Array) or found.type not in (BOOL, NULL):
        raise TableError(f"type conflict: bool != {type_name(found)}", typing=True)
    if isinstance(found, pa.Scalar):
        return np.full(n, bool(found.as_py()))
    if found.type == NULL:
        return np.zeros(n, bool)
    return np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False))
