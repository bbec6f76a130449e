"""The hottest module, up to and past the point where it heats itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.ev import hot_spot
from collectors.ev.pack import Pack
from collectors.model import Slow
from collectors.noise import Array


def module(short_w: Array, slow: Slow | None = None, dt: float = 15.0, mean_c: float = 20.0) -> Array:
    """Temperature of the hottest module of packs at 20 °C without current, whose shorts make so much heat, (T, n)."""
    at_rest = Pack(370 + 0 * short_w, 0 * short_w, 0 * short_w, mean_c + 0 * short_w)
    return hot_spot.hottest_c(slow or Slow(), at_rest, short_w, np.full(len(short_w), dt))


def grown(watts: float, hours: float = 12.0, dt: float = 15.0) -> Array:
    """A short that was not there at first, then is."""
    return module(np.vstack([[[0.0]], np.full((round(hours * 3600 / dt), 1), watts)]), dt=dt)


@settings(deadline=None, max_examples=25)
@given(watts=st.floats(0, 260))
def test_more_short_is_never_colder_and_no_module_leaves_what_its_sensor_can_read(watts: float) -> None:
    less, more = grown(0.9 * watts), grown(watts)
    assert np.all(more >= less - 1e-9)
    assert more.max() < 300


def test_below_80_degrees_heat_is_the_short_s_alone_and_above_it_the_module_runs_away() -> None:
    assert grown(150.0)[-1, 0] == pytest.approx(20.6 + 50, abs=0.1)
    assert grown(240.0)[-1, 0] > 200


def test_a_module_that_runs_away_warms_by_more_than_a_degree_a_minute_without_current() -> None:
    path = grown(240.0)
    rate = hot_spot.rate_c_min(Slow(), path, np.full(len(path), 15.0))
    fastest = int(np.argmax(rate[10:])) + 10
    assert rate[fastest, 0] > 1
    assert 85 < path[fastest, 0] < 160


def test_a_runaway_is_the_same_in_any_blocks_and_leaves_its_neighbours_alone() -> None:
    watts = np.stack([np.zeros(2400), np.linspace(0, 300, 2400)], axis=1)
    whole, slow = module(watts), Slow()
    assert np.array_equal(whole, np.vstack([module(part, slow) for part in np.array_split(watts, 7)]))
    assert np.array_equal(whole[:, :1], module(watts[:, :1]))


def test_steps_of_a_second_and_of_a_minute_run_away_alike() -> None:
    fine, coarse = grown(240.0, 8, 1.0)[::60, 0], grown(240.0, 8, 60.0)[:, 0]
    assert np.abs(fine - coarse).mean() < 2
    assert fine[-1] == pytest.approx(coarse[-1], abs=1)


def test_voltage_collapses_and_insulation_falls_only_after_the_separator_has_melted() -> None:
    degrees, none = np.array([[20.0, 125.0, 170.0]]), np.zeros((1, 3))
    assert np.allclose(hot_spot.lagging_mv(degrees, none), [[0, 0, 3600]])
    assert np.all(np.diff(hot_spot.vented_us(degrees))[0] >= [0, 25])
