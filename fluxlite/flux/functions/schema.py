"""What a bucket or a stream holds: keys, columns, and the packages `schema` and `v1` that ask buckets for it."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux import ast, predicate
from fluxlite.flux.calendar import add_duration
from fluxlite.flux.context import Context, plans
from fluxlite.flux.errors import FluxError, TableError, invalid
from fluxlite.flux.functions.filtering import filtered
from fluxlite.flux.functions.sources import STARTING
from fluxlite.flux.kinds import STRING
from fluxlite.flux.reductions import each_block
from fluxlite.flux.registry import Call, Flow, transformation
from fluxlite.flux.storage import Scan, read
from fluxlite.flux.tables import Block, Stream, single_table
from fluxlite.flux.timebounds import to_time
from fluxlite.flux.values import Duration, Function, StreamValue, Value
from fluxlite.seam import MAX_TIME, MIN_TIME

_THIRTY_DAYS = Duration(0, -30 * 86_400_000_000_000)
_PACKAGES = ("influxdata/influxdb/schema", "influxdata/influxdb/v1")


def _listed(block: Block, names: list[str], column: str) -> Block:
    """Each table's key, with a list of names as its rows."""
    keys = {name: values for name, values in block.keys.items() if name != column}
    rows = {column: pa.array(names * block.n_tables, STRING)}
    offsets = np.arange(block.n_tables + 1, dtype=np.int64) * len(names)
    return Block((*keys, column), keys, rows, offsets, block.rank)


