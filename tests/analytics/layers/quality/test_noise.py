"""Noise of one sensor, against an asset that shakes."""

import numpy as np
import pytest

from analytics.layers.quality.noise import SAMPLES, WHITE
from tests.analytics.layers.quality.series import Signals

SIGNALS = ("discharge_pressure_bar", "bearing_temp_c", "winding_temp_c")
USUAL = np.array([6.0, 40.0, 80.0])


def run(series: Signals, count: int, noise: tuple[float, float, float], seed: int = 1) -> list[list[str]]:
    """The open data faults of the first signal after each of some moments."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        series.see(*(USUAL + np.array(noise) * rng.standard_normal(3)).tolist())
        found.append(series.open())
    return found


CALM = (0.01, 0.1, 0.1)


def test_one_signal_that_scatters_is_noisy_and_calm_again_when_it_is_over() -> None:
    series = Signals(*SIGNALS, asset_class="machine")
    assert not any(run(series, 500, CALM))
    assert run(series, 100, (0.4, 0.1, 0.1))[-1] == ["noisy"]
    assert run(series, 200, CALM)[-1] == []


def test_a_machine_that_shakes_more_than_one_signal_is_not_a_noisy_sensor() -> None:
    series = Signals(*SIGNALS, asset_class="machine")
    run(series, 500, CALM)
    assert not any("noisy" in found for found in run(series, 100, (0.4, 3.0, 0.1))[60:])


def test_a_signal_that_scatters_while_another_is_out_of_order_is_left_to_be_judged() -> None:
    series = Signals(*SIGNALS, asset_class="machine")
    run(series, 500, CALM)
    series.troubled[2] = True
    assert not any("noisy" in found for found in run(series, 100, (0.4, 0.1, 0.1)))


def test_a_signal_that_is_restless_in_health_is_never_noisy() -> None:
    series = Signals(*SIGNALS, asset_class="machine")
    run(series, 500, (0.2, 0.1, 0.1))
    assert not any("noisy" in found for found in run(series, 100, (1.0, 0.1, 0.1)))


def test_roughness_is_the_running_mean_of_second_differences_and_tells_white_noise() -> None:
    series, values = Signals("bearing_temp_c", asset_class="machine"), 40 + np.random.default_rng(3).normal(0, 0.2, 900)
    rough: float | None = None
    steps = 0
    for place, value in enumerate(values.tolist()):
        series.see(value)
        if place >= 2:
            size = abs(values[place] - 2 * values[place - 1] + values[place - 2])
            steps += 1
            rough = size if rough is None else rough + max(1 / SAMPLES, 1 / steps) * (size - rough)
            assert series.state.rough[0] == pytest.approx(rough)
    assert rough is not None
    assert rough / WHITE == pytest.approx(0.2, rel=0.4)
