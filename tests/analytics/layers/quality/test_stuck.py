"""Stuck: a value that rests for far longer than it ever did in health."""

from analytics.layers.quality import know_rest
from analytics.layers.quality.state import MIN_CHANGES, STUCK
from analytics.layers.quality.stuck import STUCK_RUNS, STUCK_S
from tests.analytics.layers.quality.series import Signals


def rest(series: Signals, seconds: int, value: float = 90.0, working: bool = True) -> list[bool]:
    """Whether each of some seconds at one value is where it is found stuck."""
    return [bool(series.see(value, dt=1.0, working=working).shows(STUCK)[0]) for _ in range(seconds)]


def lively() -> Signals:
    """A series whose value rests for two seconds at most."""
    series = Signals("coolant_temp_c")
    for number in range(2 * MIN_CHANGES + 20):
        series.see(90 + number // 2 % 2, dt=1.0)
    return series


def test_a_lively_signal_that_rests_is_stuck_once_and_after_the_least_time() -> None:
    found = rest(lively(), 1000)
    assert sum(found) == 1
    assert abs(found.index(True) - STUCK_S) <= 2


def test_a_signal_that_moves_again_is_no_longer_stuck() -> None:
    series = lively()
    rest(series, 700)
    assert series.open() == ["stuck"]
    series.see(91, dt=1.0)
    assert series.open() == []


def test_a_signal_that_rested_long_in_history_may_rest_long() -> None:
    series = Signals("coolant_temp_c")
    know_rest(series.state, 0, 1000.0)
    series.see(90)
    found = rest(series, int(STUCK_RUNS * 1000) + 10)
    assert not any(found[:4900])
    assert sum(found) == 1


def test_a_signal_that_never_changed_is_not_called_stuck() -> None:
    assert not any(rest(Signals("coolant_temp_c"), 5000))


def test_a_machine_that_rests_may_show_constant_values() -> None:
    assert not any(rest(lively(), 2000, working=False))
