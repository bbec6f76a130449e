"""Peers: what all machines of a kind do together is the weather, or the day, and no fault of one of them.

Each chart's deviation, in its own scales, is compared with the median of its peers': the charts of the same signal
under the same condition of assets of the same class with the same signals. Only what it does beyond them counts. The
correction is bounded, so that what befalls a whole fleet at once is still seen.
"""

import numpy as np

from analytics.ground.columns import Floats, Ints

MIN_PEERS = 5
"""Fewer peers than this are no fleet to compare with."""
MAX_EXPLAINED = 4.0
"""What peers can explain in scales, where the least deviation that matters is not more."""


def explained(deviation: Floats, group: Ints, bound: Floats) -> Floats:
    """How much of each deviation its peers explain: the median of its group, within bounds.

    Parameters
    ----------
    deviation : (n,) in scales; NaN for one that says nothing, and counts for nobody
    group : (n,) number of the group of each, -1 for none
    bound : (n,) what peers may explain at most, in scales
    """
    return np.clip(common(deviation, group), -bound, bound)


def common(deviation: Floats, group: Ints) -> Floats:
    """(n,) the median of each one's group, 0 where the group is too small.

    >>> common(np.array([1.0, 2.0, 3.0, 4.0, 9.0]), np.zeros(5, np.int64)).tolist()
    [3.0, 3.0, 3.0, 3.0, 3.0]
    """
    median = np.zeros(len(deviation))
    if np.bincount(group[group >= 0], minlength=1).max() < MIN_PEERS:
        return median
    counted = np.flatnonzero(np.isfinite(deviation) & (group >= 0))
    if not len(counted):
        return median
    order = counted[np.lexsort((deviation[counted], group[counted]))]
    groups, first, size = np.unique(group[order], return_index=True, return_counts=True)
    low, high = first + (size - 1) // 2, first + size // 2
    middle = (deviation[order[low]] + deviation[order[high]]) / 2
    of_group = np.zeros(int(group.max(initial=0)) + 1)
    of_group[groups] = np.where(size >= MIN_PEERS, middle, 0.0)
    median[counted] = of_group[group[counted]]
    return median
