"""What is known of each bucket: its series, and its lines, so that the next ones are read quickly.

Whoever asks for series, or changes what is known, holds the store's lock.
"""

from collections.abc import Collection, Iterable, Mapping

from fluxlite.lineprotocol import Batch, BatchReader
from fluxlite.storage.columns import Key
from fluxlite.storage.forgetting import lifeless
from fluxlite.storage.index import Index
from fluxlite.storage.memtable import Ids, Memtable, Times


class Known:
    """The series of all buckets by their ids, and a reader of lines for each bucket that was written to."""

    def __init__(self, indexes: Mapping[str, Index]) -> None:
        self.indexes = dict(indexes)
        self.readers: dict[str, BatchReader] = {}

    def read(self, bucket: str, text: bytes, now: int, unit: int) -> Batch:
        """The points of a body of line protocol; raises LineError. Needs no lock."""
        return self.readers.setdefault(bucket, BatchReader()).read(text, now, unit)

    def index(self, bucket: str) -> Index:
        """The series of a bucket."""
        if bucket not in self.indexes:
            self.indexes[bucket] = Index()
        return self.indexes[bucket]

    def forget(self, bucket: str) -> None:
        """Forget all of a bucket."""
        self.indexes.pop(bucket, None)
        self.readers.pop(bucket, None)

    def forget_lines(self, kept: Collection[str]) -> None:
        """Forget what is known of lines where it is far more than there are series, or the bucket is not kept."""
        for bucket, reader in list(self.readers.items()):
            if bucket not in kept or len(reader) > 2 * len(self.indexes.get(bucket, ())) + 1000:
                self.readers.pop(bucket, None)

    def lifeless(self, bucket: str, newest: Mapping[Key, Times], memories: Iterable[Memtable]) -> Ids:
        """The ids of a bucket's series that have no point."""
        return lifeless(bucket, self.index(bucket), newest, memories)

    def forget_lifeless(self, newest: Mapping[Key, Times], memories: Collection[Memtable]) -> None:
        """Forget the series of all buckets that have no point."""
        for bucket in list(self.indexes):
            gone = self.lifeless(bucket, newest, memories)
            if len(gone):
                self.indexes[bucket] = self.indexes[bucket].without(gone)
                self.readers.pop(bucket, None)
