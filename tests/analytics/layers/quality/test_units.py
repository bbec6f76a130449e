"""Wrong units: recognised while they last, and judged again when they are over."""

import numpy as np
import pytest

from analytics.layers.quality import broken, know_range
from contract.units import FACTORS, OFFSETS, number
from tests.analytics.feeds import every_sample, noise, samples, seconds, states
from tests.analytics.layers.quality.series import Signals

CASES = [
    ("ice", "coolant_temp_c", 90.0, 1.8, 32.0),
    ("ev", "batt_temp_c", 25.0, 1.8, 32.0),
    ("machine", "discharge_pressure_bar", 6.0, 14.50377, 0.0),
    ("machine", "flow_m3h", 30.0, 4.402868, 0.0),
    ("ev", "coolant_flow_lpm", 10.0, 0.264172, 0.0),
]


def healthy(series: Signals, value: float, count: int, factor: float = 1.0, offset: float = 0.0) -> list[bool]:
    """Whether each of some samples about a value is good, as sent in some unit."""
    rng = np.random.default_rng(1)
    wave = value * (1 + 0.002 * rng.standard_normal(count))
    return [bool(series.see(float(factor * sample + offset)).good[0]) for sample in wave]


@pytest.mark.parametrize(("asset_class", "signal", "value", "factor", "offset"), CASES)
def test_no_sample_in_a_wrong_unit_is_good_and_it_ends_with_the_right_one(
    asset_class: str, signal: str, value: float, factor: float, offset: float
) -> None:
    series = Signals(signal, asset_class=asset_class)
    assert all(healthy(series, value, 400))
    assert not any(healthy(series, value, 100, factor, offset))
    assert series.open() == ["unit"]
    assert all(healthy(series, value, 20))
    assert series.open() == []


def test_a_level_that_no_conversion_explains_is_not_a_wrong_unit() -> None:
    series = Signals("discharge_pressure_bar", asset_class="machine")
    healthy(series, 6.0, 400)
    assert healthy(series, 3.0, 100)[1:] == [True] * 99
    assert series.open() == []


def test_a_unit_that_changed_back_unseen_is_right_again_once_its_values_are_ordinary_for_long() -> None:
    series = Signals("coolant_temp_c")
    healthy(series, 90.0, 400)
    healthy(series, 90.0, 10, 1.8, 32.0)
    healthy(series, 100.0, 40)
    assert series.open() == []


def test_every_conversion_is_a_number_other_than_one_to_one() -> None:
    known = np.isfinite(FACTORS)
    assert not known[0].any()
    assert (known[1:, 0]).all()
    assert not ((FACTORS == 1) & (OFFSETS == 0)).any()
    assert number("no unit") == 0


@pytest.mark.parametrize(("asset_class", "signal", "value", "factor", "offset"), CASES)
@pytest.mark.parametrize("before_s", [0.0, 30.0])
def test_a_step_at_a_change_of_state_or_duty_is_the_machines_own(
    asset_class: str, signal: str, value: float, factor: float, offset: float, before_s: float
) -> None:
    series = Signals(signal, asset_class=asset_class)
    healthy(series, value, 400)
    series.changed_s = before_s
    good = healthy(series, value, 100, factor, offset)
    assert all(good[1:])  # the first may wait for the second, as any far value
    assert "unit" not in series.open()


@pytest.mark.parametrize(("reads", "is_judged"), [(194.0, False), (170.0, True), (120.0, True)])
def test_heat_that_steps_to_what_another_unit_would_read_is_held_to_no_limit(reads: float, is_judged: bool) -> None:
    series = Signals("coolant_temp_c")
    healthy(series, 90.0, 400)
    series.changed_s = 0.0
    healthy(series, reads, 3)
    assert "step" in series.open()
    assert "unit" not in series.open()
    assert broken(series.state, series.at).tolist() == [not is_judged]
    series.see(150.0)
    series.see(150.0)
    assert not broken(series.state, series.at).any()


def test_a_change_that_is_told_a_little_late_takes_the_guess_back() -> None:
    series = Signals("discharge_pressure_bar", asset_class="machine")
    healthy(series, 6.0, 400)
    healthy(series, 6.0, 4, 14.50377)
    assert series.open() == ["unit"]
    series.changed_s = 0.0
    assert all(healthy(series, 6.0, 50, 14.50377))
    assert series.open() == []


def test_a_wrong_unit_outlasts_later_changes_of_state() -> None:
    series = Signals("discharge_pressure_bar", asset_class="machine")
    healthy(series, 6.0, 400)
    for _ in range(3):
        healthy(series, 6.0, 60, 14.50377)
        series.changed_s = 0.0
    assert not any(healthy(series, 6.0, 10, 14.50377))
    assert series.open() == ["unit"]


def test_where_a_signal_has_been_at_work_is_no_wrong_unit() -> None:
    series = Signals("discharge_pressure_bar", asset_class="machine")
    healthy(series, 0.5, 400)
    know_range(series.state, 0, 0.4, 7.5)
    assert all(healthy(series, 0.5, 100, 14.50377)[1:])
    assert series.open() == []


@pytest.mark.parametrize("told", ["state", "duty", "nothing"])
def test_a_start_is_told_from_a_slip_by_what_the_machine_says_of_itself(told: str) -> None:
    pipeline, times, late = every_sample(), seconds(700), np.arange(700) >= 600
    pressure = np.where(late, 18.9, 1.303) * (1 + 0.003 * noise(700))
    signals = {"chamber_pressure_bar": pressure, "turbopump_rpm": np.where(late & (told == "duty"), 30_000.0, 0.0)}
    said = np.where(late & (told == "state"), "mainstage", "idle").tolist()
    pipeline.feed(samples("RIG-1", "rig", times, signals), states("RIG-1", "rig", times, said))
    found = {label[3] for label in pipeline.issues}
    assert ("chamber_pressure_bar/unit" in found) == (told == "nothing")
