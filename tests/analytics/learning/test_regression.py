"""Robust ridge regression of many series at once, against one series and one weight at a time."""

import numpy as np

from analytics.ground.columns import Bools, Floats
from analytics.learning.masked import NORMAL_MAD
from analytics.learning.regression import HUBER, RIDGE, ROUNDS, Regression
from tests.analytics.feeds import noise

COUNT = 300


def slow(value: Floats, features: Floats, use: Bools) -> Floats:
    """Constant and weights of one series, by least squares on rows scaled by the roots of their weights."""
    design = np.vstack((np.ones(int(use.sum())), features[:, use])).T
    value, weight = value[use], np.ones(int(use.sum()))
    ridge = np.sqrt(RIDGE * len(value)) * np.eye(design.shape[1])[1:]
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        rows = np.vstack((design * root[:, None], ridge))
        found = np.linalg.lstsq(rows, np.concatenate((value * root, np.zeros(len(ridge)))), rcond=None)[0]
        left = np.abs(value - design @ found)
        weight = np.minimum(1.0, HUBER * NORMAL_MAD * np.median(left) / np.maximum(left, 1e-12))
        # The ridge is on the number of rows, whatever they weigh.
    return np.asarray(found)


def test_it_is_what_one_series_at_a_time_gives() -> None:
    features = noise(3 * COUNT, 5).reshape(3, COUNT)
    features[2] = 0
    values = noise(4 * COUNT, 6).reshape(4, COUNT) + np.outer(np.arange(4), features[0] - 2 * features[1])
    values[1, ::9] += 40
    use = noise(4 * COUNT, 7).reshape(4, COUNT) > -1
    level, beta = Regression(features).solve(values, use)
    for row in range(4):
        expected = slow(values[row], features[:2], use[row])
        assert np.allclose([level[row], *beta[row]], [*expected, 0.0])


def test_wild_rows_hardly_move_it() -> None:
    features = noise(COUNT, 5)[None, :]
    values = 5 + 2 * features + 0.1 * noise(COUNT)
    values[:, ::10] += 100
    level, beta = Regression(features).solve(values, np.ones((1, COUNT), np.bool_))
    # The mean would be 15.
    assert abs(level[0] - 5) < 1
    assert abs(beta[0, 0] - 2) < 0.1
