"""The smoothed views of a signal."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.baseline.band import Band
from analytics.layers.baseline.normal import SEASONAL, SHORT
from analytics.layers.residual import LEVEL_TAU, NOISE_TAU, SLOW_TAU, Smoothed, change, follow, views
from tests.analytics import naive

values = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30)


def run(found: list[float], dts: list[float], expected: float = 0.0, unit: float = 1.0) -> Smoothed:
    """The views after all values."""
    state, at = Smoothed.of(1), np.array([0])
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


NOISE = 2
"""The place of roughness among the views."""


def band(min_deviation: float = 0.5) -> Band:
    """A band of one series, 2 to each side."""
    one, both = np.ones(1), np.ones(1, np.bool_)
    return Band(2 * one, 2 * one, 0.25 * one, 2 * one, min_deviation * one, both, both)


def test_roughness_counts_only_with_a_short_history_and_only_where_it_matters() -> None:
    zero = np.zeros(1)
    loud = np.array([0.25 * np.exp(4)])
    high, _ = views(band(), np.array([SHORT]), zero, zero, loud)
    assert high[NOISE, 0] == pytest.approx(2)
    high, _ = views(band(), np.array([SEASONAL]), zero, zero, loud)
    assert high[NOISE, 0] == 0
    high, _ = views(band(100.0), np.array([SHORT]), zero, zero, loud)
    assert high[NOISE, 0] < 0.1
