"""Industrial machines obey the laws of their trade (affinity, Q·Δp/η, Eytelwein), and the calendar of their plant."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import registry
from collectors.group import Group, Readings
from collectors.machine import conveyor, hydraulics
from collectors.model import Clock, Conditions, Spell
from collectors.noise import Array
from collectors.shifts import hour
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import CONDITIONS, asset, moments, scenario, watch

MONDAY = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp()) * SECOND
JULY = int(datetime(2026, 7, 13, tzinfo=UTC).timestamp()) * SECOND
share = st.floats(0.2, 1.0)


@cache
def lived(kind: str, start: int = MONDAY, schedule: str = "continuous") -> Readings:
    """Two days of a healthy machine, a sample every five minutes."""
    ((_, readings),) = watch(scenario(asset(kind, schedule=schedule), start=start), 2 * DAY, 5 * MINUTE)
    return readings


def water(**changed: float) -> dict[str, Array]:
    """A pump's parameters, sound but for some."""
    sound = {"strainer_open": 1.0, "impeller": 1.0, "seal_gap": 0.0, "primed": 1.0, "valve_open": 1.0}
    values = sound | {"suction_level_bar": hydraulics.LEVEL_BAR} | changed
    return {name: np.array([[value]]) for name, value in values.items()}


def flow(**changed: float) -> float:
    """Where the curves meet, at a demand of 1."""
    parameters = water(**changed)
    shut_off = hydraulics.shut_off_bar(parameters)
    return float(hydraulics.working_flow(np.ones((1, 1)), shut_off, parameters)[0, 0])


def test_the_pump_s_numbers_agree_with_each_other_and_with_its_plate() -> None:
    """8.5 bar, 15.3 kW and 45 m³/h belong together, within vibration 2.8 mm/s and a bearing below 60 °C."""
    readings = lived("pump")
    mean = {name: float(np.nanmean(readings.signal(name))) for name in readings.signals}
    assert abs(mean["discharge_pressure_bar"] - 8.5) < 0.4
    assert abs(mean["power_kw"] - 15.3) < 0.6
    assert abs(mean["flow_m3h"] - 45) < 2.5
    assert abs(mean["power_kw"] * 0.7 / (mean["discharge_pressure_bar"] / 36) - mean["flow_m3h"]) < 3
    assert 40 < mean["bearing_temp_c"] < 60
    assert 1 < mean["vibration_mm_s"] < 2.8
    assert np.all(np.diff(readings.signal("operating_hours")[:, 0]) > 0)


def test_efficiency_is_flow_times_pressure_rise_over_power() -> None:
    readings = lived("pump")
    rise = readings.signal("discharge_pressure_bar") - readings.signal("suction_pressure_bar")
    efficiency = 100 * readings.signal("flow_m3h") * rise / 36 / readings.signal("power_kw")
    assert np.all(np.abs(efficiency - readings.signal("efficiency_pct")) < 4)


def test_a_blower_s_power_goes_with_the_cube_of_its_speed() -> None:
    readings = lived("motor")
    cube = readings.signal("power_kw") / readings.signal("speed_rpm") ** 3
    assert np.ptp(readings.signal("speed_rpm")) > 150
    assert np.ptp(cube) / cube.mean() < 0.03


@settings(deadline=None, max_examples=40)
@given(opening=st.floats(0.1, 1.0), demand=st.floats(0.7, 1.2))
def test_a_strainer_s_loss_is_flow_squared_over_open_area_squared(opening: float, demand: float) -> None:
    parameters = water(strainer_open=opening)
    there = hydraulics.working_flow(np.full((1, 1), demand), hydraulics.shut_off_bar(parameters), parameters)
    suction, loss = hydraulics.suction(there, parameters)
    assert np.allclose(loss * opening**2 / there**2, 4.9e-5)
    assert np.allclose(suction + loss, hydraulics.LEVEL_BAR)


@settings(deadline=None, max_examples=40)
@given(less=share, more=share, name=st.sampled_from(["strainer_open", "impeller", "valve_open", "suction_level_bar"]))
def test_a_pump_delivers_no_more_when_any_part_of_it_is_worse(less: float, more: float, name: str) -> None:
    low, high = sorted((less, more))
    assert flow(**{name: low}) <= flow(**{name: high})


@settings(deadline=None, max_examples=40)
@given(cool=st.floats(5, 60), warmer=st.floats(0, 30), suction=st.floats(-0.8, 1.0))
def test_warm_water_and_low_suction_use_up_the_margin_and_tear_the_flow(
    cool: float, warmer: float, suction: float
) -> None:
    def margin(bar: float, fluid_c: float) -> Array:
        return hydraulics.npsh_margin_m(np.array([bar]), np.array([fluid_c]), np.array([45.0]))

    assert margin(suction, cool + warmer) <= margin(suction, cool) <= margin(suction + 0.1, cool)
    assert hydraulics.torn(margin(suction, cool + warmer)) >= hydraulics.torn(margin(suction, cool))


