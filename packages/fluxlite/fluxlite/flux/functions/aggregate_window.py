"""aggregateWindow: a value for each window of time, the most used function of all.

By its definition it is `window |> fn |> fill empty windows |> duplicate(_stop as _time) |> window(every: inf)`. For the
seven functions that InfluxDB knows here it is computed at once, one table in, one table out; a bucket may even do it
(see `pushing`). Any other function takes the long way.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.calendar import Windows
from fluxlite.flux.blocks.grouping import distinct_keys
from fluxlite.flux.blocks.kinds import BOOL, INT, STRING, TIME, Bools, Ints, from_numpy, to_numpy
from fluxlite.flux.blocks.reductions import column_kind, each_block, values_of
from fluxlite.flux.blocks.tables import Block, Stream, bounds
from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.fidelity.pieces import remerged
from fluxlite.flux.fidelity.table_order import in_key_order
from fluxlite.flux.functions.aggregates import NUMBERS, check_stored, count_values, mean_values, sum_values
from fluxlite.flux.functions.regrouping import duplicated
from fluxlite.flux.functions.selectors import SELECTORS, at_end, extreme, with_null_rows
from fluxlite.flux.functions.windows import (
    UNBOUNDED,
    Cutting,
    checked_windows,
    cut_stream,
    rows_in_windows,
    windows_of_tables,
)
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Builtin, Call, builtin, function, pushdown, transformation
from fluxlite.flux.run.context import Context, plans
from fluxlite.flux.run.evaluate import call_function
from fluxlite.flux.run.timebounds import bounds_of

AGGREGATES = {"count": count_values, "sum": sum_values, "mean": mean_values}

_SIGNATURE = (
    "(<-tables: stream, every: duration, ?period: duration, fn: (tables, column) => stream, ?offset: duration, "
    "?location: record, ?column: string, ?timeSrc: string, ?timeDst: string, ?createEmpty: bool)"
)
_INNER = "@universe/universe.flux|3894:12-3900:10"


@dataclass(frozen=True, slots=True)
class WindowAggregate:
    """What a call of aggregateWindow asks for."""

    windows: Windows | None
    fn: Any
    column: str = "_value"
    time_src: str = "_stop"
    time_dst: str = "_time"
    create_empty: bool = True

    @property
    def left_to_storage(self) -> bool:
        """Whether InfluxDB lets storage compute it, if it is asked of series: then their order stays."""
        windows = self.windows
        plain = windows is not None and windows.every == windows.period and windows.location.is_utc
        return plain and self.column == "_value" and not (windows is None or windows.offset.is_negative)

    @property
    def known(self) -> str | None:
        """The name of the function, if it is one of the seven that are computed at once."""
        standard = isinstance(self.fn, Builtin) and self.fn.package == "universe"
        plain = self.time_src in ("_start", "_stop") and self.time_dst == "_time"
        known = standard and plain and self.fn.name in (*AGGREGATES, *SELECTORS)
        return str(self.fn.name) if known else None


@function("universe", "aggregateWindow", _SIGNATURE)
def aggregate_window(context: Context, call: Call, tables: StreamValue, fn: Any, **given: Any) -> StreamValue:
    """The value of `fn` for each window of time."""
    names = ("every", "period", "offset", "location")
    try:
        windows = checked_windows(context, *(given.get(name) for name in names))
    except FluxError as error:
        inner = f'error calling function "window" {_INNER}: {error.message}'
        raise invalid(f'error calling function "aggregateWindow" @{call.span}: {inner}') from None
    renamed = {"column": "column", "timeSrc": "time_src", "timeDst": "time_dst", "createEmpty": "create_empty"}
    asked = WindowAggregate(windows, fn, **{new: given[old] for old, new in renamed.items() if old in given})
    step = builtin("internal", "aggregateWindow")
    return context.add_step(step, Call("aggregateWindow", call.span, {"tables": tables, "asked": asked}))


@transformation("internal", "aggregateWindow", "(<-tables: stream)", streaming=True)
@plans
def aggregated_windows(
    context: Context, _call: Call, step: StreamValue, tables: StreamValue, asked: WindowAggregate
) -> Stream:
    """The step that `aggregateWindow` adds."""
    stream = context.fed(step, tables)
    limits = bounds_of(context, step)
    if limits is None:
        raise invalid(UNBOUNDED)
    cutting = Cutting(asked.windows, limits, asked.create_empty, closes=asked.known in AGGREGATES)
    overlapping = asked.windows is not None and asked.windows.every != asked.windows.period
    apart = distinct_keys(stream, ("_start", "_stop")) and not overlapping
    if asked.known is not None and (apart or asked.known in AGGREGATES):
        stored = stream.origin == "read" and asked.left_to_storage
        result = each_block(stream, lambda block: _at_once(context, block, cutting, asked, stored))
        result = remerged(_placed(result, asked))
        return result if stored or asked.known in AGGREGATES else in_key_order(result)
    if stream.error is not None:
        raise stream.error
    return in_key_order(_long_way(context, step, stream, cutting, asked))


@pushdown("internal", "window")
def written_out(context: Context, step: StreamValue) -> Stream | None:
    """An aggregateWindow that is written as the steps it is made of, which InfluxDB computes at once too."""
    timed = _single(step, "duplicate") if step.call.arguments["windows"] is None else None
    reduced = _single(timed, *AGGREGATES) if timed and timed.call.arguments["as"] == "_time" else None
    cut = _single(reduced, "window") if reduced else None
    if timed is None or reduced is None or cut is None or set(cut.call.arguments) != {"tables", "windows"}:
        return None
    windows, source = cut.call.arguments["windows"], timed.call.arguments["column"]
    if windows is None or source not in ("_start", "_stop") or set(step.call.arguments) != {"tables", "windows"}:
        return None
    column = reduced.call.arguments.get("column", "_value")
    asked = WindowAggregate(windows, reduced.builtin, column, source, create_empty=False)
    call = Call(step.call.name, step.call.span, {"tables": cut.parents[0], "asked": asked})
    return context.tables(StreamValue(builtin("internal", "aggregateWindow"), call, cut.parents, step.consumers))


def _single(step: StreamValue, *names: str) -> StreamValue | None:
    """The step before this, if it is one of these functions and nothing else uses it."""
    parent: StreamValue = step.call.arguments["tables"]
    known = parent.builtin.package in ("universe", "internal") and parent.builtin.name in names
    return parent if known and parent.consumers == 1 else None


def _placed(stream: Stream, asked: WindowAggregate) -> Stream:
    """The stream with its error, if it has one, as InfluxDB words it: aggregates do not say where they were called."""
    if not isinstance(stream.error, TableError) or stream.error.bare or asked.known not in AGGREGATES:
        return stream
    return replace(stream, error=TableError(f"runtime error: {stream.error.message}", bare=True))


def _long_way(context: Context, step: StreamValue, stream: Stream, cutting: Cutting, asked: WindowAggregate) -> Stream:
    """aggregateWindow by its definition."""
    cut = StreamValue(step.builtin, step.call, step.parents, consumers=1)
    windows = cut_stream(context, stream, cutting)
    if windows.error is not None:
        raise windows.error
    context.given(cut, windows)
    result = call_function(asked.fn, {"tables": cut, "column": pa.scalar(asked.column)}, context)
    if not isinstance(result, StreamValue):
        raise TableError("the function must return a stream of tables")
    if isinstance(asked.fn, Builtin):
        result.call = Call(step.call.name, step.call.span, result.call.arguments)
    reduced = context.whole(result)
    if asked.create_empty:
        reduced = each_block(reduced, with_null_rows)
    timed = each_block(reduced, lambda block: duplicated(block, asked.time_src, asked.time_dst))
    merged = cut_stream(context, timed, Cutting(None, cutting.bounds, time=asked.time_dst))
    return each_block(merged, lambda block: replace(block, cuts=None))


def _at_once(context: Context, block: Block, cutting: Cutting, asked: WindowAggregate, stored: bool) -> Block:
    name = asked.known
    if stored and name in ("sum", "mean"):
        check_stored(block, str(name))
    if cutting.closes and cutting.time not in block.names:
        raise TableError(f"runtime error: no time column: {cutting.time}", bare=True)
    rows, index = rows_in_windows(context, block, cutting)
    tables, windows, lengths = windows_of_tables(context, block, rows, index, cutting)
    inside = _inside(block, rows, cutting)
    # The windows of a table stand in for tables: one value, or one chosen row, for each.
    cut = block.take_rows(rows, bounds(lengths))
    pieces = Block(tuple(cut.rows), {}, cut.rows, cut.offsets, np.arange(len(tables)))
    if asked.column in block.keys:
        raise TableError("cannot aggregate columns that are part of the group key")
    if name in SELECTORS:
        pieces = _selected(pieces, asked, str(name), cutting.create_empty)
        kept = pieces.lengths > 0
        tables, windows, columns = tables[kept], windows[kept], dict(pieces.rows)
    else:
        kinds = (BOOL, *NUMBERS, STRING) if name == "count" else NUMBERS
        kind = column_kind(pieces, asked.column, kinds)
        pieces = pieces.filter_rows(inside)
        columns = {asked.column: AGGREGATES[str(name)](values_of(pieces, asked.column), kind)}
        if name == "sum":
            # In a table without nulls, the sum of a window whose rows all lie on the far bound is zero.
            whole = values_of(block, asked.column).lengths == block.lengths
            far = (lengths > 0) & (pieces.lengths == 0) & ~cutting.outside(windows) & whole[tables]
            columns = {asked.column: _zero_where(columns[asked.column], far)}
        if name == "count":
            columns = {asked.column: from_numpy(pieces.lengths, INT)}
    return finished(block, cutting, asked, tables, windows, columns)


def _zero_where(column: pa.Array, chosen: Bools) -> pa.Array:
    """A column with zeros in the place of some nulls."""
    if not column.null_count:
        return column
    return pc.if_else(pa.array(chosen), column.fill_null(pa.scalar(0, column.type)), column)


def _inside(block: Block, rows: Ints, cutting: Cutting) -> Bools:
    """Which rows lie in the bounds: after another aggregateWindow a row's time may be their very end."""
    assert cutting.bounds is not None
    times = to_numpy(block.column(cutting.time)).astype(np.int64, copy=False)[rows]
    return np.asarray((times >= cutting.bounds.start) & (times < cutting.bounds.stop))


