"""Functions of a row and the rows before it: differences, rates, sums, averages and states over time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.calendar import add_durations
from fluxlite.flux.blocks.kinds import (
    BOOL,
    FLOAT,
    INT,
    STRING,
    TIME,
    UINT,
    Bools,
    Ints,
    from_numpy,
    kind_name,
    to_numpy,
    valid,
)
from fluxlite.flux.blocks.neighbours import last_where, place_in_table, previous_where, without_first
from fluxlite.flux.blocks.reductions import Values, column_kind, each_block, floats, one_row_each
from fluxlite.flux.blocks.rows import row_record
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Duration, StreamValue
from fluxlite.flux.functions.filtering import as_mask
from fluxlite.flux.language.errors import TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, builtin, function, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function
from fluxlite.flux.run.rowwise import by_row

SECOND = Duration(0, 1_000_000_000)
NUMBERS = (INT, UINT, FLOAT)


def _times(block: Block, column: str, who: str) -> Ints:
    """The times of a block's rows, which must be there, not null and in order."""
    kind = block.kind(column)
    if kind is None:
        raise TableError(f'no column "{column}" exists')
    if kind != TIME:
        raise TableError(f'time column "{column}" is type {kind_name(kind)} and not time')
    times = block.column(column)
    if times.null_count:
        raise TableError(f"{who} found null time in time column")
    values = to_numpy(times).astype(np.int64, copy=False)
    if ((np.diff(values) < 0) & (np.diff(block.table_of_row) == 0)).any():
        raise TableError(f"{who} found out-of-order times in time column")
    return values


def _distinct_times(block: Block, times: Ints) -> Bools:
    """Where the time differs from that of the row before in the same table."""
    return np.asarray(np.r_[True, np.diff(times) != 0][: len(times)] | (place_in_table(block) == 0))


def _replaced(block: Block, columns: dict[str, pa.Array]) -> Block:
    """A block with other values in some columns; a key column stays one, whatever its rows come to hold."""
    return replace(block, rows={**block.rows, **columns})


@transformation(
    "universe",
    "derivative",
    "(<-tables: stream, ?unit: duration, ?nonNegative: bool, ?columns: [string], ?timeColumn: string, "
    "?initialZero: bool)",
    streaming=True,
    flow=Flow.IN_CHUNKS,
)
def derivative(
    _context: Context,
    _call: Call,
    tables: Stream,
    unit: Duration = SECOND,
    nonNegative: bool = False,  # noqa: N803
    columns: list[str] | None = None,
    timeColumn: str = "_time",  # noqa: N803
    initialZero: bool = False,  # noqa: N803
) -> Stream:
    """The rate of change per unit of time; rows with the time of the row before go."""
    chosen = ["_value"] if columns is None else columns

    def change(block: Block) -> Block:
        times = _times(block, timeColumn, "derivative")
        block = block.filter_rows(_distinct_times(block, times))
        rates = {}
        for name in (name for name in chosen if name in block.names):
            kind = block.kind(name)
            if kind not in NUMBERS:
                raise TableError(f"unsupported derivative column type {name}:{kind_name(kind)}")
            rates[name] = _rate(block, name, timeColumn, unit.nanoseconds, nonNegative, initialZero)
        return without_first(_replaced(block, rates))

    return each_block(tables, change)


def _rate(block: Block, name: str, time: str, unit: int, non_negative: bool, initial_zero: bool) -> pa.Array:
    column = block.column(name)
    present = valid(column)
    times = to_numpy(block.column(time)).astype(np.int64, copy=False)
    values = to_numpy(column)
    previous = previous_where(block, present)
    known = present & (previous >= 0)
    before = np.maximum(previous, 0)
    falls = values < values[before]
    difference = np.where(
        falls, -(values[before] - values).astype(np.float64), (values - values[before]).astype(np.float64)
    )
    with np.errstate(all="ignore"):
        rate = difference / ((times - times[before]) / float(unit))
    if non_negative:
        rate = np.where(falls, 0.0, rate)
        known &= ~falls | initial_zero
    return floats(rate, ~known)


@transformation(
    "universe",
    "difference",
    "(<-tables: stream, ?nonNegative: bool, ?columns: [string], ?keepFirst: bool, ?initialZero: bool)",
    flow=Flow.GATHERS,
)
def difference(
    _context: Context,
    _call: Call,
    tables: Stream,
    nonNegative: bool = False,  # noqa: N803
    columns: list[str] | None = None,
    keepFirst: bool = False,  # noqa: N803
    initialZero: bool = False,  # noqa: N803
) -> Stream:
    """The difference from the value before; null where there is none."""
    chosen = ["_value"] if columns is None else columns

    def change(block: Block) -> Block:
        found = {
            name: _difference(block, name, nonNegative, keepFirst, initialZero)
            for name in chosen
            if name in block.names
        }
        changed = _replaced(block, found)
        return changed if keepFirst else without_first(changed)

    return each_block(tables, change)


