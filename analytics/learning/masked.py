"""Order statistics of rows of which only some entries count, each row with a mask of its own."""

import numpy as np

from analytics.ground.columns import Bools, Floats

NORMAL_MAD = 1.4826
"""Makes the median of sizes the standard deviation of a normal distribution."""
NORMAL_Q90 = 1.6449
"""The 90 % quantile of the sizes of a standard normal distribution."""


def quantile(values: Floats, use: Bools, part: float) -> Floats:
    """(s,) quantiles of the entries of (s, n) rows in `use`, linear between neighbours; 0 of a row without any."""
    ordered = np.sort(np.where(use, values, np.inf), axis=1)
    place = part * np.maximum(use.sum(axis=1) - 1, 0)
    low = place.astype(np.int64)
    rows = np.arange(len(values))
    below, above = ordered[rows, low], ordered[rows, np.minimum(low + (place > low), ordered.shape[1] - 1)]
    with np.errstate(invalid="ignore"):
        found = below + (place - low) * np.where(place > low, above - below, 0.0)
    return np.where(use.any(axis=1), found, 0.0)


def size(errors: Floats, use: Bools) -> Floats:
    """(s,) robust standard deviations of (s, n) errors: by the median, or by the 90 % quantile if that says more."""
    sizes = np.abs(errors)
    return np.maximum(NORMAL_MAD * quantile(sizes, use, 0.5), quantile(sizes, use, 0.9) / NORMAL_Q90)