def _selected(pieces: Block, asked: WindowAggregate, name: str, create_empty: bool) -> Block:
    if name in ("min", "max"):
        chosen = extreme(pieces, asked.column, largest=name == "max")
    else:
        chosen = at_end(pieces, asked.column, last=name == "last")
    return with_null_rows(chosen) if create_empty else chosen


def finished(
    block: Block, cutting: Cutting, asked: WindowAggregate, tables: Ints, windows: Ints, columns: dict[str, pa.Array]
) -> Block:
    """One table for each of the block's, with a row a window; `_time` is the window's end inside the bounds."""
    starts, stops = cutting.clipped(windows)
    at = stops if asked.time_src == "_stop" else starts
    assert cutting.bounds is not None
    span = {"_start": cutting.bounds.start, "_stop": cutting.bounds.stop}
    rows = {name: column for name, column in columns.items() if name not in span}
    rows["_time"] = from_numpy(at, TIME)
    present, counts = np.unique(tables, return_counts=True)
    if asked.known in AGGREGATES:
        present, counts = np.arange(block.n_tables), np.bincount(tables, minlength=block.n_tables)
    shown = block.keys if asked.known in AGGREGATES else [name for name in block.names if name in block.keys]
    keys = {name: block.keys[name].take(pa.array(present)) for name in shown}
    keys |= {name: from_numpy(np.full(len(present), edge), TIME) for name, edge in span.items()}
    names = [
        name
        for name in (*block.names, *rows, *(keys if asked.known in AGGREGATES else span))
        if name in rows or name in keys
    ]
    order = np.lexsort((windows, tables) if cutting.closes else (np.arange(len(at)), stops, starts, tables))
    if not np.array_equal(order, np.arange(len(order))):
        rows = {name: column.take(pa.array(order)) for name, column in rows.items()}
    return Block(tuple(dict.fromkeys(names)), keys, rows, bounds(counts), block.rank[present])
