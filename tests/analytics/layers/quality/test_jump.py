"""Impossible values, and lone ones that are far off."""

import pytest

from analytics.layers.quality.state import IMPOSSIBLE, JUMP, SPIKY
from tests.analytics.layers.quality.series import Signals


@pytest.mark.parametrize("value", [-41.0, 216.0, float("nan"), float("inf")])
def test_a_value_that_cannot_be_is_impossible_and_not_good(value: float) -> None:
    found = Signals("coolant_temp_c").see(value)
    assert found.shows(IMPOSSIBLE)[0]
    assert not found.good[0]


def test_a_lone_far_value_is_held_back_and_then_called_a_jump() -> None:
    series = Signals("coolant_temp_c")
    first, away, back = series.see(90), series.see(150), series.see(90)
    assert [bool(part.good[0]) for part in (first, away, back)] == [True, False, True]
    assert [bool(part.shows(JUMP)[0]) for part in (first, away, back)] == [False, False, True]


def test_a_far_value_that_stays_is_believed_from_its_second_sample_on() -> None:
    series = Signals("coolant_temp_c")
    found = [series.see(value) for value in (90, 150, 151, 150)]
    assert [bool(part.good[0]) for part in found] == [True, False, True, True]
    assert not any(part.shows(JUMP)[0] for part in found)


def test_after_a_long_gap_a_value_may_be_anywhere() -> None:
    series = Signals("coolant_temp_c")
    series.see(90)
    assert series.see(20, dt=3600).good[0]


def test_duty_may_jump() -> None:
    series = Signals("engine_rpm")
    series.see(800)
    assert series.see(5000).good[0]


def test_lone_values_again_and_again_are_spiky_until_they_end() -> None:
    series = Signals("coolant_temp_c")
    for _ in range(3):
        for value in (90, 91, 150, 90):
            found = series.see(value)
    assert found.shows(SPIKY)[0]
    assert series.open() == ["spiky"]
    for _ in range(180):
        series.see(90)
    assert series.open() == []


def test_a_known_calm_signal_holds_back_less_far_values_but_not_while_its_machine_is_unwell() -> None:
    series = Signals("coolant_temp_c", "oil_temp_c")
    for number in range(200):
        series.see(90 + number // 50 % 2, 100)
    assert not series.see(105, 100).good[0]
    series.see(90, 100)
    series.troubled[1] = True
    assert series.see(105, 100).good[0]
