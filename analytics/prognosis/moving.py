"""Whether a signal moves at all: a cheap look at many, before any is looked at closely."""

import numpy as np

from analytics.ground.columns import Bools, Floats

_AWAY = 1.5
_TENTH = 10


def may_move(values: Floats, noise: Floats) -> Bools:
    """Whether each of m courses may be on its way, (m,): where the means of its last values and of its first are
    further apart than its noise explains. `values` (m, n) with NaN for what is not known, `noise` (m,) the standard
    deviation of one in health, NaN for not learned.

    What is not said to move has no trend that would be told; most of what is said to move has none either.
    """
    known = np.isfinite(values)
    learned = np.where(np.isfinite(noise) & (noise > 0), noise, scatter(values))
    filled = np.where(known, values, 0.0)
    count, total = np.cumsum(known, axis=1), np.cumsum(filled, axis=1)
    # The mean of the last so many against that of all before, for ever longer ends.
    ends = np.unique(np.geomspace(3, max(values.shape[1] - 3, 3), _TENTH).astype(int))
    before = np.maximum(values.shape[1] - ends - 1, 0)
    old, older = np.maximum(count[:, before], 1), total[:, before]
    new, newer = np.maximum(count[:, -1:] - count[:, before], 1), total[:, -1:] - total[:, before]
    apart = np.abs(newer / new - older / old) / np.sqrt(1 / old + 1 / new)
    return np.asarray((count[:, -1] > 0) & (apart.max(axis=1) > _AWAY * np.maximum(learned, 1e-300)))


def scatter(values: Floats) -> Floats:
    """The standard deviation of noise, (m,), from the median difference between neighbours (von Neumann et al., 1941,
    made robust); 0 where fewer than two are known."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.diff(values, axis=1))
    apart = np.where(np.isfinite(apart), apart, np.inf)
    count = np.isfinite(apart).sum(axis=1)
    middle = np.sort(apart, axis=1)[np.arange(len(apart)), np.maximum((count - 1) // 2, 0)]
    return np.asarray(np.where(count > 0, middle, 0.0) / (0.6745 * np.sqrt(2)))
