"""Push-down: steps that a bucket computes itself, so that raw rows need not leave it.

Each is a shorter way for a step right above a read (`from |> range |> filter`) that nothing else uses. What the bucket
cannot do (another column, conditions that it does not take) is declined, and the step runs the plain way.
"""

from collections.abc import Callable
from typing import get_args

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import FLOAT, INT, TIME, Ints, from_numpy, one_array, to_numpy
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.sorting import sorted_rows
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.fidelity.table_order import in_key_order
from fluxlite.flux.functions.aggregate_window import WindowAggregate
from fluxlite.flux.functions.aggregates import count, sum_
from fluxlite.flux.functions.filtering import scan_of
from fluxlite.flux.functions.regrouping import group_in_storage
from fluxlite.flux.functions.selectors import SELECTORS, cut
from fluxlite.flux.functions.windows import Cutting
from fluxlite.flux.language.registry import builtin, pushdown
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.storage import FIXED, KINDS, Scan, pushed_comparisons, read, select, series_keys
from fluxlite.flux.run.timebounds import bounds_of
from fluxlite.seam import Aggregate, Comparison, Kind, Series

_NUMERIC = (Kind.DOUBLE, Kind.LONG, Kind.UNSIGNED)
_ANY = tuple(Kind)
_KINDS: dict[str, tuple[Kind, ...]] = {
    "count": _ANY, "first": _ANY, "last": _ANY, "sum": _NUMERIC, "min": _NUMERIC, "max": _NUMERIC,
    "mean": (Kind.DOUBLE, Kind.LONG),
}  # fmt: skip
_MERGED = {"count": "sum", "sum": "sum", "min": "min", "max": "max", "first": "first", "last": "last"}

Part = tuple[list[Series], Ints, tuple[str, ...], list[Comparison]]


def _own_scan(context: Context, parent: StreamValue) -> Scan | None:
    """The read that a step is, if only one step uses it."""
    return scan_of(context, parent) if parent.consumers == 1 else None


def _parts(scan: Scan, name: str) -> list[Part] | None:
    """The series of a scan by kind and tags, with their conditions; None if the bucket cannot do the whole."""
    selection = select(scan)
    parts: list[Part] = []
    for (kind, tags), members in selection.groups.items():
        comparisons, rest = pushed_comparisons(selection.on_values, kind)
        if rest or kind not in _KINDS[name]:
            return None
        parts.append(([selection.series[at] for at in members], np.array(members, np.int64), tags, comparisons))
    return parts


def per_series(scan: Scan, name: Aggregate) -> Stream | None:
    """One row for each series, computed by the bucket; None if it cannot."""
    parts = _parts(scan, name)
    if parts is None:
        return None
    blocks = []
    for series, rank, tags, comparisons in parts:
        found = scan.bucket.aggregate(series, scan.start, scan.stop, name, comparisons)
        if not found.num_rows:
            continue
        position = np.asarray(found["series"].to_numpy(), np.int64)
        rows = {"_value": _value(name, series[0].kind, found["value"])}
        if name in SELECTORS:
            rows["_time"] = one_array(found["time"]).view(TIME)
        names = tuple(item for item in (*FIXED, *tags) if item != "_time" or name in SELECTORS)
        keys = series_keys(scan, [series[at] for at in position.tolist()], tags)
        offsets = np.arange(len(position) + 1, dtype=np.int64)
        blocks.append(Block(names, keys, rows, offsets, rank[position]))
    return Stream(tuple(blocks))


def _value(name: str, kind: Kind, column: pa.ChunkedArray) -> pa.Array:
    """The values that a bucket computed, of the type that Flux gives them."""
    wanted = {"count": INT, "mean": FLOAT}.get(name, KINDS[kind])
    array = one_array(column)
    return array if array.type == wanted else array.cast(wanted)


def _pushing(name: Aggregate) -> None:
    @pushdown("universe", name)
    def shorter(context: Context, step: StreamValue) -> Stream | None:
        if step.call.arguments.get("column", "_value") != "_value":
            return None
        parent = step.call.arguments["tables"]
        scan = _own_scan(context, parent)
        if scan is not None:
            return per_series(scan, name) if context.pushdown else None
        return _grouped(context, step, parent, name)


def _grouped(context: Context, step: StreamValue, parent: StreamValue, name: Aggregate) -> Stream | None:
    """An aggregate of series that storage groups: of each series first, then of each group.

    For `count` this is more than a shorter way: it lets series of different types be counted together.
    """
    columns = _storage_group(context, parent)
    if columns is None or not (context.pushdown or name == "count"):
        return None
    scan = scan_of(context, parent.call.arguments["tables"])
    assert scan is not None
    if name == "mean":
        return _grouped_mean(context, step, scan, columns)
    single = per_series(scan, name) if context.pushdown else None
    if single is None and name == "count":
        single = count(context, step.call, read(scan, pushdown=False))
    if single is None:
        return None
    grouped = group_in_storage(single, columns)
    if grouped.error is not None:
        raise grouped.error
    if _MERGED[name] == "sum":
        return sum_(context, step.call, grouped)
    merged: Callable[..., Stream] = builtin("universe", name).run
    return merged(context, step.call, grouped)


def _grouped_mean(context: Context, step: StreamValue, scan: Scan, columns: list[str]) -> Stream | None:
    """The mean of each group, from the sums and counts of its series; None where these would not tell."""
    parts = _parts(scan, "mean")
    if parts is None or len({series[0].kind for series, *_ in parts}) > 1:
        return None
    sums, counts = (_summed(context, step, scan, columns, name) for name in ("sum", "count"))
    means = []
    for total, count_ in zip(sums, counts, strict=True):
        values = to_numpy(total.rows["_value"])
        if not np.isfinite(values).all():
            return None
        means.append(total.with_rows({"_value": from_numpy(values / to_numpy(count_.rows["_value"]), FLOAT)}))
    return in_key_order(Stream(tuple(means)))


