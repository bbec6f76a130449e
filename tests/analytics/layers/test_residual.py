"""The smoothed views of a signal."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.residual import LEVEL_TAU, NOISE_TAU, SLOW_TAU, Residual, change, follow, remember
from tests.analytics import naive

values = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30)


def run(found: list[float], dts: list[float], expected: float = 0.0, unit: float = 1.0) -> Residual:
    """The views after all values."""
    state, at = Residual.of(1), np.array([0])
    for number, (value, dt) in enumerate(zip(found, dts, strict=True)):
        elapsed = np.array([np.nan if number == 0 else dt])
        follow(state, at, np.array([value]), np.array([expected]), elapsed, np.array([unit]), np.array([4.0]))
    return state


@given(values, st.floats(0.1, 20))
@settings(deadline=None, max_examples=50)
def test_the_views_agree_with_plain_exponential_means(found: list[float], dt: float) -> None:
    dts = [1.0] + [dt] * (len(found) - 1)
    state = run(found, dts, expected=2.0)
    off = naive.ewma([value - 2.0 for value in found], dts, LEVEL_TAU, 0.0)[-1]
    quick = naive.ewma(found, dts, LEVEL_TAU, found[0])[-1]
    slow = naive.ewma(found, dts, SLOW_TAU, found[0])[-1]
    steps = [(b - a) ** 2 / 2 for a, b in pairwise(found)]
    power = naive.ewma(steps, dts[1:], NOISE_TAU, 4.0)[-1]
    got = [state.deviation[0], change(state, np.array([0]))[0], state.power[0]]
    assert np.allclose(got, [off, quick - slow, power], rtol=1e-9, atol=1e-6)


def test_no_unit_means_no_smoothing() -> None:
    assert run([1.0, 9.0], [1.0, 1.0], unit=0.0).deviation[0] == 9.0


def test_a_view_starts_as_if_all_had_been_as_expected() -> None:
    state = run([10.0], [1.0])
    assert 0 < state.deviation[0] < 2
    assert state.power[0] == 4.0


def test_the_usual_size_agrees_with_the_plain_mean_of_squares() -> None:
    state, at, sizes = Residual.of(1), np.array([0]), [3.0, -1.0, 0.0, 2.0]
    state.usual[0] = 2.0
    for size in sizes:
        state.deviation[0] = size
        remember(state, at, np.array([5.0]), np.array([60.0]))
    squares = naive.ewma([size**2 for size in sizes], [5.0] * len(sizes), 60.0, 4.0)
    assert np.isclose(state.usual[0] ** 2, squares[-1])


def test_the_usual_size_does_not_move_where_no_time_is_known() -> None:
    state = Residual.of(1)
    state.usual[0], state.deviation[0] = 2.0, 9.0
    remember(state, np.array([0]), np.array([np.nan]), np.array([60.0]))
    assert state.usual[0] == 2.0
