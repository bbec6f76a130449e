"""One moment of the whole store: what a query sees, however often it reads and whatever is written meanwhile.

A Flux query reads a bucket once for each value kind, and once more for each `from`: without a common moment a point
that is written in between would be seen in some of its fields only.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import duckdb

from fluxlite.seam import MIN_TIME, Kind
from fluxlite.storage.columns import Key
from fluxlite.storage.index import Index
from fluxlite.storage.memtable import Block, Times
from fluxlite.storage.reader import BucketReader, Collect, View, whole


@dataclass(frozen=True, slots=True)
class Moment:
    """A transaction on the columns, and of each bucket and kind the points that are not in them."""

    cursor: duckdb.DuckDBPyConnection
    indexes: Mapping[str, Index]
    newest: Mapping[Key, Times]
    blocks: Mapping[Key, list[Block]]
    oldest: Mapping[str, int]
    """Where each bucket's retention ends; nothing for one that keeps its points for ever."""
    reading: Callable[[], AbstractContextManager[None]]
    """What is around each read: it tells of a disk that fails."""

    def bucket(self, bucket: str, name: str, collect: Collect = whole) -> BucketReader:
        """A reader of a bucket as it is at this moment; `collect` takes the rows of its answers."""
        return BucketReader(bucket, name, self.indexes.get(bucket) or Index(), self.view, collect)

    @contextmanager
    def view(self, bucket: str, kind: Kind) -> Iterator[View]:
        """What one read of a bucket needs."""
        key = (bucket, kind)
        oldest = self.oldest.get(bucket, MIN_TIME)
        with self.reading():
            yield View(self.cursor, self.newest.get(key), self.blocks.get(key, []), oldest)
