"""A segment file of the journal: its form, and how it is written so that a failure leaves nothing behind.

It begins with a magic word and a marker, random for each start of the store. Each record is the marker again, the
length of its payload, a CRC-32 over length and payload, and the payload.
"""

import os
import re
import struct
import zlib
from contextlib import suppress
from pathlib import Path

MAGIC = b"FLJ2"
_MARKER = 8
BEGIN = len(MAGIC) + _MARKER
"""Bytes in front of the first record."""
_HEADER = struct.Struct("<II")
OVERHEAD = _MARKER + _HEADER.size
"""Bytes of a record beside its payload."""
_NAME = re.compile(r"journal-(\d{10})\.log")


def new_marker() -> bytes:
    """A marker that nobody can guess."""
    return os.urandom(_MARKER)


def framed(payload: bytes, marker: bytes) -> bytes:
    """A record as it stands in the file."""
    return marker + _HEADER.pack(len(payload), _checksum(payload)) + payload


def record_at(data: bytes, position: int, marker: bytes) -> bytes | None:
    """The payload of the whole and sound record at a position, None where there is none; an empty one is not ours."""
    begin = position + OVERHEAD
    length, checksum = _announced(data, position)
    payload = data[begin : begin + length]
    sound = data.startswith(marker, position) and 0 < len(payload) == length and _checksum(payload) == checksum
    return payload if sound else None


def is_cut_off(data: bytes, position: int) -> bool:
    """Whether the data ends within the record at a position, or has only zeros from there on, as a kill leaves it."""
    return position + OVERHEAD + _announced(data, position)[0] > len(data) or not data[position:].strip(b"\0")


class Segment:
    """A segment that is written to; `_size` bytes of it are sound and on the disk."""

    def __init__(self, folder: Path, number: int, marker: bytes) -> None:
        """Make the file, durably. Raises OSError, and leaves nothing behind then."""
        self.number = number
        self._path = segment_path(folder, number)
        self._size = 0
        self._file = os.open(self._path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            self.append(MAGIC + marker)
            sync_folder(folder)
        except OSError:
            self.remove()
            raise

    def append(self, data: bytes) -> None:
        """Write and sync. Raises OSError: none of the data counts then, and `mend` must come before the next."""
        try:
            _write_all(self._file, data)
            os.fdatasync(self._file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)

    def mend(self, room: int) -> None:
        """Cut off what a failed write left, durably, and try whether so many bytes have room; raises OSError."""
        os.ftruncate(self._file, self._size)
        try:
            _write_all(self._file, bytes(room))  # an empty record is none: a kill meanwhile does no harm
        finally:
            os.ftruncate(self._file, self._size)
        os.fdatasync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def remove(self) -> None:
        """Close and delete the file, which holds nothing."""
        os.close(self._file)
        self._path.unlink(missing_ok=True)


def segments(folder: Path) -> list[tuple[int, Path]]:
    """The segments in a folder by number, oldest first; other files are left alone."""
    found = [(match, path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    return sorted((int(match[1]), path) for match, path in found)


def segment_path(folder: Path, number: int) -> Path:
    """The path of a segment."""
    return folder / f"journal-{number:010d}.log"


def _announced(data: bytes, position: int) -> tuple[int, int]:
    """Length and checksum in the header of a record, as far as there is one."""
    header = data[position + _MARKER : position + OVERHEAD]
    length, checksum = _HEADER.unpack(header.ljust(_HEADER.size, b"\xff"))
    return length, checksum


def _checksum(payload: bytes) -> int:
    return zlib.crc32(payload, len(payload))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
