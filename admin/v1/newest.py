"""The newest rows of a series, as far back as one must look for them."""

from collections.abc import Callable
from typing import Any

from contract.time import HOUR

Row = dict[str, Any]
_WIDER = (HOUR, 24 * HOUR, 7 * 24 * HOUR)
"""How far is looked back in turn, until there are as many rows as are wanted."""


def newest(ask: Callable[[int], list[Row]], start: int, stop: int, limit: int) -> list[Row]:
    """Rows between two times (ns), at least `limit` where so many are there; `ask` finds those since a time."""
    for width in _WIDER:
        if start < (begin := stop - width) and len(rows := ask(begin)) >= limit:
            return rows
    return ask(start)
