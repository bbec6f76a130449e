"""The end of a chain: where the next entry is put, in the same write as the change that it tells of."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from admin.chain.entry import GENESIS, Entry, digest
from contract.measurements import AUDIT
from contract.time import SECOND
from store.points import Point


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain: how many there are up to it, its hash, its time in nanoseconds."""

    size: int = 0
    hash: str = GENESIS
    time: int = 0


class Ledger:
    """One chain, of one process; safe to share between threads.

    Two processes on one chain would both follow the same entry: each has a `chain` of its own. `read` gives the rows
    that `heads` takes.
    """

    def __init__(self, chain: str, read: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        self._chain, self._read = chain, read
        self._lock = threading.Lock()
        self._head: Head | None = None

    def write(self, points: Sequence[Point], write: Callable[[Sequence[Point]], None]) -> None:
        """Let `write` store points, the entries among them chained. Raises what `write` and `read` raise."""
        if not any(point.measurement == AUDIT.name for point in points):
            write(points)
            return
        with self._lock:
            head = self._head or heads(self._read()).get(self._chain, Head())
            # A write that failed may have been done all the same: only the store knows then where the chain ends.
            self._head = None
            chained, end = link(points, self._chain, head)
            write(chained)
            self._head = end


def heads(rows: Iterable[Mapping[str, Any]]) -> dict[str, Head]:
    """The end of every chain, of rows with at least chain, place and hash of its entries."""
    found: dict[str, Head] = {}
    for entry in map(Entry.of, rows):
        if entry.chain and entry.sequence > found.get(entry.chain, Head()).size:
            found[entry.chain] = Head(entry.sequence, entry.hash, entry.time)
    return found


def link(points: Iterable[Point], chain: str, head: Head) -> tuple[list[Point], Head]:
    """The points, the entries among them as the next of a chain, and where it ends then."""
    linked = []
    for point in points:
        if point.measurement == AUDIT.name:
            point, head = _next(point, chain, head)
        linked.append(point)
    return linked, head


def _next(point: Point, chain: str, head: Head) -> tuple[Point, Head]:
    # Two entries of one action and one nanosecond would be one point. A clock that was set back stays as it is.
    time = head.time + 1 if 0 <= head.time - point.time < SECOND else point.time
    row = {**point.fields, **point.tags, "_time": time}
    entry = replace(Entry.of(row), chain=chain, sequence=head.size + 1, previous=head.hash)
    found = digest(entry)
    fields = {**point.fields, "sequence": entry.sequence, "previous": entry.previous, "hash": found}
    return Point(point.measurement, {**point.tags, "chain": chain}, fields, time), Head(entry.sequence, found, time)
