"""A healthy van's day as an engineer would read it from its diagnostics port."""

from functools import lru_cache

import numpy as np
import pytest

from collectors.ice import chassis, engine, fuelling
from collectors.model import Clock, Slow
from collectors.noise import Array
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import asset, scenario, watch


@lru_cache
def _week(schedule: str = "continuous", length: int = 4 * DAY, step: int = MINUTE) -> dict[str, Array]:
    """Each signal of one van, (T,), and its run state as `state`."""
    ((group, readings),) = watch(scenario(asset("ice", "V", schedule)), length, step)
    found: dict[str, Array] = {name: readings.signal(name)[:, 0] for name in readings.signals}
    names = np.array(group.spec.run_states)
    found["state"] = names[readings.states[:, 0]]
    return found


def _during(state: str, name: str, schedule: str = "continuous") -> Array:
    week = _week(schedule)
    return np.asarray(week[name][np.equal(week["state"], state)], np.float64)


def test_cruising_holds_1800_to_2100_rpm() -> None:
    rpm = _during("cruise", "engine_rpm")
    assert np.mean((rpm >= 1800) & (rpm <= 2100)) > 0.9


def test_idling_holds_650_to_850_rpm_and_burns_about_a_litre_an_hour() -> None:
    standing = _during("idle", "speed_kmh") == 0
    rpm, fuel = _during("idle", "engine_rpm")[standing], _during("idle", "fuel_rate_lph")[standing]
    assert 650 < rpm.min() < rpm.max() < 850
    assert 0.6 < fuel.min() < fuel.max() < 1.2
    assert 2 < _during("idle", "maf_gps").min() < _during("idle", "maf_gps").max() < 5


def test_warm_coolant_is_about_195_fahrenheit_and_a_fan_holds_it_where_there_is_no_wind() -> None:
    assert abs(np.median(_during("cruise", "coolant_temp_c")) - 90.6) < 1.5
    assert 97 < np.quantile(_during("idle", "coolant_temp_c"), 0.95) < 102


def test_a_cold_start_begins_at_the_temperature_of_the_air_and_warms_up_within_minutes() -> None:
    week = _week("day", 2 * DAY, 15 * SECOND)
    first = week["run_time_s"] < 30
    assert np.any(week["state"][first] == "start")
    cold = first & (week["coolant_temp_c"] < 40)
    assert cold.any()
    assert np.all(week["coolant_temp_c"][cold] - week["ambient_temp_c"][cold] < 15)
    later = np.abs(week["run_time_s"] - 900) < 60
    assert week["coolant_temp_c"][later].min() > 80


def test_intake_air_follows_the_load_where_wind_cools_the_engine_alike() -> None:
    week, minutes = _week(), 3
    rise = week["intake_air_temp_c"] - week["ambient_temp_c"]
    speed, load = (
        np.convolve(week[name], np.full(minutes, 1 / minutes))[: len(rise)] for name in ("speed_kmh", "engine_load_pct")
    )
    fast = np.isfinite(rise) & (speed > 50) & np.isfinite(load)
    causes = np.stack([np.ones(fast.sum()), speed[fast], load[fast]], axis=1)
    _, of_wind, of_load = np.linalg.lstsq(causes, rise[fast])[0]
    assert of_wind < 0
    assert 0.04 < of_load < 0.1


def test_fuel_falls_like_a_saw_and_is_filled_up_again() -> None:
    level = _week()["fuel_level_pct"]
    steps = np.diff(level[np.isfinite(level)])
    filled = steps > 40
    assert filled.sum() >= 2
    assert np.all(steps[~filled] < 3)


def test_fuel_of_the_gauge_is_the_fuel_that_was_burnt() -> None:
    week = _week()
    level, burnt = week["fuel_level_pct"], np.nancumsum(week["fuel_rate_lph"]) / 60
    there = np.isfinite(level)
    steps = np.diff(level[there])
    tank_l = 60.0
    assert abs(-steps[steps < 40].sum() * tank_l / 100 / burnt[there][-1] - 1) < 0.06


def test_air_pressure_and_load_agree_by_speed_density() -> None:
    week = _week()
    there = week["state"] == "cruise"
    density = week["baro_kpa"] / (0.287 * (273.15 + week["ambient_temp_c"]))
    full = week["engine_rpm"] / 120 * 2.8 * 0.8 * density
    assert np.median(np.abs(100 * week["maf_gps"] / full - week["engine_load_pct"])[there]) < 1
    assert np.all(week["map_kpa"][there] <= week["baro_kpa"][there] + 1)


def test_tyres_are_a_tenth_harder_when_hot() -> None:
    slow, dt = Slow(), np.full(240, 60.0)
    clock, one = Clock(np.arange(240), np.cumsum(dt), dt), np.ones((240, 1))
    speed = np.where(np.arange(240)[:, None] < 120, 0.0, 110.0)
    found = chassis.tyres(clock, slow, speed, 15 * one, np.ones((4, 1)), one > 0, {"tyre_loss": np.zeros((1, 1))})
    cold, hot = found["tyre_fl_kpa"][119, 0], found["tyre_fl_kpa"][-1, 0]
    assert cold == pytest.approx(240, abs=0.5)
    assert 1.06 < hot / cold < 1.12
    assert found["tyre_deficit_pct"].max() < 1e-9


def test_a_catalyst_says_nothing_until_it_is_lit() -> None:
    air, storage = np.full((1, 1), 12.0), np.ones((1, 1))
    assert np.isnan(fuelling.switching(np.full((1, 1), 200.0), air, storage)).all()
    assert fuelling.switching(np.full((1, 1), 600.0), air, storage) < 0.2


def test_throttle_opens_with_load_from_its_stop_to_wide() -> None:
    opening = engine.throttle_pct(np.linspace(0, 100, 50))
    assert np.all(np.diff(opening) > 0)
    assert opening[0] < 18
    assert opening[-1] > 75


def test_the_engine_s_running_time_begins_anew_with_each_start_and_cranking_dips_with_it() -> None:
    week = _week("day", 2 * DAY, 15 * SECOND)
    run, dip = week["run_time_s"], week["crank_voltage_v"]
    there = np.isfinite(run)
    starts = np.flatnonzero(np.diff(run[there]) < 0)
    assert len(starts) >= 2
    same = np.abs(np.diff(dip[there])) <= 0.021
    assert np.all(np.delete(same, starts))


def test_a_van_drives_about_its_town_and_stands_still_on_the_map_at_a_light() -> None:
    week = _week("continuous", 6 * HOUR, 10 * SECOND)
    lat, lon, speed = week["lat"], week["lon"], week["speed_kmh"]
    there = np.isfinite(lat)
    assert np.abs(lat[there] - 52.2304).max() < 0.15
    assert np.abs(lon[there] - 21.0122).max() < 0.25
    still = there[1:] & there[:-1] & (speed[1:] == 0) & (speed[:-1] == 0)
    assert np.abs(np.diff(lat)[still]).max() < 5e-5
    assert np.nanmax(np.abs(np.diff(lat))) > 1e-3


def test_a_few_vans_are_to_the_bit_what_they_are_among_many() -> None:
    fleets = [scenario(*(asset("ice", f"V-{number}") for number in range(size))) for size in (2, 12)]
    few, many = (watch(fleet, 6 * HOUR)[0][1] for fleet in fleets)
    assert np.array_equal(few.values, many.values[:, :, :2], equal_nan=True)
