"""Steps of heat that no machine can make."""

import numpy as np

from analytics.layers.quality.step import FORGET_S
from tests.analytics.layers.quality.series import Signals


def run(series: Signals, level: float, count: int, seed: int = 1) -> list[str]:
    """The open data faults after some samples about a level."""
    for value in level + 0.1 * np.random.default_rng(seed).standard_normal(count):
        series.see(float(value))
    return series.open()


def test_a_temperature_that_steps_and_stays_is_a_data_fault_until_it_steps_back() -> None:
    series = Signals("bearing_temp_c", asset_class="machine")
    assert run(series, 40, 300) == []
    assert run(series, 58, 100) == ["step"]
    assert run(series, 40, 20) == []


def test_a_step_is_forgotten_after_a_day() -> None:
    series = Signals("bearing_temp_c", asset_class="machine")
    run(series, 40, 300)
    assert run(series, 58, int(FORGET_S / 60) + 10) == []


def test_a_pressure_may_step() -> None:
    series = Signals("discharge_pressure_bar", asset_class="machine")
    run(series, 6, 300)
    assert run(series, 9, 50) == []


def test_a_step_that_ends_an_alarm_is_a_repair() -> None:
    series = Signals("bearing_temp_c", asset_class="machine")
    run(series, 58, 300)
    series.troubled[0] = True
    assert run(series, 40, 50) == []
