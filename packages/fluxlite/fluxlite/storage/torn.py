"""A checkpoint that a kill tore in two.

DuckDB writes its blocks of metadata in place, each with one checksum over what the file's head refers to and what the
next one will: a kill within such a write leaves a block that cannot be read, though nothing in use has changed, and
some blocks are only read by a later query. So all are copied before a checkpoint, and put back at the start, but only
while the head is still that of the copy: the checkpoint has not happened then.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

_HEAD, _BLOCK = 3 * 4096, 2**18
_ENTRY = struct.Struct("<QI")


def keep(columns: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Copy the head and the blocks of metadata beside the file, durably. Raises OSError."""
    ids = {int(row[0]) for row in connection.execute("SELECT block_id FROM pragma_metadata_info()").fetchall()}
    with columns.open("rb") as file:
        pieces = [os.pread(file.fileno(), _HEAD, 0)]
        for place in sorted(_HEAD + number * _BLOCK for number in ids):
            block = os.pread(file.fileno(), _BLOCK, place)
            pieces.append(_ENTRY.pack(place, zlib.crc32(block)) + block)
    with _aside(columns).open("wb") as copy:
        copy.write(b"".join(pieces))
        copy.flush()
        os.fsync(copy.fileno())


def forget(columns: Path) -> None:
    """The checkpoint is through, or taken back: the copies are of no use any more."""
    _aside(columns).unlink(missing_ok=True)


def put_back(columns: Path) -> bool:
    """Put back what a checkpoint that was cut off has written; whether there was any. Raises OSError."""
    if not columns.exists() or not _aside(columns).exists():
        return False
    copy, written = _aside(columns).read_bytes(), False
    with columns.open("r+b") as file:
        if os.pread(file.fileno(), _HEAD, 0) == copy[:_HEAD]:
            for place, block in _copied(copy):
                if os.pread(file.fileno(), _BLOCK, place) != block:
                    os.pwrite(file.fileno(), block, place)
                    written = True
            os.fsync(file.fileno())
    forget(columns)
    return written


def _copied(copy: bytes) -> Iterator[tuple[int, bytes]]:
    """The sound copies of blocks, each with its place; a kill while they were made left no checkpoint to take back."""
    for at in range(_HEAD, len(copy) - _ENTRY.size - _BLOCK + 1, _ENTRY.size + _BLOCK):
        place, checksum = _ENTRY.unpack_from(copy, at)
        block = copy[at + _ENTRY.size : at + _ENTRY.size + _BLOCK]
        if zlib.crc32(block) == checksum:
            yield place, block


def _aside(columns: Path) -> Path:
    return columns.with_suffix(".blocks")
