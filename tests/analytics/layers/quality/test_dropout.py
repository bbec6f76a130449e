"""Signals that are missing while their asset goes on sending, and counters that fall."""

import numpy as np

from analytics.layers.quality import know, missing
from analytics.layers.quality.dropout import MIN_SAMPLES
from analytics.layers.quality.state import RESET
from tests.analytics.layers.quality.series import Signals

AT = np.array([0])


def gone(series: Signals, away_s: float, working: bool = True) -> bool:
    """Whether the signal is found missing just now."""
    return bool(len(missing(series.state, AT, np.array([away_s]), np.array([working]))))


def heard(samples: int) -> Signals:
    """A signal that came so often, every minute."""
    series = Signals("coolant_temp_c")
    for number in range(samples):
        series.see(90 + number % 3)
    return series


def test_a_regular_signal_is_missing_once_after_ten_intervals_and_until_it_comes_again() -> None:
    series = heard(MIN_SAMPLES + 2)
    assert [gone(series, 60.0 * number) for number in range(1, 15)] == [number == 11 for number in range(1, 15)]
    series.see(90)
    assert series.open() == []


def test_at_rest_or_before_it_is_known_nothing_is_missed() -> None:
    assert not gone(heard(MIN_SAMPLES + 2), 3600.0, working=False)
    assert not gone(heard(50), 3600.0)


def test_what_history_says_of_a_signal_holds_from_the_start() -> None:
    often, seldom = heard(50), heard(50)
    know(often.state, 0, 1.0)
    know(seldom.state, 0, 0.8)
    assert gone(often, 3600.0)
    assert not gone(seldom, 3600.0)


def test_a_counter_that_falls_was_reset_and_counts_on() -> None:
    series = Signals("operating_hours", asset_class="machine")
    found = [bool(series.see(value).shows(RESET)[0]) for value in (100.0, 100.02, 0.0, 0.02, 0.04)]
    assert found == [False, False, True, False, False]
