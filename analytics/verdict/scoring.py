"""The score of a sample: 0 as expected, 1 at the edge of the normal band, above 1 outside, growing with the distance.

It is the worst of the views of all layers.
"""

import math

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.kernel import kernel

FAR = 4.0
"""Half-widths from what is expected at which a learned view calls a signal critical."""


def beyond(distance: Floats) -> Floats:
    """Score of a distance in half-widths: the same inside the band, then by its logarithm: 2 at `FAR`, 3 at its square.

    What was learned is less sure than what was written down, so critical takes a distance that leaves no doubt.
    """
    return np.where(distance > 1, 1 + np.log(np.maximum(distance, 1)) / np.log(FAR), distance)


Worst = tuple[Floats, Ints, Ints]
"""(score, number of the cause, side) of n series; side is 1 above and -1 below what is expected."""


def ordinary(count: int) -> Worst:
    """What is found of series before any view is looked at."""
    return np.zeros(count), np.zeros(count, np.int64), np.ones(count, np.int64)


def worsen(found: Worst, place: Ints, cause: int, high: Floats, low: Floats, *, hard: bool = False) -> None:
    """Take a view, (k,) above and below what is expected, of the series at k places among the n, where it is worse than
    what was found so far.

    Far outside it counts by its logarithm, as `beyond` says, unless it is `hard`.
    """
    _worsen(*found, place, cause, hard, high, low)


@kernel
def _worsen(
    score: Floats, causes: Ints, side: Ints, place: Ints, cause: int, hard: bool, high: Floats, low: Floats
) -> None:
    for row, at in enumerate(place):
        found = max(high[row], low[row])
        if not hard and found > 1:
            found = 1 + math.log(found) / math.log(FAR)
        if found > score[at]:
            score[at], causes[at], side[at] = found, cause, 1 if high[row] >= low[row] else -1
