"""Lists of series in editions: one edition only grows, so that a worker which has its beginning needs only its end."""

import threading
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import count

from fluxlite.seam import Series

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Edition:
    """A bucket's series at one moment, each in its place for as long as `number` stays the same."""

    ordered: Sequence[Series]
    number: int = field(default_factory=lambda: next(_numbers))
    series: list[Series] = field(default_factory=list)
    by_id: dict[int, Series] = field(default_factory=dict)


class Book:
    """The newest edition of each bucket. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._editions: dict[str, Edition] = {}
        self._lock = threading.Lock()

    def edition(self, bucket: str, ordered: Sequence[Series]) -> Edition:
        """The edition in which these are a bucket's series; a list is not changed once it was given out."""
        with self._lock:
            known = self._editions.get(bucket)
            if known is None or known.ordered is not ordered:
                known = self._editions[bucket] = _next(known, ordered)
            return known

    def keep(self, buckets: AbstractSet[str]) -> None:
        """Forget all buckets but these."""
        with self._lock:
            for bucket in self._editions.keys() - buckets:
                del self._editions[bucket]


def _next(before: Edition | None, ordered: Sequence[Series]) -> Edition:
    by_id = {one.id: one for one in ordered}
    if before is None or any(by_id.get(one.id) is not one for one in before.series):
        return Edition(ordered, series=list(ordered), by_id=by_id)
    fresh = [one for one in ordered if one.id not in before.by_id]
    return Edition(ordered, before.number, before.series + fresh, by_id)
