"""How much courses scatter, where no noise was learned."""

import numpy as np

from analytics.ground.columns import Floats


def scatter(values: Floats) -> Floats:
    """The standard deviation of noise, (m,), from the median difference between neighbours (von Neumann et al., 1941,
    made robust); 0 where fewer than two are known."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.diff(values, axis=1))
    apart = np.where(np.isfinite(apart), apart, np.inf)
    count = np.isfinite(apart).sum(axis=1)
    middle = np.sort(apart, axis=1)[np.arange(len(apart)), np.maximum((count - 1) // 2, 0)]
    return np.asarray(np.where(count > 0, middle, 0.0) / (0.6745 * np.sqrt(2)))
