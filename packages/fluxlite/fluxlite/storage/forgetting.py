"""What is gone: points that are older than their bucket's retention, and series that have no point any more.

A series has a point if one of the columns' newest times is its own, or a block of the memory holds its id. Whoever asks
holds the store's lock, and lets no flush run.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from fluxlite.seam import MIN_TIME
from fluxlite.storage.columns import NEVER, Flush, Key
from fluxlite.storage.index import Index
from fluxlite.storage.memtable import Ids, Memtable, Times


def bounds(retention: Mapping[str, int], now: int) -> dict[str, int]:
    """The earliest time that each bucket keeps (nanoseconds), of those that do not keep all."""
    return {bucket: max(now - kept, MIN_TIME) for bucket, kept in retention.items() if kept}


def count_older(memory: Memtable, oldest: Mapping[str, int]) -> int:
    """How many points in memory are too old for their bucket."""
    return sum(
        int((block.times < oldest[bucket]).sum())
        for (bucket, _), table in memory.tables.items()
        if bucket in oldest
        for block in table.snapshot()
    )


def lifeless(bucket: str, index: Index, newest: Mapping[Key, Times], memories: Iterable[Memtable]) -> Ids:
    """The ids of a bucket's series that have no point."""
    alive = np.zeros(index.size, np.bool_)
    for key, times in newest.items():
        if key[0] == bucket:
            known = times[: index.size]
            alive[: len(known)] |= known > NEVER
    for memory in memories:
        for key, table in memory.tables.items():
            if key[0] == bucket:
                for block in table.snapshot():
                    alive[block.ids] = True
    ids = index.ids()
    return ids[~alive[ids]]


def save_series(transaction: Flush, indexes: Mapping[str, Index]) -> list[tuple[Index, int]]:
    """Bring the series on disk up to date; gives how many fresh ones of each index are there once it is committed."""
    saved = []
    for bucket, index in indexes.items():
        fresh = index.fresh[:]
        if index.dropped:
            transaction.remove_series(bucket, index.dropped)
        if fresh:
            transaction.add_series(bucket, fresh)
        saved.append((index, len(fresh)))
    return saved