def _difference(block: Block, name: str, non_negative: bool, keep_first: bool, initial_zero: bool) -> pa.Array:
    kind = block.kind(name)
    if kind == TIME:
        raise TableError("difference does not support time columns. Try the elapsed function")
    if kind not in NUMBERS:
        raise TableError(f'difference does not support column "{name}" of type "{kind_name(kind)}"')
    column = block.column(name)
    present = valid(column)
    values = to_numpy(column)
    values = values.view(np.int64) if kind == UINT else values
    previous = previous_where(block, present)
    known = present & (previous >= 0)
    with np.errstate(all="ignore"):
        result = values - values[np.maximum(previous, 0)]
    if non_negative:
        falls = known & (result < 0)
        reset = falls & initial_zero & (values >= 0)
        result = np.where(reset, values, result)
        known &= ~falls | reset
    if keep_first and initial_zero:
        first = present & (previous < 0)
        result = np.where(first, 0, result)
        known |= first
    return from_numpy(result, INT if kind == UINT else kind, ~known)


@transformation(
    "universe", "cumulativeSum", "(<-tables: stream, ?columns: [string])", streaming=True, flow=Flow.IN_CHUNKS
)
def cumulative_sum(_context: Context, _call: Call, tables: Stream, columns: list[str] | None = None) -> Stream:
    """The sum of all values so far, which nulls do not change; columns that are no numbers pass as they are."""
    chosen = ["_value"] if columns is None else columns

    def change(block: Block) -> Block:
        names = [name for name in chosen if block.kind(name) in NUMBERS]
        return _replaced(block, {name: _running_sum(block, block.column(name)) for name in names})

    return each_block(tables, change)


def _running_sum(block: Block, column: pa.Array) -> pa.Array:
    values = to_numpy(column.fill_null(0))
    result = np.empty_like(values)
    for start, stop in zip(block.offsets[:-1], block.offsets[1:], strict=True):
        np.cumsum(values[start:stop], out=result[start:stop])
    return from_numpy(result, column.type)


@function("universe", "increase", "(<-tables: stream, ?columns: [string])")
def increase(context: Context, call: Call, tables: StreamValue, columns: list[str] | None = None) -> StreamValue:
    """The sum of all rises so far, as of a counter that may start again."""
    given: dict[str, Any] = {"tables": tables, "nonNegative": True, "keepFirst": True, "initialZero": True}
    arguments = {name: value for name, value in {**given, "columns": columns}.items() if value is not None}
    step = context.add_step(builtin("universe", "difference"), Call(call.name, call.span, arguments))
    return context.add_named("cumulativeSum", call, {"tables": step, "columns": columns})


@transformation(
    "universe",
    "elapsed",
    "(<-tables: stream, ?unit: duration, ?timeColumn: string, ?columnName: string)",
    flow=Flow.GATHERS,
)
def elapsed(
    _context: Context,
    _call: Call,
    tables: Stream,
    unit: Duration = SECOND,
    timeColumn: str = "_time",  # noqa: N803
    columnName: str = "elapsed",  # noqa: N803
) -> Stream:
    """The time since the row before, in whole units; InfluxDB computes it in floats, and so do we."""

    def change(block: Block) -> Block:
        if block.kind(timeColumn) is None:
            raise TableError(f'column "{timeColumn}" does not exist')
        if columnName in block.names:
            raise TableError(f"table builder already has column with label {columnName}")
        if block.kind(timeColumn) != TIME:
            return block.filter_rows(np.zeros(block.n_rows, bool))
        times = to_numpy(block.column(timeColumn)).astype(np.int64, copy=False).astype(np.float64)
        steps = np.diff(times, prepend=times[:1]) / unit.nanoseconds
        return without_first(block.with_rows({columnName: from_numpy(steps.astype(np.int64), INT)}))

    return each_block(tables, change)


@transformation(
    "universe",
    "integral",
    "(<-tables: stream, ?unit: duration, ?timeColumn: string, ?column: string, ?interpolate: string)",
    flow=Flow.GATHERS,
)
def integral(
    _context: Context,
    call: Call,
    tables: Stream,
    unit: Duration = SECOND,
    timeColumn: str = "_time",  # noqa: N803
    column: str = "_value",
    interpolate: str = "",
) -> Stream:
    """The area under the values, by trapezia; `interpolate: "linear"` goes on to the bounds of the table."""
    if interpolate not in ("", "linear"):
        raise invalid(f'error calling function "integral" @{call.span}: unknown interpolation method "{interpolate}"')

    def reduce(block: Block) -> Block:
        for name in ("_start", "_stop"):
            if name not in block.keys:
                raise TableError(f"integral function needs {name} column to be part of group key")
        kind = column_kind(block, column, (*NUMBERS, BOOL, STRING, TIME))
        if kind not in NUMBERS:
            raise TableError(f"cannot perform integral over {kind_name(kind)}")
        times = _times(block, timeColumn, "integral")
        chosen = block.filter_rows(_distinct_times(block, times) & valid(block.column(column)))
        area = _area(chosen, timeColumn, column, float(unit.nanoseconds), interpolate == "linear")
        return one_row_each(block, {column: pa.array(area, FLOAT)})

    return each_block(tables, reduce)


