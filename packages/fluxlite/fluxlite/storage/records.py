"""What is asked of a bucket: points to write, which the journal keeps, and a deletion, which needs no journal."""

import gzip
import struct
from dataclasses import dataclass

from fluxlite.seam import Series

Conditions = tuple[tuple[str, bool, str], ...]
_WRITE = struct.Struct("<c16sqqB")
_KEPT = struct.Struct("<q")
_GZIP, _WITH_KEPT = 1, 2


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """A body of line protocol as it came in; parsed again with the same `now` and `unit`, it gives the same points."""

    bucket: str
    now: int
    unit: int
    body: bytes
    zipped: bool = False
    kept: int | None = None
    """The bucket's retention when it came in: what was refused then is not to be taken at a later start."""

    def encode(self) -> bytes:
        """The payload of the journal's record."""
        flags = (_GZIP if self.zipped else 0) | (0 if self.kept is None else _WITH_KEPT)
        header = _WRITE.pack(b"W", self.bucket.encode(), self.now, self.unit, flags)
        kept = b"" if self.kept is None else _KEPT.pack(self.kept)
        return b"".join((header, kept, self.body))

    def text(self) -> bytes:
        """The line protocol itself."""
        return gzip.decompress(self.body) if self.zipped else self.body


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion of the points with start <= time <= stop whose series meet all conditions."""

    bucket: str
    start: int
    stop: int
    conditions: Conditions = ()
    """Each is a tag's key (or `_measurement`), whether it must be equal, and the value; no tag is an empty value."""

    def matches(self, series: Series) -> bool:
        """Whether a series meets all conditions."""
        tags = {"_measurement": series.measurement, **dict(series.tags)}
        return all((tags.get(key, "") == value) == equal for key, equal, value in self.conditions)


def decode(payload: bytes) -> WriteRecord:
    """The record of a payload."""
    _, bucket, now, unit, flags = _WRITE.unpack_from(payload)
    kept, begin = None, _WRITE.size
    if flags & _WITH_KEPT:
        (kept,) = _KEPT.unpack_from(payload, begin)
        begin += _KEPT.size
    return WriteRecord(bucket.decode(), now, unit, payload[begin:], bool(flags & _GZIP), kept)
