"""Lines and areas break where data is missing."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from admin.charts.path import area, line, runs


def parts(times: list[float], present: list[bool], gap_s: float = 2) -> list[list[int]]:
    return [part.tolist() for part in runs(np.array(times), np.array(present, np.bool_), gap_s)]


def test_points_that_follow_each_other_are_one_run() -> None:
    assert parts([0, 1, 2], [True] * 3) == [[0, 1, 2]]


def test_a_long_silence_splits() -> None:
    assert parts([0, 1, 9, 10], [True] * 4) == [[0, 1], [2, 3]]


def test_a_point_that_is_not_present_splits_however_short_the_gap() -> None:
    assert parts([0, 1, 2, 3], [True, False, True, True]) == [[0], [2, 3]]


def test_nothing_present_is_no_run() -> None:
    assert parts([], []) == []
    assert parts([0, 1], [False, False]) == []


def test_a_run_of_one_point_is_a_dot() -> None:
    one, two = np.array([1.0, 5.0, 6.0]), np.array([2.0, 7.0, 8.0])
    assert line(one, two, [np.array([0]), np.array([1, 2])]) == "M1,2h0 M5,7 6,8"


def test_an_area_goes_out_along_the_top_and_back_along_the_bottom() -> None:
    xs = np.array([0.0, 1.0])
    assert area(xs, np.array([9.0, 8.0]), np.array([1.0, 2.0]), [np.array([0, 1])]) == "M0,1 1,2L1,8 0,9Z"


@given(arrays(np.bool_, st.integers(0, 40)), st.floats(0.5, 5))
@settings(deadline=None, max_examples=100)
def test_every_present_point_is_in_exactly_one_run(present: npt.NDArray[np.bool_], gap_s: float) -> None:
    times = np.arange(len(present), dtype=np.float64)
    found = [index for part in runs(times, present, gap_s) for index in part.tolist()]
    assert found == np.flatnonzero(present).tolist()


def test_a_point_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        line(np.array([0.0, np.inf]), np.array([0.0, 1.0]), [np.array([0, 1])])
