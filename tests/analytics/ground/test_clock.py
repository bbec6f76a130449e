"""Memories are measured in seconds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.clock import gain, seconds_since


@given(st.floats(0.001, 1e4), st.floats(0.01, 1e4))
def test_two_half_steps_forget_as_much_as_one_whole_step(dt: float, tau: float) -> None:
    half = gain(np.array([dt / 2]), tau)[0]
    whole = gain(np.array([dt]), tau)[0]
    assert np.isclose((1 - half) ** 2, 1 - whole)


def test_the_first_value_counts_whole_and_no_time_counts_nothing() -> None:
    assert gain(np.array([np.nan, 0.0, -5.0]), 10.0).tolist() == [1.0, 0.0, 0.0]


def test_never_is_no_number_of_seconds_ago() -> None:
    found = seconds_since(np.array([5 * 10**9, 7]), np.array([3 * 10**9, 0]))
    assert found[0] == 2.0
    assert np.isnan(found[1])