def _area(block: Block, time: str, column: str, unit: float, linear: bool) -> np.ndarray:
    t = to_numpy(block.column(time)).astype(np.int64, copy=False)
    v = to_numpy(block.column(column)).astype(np.float64)
    inner = place_in_table(block) > 0
    steps = np.diff(t, prepend=t[:1]) / unit
    pieces = np.where(inner, 0.5 * (v + np.r_[v[:1], v[:-1]]) * steps, 0.0)
    area = Values(pieces, block.offsets, np.arange(len(v))).reduce(np.add)
    if not linear:
        return area
    bounds = [to_numpy(block.keys[name]).astype(np.int64) for name in ("_start", "_stop")]
    single = np.flatnonzero(block.lengths == 1)
    first = block.offsets[:-1][single]
    area[single] = v[first] * (bounds[1][single] - bounds[0][single]) / unit
    many = np.flatnonzero(block.lengths > 1)
    ends = (block.offsets[:-1][many], bounds[0][many], 1), (block.offsets[1:][many] - 1, bounds[1][many], -1)
    for edge, bound, towards in ends:
        slope = (v[edge] - v[edge + towards]) / (t[edge] - t[edge + towards])
        at_bound = v[edge] + slope * (bound - t[edge])
        width = towards * (t[edge] - bound)
        area[many] += np.where((towards > 0) & (width <= 0), 0.0, 0.5 * (at_bound + v[edge]) * width / unit)
    return area


@transformation(
    "universe",
    "timeShift",
    "(<-tables: stream, duration: duration, ?columns: [string])",
    streaming=True,
    flow=Flow.CHUNKS | Flow.PLACED,
)
def time_shift(
    _context: Context, _call: Call, tables: Stream, duration: Duration, columns: list[str] | None = None
) -> Stream:
    """Times moved by a duration."""
    chosen = ["_start", "_stop", "_time"] if columns is None else columns

    def change(block: Block) -> Block:
        for name in (name for name in chosen if name in block.names):
            if block.kind(name) != TIME:
                raise TableError(f'column "{name}" is not of type time')
            column = block.keys[name] if name in block.keys else block.rows[name]
            moved = add_durations(to_numpy(column).astype(np.int64), duration)
            shifted = {name: from_numpy(moved, TIME, ~valid(column))}
            block = block.with_keys(shifted) if name in block.keys else block.with_rows(shifted)
        return block

    return each_block(tables, change)


def _runs(context: Context, block: Block, fn: Any) -> tuple[Bools, Ints]:
    """Where a state holds, and the row where each row's run of it began."""
    found = by_row(context, lambda row: call_function(fn, {"r": row}, context), row_record(block), block.n_rows)
    holds = as_mask(found, block.n_rows)
    place = place_in_table(block)
    begins = holds & ((place == 0) | ~np.r_[False, holds[:-1]][: len(holds)])
    return holds, last_where(block, begins)


@transformation(
    "universe",
    "stateCount",
    "(<-tables: stream, fn: (r) => bool, ?column: string)",
    streaming=True,
    flow=Flow.IN_CHUNKS,
)
def state_count(context: Context, _call: Call, tables: Stream, fn: Any, column: str = "stateCount") -> Stream:
    """How many rows in a row a state has held; -1 where it does not hold."""

    def change(block: Block) -> Block:
        if block.kind("_time") is None:
            raise TableError('column "_time" does not exist')
        holds, began = _runs(context, block, fn)
        counts = np.where(holds, np.arange(block.n_rows) - began + 1, -1)
        return block.with_rows({column: from_numpy(counts, INT)})

    return each_block(tables, change)


@transformation(
    "universe",
    "stateDuration",
    "(<-tables: stream, fn: (r) => bool, ?column: string, ?timeColumn: string, ?unit: duration)",
    streaming=True,
    flow=Flow.IN_CHUNKS,
)
def state_duration(
    context: Context,
    call: Call,
    tables: Stream,
    fn: Any,
    column: str = "stateDuration",
    timeColumn: str = "_time",  # noqa: N803
    unit: Duration = SECOND,
) -> Stream:
    """How long a state has held, in whole units; -1 where it does not hold."""
    if unit.nanoseconds <= 0:
        raise invalid(
            f'error calling function "stateDuration" @{call.span}: '
            "state tracking duration unit must be greater than zero"
        )

    def change(block: Block) -> Block:
        if block.kind(timeColumn) is None:
            raise TableError(f'column "{timeColumn}" does not exist')
        if block.column(timeColumn).null_count:
            raise TableError("got a null timestamp")
        times = to_numpy(block.column(timeColumn)).astype(np.int64, copy=False)
        if ((np.diff(times) < 0) & (np.diff(block.table_of_row) == 0)).any():
            raise TableError("got an out-of-order timestamp")
        holds, began = _runs(context, block, fn)
        lasted = (times - times[np.maximum(began, 0)]) // unit.nanoseconds
        return block.with_rows({column: from_numpy(np.where(holds, lasted, -1), INT)})

    return each_block(tables, change)
