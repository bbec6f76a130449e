"""window: tables cut by time."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.calendar import DAY, INFINITE, MIXED, ZERO, Location, Windows, add_durations
from fluxlite.flux.blocks.kinds import TIME, Bools, Ints, from_numpy, kind_name, to_numpy, valid
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.tables import Block, Stream, bounds
from fluxlite.flux.blocks.values import Duration, Record, StreamValue
from fluxlite.flux.fidelity.pieces import remerged, reranked
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, builtin, function, transformation
from fluxlite.flux.run.context import Context, plans
from fluxlite.flux.run.plan import STARTING
from fluxlite.flux.run.timebounds import TimeBounds, bounds_of

MIN_WINDOW = -(2**63)
MAX_WINDOW = 2**63 - 1
_SIGNATURE = (
    "(<-tables: stream, ?every: duration, ?period: duration, ?offset: duration, ?location: record, "
    "?timeColumn: string, ?startColumn: string, ?stopColumn: string, ?createEmpty: bool)"
)
_NEITHER = 'window function requires at least one of "every" or "period" to be set and non-zero'
UNBOUNDED = f"{STARTING}nil bounds passed to window; use range to set the window range"


@dataclass(frozen=True, slots=True)
class Cutting:
    """How tables are cut: by which windows, clipped to which bounds, in which columns."""

    windows: Windows | None
    bounds: TimeBounds | None
    create_empty: bool = False
    time: str = "_time"
    start: str = "_start"
    stop: str = "_stop"
    closes: bool = False
    """Whether a window outside the bounds becomes their very start: so it is where sums are computed at once."""

    def clipped(self, index: Ints) -> tuple[Ints, Ints]:
        """Starts and stops of windows, inside the bounds; a window outside becomes the bounds, as in InfluxDB."""
        if self.windows is None:
            starts, stops = np.full(len(index), MIN_WINDOW), np.full(len(index), MAX_WINDOW)
        else:
            starts, stops = self.windows.start(index), self.windows.stop(index)
        if self.bounds is None:
            return starts, stops
        outside = self.outside(index)
        starts = np.where(outside, self.bounds.start, np.maximum(starts, self.bounds.start))
        end = self.bounds.start if self.closes else self.bounds.stop
        return starts, np.where(outside, end, np.minimum(stops, self.bounds.stop))

    def outside(self, index: Ints) -> Bools:
        """Which windows have nothing in common with the bounds."""
        if self.windows is None or self.bounds is None:
            return np.zeros(len(index), bool)
        return (self.windows.start(index) >= self.bounds.stop) | (self.windows.stop(index) <= self.bounds.start)

    def all_windows(self, context: Context) -> Ints:
        """The windows that the bounds touch; raises where they are too many."""
        if self.bounds is None:
            raise invalid(UNBOUNDED)
        if self.windows is None:
            return np.zeros(1, np.int64)
        first, last = np.array([self.bounds.start]), np.array([self.bounds.stop - 1])
        earliest, latest = int(_earliest(self.windows, first)[0]), int(self.windows.index(last)[0])
        context.check_windows(latest - earliest + 1)
        index = np.arange(earliest, latest + 1)
        return index[self.windows.stop(index) > self.bounds.start]


def _earliest(windows: Windows, times: Ints) -> Ints:
    """A window not after the first that may hold each time: it begins less than a period before it.

    Months and clocks are uneven by a few days, so the answer may be early by as much.
    """
    if windows.every == windows.period:
        return windows.index(times)
    even = not (windows.period.months or windows.every.months) and windows.location.is_utc
    return windows.index(np.minimum(add_durations(times, -windows.period) - (0 if even else 5 * DAY), times))


def location_of(context: Context, given: Record | None) -> Location:
    """The location of an argument, else of `option location`, else UTC."""
    record = given if given is not None else context.options.get("location")
    if not isinstance(record, Record):
        return Location()
    zone, offset = record.get("zone"), record.get("offset")
    if not isinstance(zone, pa.StringScalar):
        raise invalid("zone property missing from location record")
    return Location(zone.as_py(), offset if isinstance(offset, Duration) else ZERO)


def checked_windows(
    context: Context, every: Duration | None, period: Duration | None, offset: Duration | None, location: Record | None
) -> Windows | None:
    """The windows of a call's arguments; None for `every: inf`, one window over everything."""
    every, period = every or ZERO, period or ZERO
    if every.is_zero and period.is_zero:
        raise invalid(_NEITHER)
    every = period if every.is_zero else every
    period = every if period.is_zero else period
    if every == INFINITE:
        return None
    offset = offset or ZERO
    if period.is_negative and not period.months:
        # A window that ends where another would begin.
        offset, period = Duration(offset.months, offset.nanoseconds + period.nanoseconds), -period
    return Windows(every, period, offset, location_of(context, location))


@function("universe", "window", _SIGNATURE)
def window(context: Context, call: Call, tables: StreamValue, **arguments: Any) -> StreamValue:
    """Each table cut into windows of time."""
    names = ("every", "period", "offset", "location")
    try:
        windows = checked_windows(context, *(arguments.pop(name, None) for name in names))
    except FluxError as error:
        if error.message.endswith(MIXED):
            raise invalid(f"{STARTING}{MIXED}") from None
        raise invalid(f'error calling function "window" @{call.span}: {error.message}') from None
    return window_step(context, call, tables, windows, **arguments)


