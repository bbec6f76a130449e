"""Rolling location and scale: equal to the obvious version, bounded, and never stuck at zero."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.baseline.robust import Rolling, learn, remember
from tests.analytics import naive

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40)


def run(found: list[float], dts: list[float], tau: float = 10.0, floor: float = 0.5) -> list[tuple[float, float]]:
    """Location and scale after each value."""
    state, at, out = Rolling.of(1), np.array([0]), []
    for number, (value, dt) in enumerate(zip(found, dts, strict=True)):
        elapsed = np.array([np.nan if number == 0 else dt])
        learn(state, at, np.array([value]), elapsed, tau, np.array([floor]))
        out.append((float(state.location[0]), float(state.scale[0])))
    return out


@given(values, st.floats(0.1, 100))
@settings(deadline=None, max_examples=60)
def test_it_agrees_with_the_obvious_version_after_every_value(found: list[float], dt: float) -> None:
    dts = [dt] * len(found)
    assert np.allclose(run(found, dts), naive.rolling(found, dts, 10.0, 0.5), rtol=1e-9, atol=1e-9)


@given(values)
@settings(deadline=None, max_examples=40)
def test_the_scale_never_falls_below_its_floor(found: list[float]) -> None:
    assert all(scale >= 0.5 for _, scale in run(found, [1.0] * len(found)))


def test_a_constant_signal_has_the_floor_as_its_scale_and_can_still_move() -> None:
    found = run([3.0] * 200 + [4.0] * 400, [1.0] * 600)
    assert found[199] == (3.0, 0.5)
    assert abs(found[-1][0] - 4.0) < 0.1


def test_one_wild_value_moves_the_location_by_a_clipped_step_only() -> None:
    found = run([0.0] * 100 + [1e6], [1.0] * 101)
    assert found[-1][0] <= 2.5 * 0.5


def test_it_finds_the_location_and_the_scale_of_normal_noise() -> None:
    rng = np.random.default_rng(3)
    found = run((5 + 2 * rng.normal(size=4000)).tolist(), [1.0] * 4000, tau=400.0)
    location, scale = found[-1]
    assert abs(location - 5) < 0.4
    assert abs(scale - 2) < 0.3


def test_the_usual_size_agrees_with_the_plain_mean_of_squares() -> None:
    state, at, sizes = Rolling.of(1), np.array([0]), [3.0, -1.0, 0.0, 2.0]
    state.usual[0] = 2.0
    for size in sizes:
        remember(state, at, np.array([size]), np.array([5.0]), np.array([60.0]))
    squares = naive.ewma([size**2 for size in sizes], [5.0] * len(sizes), 60.0, 4.0)
    assert np.isclose(state.usual[0] ** 2, squares[-1])


def test_the_usual_size_does_not_move_where_no_time_is_known() -> None:
    state = Rolling.of(1)
    state.usual[0] = 2.0
    remember(state, np.array([0]), np.array([9.0]), np.array([np.nan]), np.array([60.0]))
    assert state.usual[0] == 2.0
