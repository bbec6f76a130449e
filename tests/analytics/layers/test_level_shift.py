"""How far a level moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers import level_shift
from analytics.layers.level_shift import SAMPLES, SPACING_S, Shift
from contract.time import SECOND


def estimate(residuals: list[float], step_s: float) -> list[float]:
    """The shifts that a series is found to have, fed one residual after the other."""
    state, found = Shift.of(2), []
    at = np.array([1])
    level_shift.begin(state, at)
    for number, value in enumerate(residuals, start=1):
        at = np.flatnonzero(level_shift.under_way(state, np.arange(2)))
        time = np.full(len(at), round(number * step_s * SECOND)) + 10**18
        found += level_shift.take(state, at, np.full(len(at), value), time)[1].tolist()
    return found


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=SAMPLES, max_size=SAMPLES))
def test_it_is_the_median_of_the_first_residuals(residuals: list[float]) -> None:
    assert estimate([*residuals, 1e6, 1e6], SPACING_S) == [sorted(residuals)[SAMPLES // 2]]


def test_before_enough_was_seen_there_is_none() -> None:
    assert estimate([1.0] * (SAMPLES - 1), SPACING_S) == []


def test_residuals_too_close_together_count_once() -> None:
    thinned = [float(number) for number in range(40 * 60)]
    assert estimate(thinned, 1.0) == [15 * SPACING_S]


def test_wild_residuals_do_not_move_it_far() -> None:
    rng = np.random.default_rng(3)
    values = 2.0 + 0.1 * rng.normal(size=SAMPLES)
    values[: SAMPLES // 3] = 1e4
    assert estimate(values.tolist(), SPACING_S) == [pytest.approx(2.0, abs=0.3)]
