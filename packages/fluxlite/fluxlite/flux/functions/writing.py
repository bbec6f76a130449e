"""to: tables written to a bucket."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT
from fluxlite.flux.blocks.rows import row_record, spread
from fluxlite.flux.blocks.tables import Block, Stream
from fluxlite.flux.blocks.values import Record, is_basic
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Call, transformation
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function

_OWN = ("_time", "_value", "_field", "_measurement", "_start", "_stop")
_NAME_ESCAPES = str.maketrans({",": "\\,", " ": "\\ ", "=": "\\=", "\n": "\\n"})


@transformation(
    "universe",
    "to",
    "(<-tables: stream, ?bucket: string, ?bucketID: string, ?org: string, ?orgID: string, ?timeColumn: string, "
    "?measurementColumn: string, ?tagColumns: [string], ?fieldFn: (r) => record)",
)
def to(
    context: Context,
    call: Call,
    tables: Stream,
    bucket: str | None = None,
    timeColumn: str = "_time",  # noqa: N803
    measurementColumn: str = "_measurement",  # noqa: N803
    tagColumns: list[str] | None = None,  # noqa: N803
    fieldFn: Any = None,  # noqa: N803
    **given: str,
) -> Stream:
    """Write every row as a point, and hand the tables on."""
    name = _bucket_name(context, call, bucket, given.get("bucketID"))
    lines: list[str] = []
    for block in tables:
        for column in (timeColumn, measurementColumn):
            if column not in block.names:
                raise TableError(f"no column with label {column} exists")
        if block.kind(timeColumn) != TIME:
            raise TableError(f"column {timeColumn} is not of type time")
        tags = tagColumns
        if tags is None:
            left_out = (*_OWN, timeColumn, measurementColumn)
            tags = [item for item in block.names if block.kind(item) == STRING and item not in left_out]
        lines += _lines(context, block, timeColumn, measurementColumn, sorted(tags), fieldFn)
    try:
        context.catalog.write(name, "\n".join(lines).encode())
    except LookupError as error:
        raise FluxError("not found", str(error)) from None
    except (PermissionError, ValueError) as error:
        raise invalid(str(error)) from None
    return tables


def _bucket_name(context: Context, call: Call, name: str | None, bucket_id: str | None) -> str:
    if (name is None) == (bucket_id is None):
        what = "must specify bucket or bucketID" if name is None else "cannot provide both bucket and bucketID"
        raise invalid(f'error calling function "to" @{call.span}: {what}')
    found = context.catalog.bucket(name, bucket_id)
    if found is None:
        raise FluxError("not found", f'failed to initialize execute state: could not find bucket "{name or bucket_id}"')
    return found.name


def _lines(
    context: Context, block: Block, time: str, measurement: str, tags: list[str], field_fn: Any
) -> Iterator[str]:
    fields = _fields(context, block, field_fn)
    times = block.column(time).view(INT).to_pylist()
    names = block.column(measurement).to_pylist()
    tag_columns = {tag: block.column(tag).to_pylist() for tag in tags if tag in block.names}
    for row in range(block.n_rows):
        points = ",".join(f"{key[row]}={text[row]}" for key, text in fields if text[row] is not None and key[row])
        if not points or times[row] is None or not names[row]:
            continue
        pairs = "".join(
            f",{_escaped(tag)}={_escaped(column[row])}" for tag, column in tag_columns.items() if column[row]
        )
        yield f"{_escaped(names[row])}{pairs} {points} {times[row]}"


def _fields(context: Context, block: Block, field_fn: Any) -> list[tuple[list[str], list[str | None]]]:
    """The fields of every row: names and values as line protocol writes them."""
    if field_fn is None:
        for name in ("_field", "_value"):
            if name not in block.names:
                raise TableError(f"no column with label {name} exists")
        keys = [_escaped(name or "") for name in block.column("_field").to_pylist()]
        return [(keys, _values(block.column("_value")))]
    record = call_function(field_fn, {"r": row_record(block)}, context)
    if not isinstance(record, Record):
        raise TableError("fieldFn must return a record")
    found = []
    for name in record.fields:
        value = record.fields[name]
        if not is_basic(value):
            raise TableError(f"field {name} is not of a basic type")
        found.append(([_escaped(name)] * block.n_rows, _values(spread(value, block.n_rows))))
    return found


def _values(column: pa.Array) -> list[str | None]:
    kind = column.type
    if kind == STRING:
        return [
            None if v is None else '"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in column.to_pylist()
        ]
    suffix = {INT: "i", UINT: "u", FLOAT: "", BOOL: ""}.get(kind)
    if suffix is None:
        raise TableError("unsupported field type time")
    return [None if v is None else f"{str(v).lower()}{suffix}" for v in column.to_pylist()]


def _escaped(text: str) -> str:
    return text.translate(_NAME_ESCAPES)
