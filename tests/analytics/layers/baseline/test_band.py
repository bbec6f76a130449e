"""How wide normal is."""

import numpy as np

from analytics.layers.baseline.band import half_width


def test_no_band_is_narrower_than_what_matters() -> None:
    scale, one = np.array([0.0, 0.1, 1.0]), np.ones(3)
    assert half_width(scale, one, 0.5 * one).tolist() == [0.5, 0.5, 4.0]


def test_sensitivity_narrows_the_band() -> None:
    assert half_width(np.ones(2), np.array([1.0, 2.0]), np.zeros(2)).tolist() == [4, 2]
