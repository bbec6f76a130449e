"""What the simulators emit: the catalogue's signals and nothing else, inside healthy ranges, and nothing when off."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import registry
from collectors.group import Group, Readings
from collectors.road import LIMIT_KMH
from collectors.scenario import Planned
from collectors.world import World
from collectors.written import normal
from contract.catalogue import CLASSES
from contract.measurements import ROAD_TYPES
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import START, asset, moments, scenario, watch

WEEK = 7 * DAY


def _fleet(schedules: tuple[str, ...], length: int) -> list[tuple[Group, Readings]]:
    machines = [asset(kind, f"{kind}-{schedule}", schedule) for kind in registry.KINDS for schedule in schedules]
    return watch(scenario(*machines), length, 5 * MINUTE)


def _outside(group: Group, readings: Readings) -> list[str]:
    """Signals that leave the normal range while their machine works, or pass a default limit at any time."""
    working = np.isin(np.array(group.spec.run_states)[readings.states], group.spec.working_states)
    found = []
    for name in readings.signals:
        signal, values = group.spec.signals[name], readings.signal(name)
        at_work = values[working & np.isfinite(values)]
        if len(at_work) and not (normal(signal)[0] <= at_work.min() and at_work.max() <= normal(signal)[1]):
            found.append(f"{group.spec.name} {name} {at_work.min()}..{at_work.max()} is not in {signal.normal}")
        limits = signal.limits
        low = max((limit for limit in (limits.warn_low, limits.crit_low) if limit is not None), default=-np.inf)
        high = min((limit for limit in (limits.warn_high, limits.crit_high) if limit is not None), default=np.inf)
        if np.any(values < low) or np.any(values > high):
            found.append(f"{group.spec.name} {name} passes a limit: {np.nanmin(values)}..{np.nanmax(values)}")
    return found


def test_each_class_emits_every_declared_signal_and_no_other() -> None:
    emitted: dict[str, set[str]] = {name: set() for name in registry.KINDS}
    for group, readings in _fleet(("continuous",), DAY):
        emitted[group.spec.name] |= {name for name in readings.signals if np.isfinite(readings.signal(name)).any()}
    unfitted = {"conveyor": {"accel_nde_g", "winding_temp_c"}}  # a drive can have these sensors; ours has none
    assert emitted == {name: set(CLASSES[name].signals) - unfitted.get(name, set()) for name in registry.KINDS}


def test_a_fleet_on_all_schedules_stays_healthy_for_a_week() -> None:
    assert [
        line for group, readings in _fleet(("two_shift", "day", "night"), WEEK) for line in _outside(group, readings)
    ] == []


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 2**31), month=st.integers(1, 12))
def test_a_healthy_day_is_normal_in_any_world_and_season(seed: int, month: int) -> None:
    start = int(datetime(2026, month, 20, tzinfo=UTC).timestamp()) * SECOND
    machines = [asset(kind) for kind in registry.KINDS]
    seen = watch(scenario(*machines, seed=seed, start=start), DAY, 5 * MINUTE)
    assert [line for group, readings in seen for line in _outside(group, readings)] == []


@pytest.mark.parametrize("kind", ["ice", "ev", "pump", "motor", "conveyor"])
def test_a_machine_that_is_off_reports_nothing_but_that(kind: str) -> None:
    ((group, readings),) = watch(scenario(asset(kind, schedule="day")), DAY)
    off = readings.states[:, 0] == group.spec.run_states.index("off")
    assert 0.2 < off.mean() < 0.9
    assert np.all(np.isnan(readings.values[:, off, :]))


def test_every_run_state_of_every_class_occurs() -> None:
    seen = watch(scenario(*(asset(kind, schedule="day") for kind in registry.KINDS)), DAY, 7 * SECOND)
    states: dict[str, set[str]] = {name: set() for name in registry.KINDS}
    for group, readings in seen:
        states[group.spec.name] |= {group.spec.run_states[code] for code in np.unique(readings.states)}
    assert states == {name: set(CLASSES[name].run_states) for name in registry.KINDS}


@pytest.mark.parametrize(("kind", "moving"), [("ice", {"idle", "city", "cruise", "start"}), ("ev", {"drive"})])
def test_a_vehicle_says_its_road_while_it_is_on_one_and_keeps_to_its_limit(kind: str, moving: set[str]) -> None:
    ((group, readings),) = watch(scenario(asset(kind, schedule="day")), 2 * DAY)
    assert readings.roads is not None
    on = np.isin(np.array(group.spec.run_states)[readings.states], [*moving])
    assert np.array_equal(readings.roads >= 0, on)
    assert {*np.unique(readings.roads)} == {-1, 0, 1, 2}
    limits = LIMIT_KMH[readings.roads[on]]
    assert np.all(readings.signal("speed_kmh")[on] < limits + 7)
    if kind == "ice":
        assert np.array_equal(readings.signal("speed_limit_kmh")[on], limits)


def test_a_road_is_written_as_a_word_and_a_machine_without_one_writes_none() -> None:
    world = World(scenario(asset("ev", schedule="day"), asset("pump")))
    world.enter(START)
    lines = world.advance(moments(START, DAY, 5 * MINUTE))
    words = {line.partition('road_type="')[2].partition('"')[0] for line in lines}
    assert words == {"", *ROAD_TYPES}
    parked = [line for line in lines if 'run_state="off"' in line or 'run_state="charge"' in line]
    assert parked
    assert not any("road_type" in line for line in [*parked, *(line for line in lines if "PUMP-1" in line)])


def test_a_silent_vehicle_says_no_road() -> None:
    silence = Planned("ICE-1", "sensor_dropout", 0, HOUR)
    world = World(scenario(asset("ice"), faults=(silence,)))
    world.enter(START)
    lines = [line for line in world.advance(moments(START, 2 * HOUR, MINUTE)) if line.startswith("telemetry,")]
    assert 0 < len(lines) < 120
    assert all("speed_kmh" in line for line in lines if "road_type" in line)


def test_counters_never_fall_and_count_what_happens() -> None:
    ((_, readings),) = watch(scenario(asset("ice")), 2 * DAY)
    speed, odometer = readings.signal("speed_kmh")[:, 0], readings.signal("odometer_km")[:, 0]
    there = np.isfinite(odometer)
    assert np.all(np.diff(odometer[there]) >= 0)
    driven = np.nansum(speed) / 60
    assert abs((odometer[there][-1] - odometer[there][0]) / driven - 1) < 0.1


def test_charge_and_fuel_are_used_up_and_filled_again() -> None:
    for kind, name in (("ev", "soc_pct"), ("ice", "fuel_level_pct")):
        ((_, readings),) = watch(scenario(asset(kind)), 4 * DAY)
        level = readings.signal(name)[:, 0]
        assert np.nanmax(level) > 75
        assert np.nanmin(level) < 40


def test_pack_voltage_current_and_power_agree_with_ohm_and_kirchhoff() -> None:
    ((_, readings),) = watch(scenario(asset("ev")), DAY)
    volt, ampere = readings.signal("hv_voltage_v")[:, 0], readings.signal("hv_current_a")[:, 0]
    power, driving = readings.signal("power_kw")[:, 0], readings.states[:, 0] == 1
    auxiliary = volt * ampere / 1e3 - power
    assert np.all(np.abs(auxiliary[driving] - 0.9) < 1.5)


def test_a_pump_s_power_is_flow_times_pressure_over_a_credible_efficiency() -> None:
    ((_, readings),) = watch(scenario(asset("pump")), DAY)
    rise = readings.signal("discharge_pressure_bar") - readings.signal("suction_pressure_bar")
    hydraulic = readings.signal("flow_m3h") * rise / 36
    assert np.all(np.abs(hydraulic / readings.signal("power_kw") - 0.65) < 0.04)
