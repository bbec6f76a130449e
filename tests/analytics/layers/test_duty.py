"""Duty features."""

import numpy as np

from analytics.layers.duty import FEATURES, LONGEST_S, SLOTS, Duty, features, follow, room, scaled, seed
from tests.analytics import naive

SLOT, ASSET = np.array([0]), np.array([0])


def say(state: Duty, value: float, elapsed: float) -> None:
    """The first duty signal of the first asset says something."""
    follow(state, SLOT, ASSET, np.array([value]), np.array([elapsed]))


def test_the_lagged_means_are_exponential_means() -> None:
    state, values = Duty.of(1), [10.0, 20.0, 5.0, 5.0]
    for number, value in enumerate(values):
        say(state, value, np.nan if number == 0 else 60.0)
    assert state.value[0, 0] == 5
    assert np.isclose(state.short_lag[0, 0], naive.ewma(values, [60.0] * 4, 600.0, 10.0)[-1])
    assert np.isclose(state.long_lag[0, 0], naive.ewma(values, [60.0] * 4, 2700.0, 10.0)[-1])


def test_one_value_after_a_gap_says_little_of_what_was_asked_meanwhile() -> None:
    long, short = Duty.of(1), Duty.of(1)
    for state, gap in ((long, 86_400.0), (short, LONGEST_S)):
        say(state, 10.0, np.nan)
        say(state, 20.0, gap)
    assert long.short_lag[0, 0] == short.short_lag[0, 0] < 15


def test_what_was_never_seen_is_as_ever() -> None:
    found, beyond = features(Duty.of(2), np.array([0, 1]), np.array([0.0, 10.0]))
    assert not found.any()
    assert beyond is None


def test_a_feature_is_not_followed_outside_the_range_of_its_history() -> None:
    one = np.ones((FEATURES, 1))
    found = scaled(100 * one, centre=2 * one, width=0.5 * one, low=0 * one, high=3 * one)
    assert (found == 2).all()


def test_how_far_duty_goes_beyond_its_history_is_kept_and_makes_room_for_what_a_model_would_say_there() -> None:
    duty = Duty.of(2)
    duty.value[0] = 7.0, 3.0
    duty.low[0], duty.high[0], duty.centre[0], duty.width[0] = 1.0, 5.0, 3.0, 2.0
    found, beyond = features(duty, np.array([0, 1]), np.array([np.inf, np.inf]))
    assert found[0].tolist() == [1.0, 0.0]
    assert beyond is not None
    assert beyond[0].tolist() == [1.0, 0.0]
    assert not beyond[1:].any()
    beta = np.zeros((FEATURES, 3))
    beta[0] = -4.0, 4.0, 0.0
    at, slot, use = np.array([0, 1, 2, 1]), np.array([0, 0, 0, 1]), np.ones(4, np.bool_)
    assert room(beta, beyond, at, slot, use).tolist() == [4.0, 4.0, 0.0, 0.0]


def test_an_asset_that_has_said_nothing_goes_on_where_its_history_ends_and_no_other_is_moved() -> None:
    state = Duty.of(2)
    state.value[:, 1] = state.short_lag[:, 1] = state.long_lag[:, 1] = 7.0
    course = np.full((SLOTS, 3), np.nan)
    course[0] = 1.0, 2.0, np.nan
    for asset in (0, 1):
        seed(state, asset, course, course + 10, course + 20)
    assert (state.value[0, 0], state.short_lag[0, 0], state.long_lag[0, 0]) == (2.0, 12.0, 22.0)
    assert np.isnan(state.value[1:, 0]).all()
    assert (state.value[:, 1] == 7.0).all()
