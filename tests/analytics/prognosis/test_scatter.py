"""How much courses scatter."""

import numpy as np
import pytest

from analytics.prognosis.scatter import scatter


def test_scatter_is_that_of_the_noise_whatever_is_missing_and_however_it_drifts() -> None:
    rng = np.random.default_rng(9)
    values = 0.2 * rng.normal(size=(50, 400)) + np.linspace(0, 1, 400)
    values[rng.random(values.shape) < 0.2] = np.nan
    assert np.median(scatter(values)) == pytest.approx(0.2, rel=0.1)
