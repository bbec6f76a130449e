"""How wide normal is."""

import pytest

from analytics.layers.baseline.band import half_width


@pytest.mark.parametrize(("scale", "half"), [(0.0, 0.5), (0.1, 0.5), (1.0, 4.0)])
def test_no_band_is_narrower_than_what_matters(scale: float, half: float) -> None:
    assert half_width(scale, 1.0, 0.5) == half


def test_sensitivity_narrows_the_band() -> None:
    assert (half_width(1.0, 1.0, 0.0), half_width(1.0, 2.0, 0.0)) == (4.0, 2.0)


def test_what_is_not_known_is_no_width() -> None:
    assert half_width(float("nan"), 1.0, 0.5) != half_width(float("nan"), 1.0, 0.5)
