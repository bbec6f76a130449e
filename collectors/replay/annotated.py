"""Annotated CSV, as InfluxDB exports it: tables of several schemas in one file, each read as a recording's part."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from contract.errors import ContractError, GatewayError
from store.annotated_csv import parse

FIELD, VALUE = "_field", "_value"
"""The columns that name a reading and have its value, unless the export was pivoted."""
_ANNOTATIONS = (b"#datatype", b"#group", b"#default")


def is_annotated(file: Path) -> bool:
    """Whether a file begins as annotated CSV does."""
    with file.open("rb") as handle:
        return handle.read(4096).lstrip(b"\xef\xbb\xbf\r\n \t").startswith(_ANNOTATIONS)


def names(file: Path) -> list[str]:
    """The columns of all tables in a file, each once."""
    found: dict[str, None] = {}
    with file.open("rb") as handle:
        after = False
        for line in handle:
            mark = _marked(line)
            if after and not mark:
                found.update(dict.fromkeys(line.decode("utf-8", "replace").strip().split(",")[1:]))
            after = mark
    return list(found)


def pieces(file: Path, size: int) -> Iterator[tuple[int, pa.Table]]:
    """The tables of a file, of at most about `size` bytes each, and the number of the line that each begins with.

    Raises `ContractError` where it is not annotated CSV after all, or InfluxDB wrote an error into it.
    """
    head: list[bytes] = []
    data: list[bytes] = []
    length, first = 0, 1
    with file.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            if _marked(line):
                if data or not _open(head):
                    yield from _tables(file, head, data, first)
                    head, data, length = [], [], 0
                head.append(line.lstrip(b"\xef\xbb\xbf"))
            elif _open(head):
                head.append(line)
            elif line.strip():
                first = number if not data else first
                data.append(line)
                length += len(line)
                # An odd number of quotes means that a cell goes on in the next line.
                if length >= size and b"".join(data).count(b'"') % 2 == 0:
                    yield from _tables(file, head, data, first)
                    data, length = [], 0
    yield from _tables(file, head, data, first)


def _marked(line: bytes) -> bool:
    return line.lstrip(b"\xef\xbb\xbf").startswith(_ANNOTATIONS)


def _open(head: list[bytes]) -> bool:
    """Whether a table's annotations are not yet followed by its names."""
    return bool(head) and head[-1].startswith(b"#")


def _tables(file: Path, head: list[bytes], data: list[bytes], first: int) -> Iterator[tuple[int, pa.Table]]:
    if not data:
        return
    marks = sorted((line for line in head if line.startswith(b"#")), key=lambda line: not line.startswith(b"#datatype"))
    try:
        for block in parse(b"".join([*marks, head[-1], *data])):
            yield first, block.rows
    except GatewayError as error:
        raise ContractError("file", f"{file} cannot be read from line {first}: {error}") from error
