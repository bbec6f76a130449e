"""The steps that a script asks for, before any of them is computed: what InfluxDB finds wrong with them."""

from collections import Counter

from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.language.errors import FluxError, invalid
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.timebounds import range_bounds
from fluxlite.seam import Bucket

PLANNING = "error in building plan while starting program: "
STARTING = "failed to initialize execute state: "

Results = list[tuple[str, StreamValue]]
"""The results of a script by name."""


def check_plan(results: Results, context: Context) -> None:
    """What InfluxDB finds wrong with a plan before it reads a row, in its order."""
    named = Counter(name for name, step in results if step.builtin.name == "yield")
    for name, count in named.items():
        if count > 1:
            raise invalid(f'{PLANNING}found more than one call to yield() with the name "{name}"')
    roots = [step for _, step in results]
    _check_ranges(context, roots)
    for name, count in Counter(name for name, _ in results).items():
        if count > 1:
            raise invalid(f'{STARTING}tried to produce more than one result with the name "{name}"')
    _check_buckets(context, roots)


def check_sources(context: Context, step: StreamValue) -> None:
    """The same for a step whose tables are wanted while the script still runs."""
    _check_ranges(context, [step])
    _check_buckets(context, [step])


def _check_ranges(context: Context, roots: list[StreamValue]) -> None:
    for root in roots:
        if is_from(root):
            _check_named(root)
            raise _unbounded(root)
    for step in context.steps(roots):
        _check_source(step, context)


def _check_buckets(context: Context, roots: list[StreamValue]) -> None:
    for step in context.steps(roots):
        if is_from(step):
            find_bucket(context, step)


def _check_source(step: StreamValue, context: Context) -> None:
    if is_from(step):
        _check_named(step)
    if step.builtin.name == "range" and step.builtin.package == "universe":
        start, stop = range_bounds(context, step)
        if start >= stop:
            raise invalid(f"{PLANNING}cannot query an empty range")
    elif any(is_from(parent) for parent in step.parents):
        raise _unbounded(next(parent for parent in step.parents if is_from(parent)))


def _check_named(step: StreamValue) -> None:
    given = {"bucket", "bucketID"} & step.call.arguments.keys()
    if len(given) != 1:
        what = "must specify only one of bucket or bucketID" if given else "must specify bucket or bucketID"
        raise invalid(f'error calling function "from" @{step.call.span}: {what}')


def _unbounded(step: StreamValue) -> FluxError:
    arguments = step.call.arguments
    return invalid(PLANNING + unbounded(arguments.get("bucket") or arguments.get("bucketID") or ""))


def is_from(step: StreamValue) -> bool:
    """Whether a step is `from(bucket: …)`."""
    return step.builtin.package == "universe" and step.builtin.name == "from"


def unbounded(bucket: str) -> str:
    """The text for a bucket that is read without a range."""
    return f"cannot submit unbounded read to \"{bucket}\"; try bounding 'from' with a call to 'range'"


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
