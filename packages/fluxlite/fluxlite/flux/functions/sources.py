"""Where tables come from: buckets and their time range, the list of buckets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.context import Context, plans
from fluxlite.flux.errors import FluxError, TableError, invalid
from fluxlite.flux.kinds import INT, STRING, TIME, from_numpy, to_numpy, valid
from fluxlite.flux.registry import Call, Flow, transformation
from fluxlite.flux.storage import Scan, read
from fluxlite.flux.tables import Stream, single_table
from fluxlite.flux.timebounds import bounds_of, range_bounds
from fluxlite.flux.values import StreamValue, Value
from fluxlite.seam import Bucket

PLANNING = "error in building plan while starting program: "
STARTING = "failed to initialize execute state: "


@transformation("universe", "from", "(?bucket: string, ?bucketID: string)")
def from_(_context: Context, _call: Call, bucket: str | None = None, bucketID: str | None = None) -> Stream:  # noqa: N803
    """Tables of a bucket; only `range` reads it."""
    raise invalid(f"{PLANNING}{unbounded(bucket or bucketID or '')}")


def is_from(step: StreamValue) -> bool:
    """Whether a step is `from(bucket: …)`."""
    return step.builtin.package == "universe" and step.builtin.name == "from"


def unbounded(bucket: str) -> str:
    """The text for a bucket that is read without a range."""
    return f"cannot submit unbounded read to \"{bucket}\"; try bounding 'from' with a call to 'range'"


@transformation("universe", "range", "(<-tables: stream, start: time, ?stop: time)", streaming=True, flow=Flow.GATHERS)
@plans
def range_(context: Context, _call: Call, step: StreamValue, tables: StreamValue, **_bounds: Value) -> Stream:
    """Only the rows from `start` (included) to `stop` (excluded); the bounds join the group key."""
    if is_from(tables):
        return read_step(context, step, Scan(find_bucket(context, tables), *range_bounds(context, step)))
    within = bounds_of(context, step)
    assert within is not None
    start, stop = (within.start, within.stop) if within.start < within.stop else (0, 0)
    return _bounded(context.fed(step, tables), start, stop)


def read_step(context: Context, step: StreamValue, scan: Scan) -> Stream:
    """The tables of a step that is a whole read."""
    stream = read(scan, pushdown=context.pushdown)
    return replace(stream, origin="read") if step.consumers == 1 else stream


def _bounded(stream: Stream, start: int, stop: int) -> Stream:
    blocks = []
    for block in stream:
        if "_time" not in block.names:
            raise TableError("range error: supplied time column _time doesn't exist")
        column = block.column("_time")
        if column.type != TIME:
            raise TableError("range error: provided column _time is not of type time")
        times = to_numpy(column)
        kept = block.filter_rows((times >= start) & (times < stop) & valid(column))
        bounds = {"_start": start, "_stop": stop}
        keys = {name: from_numpy(np.full(block.n_tables, at), TIME) for name, at in bounds.items()}
        blocks.append(replace(kept.with_keys(keys), keys={**keys, **kept.keys, **keys}))
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
    try:
        found = list(context.catalog.buckets())
    except LookupError as error:
        raise FluxError("not found", str(error)) from None
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
