"""Data faults: impossible, jump, stuck."""

import numpy as np
import pytest

from analytics.engine.fleet import Fleet
from analytics.layers.quality import LEAST_CHANGES, STUCK_RUNS, STUCK_S, Quality, Verdict, inspect, know

AT = np.array([0])


class Series:
    """One coolant temperature, inspected sample by sample."""

    def __init__(self, signal: str = "coolant_temp_c") -> None:
        self.fleet, self.state = Fleet(), Quality.of(1)
        self.fleet.series(self.fleet.asset("VAN-001", "ice", "north"), signal)

    def see(self, value: float, dt: float = 1.0, working: bool = True) -> Verdict:
        """The verdict on the next sample."""
        facts = self.fleet.facts
        return inspect(self.state, facts, AT, np.array([value]), np.array([dt]), np.array([working]))

    def rest(self, seconds: int, value: float = 90.0) -> list[bool]:
        """Whether each of some seconds at one value is where it is found stuck."""
        return [bool(self.see(value).stuck[0]) for _ in range(seconds)]


@pytest.mark.parametrize("value", [-41.0, 216.0, float("nan"), float("inf")])
def test_a_value_that_cannot_be_is_impossible_and_not_good(value: float) -> None:
    found = Series().see(value)
    assert found.impossible[0]
    assert not found.good[0]


def test_a_lone_far_value_is_held_back_and_then_called_a_jump() -> None:
    series = Series()
    first, away, back = series.see(90), series.see(150), series.see(90)
    assert [bool(part.good[0]) for part in (first, away, back)] == [True, False, True]
    assert [bool(part.jump[0]) for part in (first, away, back)] == [False, False, True]


def test_a_far_value_that_stays_is_believed_from_its_second_sample_on() -> None:
    series = Series()
    found = [series.see(value) for value in (90, 150, 151, 150)]
    assert [bool(part.good[0]) for part in found] == [True, False, True, True]
    assert not any(part.jump[0] for part in found)


def test_after_a_long_gap_a_value_may_be_anywhere() -> None:
    series = Series()
    series.see(90)
    assert series.see(20, dt=3600).good[0]


def test_duty_may_jump() -> None:
    series = Series("engine_rpm")
    series.see(800)
    assert series.see(5000).good[0]


def lively() -> Series:
    """A series whose value rests for two seconds at most."""
    series = Series()
    for number in range(2 * LEAST_CHANGES + 20):
        series.see(90 + number // 2 % 2)
    return series


def test_a_lively_signal_that_rests_is_stuck_once_and_after_the_least_time() -> None:
    found = lively().rest(1000)
    assert sum(found) == 1
    assert abs(found.index(True) - STUCK_S) <= 2


def test_a_signal_that_moves_again_is_no_longer_stuck() -> None:
    series = lively()
    series.rest(700)
    assert series.state.stuck[0]
    series.see(91)
    assert not series.state.stuck[0]


def test_a_signal_that_rested_long_in_history_may_rest_long() -> None:
    series = Series()
    know(series.state, 0, 1000.0)
    series.see(90)
    found = series.rest(int(STUCK_RUNS * 1000) + 10)
    assert not any(found[:4900])
    assert sum(found) == 1


def test_a_signal_that_never_changed_is_not_called_stuck() -> None:
    assert not any(Series().rest(5000))


def test_a_machine_that_rests_may_show_constant_values() -> None:
    series = lively()
    assert not any(series.see(90, working=False).stuck[0] for _ in range(2000))
