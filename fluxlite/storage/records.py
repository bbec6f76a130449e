"""What a journal record says: points that were written to a bucket, or a deletion from it."""

import gzip
import json
import struct
from dataclasses import dataclass

from fluxlite.seam import Series

Conditions = tuple[tuple[str, bool, str], ...]
_WRITE = struct.Struct("<c16sqqB")
_GZIP = 1


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """A body of line protocol as it came in; parsed again with the same `now` and `unit`, it gives the same points."""

    bucket: str
    now: int
    unit: int
    body: bytes
    zipped: bool = False

    def encode(self) -> bytes:
        """The payload of the journal's record."""
        flags = _GZIP if self.zipped else 0
        return _WRITE.pack(b"W", self.bucket.encode(), self.now, self.unit, flags) + self.body

    def text(self) -> bytes:
        """The line protocol itself."""
        return gzip.decompress(self.body) if self.zipped else self.body


@dataclass(frozen=True, slots=True)
class DeleteRecord:
    """A deletion of the points with start <= time <= stop whose series meet all conditions."""

    bucket: str
    start: int
    stop: int
    conditions: Conditions = ()
    """Each is a tag's key (or `_measurement`), whether it must be equal, and the value; no tag is an empty value."""

    def encode(self) -> bytes:
        """The payload of the journal's record."""
        return b"D" + json.dumps([self.bucket, self.start, self.stop, self.conditions]).encode()

    def matches(self, series: Series) -> bool:
        """Whether a series meets all conditions."""
        tags = {"_measurement": series.measurement, **dict(series.tags)}
        return all((tags.get(key, "") == value) == equal for key, equal, value in self.conditions)


def decode(payload: bytes) -> WriteRecord | DeleteRecord:
    """The record of a payload."""
    if payload[:1] == b"D":
        bucket, start, stop, conditions = json.loads(payload[1:])
        return DeleteRecord(bucket, start, stop, tuple(map(tuple, conditions)))
    _, bucket, now, unit, flags = _WRITE.unpack_from(payload)
    return WriteRecord(bucket.decode(), now, unit, payload[_WRITE.size :], bool(flags & _GZIP))
