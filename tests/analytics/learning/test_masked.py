"""Order statistics under a mask, against numpy on the entries that count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.learning.masked import quantile, size
from tests.analytics.feeds import noise


@given(st.integers(1, 40), st.integers(0, 1000), st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
def test_a_quantile_is_that_of_the_entries_in_use(count: int, seed: int, part: float) -> None:
    values = noise(3 * count, seed).reshape(3, count)
    use = noise(3 * count, seed + 1).reshape(3, count) > 0
    found = quantile(values, use, part)
    for row in range(3):
        expected = np.quantile(values[row][use[row]], part) if use[row].any() else 0.0
        assert np.isclose(found[row], expected)


def test_a_size_is_a_standard_deviation_that_heavy_tails_widen() -> None:
    errors = np.stack((2 * noise(4000), np.where(np.arange(4000) % 5 == 0, 10.0, 0.1)))
    narrow, wide = size(errors, np.ones_like(errors, np.bool_))
    assert narrow == pytest.approx(2.0, rel=0.05)
    assert wide > 5
