"""Where tables come from: buckets and their time range, the list of buckets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.calendar import add_duration
from fluxlite.flux.context import Context, plans
from fluxlite.flux.errors import FluxError, RuntimeFlaw, invalid
from fluxlite.flux.kinds import INT, STRING, TIME, from_numpy, to_numpy, valid
from fluxlite.flux.registry import Call, transformation
from fluxlite.flux.storage import Scan, read
from fluxlite.flux.tables import Stream, single_table
from fluxlite.flux.values import Duration, StreamValue, Value, is_basic, type_name
from fluxlite.seam import MAX_TIME, MIN_TIME, Bucket

PLANNING = "error in building plan while starting program: "
STARTING = "failed to initialize execute state: "


@transformation("universe", "from", "(?bucket: string, ?bucketID: string)")
def from_(_context: Context, _call: Call, bucket: str | None = None, bucketID: str | None = None) -> Stream:  # noqa: N803
    """Tables of a bucket; only `range` reads it."""
    raise invalid(f"{PLANNING}{unbounded(bucket or bucketID or '')}")


def unbounded(bucket: str) -> str:
    """The text for a bucket that is read without a range."""
    return f"cannot submit unbounded read to \"{bucket}\"; try bounding 'from' with a call to 'range'"


@transformation("universe", "range", "(<-tables: stream, start: time, ?stop: time)", streaming=True)
@plans
def range_(
    context: Context, _call: Call, step: StreamValue, tables: StreamValue, start: Value, stop: Value = None
) -> Stream:
    """Only the rows from `start` (included) to `stop` (excluded); the bounds join the group key."""
    first, last = range_bounds(context, step)
    if tables.builtin.name == "from":
        return read_step(context, step, Scan(find_bucket(context, tables), first, last))
    return _bounded(context.tables(tables), first, last)


def read_step(context: Context, step: StreamValue, scan: Scan) -> Stream:
    """The tables of a step that is a whole read."""
    stream = read(scan, pushdown=context.pushdown)
    return replace(stream, origin="read") if step.consumers == 1 else stream


def range_bounds(context: Context, step: StreamValue) -> tuple[int, int]:
    """The bounds of a `range` step, nanoseconds since 1970."""
    arguments = step.call.arguments
    start = to_time(context, arguments["start"])
    stop = to_time(context, arguments["stop"]) if arguments.get("stop") is not None else context.now
    return max(start, MIN_TIME), min(stop, MAX_TIME)


def to_time(context: Context, value: Value) -> int:
    """A time, or a duration from now, or seconds since 1970, as nanoseconds since 1970."""
    if isinstance(value, Duration):
        return add_duration(context.now, value)
    if is_basic(value) and value.is_valid:
        if value.type == TIME:
            return int(value.cast(INT).as_py())
        if value.type == INT:
            return int(value.as_py()) * 1_000_000_000
    raise invalid(f"value is not a time, got {type_name(value)}")


def _bounded(stream: Stream, start: int, stop: int) -> Stream:
    blocks = []
    for block in stream:
        if "_time" not in block.names:
            raise RuntimeFlaw("range error: supplied time column _time doesn't exist")
        column = block.column("_time")
        if column.type != TIME:
            raise RuntimeFlaw("range error: provided column _time is not of type time")
        times = to_numpy(column)
        kept = block.filter_rows((times >= start) & (times < stop) & valid(column))
        bounds = {"_start": start, "_stop": stop}
        keys = {name: from_numpy(np.full(block.n_tables, at), TIME) for name, at in bounds.items()}
        blocks.append(kept.with_keys(keys))
    return Stream(tuple(blocks), stream.error)


def find_bucket(context: Context, source: StreamValue) -> Bucket:
    """The bucket of a `from` step; 404 where the request may not read one of that name."""
    arguments = source.call.arguments
    name, bucket_id = arguments.get("bucket"), arguments.get("bucketID")
    if bucket_id is not None and len(bucket_id) != 16:
        raise invalid(f"{STARTING}invalid bucket id: id must have a length of 16 bytes")
    bucket = context.catalog.bucket(name, bucket_id)
    if bucket is None:
        raise FluxError("not found", f'{STARTING}could not find bucket "{name or bucket_id}"')
    return bucket


@transformation("universe", "buckets", "()")
def buckets(context: Context, _call: Call) -> Stream:
    """The buckets that this request may read."""
    found = list(context.catalog.buckets())
    if not found:
        raise FluxError("not found", "no buckets found in organization")
    rows: dict[str, Any] = {
        "name": pa.array([item.name for item in found], STRING),
        "id": pa.array([item.id for item in found], STRING),
        "retentionPolicy": pa.nulls(len(found), STRING),
        "retentionPeriod": pa.array([item.retention for item in found], INT),
    }
    keys = {"organizationID": pa.array([found[0].organization_id], STRING)}
    names = ("name", "id", "organizationID", "retentionPolicy", "retentionPeriod")
    return Stream((single_table(names, keys, rows, len(found)),))
