"""Scores: 0 as expected, 1 at the edge of the band, growing with the distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers.baseline.band import Band
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.residual import views
from analytics.verdict import scoring


def band(direction: str = "both", half: float = 2.0, min_deviation: float = 0.5) -> Band:
    """A band of one series."""
    one = np.array([1.0])
    return Band(
        half=half * one,
        change=half * one,
        noise=0.25 * one,
        noise_span=2 * one,
        min_deviation=min_deviation * one,
        above=np.array([direction != "below"]),
        below=np.array([direction != "above"]),
    )


def score(deviation: float, direction: str = "both") -> tuple[float, int]:
    """Score and side of a deviation in a seasonal series."""
    zero = np.zeros(1)
    found = scoring.ordinary(1)
    high, low = views(band(direction), np.array([SEASONAL]), np.array([deviation]), zero, zero)
    for cause in range(len(high)):
        scoring.worsen(found, np.arange(len(found[0])), cause, high[cause], low[cause])
    return float(found[0][0]), int(found[2][0])


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


def test_a_hard_view_counts_as_it_is_however_far() -> None:
    found, far = scoring.ordinary(2), np.array([0.5, 9.0])
    scoring.worsen(found, np.arange(2), 3, far, np.zeros(2), hard=True)
    assert [column.tolist() for column in found] == [[0.5, 9.0], [3, 3], [1, 1]]
