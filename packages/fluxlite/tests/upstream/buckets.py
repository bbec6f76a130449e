"""A real store under a case: one bucket that its data go into and come from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from fluxlite.seam import Bucket, BucketInfo
from fluxlite.storage.apply import Outcome
from fluxlite.storage.limits import Limits
from fluxlite.storage.records import WriteRecord
from fluxlite.storage.store import Store
from fluxlite.unavailable import UnavailableError

NAME = "bucket"
"""The name by which cases that name a bucket call it."""


class Shelf:
    """A store with a new, empty bucket for whoever asks."""

    def __init__(self, folder: Path) -> None:
        self._ids: list[str] = []
        self.store = Store(folder, lambda: dict.fromkeys(self._ids, 0), Limits(threads=1))

    def empty(self) -> "OneBucket":
        """What a query may read and write: one bucket of its own."""
        self._ids.append(f"{len(self._ids) + 1:016x}")
        return OneBucket(self.store, self._ids[-1])


@contextmanager
def shelf(folder: Path) -> Iterator[Shelf]:
    """A store on a folder while the block runs."""
    found = Shelf(folder)
    try:
        yield found
    finally:
        found.store.close()


class OneBucket:
    """The catalog of one bucket, `bucket`."""

    def __init__(self, store: Store, bucket_id: str) -> None:
        self._store, self._id = store, bucket_id

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> Bucket | None:
        """The bucket, by name or id."""
        return self._store.bucket(self._id, NAME) if name == NAME or bucket_id == self._id else None

    def buckets(self) -> Sequence[BucketInfo]:
        """The one bucket."""
        return [BucketInfo(self._id, NAME, "00000000000000ff", 0)]

    def write(self, bucket: str, lines: bytes) -> None:
        """Store line protocol; raises LookupError for another bucket, ValueError for points that are not taken."""
        if bucket != NAME:
            raise LookupError(f'could not find bucket "{bucket}"')
        settled: SimpleQueue[Outcome | UnavailableError] = SimpleQueue()
        self._store.write(WriteRecord(self._id, 0, 1, lines), self._store.parse(self._id, lines, 0, 1), settled.put)
        outcome = settled.get()
        if isinstance(outcome, UnavailableError):
            raise outcome
        flaw = outcome.error()
        if flaw is not None:
            raise ValueError(flaw)
