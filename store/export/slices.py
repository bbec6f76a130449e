"""A long range, asked for slice by slice: each answer small, whatever lies how densely where."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from contract.errors import AnswerTooLargeError
from contract.time import SECOND
from store.annotated_csv import Block

T = TypeVar("T")

WANTED = 6 * 2**20
"""Bytes of columns that a slice should have: as many as make asking worth while, and few beside the process itself."""
MOST = 16 * 2**20
"""Bytes of an answer, beyond which it is given up and a shorter slice is asked for."""
_FIRST = 10 * SECOND
_FASTER, _SLOWER = 8.0, 4


@dataclass(frozen=True, slots=True)
class Slice:
    """What was read up to `stop`, ns since 1970: rows, and the scores of the same span where they are wanted."""

    stop: int
    rows: Sequence[Block]
    scores: Sequence[Block]

    @property
    def size(self) -> int:
        """Bytes of columns."""
        return sum(block.rows.nbytes for block in (*self.rows, *self.scores))


def slices(read: Callable[[int, int], Slice], start: int, stop: int) -> Iterator[Slice]:
    """What `read` finds from a moment to before another, ns, slice by slice in the order of time.

    Raises `AnswerTooLargeError` where a single moment is too large.
    """
    length, faster = _FIRST, _FASTER
    while start < stop:
        end = min(start + length, stop)
        try:
            found = read(start, end)
        except AnswerTooLargeError:
            if end - start == 1:
                raise
            # Much begins somewhere in there: what comes before it must not make slices long again.
            length, faster = max(1, (end - start) // _SLOWER), 1.0
            continue
        yield found
        faster = _FASTER if found.size else faster
        length = max(1, int((end - start) * min(faster, max(1 / _SLOWER, WANTED / max(1, found.size)))))
        start = end


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, the next of which is made while who asks is busy with the one before; closing waits for it."""
    with ThreadPoolExecutor(1, "export") as helper:
        coming = helper.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = helper.submit(next, items, None)
            yield item
