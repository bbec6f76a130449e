"""The newest items of a series, as far back as one must look for them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from contract.time import HOUR

T = TypeVar("T")
_WIDER = (HOUR, 24 * HOUR, 7 * 24 * HOUR)
"""How far is looked back in turn, until there are as many items as are wanted."""


def newest(ask: Callable[[int], Sequence[T]], start: int, stop: int, limit: int) -> Sequence[T]:
    """Items between two times (ns), at least `limit` where so many are there; `ask` finds those since a time."""
    for width in _WIDER:
        if start < (begin := stop - width) and len(items := ask(begin)) >= limit:
            return items
    return ask(start)
