"""The last stretch of a course at each of its moments, in few numbers, and how far two of them are apart.

The newer, the finer: a stretch is told by the means of its last two values, the two before, then four, eight, sixteen
and thirty-two, so that long memory costs little and noise weighs less. What is not known is left out of a comparison.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from analytics.ground.columns import Floats, Ints

BLOCKS = (2, 2, 4, 8, 16, 32)
_SHARED = 0.5
"""Of what is known of a stretch another must know so much to be compared with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """(s, d) stretches: their values, 0 for what is not known, the squares of these, and 1 for what is known."""

    value: Floats
    square: Floats
    known: Floats

    @classmethod
    def of(cls, rows: Floats) -> Self:
        """From (s, d) rows of `stretched`."""
        known = np.isfinite(rows)
        value = np.where(known, rows, 0.0)
        return cls(value, value**2, known.astype(float))

    def rows(self, at: Ints) -> Floats:
        """Some of them as `stretched` gave them."""
        return np.where(self.known[at] > 0, self.value[at], np.nan)


def stretched(value: Floats, last: int | None = None) -> Floats:
    """The stretches that end at each of (n,) or (n, k) values, or the `last` of them, (n, 6 k); NaN for not known."""
    value = value[:, None] if value.ndim == 1 else value
    if last is not None:
        value = value[-(sum(BLOCKS) + last - 1) :]
    known = np.isfinite(value)
    total = _summed(np.where(known, value, 0.0))
    count = _summed(known.astype(float))
    end = np.arange(1, len(value) + 1)
    parts = []
    for length in BLOCKS:
        begin = np.maximum(end - length, 0)
        number = count[end] - count[begin]
        parts.append(np.where(number > 0.5, (total[end] - total[begin]) / np.maximum(number, 1.0), np.nan))
        end = begin
    rows = np.concatenate(parts, axis=1)
    return rows if last is None else rows[-last:]


def apart(stretches: Stretches, rows: Floats) -> Floats:
    """Root mean squared distances of (q, d) rows from all (s, d) stretches, (q, s); infinite where they share less than
    half of what is known of the row."""
    known = np.isfinite(rows).astype(float)
    value = np.where(known > 0, rows, 0.0)
    shared = known @ stretches.known.T
    square = value**2 @ stretches.known.T + known @ stretches.square.T - 2.0 * (value @ stretches.value.T)
    enough = shared >= np.maximum(_SHARED * known.sum(axis=1), 1.0)[:, None]
    return np.where(enough, np.sqrt(np.maximum(square, 0.0) / np.maximum(shared, 1.0)), np.inf)


def _summed(value: Floats) -> Floats:
    """(n + 1, k) sums of all values before each."""
    return np.concatenate((np.zeros((1, value.shape[1])), np.cumsum(value, axis=0)))
