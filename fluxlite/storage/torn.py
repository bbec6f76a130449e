"""A checkpoint that a kill tore in two.

DuckDB writes its blocks of metadata in place, each with one checksum over what the file's head refers to and what the
next one will: a kill within such a write leaves a block that cannot be read, though nothing in use has changed. So they
are copied before a checkpoint, and put back at the start, but only while the head is still that of the copy.
"""

import os
import re
import struct
import zlib
from pathlib import Path

import duckdb

_HEAD, _BLOCK = 3 * 4096, 2**18
_ENTRY = struct.Struct("<QI")
_PLACE = re.compile(r"in block at location (\d+)")


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
    """The checkpoint is through: the copies are of no use any more."""
    _aside(columns).unlink(missing_ok=True)


def put_back(columns: Path, error: duckdb.Error) -> bool:
    """Put the block back that an error complains of; false where that is no help."""
    named = _PLACE.search(str(error))
    if named is None or not _aside(columns).exists():
        return False
    copy, place = _aside(columns).read_bytes(), int(named[1])
    block = _copied(copy, place)
    with columns.open("r+b") as file:
        if block is None or os.pread(file.fileno(), _HEAD, 0) != copy[:_HEAD]:
            return False
        if os.pread(file.fileno(), _BLOCK, place) == block:
            return False
        os.pwrite(file.fileno(), block, place)
        os.fsync(file.fileno())
    return True


def _copied(copy: bytes, place: int) -> bytes | None:
    """The sound copy of the block at a place."""
    for at in range(_HEAD, len(copy), _ENTRY.size + _BLOCK):
        if len(copy) >= at + _ENTRY.size + _BLOCK:
            found, checksum = _ENTRY.unpack_from(copy, at)
            block = copy[at + _ENTRY.size : at + _ENTRY.size + _BLOCK]
            if found == place and zlib.crc32(block) == checksum:
                return block
    return None


def _aside(columns: Path) -> Path:
    return columns.with_suffix(".blocks")
