"""Annotated CSV into Arrow tables: split at the annotation blocks, let pyarrow parse each block whole.

The official client parses row by row in Python, many times slower (`python -m bench csv`), and reading is
most of what the worker does.
"""

import csv as rows
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from contract.errors import GatewayError

_TYPES = {
    "string": pa.string(), "long": pa.int64(), "unsignedLong": pa.uint64(), "double": pa.float64(),
    "boolean": pa.bool_(), "dateTime:RFC3339": pa.timestamp("ns", tz="UTC"),
    "dateTime:RFC3339Nano": pa.timestamp("ns", tz="UTC"), "duration": pa.string(), "base64Binary": pa.string(),
}  # fmt: skip
_MARK = b"#datatype,"
"""The first annotation of each block; our own queries ask for it first."""
_LEAST_BLOCK = 2**20
"""Bytes that pyarrow reads at once at least; it makes room for no fewer."""


@dataclass(frozen=True, slots=True)
class Block:
    """Tables of one schema: rows with `result` and `table` columns, and the names of the group key's columns."""

    rows: pa.Table
    group: frozenset[str]


def parse(body: bytes) -> Iterator[Block]:
    """The blocks of a response that carries all three annotations, one a schema.

    Tables of two types that take turns, as a fleet's numbers and run states do, make hundreds of short pieces; pyarrow
    gets those of one schema in one.

    Raises `GatewayError` for an error table: InfluxDB sends one inside a 200 answer when a query fails midway. So it
    does for what is no annotated CSV: whatever a server answers, who asked it has one kind of error to expect.
    """
    try:
        yield from _blocks(body)
    except (ValueError, KeyError, IndexError, rows.Error, pa.ArrowException) as error:
        raise GatewayError(f"an answer that is no annotated CSV: {_shortened(error)}", permanent=False) from error


def _blocks(body: bytes) -> Iterator[Block]:
    schemas: dict[bytes, list[bytes]] = {}
    for text in _pieces(body):
        head = _head(text)
        schemas.setdefault(text[:head], []).append(text[head:])
    for annotations, parts in schemas.items():
        yield _block(annotations, b"".join(parts))


def _pieces(body: bytes) -> Iterator[bytes]:
    """The body cut where annotations begin."""
    begin, stop = _next(body, 0), 0
    if body[:begin].strip():
        raise ValueError("it does not begin with annotations")
    while begin < len(body):
        stop = _next(body, max(stop, begin) + 1)
        # An odd number of quotes means that the next "annotation" is text inside a cell.
        if body.count(b'"', begin, stop) % 2 == 0 or stop == len(body):
            yield body[begin:stop]
            begin = stop


def _head(text: bytes) -> int:
    """The length of a piece's annotations and of the line of names below them."""
    end = 0
    while text.startswith(b"#", end):
        end = text.find(b"\n", end) + 1 or len(text)
    return text.find(b"\n", end) + 1 or len(text)


def _next(body: bytes, start: int) -> int:
    """Where the next line begins that looks like a block's first annotation; the body's end where none does."""
    if start == 0 and body.startswith(_MARK):
        return 0
    found = body.find(b"\n" + _MARK, max(start - 1, 0))
    return len(body) if found < 0 else found + 1


def _block(head: bytes, data: bytes) -> Block:
    *marks, header = head.splitlines()
    annotations = {name: cells for name, *cells in (line.decode().split(",") for line in marks)}
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
    try:
        parsed = _read(data, names, schema)
    except pa.ArrowInvalid:
        # A text that is no UTF-8 must not keep the rows beside it from being read.
        parsed = _read(data.decode(errors="replace").encode(), names, schema)
    for index, default in enumerate(defaults):
        if default and names[index] == "result":
            parsed = parsed.set_column(index, names[index], pc.fill_null(parsed.column(index), default))
    return parsed


def _read(data: bytes, names: list[str], schema: pa.Schema) -> pa.Table:
    return csv.read_csv(
        pa.BufferReader(data),
        # An answer is a few megabytes at most: handing it to other threads costs more than it saves. One text may be as
        # large as the whole of it, and pyarrow takes no row that is larger than what it reads at once.
        read_options=csv.ReadOptions(
            column_names=["", *names], use_threads=False, block_size=max(len(data), _LEAST_BLOCK)
        ),
        parse_options=csv.ParseOptions(newlines_in_values=b'"' in data),
        convert_options=csv.ConvertOptions(
            column_types=schema, include_columns=names, strings_can_be_null=True,
            null_values=[""], true_values=["true"], false_values=["false"],
        ),
    )  # fmt: skip


def _shortened(error: BaseException) -> str:
    """The reason without the megabyte of text that it may quote."""
    return f"{type(error).__name__} {str(error)[:200]}"


def _cells(line: bytes) -> list[str]:
    return next(rows.reader([line.decode().rstrip("\r\n")]), [])
