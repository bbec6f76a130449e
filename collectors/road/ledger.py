"""What adds up over legs (distance, hours, fuel, charge): computed leg by leg, so that a restart finds the same."""

from collections.abc import Callable

import numpy as np

from collectors.model import Indices
from collectors.noise import Array

_AHEAD = 36
"""Legs that are computed beyond the one that is asked for: a day's."""


class Ledger:
    """Running totals of n vehicles at the start of each leg, computed on demand and kept.

    `advance(number, totals)` gives the totals, (k, n), at the start of leg `number + 1`.
    """

    def __init__(self, start: Array, advance: Callable[[int, Array], Array]) -> None:
        self._advance = advance
        self._rows = start[None]
        self._columns = np.arange(start.shape[1])

    def at(self, legs: Indices) -> tuple[Array, Array]:
        """Totals at the start and at the end of these legs, (T, n): two arrays (k, T, n)."""
        last = int(legs.max()) + 1
        if last >= len(self._rows):
            self._extend(last + _AHEAD)
        return self._take(legs), self._take(legs + 1)

    def _take(self, legs: Indices) -> Array:
        return np.moveaxis(self._rows[legs, :, self._columns], -1, 0)

    def _extend(self, last: int) -> None:
        rows = [self._rows[-1]]
        for number in range(len(self._rows) - 1, last):
            rows.append(self._advance(number, rows[-1]))
        self._rows = np.concatenate([self._rows, np.stack(rows[1:])])