@settings(deadline=None, max_examples=40)
@given(tension=share, tighter=share, damp=st.floats(0, 1), drier=st.floats(0, 1))
def test_a_belt_slips_no_less_when_it_is_slack_or_damp(
    tension: float, tighter: float, damp: float, drier: float
) -> None:
    def slip(tension: float, damp: float) -> float:
        return float(conveyor.slip_pct(np.ones(1), np.array([damp]), {"belt_tension": np.array([tension])})[0])

    (slack, tight), (dry, wet) = sorted((tension, tighter)), sorted((damp, drier))
    assert slip(slack, wet) >= slip(tight, wet) >= slip(tight, dry) > 0


def test_the_afternoon_s_warm_water_cuts_the_suction_head_s_margin() -> None:
    readings = lived("pump", JULY)
    margin, of_day = readings.signal("npsh_margin_m")[:, 0], hour(readings.times / 1e9)
    afternoon, night = (of_day >= 12) & (of_day < 18), of_day < 5
    assert margin[afternoon].mean() < margin[night].mean() - 0.3
    assert readings.signal("fluid_temp_c")[afternoon].mean() > readings.signal("fluid_temp_c")[night].mean() + 1


@pytest.mark.parametrize("kind", ["pump", "motor", "conveyor"])
def test_work_dips_when_the_shift_changes(kind: str) -> None:
    readings = lived(kind)
    power, of_day = readings.signal("power_kw")[:, 0], hour(readings.times / 1e9)
    for change in (6, 14, 22):
        during, around = np.abs(of_day - change) < 0.2, (np.abs(of_day - change) > 1) & (np.abs(of_day - change) < 2)
        assert power[during].mean() < 0.99 * power[around].mean()


def _start(kind: str, colder: float) -> Readings:
    """Monday's first six hours of two machines, alike but that the second one never stopped."""
    spell = Spell((MONDAY - 3 * DAY) / SECOND, (MONDAY + DAY) / SECOND, -colder)
    stopped = asset(kind, schedule="two_shift")
    group = Group([stopped, replace(stopped, schedule="continuous")], replace(CONDITIONS, spells=(spell,)))
    group.enter(MONDAY + 6 * HOUR - MINUTE, lambda *_: [])
    return group.advance(moments(MONDAY + 6 * HOUR - MINUTE, 6 * HOUR, MINUTE), [], lambda _: 0.0)


@pytest.mark.parametrize("kind", ["pump", "motor", "conveyor"])
def test_a_cold_monday_s_first_hour_costs_power_and_vibration(kind: str) -> None:
    mild, cold = _start(kind, 0), _start(kind, 15)
    for name in ("power_kw", "vibration_mm_s"):
        excess, colder = (found.signal(name)[:, 0] / found.signal(name)[:, 1] - 1 for found in (mild, cold))
        assert excess[:20].mean() > 0.02
        assert colder[:20].mean() > 1.1 * excess[:20].mean()
        assert abs(excess[-60:].mean()) < 0.01


def test_starts_count_the_shifts_that_began() -> None:
    ((_, stops),) = watch(scenario(asset("motor", schedule="two_shift"), start=MONDAY), 2 * DAY, 5 * MINUTE)
    counted = stops.signal("starts")[np.isfinite(stops.signal("starts"))]
    assert np.ptp(counted) == 1
    assert np.all(np.diff(counted) >= 0)
    assert np.ptp(lived("motor").signal("starts")) == 0


def _slowed(start: int, warmer: float, drive_air: float) -> Array:
    """By how many rpm a drive with so much of its cooling left holds its motor back, over two days."""
    spell = Spell((start - DAY) / SECOND, (start + 3 * DAY) / SECOND, warmer)
    motor = registry.KINDS["motor"]([asset("motor")], Conditions(1, start / SECOND, (spell,)))
    times = moments(start, 2 * DAY, 5 * MINUTE)
    sound = {name: value[None] for name, value in motor.healthy.items()}
    free, held = (
        motor.advance(Clock.of(times, start), parameters).signals["speed_rpm"][:, 0]
        for parameters in (sound, sound | {"drive_air": np.array([[drive_air]])})
    )
    return np.asarray(free - held)


def test_a_drive_without_its_fan_slows_down_on_hot_days() -> None:
    failed = next(fault.failed for fault in registry.FAULTS if fault.mode == "drive_fan")
    november, heat_wave = _slowed(MONDAY, 0, failed), _slowed(JULY, 10, failed)
    assert (november > 1).mean() < 0.05
    assert (heat_wave > 1).mean() > 0.15
    assert np.all(_slowed(JULY, 10, 1.0) == 0)
