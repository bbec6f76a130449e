"""Where tables come from: buckets and their time range, the list of buckets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import INT, STRING, TIME, from_numpy, to_numpy, valid
from fluxlite.flux.blocks.tables import Stream, single_table
from fluxlite.flux.blocks.values import StreamValue, Value
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, transformation
from fluxlite.flux.run.context import Context, plans
from fluxlite.flux.run.plan import PLANNING, find_bucket, is_from, unbounded
from fluxlite.flux.run.storage import Scan, read
from fluxlite.flux.run.timebounds import bounds_of, range_bounds


@transformation("universe", "from", "(?bucket: string, ?bucketID: string)")
def from_(_context: Context, _call: Call, bucket: str | None = None, bucketID: str | None = None) -> Stream:  # noqa: N803
    """Tables of a bucket; only `range` reads it."""
    raise invalid(f"{PLANNING}{unbounded(bucket or bucketID or '')}")


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