def _summed(context: Context, step: StreamValue, scan: Scan, columns: list[str], name: Aggregate) -> Stream:
    """The sums of each group's sums, or of its counts."""
    single = per_series(scan, name)
    assert single is not None
    return sum_(context, step.call, group_in_storage(single, columns))


def _storage_group(context: Context, step: StreamValue) -> list[str] | None:
    """The columns of a `group` that InfluxDB leaves to storage, if only one step uses it."""
    if step.builtin is not builtin("universe", "group") or step.consumers != 1 or not _left_to_storage(step):
        return None
    arguments = step.call.arguments
    columns: list[str] = arguments.get("columns") or []
    return columns if _own_scan(context, arguments["tables"]) is not None else None


def _left_to_storage(step: StreamValue) -> bool:
    """Whether a `group` is one that storage can do."""
    arguments = step.call.arguments
    return arguments.get("mode", "by") == "by" and not {"_time", "_value"} & set(arguments.get("columns") or ())


for _name in _KINDS:
    _pushing(_name)  # type: ignore[arg-type]


@pushdown("universe", "group")
def group(context: Context, step: StreamValue) -> Stream | None:
    """Of several groups one after the other only the last matters."""
    source = parent = step.call.arguments["tables"]
    while source.builtin is step.builtin and source.consumers == 1:
        source = source.call.arguments["tables"]
    if source is parent:
        return None
    regrouped: Stream = step.builtin.run(
        context, step.call, **{**step.call.arguments, "tables": context.tables(source)}
    )
    return regrouped


@pushdown("universe", "limit")
def limit(context: Context, step: StreamValue) -> Stream | None:
    """Only as many rows of each series as are wanted."""
    n, offset = step.call.arguments["n"], step.call.arguments.get("offset", 0)
    parent = step.call.arguments["tables"]
    if parent.builtin is builtin("universe", "sort") and parent.consumers == 1 and not offset:
        return _first_sorted(context, parent, n)
    scan = _own_scan(context, parent)
    if scan is None or not context.pushdown or n <= 0 or offset < 0:
        return None
    return each_block(read(scan, limit=n + offset), lambda block: cut(block, n, offset))


def _first_sorted(context: Context, step: StreamValue, n: int) -> Stream:
    """`sort |> limit` is one step, which gives no tables without rows."""
    given = step.call.arguments
    columns, descending = given.get("columns", ["_value"]), given.get("desc", False)

    def first(block: Block) -> Block:
        return cut(sorted_rows(block, columns, descending=descending, limit=n), n, 0)

    stream = context.fed(step, given["tables"])
    if stream.error is not None:
        raise stream.error
    return each_block(stream.non_empty(), first)


def _pushable(asked: WindowAggregate) -> Aggregate | None:
    name = asked.known
    return name if name in get_args(Aggregate) else None  # type: ignore[return-value]


@pushdown("internal", "aggregateWindow")
def aggregate_window(context: Context, step: StreamValue) -> Stream | None:
    """A value for each window of each series."""
    asked: WindowAggregate = step.call.arguments["asked"]
    windows, name = asked.windows, _pushable(asked)
    scan = _own_scan(context, step.call.arguments["tables"])
    if scan is None or not context.pushdown or name is None or asked.column != "_value" or windows is None:
        return None
    if not asked.left_to_storage or windows.every.months or windows.offset.months or not windows.location.is_utc:
        return None
    parts = _parts(scan, name)
    if parts is None:
        return None
    cutting = Cutting(windows, bounds_of(context, step), asked.create_empty)
    blocks = []
    for part in parts:
        found = scan.bucket.window(
            part[0],
            scan.start,
            scan.stop,
            windows.every.nanoseconds,
            windows.offset.nanoseconds,
            name,
            part[3],
        )
        if found.num_rows:
            blocks.append(_windowed(context, scan, part, found, cutting, asked))
    return Stream(tuple(blocks))


def _windowed(
    context: Context, scan: Scan, part: Part, found: pa.Table, cutting: Cutting, asked: WindowAggregate
) -> Block:
    series, rank, tags, _ = part
    position = np.asarray(found["series"].to_numpy(), np.int64)
    values = _value(str(asked.known), series[0].kind, found["value"])
    assert cutting.windows is not None
    index = cutting.windows.index(np.asarray(found["window"].to_numpy(), np.int64))
    present, table = np.unique(position, return_inverse=True)
    if cutting.create_empty:
        everything = cutting.all_windows(context)
        context.check_windows(len(everything) * len(present))
        values = _on_grid(values, table * len(everything) + index - everything[0], len(everything) * len(present))
        values = values.fill_null(0) if asked.known == "count" else values
        index, counts = np.tile(everything, len(present)), np.full(len(present), len(everything))
    else:
        counts = np.bincount(table, minlength=len(present))
    starts, stops = cutting.clipped(index)
    rows = {"_value": values, "_time": from_numpy(stops if asked.time_src == "_stop" else starts, TIME)}
    keys = series_keys(scan, [series[at] for at in present.tolist()], tags)
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
    return Block((*FIXED, *tags), keys, rows, offsets, rank[present])


def _on_grid(values: pa.Array, place: Ints, n: int) -> pa.Array:
    """Values at places of a grid, null elsewhere."""
    if len(values) == n:
        return values
    source = np.full(n, -1, np.int64)
    source[place] = np.arange(len(values))
    return values.take(pa.array(np.maximum(source, 0), mask=source < 0))
