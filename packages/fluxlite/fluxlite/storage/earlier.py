"""A segment of the journal as earlier stores wrote it, so that an update takes over what one of them left.

It has no marker: a record is its payload's length, the payload's CRC-32, and the payload. So nothing behind a damaged
record can be found, and what follows one was never acknowledged or is lost.
"""

import struct
import zlib
from collections.abc import Iterator

MAGIC = b"FLJ1"
_HEADER = struct.Struct("<II")
_DELETION = b"D"


def payloads(data: bytes) -> Iterator[bytes]:
    """The sound records, oldest first, to the first that is not. Raises ValueError for a deletion, which came last."""
    position = len(MAGIC)
    while position + _HEADER.size <= len(data):
        length, checksum = _HEADER.unpack_from(data, position)
        begin = position + _HEADER.size
        payload = data[begin : begin + length]
        if not 0 < len(payload) == length or zlib.crc32(payload) != checksum:
            return
        if payload.startswith(_DELETION):
            raise ValueError("an earlier version was killed amid a deletion: start and end (SIGTERM) that version once")
        yield payload
        position = begin + length
