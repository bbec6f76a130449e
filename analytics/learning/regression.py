"""Ridge regression, robust by Huber weights, of all symptoms of an asset on the same features at once.

Each symptom has weights of its own, so it has a Gram matrix of its own too; but those of all symptoms are one product
of the weights with the products of all pairs of features, which are made once an asset.
"""

import numpy as np

from analytics.ground.columns import Bools, Floats
from analytics.learning.masked import NORMAL_MAD, quantile

RIDGE = 1e-2
"""Penalty on standardised features, as a part of the number of rows."""
HUBER = 1.5
"""Robust standard deviations from which on a row counts less (P. J. Huber, "Robust Statistics", 1981, 7.3)."""
ROUNDS = 3
"""Times that the weights are taken; the first are all 1."""


class Regression:
    """Regression on (k, n) scaled features and a constant; features that are 0 all the time get no weight."""

    def __init__(self, features: Floats) -> None:
        self._used = np.asarray(np.any(features != 0, axis=1))
        self._design = np.vstack((np.ones(features.shape[1]), features[self._used]))
        self._pairs = np.triu_indices(len(self._design))
        self._products = self._design[self._pairs[0]] * self._design[self._pairs[1]]

    def solve(self, values: Floats, use: Bools) -> tuple[Floats, Floats]:
        """(s,) levels and (s, k) weights of features for (s, n) values, from the entries in use."""
        weight = use.astype(np.float64)
        penalty = RIDGE * weight.sum(axis=1)
        known = np.where(use, values, 0.0)
        for _ in range(ROUNDS):
            found = self._once(known, weight, penalty)
            left = np.abs(known - found @ self._design)
            scale = np.maximum(NORMAL_MAD * quantile(left, use, 0.5), 1e-12)
            weight = use * np.minimum(1.0, HUBER * scale[:, None] / np.maximum(left, 1e-12))
        beta = np.zeros((len(values), len(self._used)))
        beta[:, self._used] = found[:, 1:]
        return found[:, 0], beta

    def _once(self, values: Floats, weight: Floats, penalty: Floats) -> Floats:
        """(s, m) solutions of the weighted normal equations."""
        size = len(self._design)
        gram = np.empty((len(values), size, size))
        gram[:, self._pairs[0], self._pairs[1]] = gram[:, self._pairs[1], self._pairs[0]] = weight @ self._products.T
        at = np.arange(1, size)
        gram[:, at, at] += penalty[:, None]
        right = (weight * values) @ self._design.T
        return np.asarray(np.linalg.solve(gram, right[:, :, None])[:, :, 0])
