"""Scores: 0 as expected, 1 at the edge of the band, growing with the distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers.baseline import SEASONAL, SHORT
from analytics.verdict import scoring


def band(direction: str = "both", half: float = 2.0, least: float = 0.5) -> scoring.Band:
    """A band of one series."""
    one = np.array([1.0])
    return scoring.Band(
        half=half * one,
        change=half * one,
        noise=0.25 * one,
        noise_span=2 * one,
        least=least * one,
        above=np.array([direction != "below"]),
        below=np.array([direction != "above"]),
    )


def score(deviation: float, direction: str = "both") -> tuple[float, int]:
    """Score and side of a deviation in a seasonal series."""
    zero = np.zeros(1)
    high, low = scoring.views(band(direction), np.array([SEASONAL]), np.array([deviation]), zero, zero)
    found, _, side = scoring.worst(high, low)
    return float(found[0]), int(side[0])


def test_as_expected_is_0_and_the_edge_of_the_band_is_1() -> None:
    assert score(0.0)[0] == 0
    assert score(2.0) == (1.0, 1)
    assert score(-2.0) == (1.0, -1)
    assert score(1.0)[0] == 0.5


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_greater_distance_never_scores_less(near: float, far: float) -> None:
    near, far = sorted((near, far))
    assert score(near)[0] <= score(far)[0]


@given(st.floats(2.001, 1e6))
def test_outside_the_band_the_score_is_above_1(deviation: float) -> None:
    assert score(deviation)[0] > 1


def test_critical_takes_four_half_widths() -> None:
    assert score(7.99)[0] < 2
    assert score(8.0)[0] == pytest.approx(2)


@pytest.mark.parametrize(("direction", "side"), [("above", -1), ("below", 1)])
def test_a_deviation_in_a_direction_that_does_not_matter_scores_0(direction: str, side: int) -> None:
    assert score(100.0 * side, direction)[0] == 0
    assert score(-100.0 * side, direction)[0] > 1


def test_no_band_is_narrower_than_what_matters() -> None:
    scale, one = np.array([0.0, 0.1, 1.0]), np.ones(3)
    assert scoring.half_width(scale, one, 0.5 * one).tolist() == [0.5, 0.5, 4.0]


def test_sensitivity_narrows_the_band() -> None:
    assert scoring.half_width(np.ones(2), np.array([1.0, 2.0]), np.zeros(2)).tolist() == [4, 2]


def test_roughness_counts_only_with_a_short_history_and_only_where_it_matters() -> None:
    zero = np.zeros(1)
    loud = np.array([0.25 * np.exp(4)])
    high, _ = scoring.views(band(), np.array([SHORT]), zero, zero, loud)
    assert high[scoring.NOISE, 0] == pytest.approx(2)
    high, _ = scoring.views(band(), np.array([SEASONAL]), zero, zero, loud)
    assert high[scoring.NOISE, 0] == 0
    high, _ = scoring.views(band(least=100.0), np.array([SHORT]), zero, zero, loud)
    assert high[scoring.NOISE, 0] < 0.1
