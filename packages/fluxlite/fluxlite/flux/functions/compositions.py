"""Functions of Flux that are written in Flux: made of other steps here as they are there."""

import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.grouping import regroup
from fluxlite.flux.blocks.kinds import TIME
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Duration, StreamValue, Value
from fluxlite.flux.functions.selectors import max_
from fluxlite.flux.functions.windows import checked_windows, window_step
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, function, transformation
from fluxlite.flux.run.context import Context


@function("universe", "timedMovingAverage", "(<-tables: stream, every: duration, period: duration, ?column: string)")
def timed_moving_average(
    context: Context, call: Call, tables: StreamValue, every: Duration, period: Duration, column: str = "_value"
) -> StreamValue:
    """The mean of each window of time, where windows overlap."""
    windows = checked_windows(context, every, period, None, None)
    cut = window_step(context, call, tables, windows)
    means = context.add_named("mean", call, {"tables": cut, "column": column})
    timed = context.add_named("duplicate", call, {"tables": means, "column": "_stop", "as": "_time"})
    return window_step(context, call, timed, None)


@transformation("influxdata/influxdb/monitor", "deadman", "(<-tables: stream, t: time)")
def deadman(context: Context, call: Call, tables: Stream, t: Value) -> Stream:
    """The latest row of each table, with `dead`: whether it is older than `t`."""
    if not isinstance(t, pa.Scalar) or t.type != TIME:
        raise invalid(f'error calling function "deadman" @{call.span}: t must be a time')

    def mark(block: Block) -> Block:
        if "_time" not in block.names:
            raise TableError('no column "_time" exists')
        return block.with_rows({"dead": pc.less(block.column("_time"), t)})

    return each_block(max_(context, call, tables, "_time").non_empty(), mark)


@transformation("experimental", "group", "(<-tables: stream, columns: [string], mode: string)", flow=Flow.GATHERS)
def extend_group(_context: Context, call: Call, tables: Stream, columns: list[str], mode: str) -> Stream:
    """Tables by more key columns."""
    if mode != "extend":
        raise invalid(f'error calling function "group" @{call.span}: invalid group mode: must be "extend"')
    for block in tables:
        for name in columns:
            if name not in block.names:
                raise TableError(f'unknown column "{name}"')
    keys = list(dict.fromkeys(name for block in tables for name in block.keys))
    return regroup(tables, [*keys, *(name for name in columns if name not in keys)])