@transformation("universe", "keys", "(<-tables: stream, ?column: string)", flow=Flow.GATHERS)
def keys(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The names of the group key columns."""
    return each_block(tables, lambda block: _listed(block, _key_names(block), column))


def _key_names(block: Block) -> list[str]:
    """The group key columns: the range first, unless the columns were sorted by name."""
    names = [name for name in block.names if name in block.keys]
    if list(block.names) == sorted(block.names):
        return names
    first = [name for name in ("_start", "_stop") if name in block.keys]
    return first + [name for name in names if name not in first]


@transformation("universe", "columns", "(<-tables: stream, ?column: string)", flow=Flow.GATHERS)
def columns(_context: Context, _call: Call, tables: Stream, column: str = "_value") -> Stream:
    """The names of all columns."""
    return each_block(tables, lambda block: _listed(block, list(block.names), column))


@transformation("universe", "keyValues", "(<-tables: stream, ?keyColumns: [string])", flow=Flow.GATHERS)
def key_values(
    _context: Context,
    call: Call,
    tables: Stream,
    keyColumns: list[str] | None = None,  # noqa: N803
) -> Stream:
    """The distinct values of some columns, as pairs of `_key` and `_value`."""
    if keyColumns is None:
        raise invalid(
            f'error calling function "keyValues" @{call.span}: neither column list nor predicate function provided'
        )

    def change(block: Block) -> Block:
        wanted = [name for name in keyColumns if name in block.names]
        if not wanted:
            raise TableError(
                f"received table with columns {_go_list(block.names)} not having key columns {_go_list(keyColumns)}"
            )
        if len({block.kind(name) for name in wanted}) > 1:
            raise TableError("keyColumns must all be the same type")
        row, name_of, value_of = _pairs(block, wanted)
        order = np.argsort(row, kind="stable")
        rows = {"_key": name_of.take(pa.array(order)), "_value": value_of.take(pa.array(order))}
        offsets = np.searchsorted(block.table_of_row[row[order]], np.arange(block.n_tables + 1))
        kept = {name: values for name, values in block.keys.items() if name not in rows}
        return Block((*kept, "_key", "_value"), kept, rows, offsets.astype(np.int64), block.rank)

    return each_block(tables, change)


def _go_list(names: Iterable[str]) -> str:
    return f"[{' '.join(names)}]"


def _pairs(block: Block, wanted: list[str]) -> tuple[np.ndarray, pa.Array, pa.Array]:
    """(row, name, value) of the first row of each distinct value of some columns."""
    places, names, values = [], [], []
    for name in wanted:
        column = block.column(name)
        code = column.dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False)
        combined = block.table_of_row * (int(code.max(initial=0)) + 1) + code
        rows = np.sort(np.unique(combined, return_index=True)[1])
        places.append(rows)
        names.append(pa.repeat(name, len(rows)))
        values.append(column.take(pa.array(rows)))
    return np.concatenate(places), pa.concat_arrays(names), pa.concat_arrays(values)


Ask = Callable[[Block, dict[str, Any]], Iterable[str]]


def _asking(name: str, signature: str, ask: Ask, doc: str) -> None:
    """Register a function that lists names in a bucket, in both packages that have it."""

    def run(context: Context, _call: Call, bucket: str, **given: Any) -> Stream:
        stream = _series(context, bucket, given)
        found: set[str] = set()
        for block in stream:
            found.update(ask(block, given))
        ordered = ask_order(name, found)
        rows = {"_value": pa.array(ordered, STRING)}
        return Stream((single_table(("_value",), {}, rows, len(ordered)),))

    run.__doc__ = doc
    for package in _PACKAGES:
        transformation(package, name, signature)(plans_without_step(run))


def ask_order(name: str, found: set[str]) -> list[str]:
    """The order in which InfluxDB lists names: tag keys begin with its own columns."""
    own = ("_start", "_stop", "_field", "_measurement")
    if not name.lower().endswith("tagkeys"):
        return sorted(found)
    return [name for name in own if name in found] + sorted(name for name in found if name not in own)


def plans_without_step(run: Any) -> Any:
    """Mark as planning, for functions that need no step of their own."""

    def planned(context: Context, call: Call, step: StreamValue, **given: Any) -> Stream:  # noqa: ARG001
        result: Stream = run(context, call, **given)
        return result

    planned.__doc__ = run.__doc__
    return plans(planned)


def _series(context: Context, bucket_name: str, given: dict[str, Any]) -> Stream:
    """The series of a bucket with rows in a time range that meet a predicate: the first row of each."""
    bucket = context.catalog.bucket(bucket_name)
    if bucket is None:
        raise FluxError("not found", f'{STARTING}could not find bucket "{bucket_name}"')
    start, stop = _range(context, given)
    scan = Scan(bucket, max(start, MIN_TIME), min(stop, MAX_TIME))
    taken: list[predicate.Predicate] = []
    if "measurement" in given:
        taken.append(predicate.Condition("_measurement", "==", pa.scalar(given["measurement"])))
    function, rest = given.get("predicate"), None
    if isinstance(function, Function):
        more, rest = predicate.split(function.node)
        taken += more
    on_values = rest is not None or any(predicate.VALUE in item.columns() for item in taken)
    stream = read(scan.where(*taken), limit=None if on_values else 1, pushdown=context.pushdown)
    if rest is not None and isinstance(function, Function):
        node = ast.FunctionExpression(function.node.span, function.node.parameters, rest)
        stream = filtered(context, stream, Function(node, function.scope), keep=False)
    return stream


def _range(context: Context, given: dict[str, Any]) -> tuple[int, int]:
    start: Value = given.get("start", _THIRTY_DAYS)
    stop: Value = given.get("stop")
    last = context.now if stop is None else to_time(context, stop)
    first = add_duration(context.now, start) if isinstance(start, Duration) else to_time(context, start)
    return first, last


def _distinct(block: Block, name: str) -> list[str]:
    return [text for text in block.keys[name].unique().to_pylist() if text] if name in block.keys else []


def _tag_values(block: Block, given: dict[str, Any]) -> list[str]:
    return _distinct(block, given["tag"])


def _tag_keys(block: Block, _given: dict[str, Any]) -> list[str]:
    return [name for name in block.names if name in block.keys]


def _fields(block: Block, _given: dict[str, Any]) -> list[str]:
    return _distinct(block, "_field")


def _measurements(block: Block, _given: dict[str, Any]) -> list[str]:
    return _distinct(block, "_measurement")


_RANGE = "?start: time, ?stop: time"
_PREDICATE = f"?predicate: (r) => bool, {_RANGE}"
_asking("measurements", f"(bucket: string, {_RANGE})", _measurements, "The measurements of a bucket.")
_asking("tagKeys", f"(bucket: string, {_PREDICATE})", _tag_keys, "The tag keys of a bucket.")
_asking("tagValues", f"(bucket: string, tag: string, {_PREDICATE})", _tag_values, "The values of a tag.")
_asking("fieldKeys", f"(bucket: string, {_PREDICATE})", _fields, "The fields of a bucket.")
_asking(
    "measurementTagKeys",
    f"(bucket: string, measurement: string, {_RANGE})",
    _tag_keys,
    "The tag keys of a measurement.",
)
_asking(
    "measurementTagValues",
    f"(bucket: string, measurement: string, tag: string, {_RANGE})",
    _tag_values,
    "The values of a measurement's tag.",
)
_asking(
    "measurementFieldKeys", f"(bucket: string, measurement: string, {_RANGE})", _fields, "The fields of a measurement."
)
