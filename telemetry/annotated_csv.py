"""Annotated CSV into Arrow tables: split at the annotation blocks, let pyarrow parse each block whole.

The official client parses row by row in Python, about thirty times slower (`bench/csv.py`), and reading is most of what
the worker does.
"""

import csv as rows
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from telemetry.errors import GatewayError

_TYPES = {
    "string": pa.string(),
    "long": pa.int64(),
    "unsignedLong": pa.uint64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "dateTime:RFC3339": pa.timestamp("ns", tz="UTC"),
    "dateTime:RFC3339Nano": pa.timestamp("ns", tz="UTC"),
    "duration": pa.string(),
    "base64Binary": pa.string(),
}
_BLOCK = re.compile(rb"^#datatype,", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """Tables of one schema: rows with `result` and `table` columns, and the names of the group key's columns."""

    rows: pa.Table
    group: frozenset[str]


def parse(body: bytes) -> Iterator[Block]:
    """The blocks of a response that carries all three annotations.

    Raises `GatewayError` for an error table: InfluxDB sends one inside a 200 answer when a query fails midway.
    """
    begin, *starts = [match.start() for match in _BLOCK.finditer(body)] or [len(body)]
    for stop in [*starts, len(body)]:
        # An odd number of quotes means that the next "annotation" is text inside a cell.
        if begin < stop and body.count(b'"', begin, stop) % 2 == 0:
            yield _block(body[begin:stop])
            begin = stop


def _block(text: bytes) -> Block:
    annotations: dict[str, list[str]] = {}
    rest = text
    while rest.startswith(b"#"):
        head, _, rest = rest.partition(b"\n")
        name, *cells = head.decode().rstrip("\r").split(",")
        annotations[name] = cells
    header, _, data = rest.partition(b"\n")
    names = _cells(header)[1:]
    if names[:2] == ["error", "reference"]:
        raise GatewayError(_cells(data.splitlines()[0])[1] if data.strip() else "unknown error", permanent=True)
    kinds = [_TYPES[kind] for kind in annotations["#datatype"]]
    group = frozenset(name for name, flag in zip(names, annotations["#group"], strict=True) if flag == "true")
    return Block(_rows(data, names, kinds, annotations.get("#default", [""] * len(names))), group)


def _rows(data: bytes, names: list[str], kinds: list[pa.DataType], defaults: list[str]) -> pa.Table:
    schema = pa.schema(zip(names, kinds, strict=True))
    if not data.strip():
        return schema.empty_table()
    parsed = csv.read_csv(
        io.BytesIO(data),
        read_options=csv.ReadOptions(column_names=["", *names]),
        parse_options=csv.ParseOptions(newlines_in_values=b'"' in data),
        convert_options=csv.ConvertOptions(
            column_types=dict(schema_pairs(schema)), include_columns=names, strings_can_be_null=True,
            null_values=[""], true_values=["true"], false_values=["false"],
        ),
    )  # fmt: skip
    for index, default in enumerate(defaults):
        if default and names[index] == "result":
            parsed = parsed.set_column(index, names[index], pc.fill_null(parsed.column(index), default))
    return parsed


def schema_pairs(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    """Name and type of each field."""
    return ((field.name, field.type) for field in schema)


def _cells(line: bytes) -> list[str]:
    return next(rows.reader([line.decode().rstrip("\r\n")]), [])