def window_step(
    context: Context, call: Call, tables: StreamValue, windows: Windows | None, **arguments: Any
) -> StreamValue:
    """A step that cuts tables by windows."""
    given = {"tables": tables, "windows": windows, **arguments}
    return context.add_step(builtin("internal", "window"), Call("window", call.span, given))


@transformation("internal", "window", "(<-tables: stream)", streaming=False, flow=Flow.GATHERS)
@plans
def windowed(
    context: Context,
    _call: Call,
    step: StreamValue,
    tables: StreamValue,
    windows: Windows | None,
    timeColumn: str = "_time",  # noqa: N803
    startColumn: str = "_start",  # noqa: N803
    stopColumn: str = "_stop",  # noqa: N803
    createEmpty: bool = False,  # noqa: N803
) -> Stream:
    """The step that `window` adds."""
    limits = bounds_of(context, step)
    if limits is None:
        raise invalid(UNBOUNDED)
    cutting = Cutting(windows, limits, createEmpty, timeColumn, startColumn, stopColumn)
    stream = context.fed(step, tables)
    if stream.error is not None:
        raise stream.error
    cut = cut_stream(context, stream, cutting)
    usual = (timeColumn, startColumn, stopColumn) == ("_time", "_start", "_stop") and windows is not None
    return replace(cut, origin="window") if stream.origin == "read" and usual and step.consumers == 1 else cut


def cut_stream(context: Context, stream: Stream, cutting: Cutting) -> Stream:
    """The stream with each table cut into windows."""
    return remerged(reranked(each_block(stream, lambda block: _cut(context, block, cutting))))


def time_values(block: Block, name: str) -> tuple[Ints, pa.Array]:
    """The times of a block's rows, and the column they come from; raises the flaw of a missing or wrong column."""
    kind = block.kind(name)
    if kind is None:
        raise TableError(f'missing time column "{name}"')
    if kind != TIME:
        raise TableError(f"time column is not a time value: {kind_name(kind)}")
    column = block.column(name)
    return to_numpy(column).astype(np.int64, copy=False), column


def rows_in_windows(context: Context, block: Block, cutting: Cutting) -> tuple[Ints, Ints]:
    """(rows, windows): every row with each window that it lies in, by table and window."""
    times, column = time_values(block, cutting.time)
    rows = np.flatnonzero(valid(column))
    times = times[rows]
    if cutting.windows is None:
        index = np.zeros(len(rows), np.int64)
    else:
        rows, times, index = _overlapping(context, cutting.windows, rows, times)
    order = np.lexsort((rows, index, block.table_of_row[rows]))
    return rows[order], index[order]


def _overlapping(context: Context, windows: Windows, rows: Ints, times: Ints) -> tuple[Ints, Ints, Ints]:
    """(rows, times, windows), a row once for each window that it lies in."""
    latest = windows.index(times)
    if windows.every == windows.period:
        return rows, times, latest
    earliest = _earliest(windows, times)
    counts = latest - earliest + 1
    context.check_windows(int(counts.sum()))
    steps = np.arange(int(counts.sum())) - np.repeat(bounds(counts)[:-1], counts)
    index = np.repeat(latest, counts) - steps
    rows, times = np.repeat(rows, counts), np.repeat(times, counts)
    inside = (windows.start(index) <= times) & (windows.stop(index) > times)
    return rows[inside], times[inside], index[inside]


def windows_of_tables(
    context: Context, block: Block, rows: Ints, index: Ints, cutting: Cutting
) -> tuple[Ints, Ints, Ints]:
    """(tables, windows, lengths) of all new tables: those with rows, and the empty ones where they are wanted."""
    table = block.table_of_row[rows]
    heads = np.flatnonzero(np.r_[True, (table[1:] != table[:-1]) | (index[1:] != index[:-1])][: len(rows)])
    tables, windows = table[heads], index[heads]
    lengths = np.diff(np.append(heads, len(rows)))
    if not cutting.create_empty:
        context.check_windows(len(tables))
        return tables, windows, lengths
    everything = cutting.all_windows(context)
    context.check_windows(len(everything) * block.n_tables)
    every_table = np.repeat(np.arange(block.n_tables), len(everything))
    pairs = np.stack((np.append(tables, every_table), np.append(windows, np.tile(everything, block.n_tables))))
    counts = np.append(lengths, np.zeros(len(every_table), np.int64))
    order = np.lexsort((-counts, pairs[1], pairs[0]))
    pairs, counts = pairs[:, order], counts[order]
    first = np.r_[True, (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)][: pairs.shape[1]]
    return pairs[0][first], pairs[1][first], counts[first]


def _cut(context: Context, block: Block, cutting: Cutting) -> Block:
    rows, index = rows_in_windows(context, block, cutting)
    tables, windows, lengths = windows_of_tables(context, block, rows, index, cutting)
    starts, stops = cutting.clipped(windows)
    cut = block.take_rows(rows, bounds(lengths))
    chosen = pa.array(tables)
    keys = {name: column.take(chosen) for name, column in block.keys.items() if name in block.names}
    piece = Block(cut.names, keys, cut.rows, cut.offsets, block.rank[tables])
    return piece.with_keys({cutting.start: from_numpy(starts, TIME), cutting.stop: from_numpy(stops, TIME)})
