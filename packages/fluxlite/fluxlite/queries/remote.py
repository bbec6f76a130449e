"""A catalog for a worker: `fluxlite.seam` over a line to the store, which answers with what the query's token may see.

The lists of series stay in the worker from query to query, and only what is new comes over the line. All that a query
reads is of one moment.
"""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fluxlite.flux.language.errors import FluxError
from fluxlite.queries.wire import ClosedError, Frame, Line
from fluxlite.seam import Aggregate, BucketInfo, Comparison, Kind, Listed, Series

MOST_SERIES = 500_000
"""So many series may stay in a worker between queries."""
WRITTEN_AT_ONCE = 16 * 2**20
_REFUSALS: dict[str, type[Exception]] = {"lookup": LookupError, "permission": PermissionError, "value": ValueError}


@dataclass(slots=True)
class KnownSeries:
    """What a worker knows of a bucket's series: those of one edition, which only grows."""

    edition: int = 0
    count: int = 0
    ordered: Listed = field(default_factory=Listed)


class Memory:
    """The series of all buckets, as far as this worker has seen them."""

    def __init__(self) -> None:
        self._buckets: dict[str, KnownSeries] = {}

    def of(self, bucket: str) -> KnownSeries:
        """What is known of a bucket."""
        return self._buckets.setdefault(bucket, KnownSeries())

    def trim(self) -> None:
        """Forget everything when it is too much."""
        if sum(known.count for known in self._buckets.values()) > MOST_SERIES:
            self._buckets.clear()


class RemoteCatalog:
    """The buckets that the store shows to this query."""

    def __init__(self, line: Line, memory: Memory) -> None:
        self._line, self._memory = line, memory
        self._found: dict[tuple[str | None, str | None], RemoteBucket | None] = {}

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> "RemoteBucket | None":
        """A bucket by its name or its id."""
        if (name, bucket_id) not in self._found:
            head = self.ask("bucket", name=name, bucket_id=bucket_id).head
            found = RemoteBucket(self, head["id"], head["name"], self._memory.of(head["id"])) if head["id"] else None
            self._found[name, bucket_id] = found
        return self._found[name, bucket_id]

    def buckets(self) -> Sequence[BucketInfo]:
        """Every bucket that may be read, ordered by name."""
        return [BucketInfo(*each) for each in self.ask("buckets").head["buckets"]]

    def write(self, bucket: str, lines: bytes) -> None:
        """Store line protocol, in parts where it is very long."""
        for part in _parts(lines, WRITTEN_AT_ONCE):
            self.ask("write", part, bucket=bucket)

    def ask(self, what: str, data: bytes = b"", /, **head: Any) -> Frame:
        """The store's next frame in answer to a request; raises what the store refused it with."""
        self._line.send(what, data, **head)
        return self.next()

    def next(self) -> Frame:
        """The store's next frame."""
        frame = self._line.receive()
        if frame.what == "refused":
            kind, message = frame.head["kind"], frame.head["message"]
            raise _REFUSALS[kind](message) if kind in _REFUSALS else FluxError(kind, message)
        return frame


class RemoteBucket:
    """A bucket of the store, as it is at the query's moment."""

    def __init__(self, catalog: RemoteCatalog, bucket_id: str, name: str, known: KnownSeries) -> None:
        self.id, self.name = bucket_id, name
        self._catalog, self._known = catalog, known
        self._series: Sequence[Series] | None = None

    def series(self) -> Sequence[Series]:
        """All series, ordered by measurement, then tags, then field."""
        if self._series is None:
            known = self._known
            frame = self._catalog.ask("series", bucket=self.id, edition=known.edition, count=known.count)
            if frame.head["edition"] != known.edition:
                known.edition, known.count, known.ordered = frame.head["edition"], 0, Listed()
            fresh = list(self._fresh(frame))
            if fresh:
                known.count += len(fresh)
                everything = known.ordered + fresh
                known.ordered = Listed(sorted(everything, key=lambda one: (one.measurement, one.tags, one.field)))
            self._series = known.ordered
        return self._series

    def read(
        self,
        series: Sequence[Series],
        start: int,
        stop: int,
        where: Sequence[Comparison] = (),
        limit: int | None = None,
    ) -> pa.Table:
        """Rows of series of one kind."""
        return self._table("read", series, start=start, stop=stop, where=_conditions(where), limit=limit)

    def aggregate(
        self, series: Sequence[Series], start: int, stop: int, fn: Aggregate, where: Sequence[Comparison] = ()
    ) -> pa.Table:
        """One row for each series that has rows."""
        return self._table("aggregate", series, start=start, stop=stop, fn=fn, where=_conditions(where))

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
        """One row for each series and window that has rows."""
        given = {"start": start, "stop": stop, "every": every, "offset": offset, "fn": fn}
        return self._table("window", series, **given, where=_conditions(where))

    def _fresh(self, frame: Frame) -> Iterator[Series]:
        for _ in range(frame.head["parts"]):
            # The store is trusted by its workers; not the other way round.
            for number, measurement, tags, name, kind in pickle.loads(self._catalog.next().data):
                yield Series(number, measurement, tags, name, Kind(kind))

    def _table(self, what: str, series: Sequence[Series], **head: Any) -> pa.Table:
        ids = np.fromiter((one.id for one in series), np.int32, len(series))
        frame = self._catalog.ask(what, ids.tobytes(), bucket=self.id, **head)
        schema = pa.ipc.read_schema(pa.py_buffer(frame.data))
        batches = []
        while (frame := self._catalog.next()).what == "batch":
            batches.append(pa.ipc.read_record_batch(pa.py_buffer(frame.data), schema))
        if frame.what != "end":
            raise ClosedError(frame.what)
        return pa.Table.from_batches(batches, schema)


def _conditions(where: Sequence[Comparison]) -> list[list[Any]]:
    return [[comparison.op, comparison.operand] for comparison in where]


def _parts(lines: bytes, size: int) -> Iterator[bytes]:
    """Line protocol in parts of whole lines, of about this many bytes."""
    start = 0
    while len(lines) - start > size and (end := lines.rfind(b"\n", start, start + size) + 1):
        yield lines[start:end]
        start = end
    yield lines[start:]
