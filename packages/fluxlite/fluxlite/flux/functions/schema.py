"""What a bucket or a stream holds: keys, columns, and the packages `schema` and `v1` that ask buckets for it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.calendar import add_duration
from fluxlite.flux.blocks.kinds import STRING
from fluxlite.flux.blocks.reductions import each_block
from fluxlite.flux.blocks.tables import Block, Stream, single_table
from fluxlite.flux.blocks.values import Duration, Function, StreamValue, Value
from fluxlite.flux.fidelity import predicate
from fluxlite.flux.functions.filtering import filtered, scan_of
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Call, Flow, pushdown, transformation
from fluxlite.flux.run.context import Context, plans
from fluxlite.flux.run.plan import STARTING
from fluxlite.flux.run.storage import Scan, read
from fluxlite.flux.run.timebounds import to_time
from fluxlite.seam import MAX_TIME, MIN_TIME

_THIRTY_DAYS = Duration(0, -30 * 86_400_000_000_000)
_DAY = 86_400_000_000_000
_WEEK = 7 * _DAY
_MONDAY = 4 * _DAY
"""A week of shards begins on a Monday: the first after 1970 began."""
_NO_TAGS = ("_time", "_value", "_start", "_stop")
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
    """The group key columns, those that the key has and the table has not among them."""
    if list(block.names) == sorted(block.names):
        return [name for name in block.names if name in block.keys]
    return list(block.keys)


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
        return _one_list(ask_order(name, {text for block in stream for text in ask(block, given)}))

    run.__doc__ = doc
    for package in _PACKAGES:
        transformation(package, name, signature)(plans_without_step(run))


def _one_list(texts: list[str]) -> Stream:
    return Stream((single_table(("_value",), {}, {"_value": pa.array(texts, STRING)}, len(texts)),))


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
    scan = scan.where(*taken)
    if rest is None:
        return _first_rows(context, scan)
    assert isinstance(function, Function)
    node = ast.FunctionExpression(function.node.span, function.node.parameters, rest)
    return filtered(context, read(scan, pushdown=context.pushdown), Function(node, function.scope), keep=False)


def _first_rows(context: Context, scan: Scan) -> Stream:
    """The first row of each series of a read; of whole shards where InfluxDB asks its index, which knows no times."""
    asked = _columns_of(scan)
    if not asked & {"_field", predicate.VALUE}:
        scan = _whole_shards(context, scan)
    return read(scan, limit=None if predicate.VALUE in asked else 1, pushdown=context.pushdown)


def _columns_of(scan: Scan) -> set[str]:
    return {name for item in scan.predicates for name in item.columns()}


def _whole_shards(context: Context, scan: Scan) -> Scan:
    """The read of whole shards, whose length depends on how long the bucket keeps its points."""
    kept = next((item.retention for item in context.catalog.buckets() if item.id == scan.bucket.id), 0)
    size = _WEEK if not kept or kept > 180 * _DAY else _DAY if kept >= 2 * _DAY else _DAY // 24
    start = (scan.start - _MONDAY) // size * size + _MONDAY
    stop = -((_MONDAY - scan.stop) // size) * size + _MONDAY
    return replace(scan, start=max(start, MIN_TIME), stop=min(stop, MAX_TIME))


@pushdown("universe", "distinct")
def listed(context: Context, step: StreamValue) -> Stream | None:
    """Tag keys and tag values as a bucket lists them, asked for by the functions that `schema` is made of."""
    column = step.call.arguments.get("column", "_value")
    above = _only_parent(step, "keep", "group")
    if above is None or column in _NO_TAGS:
        return _listed_keys(context, above, column)
    kept = _only_parent(above, "keep") if not _given(above, "columns", "fn", "mode") else None
    if kept is None or _given(kept, "columns", "fn") != {"columns": [column]}:
        return None
    scan = _scan_below(context, kept)
    if scan is None:
        return None
    found = {text for block in _first_rows(context, scan) for text in _distinct(block, column)}
    if "_field" in _columns_of(scan):
        found |= {"" for block in _first_rows(context, scan) if column not in block.keys}
    return _one_list(sorted(found))


def _listed_keys(context: Context, kept: StreamValue | None, column: str) -> Stream | None:
    keys_step = _only_parent(kept, "keys") if kept and _given(kept, "columns", "fn") == {"columns": [column]} else None
    if keys_step is None or keys_step.call.arguments.get("column", "_value") != column:
        return None
    scan = _scan_below(context, keys_step)
    if scan is None:
        return None
    found = {name for block in _first_rows(context, scan) for name in _tag_keys(block, {})}
    return _one_list(ask_order("tagKeys", found))


def _scan_below(context: Context, step: StreamValue) -> Scan | None:
    """The read right below a step, if only this uses it and it has no condition on values."""
    parent = step.call.arguments["tables"]
    scan = scan_of(context, parent) if parent.consumers == 1 else None
    return None if scan is None or predicate.VALUE in _columns_of(scan) else scan


def _only_parent(step: StreamValue, *names: str) -> StreamValue | None:
    """The step before this, if it is one of these functions and nothing else uses it."""
    parent: StreamValue = step.call.arguments["tables"]
    known = parent.builtin.package == "universe" and parent.builtin.name in names and parent.consumers == 1
    return parent if known else None


def _given(step: StreamValue, *names: str) -> dict[str, Any]:
    """Those of a step's arguments that say something."""
    return {name: step.call.arguments[name] for name in names if step.call.arguments.get(name) not in (None, [], "by")}


def _range(context: Context, given: dict[str, Any]) -> tuple[int, int]:
    start: Value = given.get("start", _THIRTY_DAYS)
    stop: Value = given.get("stop")
    last = context.now if stop is None else to_time(context, stop)
    first = add_duration(context.now, start) if isinstance(start, Duration) else to_time(context, start)
    return first, last


def _distinct(block: Block, name: str) -> list[str]:
    return [text for text in block.keys[name].unique().to_pylist() if text] if name in block.keys else []


def _tag_values(block: Block, given: dict[str, Any]) -> list[str]:
    asked = isinstance(given.get("predicate"), Function) and "_field" in _mentioned(given["predicate"])
    return _distinct(block, given["tag"]) + ([""] if asked and given["tag"] not in block.keys else [])


def _mentioned(function: Function) -> set[str]:
    """The columns that the conditions of a predicate ask for, as far as storage takes them."""
    return {name for item in predicate.split(function.node)[0] for name in item.columns()}


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
