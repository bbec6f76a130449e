"""The seam between the language and the storage: what Flux may ask of a bucket.

`fluxlite.flux` (the language) knows storage only through these types, and `fluxlite.storage` knows nothing of Flux.
A series is one measurement, tag set and field of a bucket, and has one value kind for ever; the kind belongs to the
pair (measurement, field), as in InfluxDB.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

import pyarrow as pa

MIN_TIME = -(2**63) + 2
"""Earliest time that a point may have, nanoseconds since 1970 (InfluxDB's models.MinNanoTime)."""
MAX_TIME = 2**63 - 2
"""Latest time that a point may have, nanoseconds since 1970."""


class Kind(StrEnum):
    """A value kind, by the name that annotated CSV gives it."""

    DOUBLE = "double"
    LONG = "long"
    UNSIGNED = "unsignedLong"
    BOOLEAN = "boolean"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Series:
    """One stored series; `tags` are sorted by key, `id` is unique within its bucket."""

    id: int
    measurement: str
    tags: tuple[tuple[str, str], ...]
    field: str
    kind: Kind


class Listed(list[Series]):
    """Series in order, never changed, with the `columns` that queries have asked of all of them, by name: a list lives
    for as long as no series is new, and most queries ask for the same few of many."""

    __slots__ = ("columns",)

    def __init__(self, series: Iterable[Series] = ()) -> None:
        super().__init__(series)
        self.columns: dict[str, pa.Array] = {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition on `_value` that storage evaluates: value `op` operand, with an operand of the series' own kind."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    operand: float | int | bool | str


Aggregate = Literal["count", "sum", "mean", "min", "max", "first", "last"]


class Bucket(Protocol):
    """Read access to one bucket. Times are nanoseconds since 1970; `start` is inclusive, `stop` exclusive."""

    id: str
    name: str

    def series(self) -> Sequence[Series]:
        """All series, ordered by measurement, then tags, then field."""
        ...

    def read(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        where: Sequence[Comparison] = (),
        limit: int | None = None,
    ) -> pa.Table:
        """Rows of series of one kind, as columns `series` (int32, the position in the argument), `time` (int64) and
        `value` (the kind's Arrow type), sorted by series, then time. `limit` is the most rows a series may give."""
        ...

    def aggregate(
        self, series: Sequence[Series], start: int, stop: int, fn: Aggregate, where: Sequence[Comparison] = ()
    ) -> pa.Table:
        """One row for each series that has rows: `series`, `time` and `value`. For min, max, first and last, `time`
        is that of the row taken (the earliest of equals); for the others it is null. Rows are sorted by series."""
        ...

    def window(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        every: int,
        offset: int,
        fn: Aggregate,
        where: Sequence[Comparison] = (),
    ) -> pa.Table:
        """As `aggregate`, once for each window [k·every + offset, (k+1)·every + offset) that has rows, with a column
        `window` (int64): the window's start, not clipped. Sorted by series, then window."""
        ...


class Catalog(Protocol):
    """The buckets that one request may read: a bucket that its token may not read is not there at all."""

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> Bucket | None: ...

    def buckets(self) -> Sequence["BucketInfo"]:
        """Every bucket that may be read, ordered by name."""
        ...

    def write(self, bucket: str, lines: bytes) -> None:
        """Store line protocol (nanoseconds), for `to()`; raises PermissionError or LookupError with the message."""
        ...


@dataclass(frozen=True, slots=True)
class BucketInfo:
    """What `buckets()` shows of a bucket; `retention` is in nanoseconds, 0 is for ever."""

    id: str
    name: str
    organization_id: str
    retention: int
