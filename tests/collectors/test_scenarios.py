"""The scenarios that ship: each shows what its comment promises. (The demo has tests of its own.)"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest

from collectors import registry
from collectors.group import Group, Readings
from collectors.noise import Array
from collectors.scenario import LAUNCH, SHIPPED, Scenario, launched, load, read, summary
from collectors.world import World
from contract.failures.sensors import SENSOR_FAULTS
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import moments

NOW = datetime(2026, 11, 21, tzinfo=UTC)
Judge = Callable[[Group, Readings], None]


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario, launched at a fixed moment where it is a template."""
    document = read(SHIPPED[name])
    return load(SHIPPED[name], start=launched(document, NOW) if document["start"] == LAUNCH else None)


def watch(scenario: Scenario, judge: Judge, begin: int, end: int, step: int = 5 * MINUTE) -> None:
    """Hand over what a scenario's machines report between two moments (ns from its start), day by day."""
    world = World(scenario)
    world.enter(scenario.start + begin)
    for after in range(begin, end, DAY):
        for group, readings in world.readings(moments(scenario.start + after, min(DAY, end - after), step)):
            judge(group, readings)


def series(scenario: Scenario, begin: int, end: int, step: int = 5 * MINUTE) -> Callable[[str, str], Array]:
    """Every signal of every machine between two moments, by asset and signal."""
    parts: dict[tuple[str, str], list[Array]] = {}

    def keep(group: Group, readings: Readings) -> None:
        for asset, column in group.columns.items():
            for name in readings.signals:
                parts.setdefault((asset, name), []).append(readings.signal(name)[:, column])

    watch(scenario, keep, begin, end, step)
    return lambda asset, name: np.concatenate(parts[asset, name])


def only(scenario: Scenario, keep: Callable[[str], bool]) -> Scenario:
    """The same world with fewer assets: those whose names are kept."""
    return replace(
        scenario,
        assets=tuple(asset for asset in scenario.assets if keep(asset.name)),
        faults=tuple(fault for fault in scenario.faults if keep(fault.asset)),
    )


def breaches(scenario: Scenario, begin: int, end: int) -> list[str]:
    """Every asset and signal that passes a default limit."""
    found: dict[str, None] = {}

    def judge(group: Group, readings: Readings) -> None:
        for name in readings.signals:
            limits, values = group.spec.signals[name].limits, readings.signal(name)
            low = max((limit for limit in (limits.warn_low, limits.crit_low) if limit is not None), default=-np.inf)
            high = min((limit for limit in (limits.warn_high, limits.crit_high) if limit is not None), default=np.inf)
            off = ((values < low) | (values > high)).any(axis=0)
            found.update({f"{group.assets[column].name} {name}": None for column in np.flatnonzero(off)})

    watch(scenario, judge, begin, end)
    return [*found]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_can_be_read_and_says_in_a_line_what_it_is(name: str) -> None:
    assert shipped(name).assets
    assert shipped(name).length >= 6 * DAY
    assert 20 < len(summary(SHIPPED[name])) <= 120


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_gives_the_same_lines_twice(name: str) -> None:
    times = moments(shipped(name).start, 5 * MINUTE, MINUTE)
    runs = []
    for _ in range(2):
        world = World(shipped(name))
        world.enter(shipped(name).start)
        runs.append(world.advance(times))
    assert runs[0] == runs[1]
    assert len(runs[0]) >= 4 * len(shipped(name).assets)


def test_in_the_healthy_week_a_hundred_machines_of_all_classes_pass_no_limit() -> None:
    week = shipped("healthy_week")
    assert len(week.assets) == 100
    assert {asset.asset_class for asset in week.assets} == {*registry.KINDS}
    assert week.faults == ()
    assert breaches(week, 0, week.length) == []


def test_on_the_cold_monday_everything_starts_cold() -> None:
    cold = shipped("cold_monday")
    friday, monday = (series(cold, day * DAY + 6 * HOUR, day * DAY + 8 * HOUR, MINUTE) for day in (1, 4))
    for number in range(1, 5):
        van, electric = f"VAN-00{number}", f"EVAN-00{number}"
        turned = np.nanmin(monday(van, "crank_voltage_v")) - np.nanmin(friday(van, "crank_voltage_v"))
        assert -2 < turned < -0.2, van
        lost = np.nanmean(friday(van, "tyre_fl_kpa")) - np.nanmean(monday(van, "tyre_fl_kpa"))
        assert 10 < lost < 35, van
        first = monday(electric, "batt_temp_c")
        assert np.nanmin(first) < 0 < np.nanmin(friday(electric, "batt_temp_c")), electric
        assert first[np.isfinite(first)][-1] > np.nanmin(first) + 5, electric
    for machine in ("PUMP-001", "MOTOR-001", "CONV-001"):
        cooler = np.nanmean(friday(machine, "bearing_temp_c")) - np.nanmean(monday(machine, "bearing_temp_c"))
        assert cooler > 3, machine


def test_on_the_cold_monday_only_the_worn_battery_is_warned_of() -> None:
    cold = shipped("cold_monday")
    assert breaches(cold, 4 * DAY, 5 * DAY) == ["VAN-001 crank_voltage_v"]
    assert breaches(cold, 0, 2 * DAY) == []


def test_nothing_works_over_the_cold_weekend_and_only_chargers_are_heard() -> None:
    seen: set[str] = set()

    def judge(group: Group, readings: Readings) -> None:
        heard = readings.states[np.isfinite(readings.values).any(axis=0)]
        seen.update(f"{group.assets[0].asset_class} {group.spec.run_states[code]}" for code in np.unique(heard))

    watch(shipped("cold_monday"), judge, 2 * DAY, 4 * DAY)
    assert seen <= {"ev charge"}


def test_in_the_heat_wave_weak_machines_fail_earlier_and_sound_ones_stay_within_limits() -> None:
    heat = shipped("heat_wave")
    weak = {fault.asset for fault in heat.faults}
    assert breaches(only(heat, lambda name: name not in weak), 3 * DAY, 8 * DAY) == []
    ill = only(heat, lambda name: name in weak)
    hot, mild = (series(world, 3 * DAY, 9 * DAY) for world in (ill, replace(ill, spells=())))
    for machine in ("MOTOR-001", "PUMP-001"):
        early, late = (int(np.argmax(seen(machine, "winding_temp_c") > 130)) for seen in (hot, mild))
        assert 0 < early < late - 12 * 6, machine  # six hours of twelve samples
    warmer = np.nanmax(hot("EVAN-001", "batt_temp_c")) - np.nanmax(mild("EVAN-001", "batt_temp_c"))
    assert np.nanmax(mild("EVAN-001", "batt_temp_c")) > 45
    assert warmer > 2


def test_in_sensor_chaos_every_fault_of_sensors_and_lines_is_planned_and_nothing_else() -> None:
    chaos = shipped("sensor_chaos")
    planned = [fault for fault in chaos.faults if fault.every is not None]
    assert {fault.mode for fault in planned} == {*SENSOR_FAULTS}
    assert len({fault.asset for fault in planned}) == len(planned) == len(chaos.assets)
    drawn = [fault for fault in chaos.faults if fault.every is None]
    assert drawn
    assert all(fault.mode in SENSOR_FAULTS and fault.after >= chaos.backfill for fault in drawn)


def test_under_the_sensor_chaos_all_machines_are_well() -> None:
    chaos = replace(shipped("sensor_chaos"), faults=())
    assert breaches(chaos, 0, 2 * DAY) == []


def test_in_sensor_chaos_lines_are_lost_doubled_late_and_wrong() -> None:
    chaos = shipped("sensor_chaos")
    world = World(chaos)
    world.enter(chaos.start + 28 * HOUR)
    lines = world.advance(moments(chaos.start + 28 * HOUR, HOUR, 10 * SECOND))
    of = {asset.name: [line for line in lines if f",asset={asset.name}," in line] for asset in chaos.assets}
    stamps = {name: [int(line.rpartition(" ")[2]) for line in found] for name, found in of.items()}
    assert len(set(of["VAN-004"])) < len(of["VAN-004"])  # duplicate
    assert stamps["VAN-003"] != sorted(stamps["VAN-003"])  # out of order
    assert max(stamps["EVAN-002"]) > chaos.start + 29 * HOUR  # a clock that is ahead
    assert len(of["CONV-002"]) < 0.7 * len(of["VAN-001"])  # silent for minutes at a time


@pytest.mark.parametrize(
    ("number", "signal"),
    [
        ("VAN", "ltft_pct"),
        ("EVAN", "inverter_temp_c"),
        ("PUMP", "flow_m3h"),
        ("MOTOR", "winding_temp_c"),
        ("CONV", "gearbox_oil_temp_c"),
        ("RIG", "chamber_pressure_bar"),
    ],
)
def test_in_slow_creep_a_machine_leaves_its_twin_by_little_a_day_and_far_in_the_end(number: str, signal: str) -> None:
    creep = _creep()
    days = [abs(creep[day][f"{number}-001", signal] - creep[day][f"{number}-001", signal, "sound"]) for day in _DAYS]
    assert days[0] < 0.02 * days[-1]
    assert max(np.diff(days) / np.diff(_DAYS)) < 0.35 * days[-1]


_DAYS = (2, 12, 20, 26, 30, 34)


@cache
def _creep() -> dict[int, dict[tuple[str, ...], float]]:
    """The mean of each signal on some days, of the world and of the same world without faults."""
    creep = only(shipped("slow_creep"), lambda name: name.endswith("-001"))
    means: dict[int, dict[tuple[str, ...], float]] = {day: {} for day in _DAYS}
    for world, mark in ((creep, ()), (replace(creep, faults=()), ("sound",))):
        for day in _DAYS:
            seen = series(world, day * DAY + 6 * HOUR, day * DAY + 18 * HOUR)
            for asset, name in _WATCHED:
                means[day][asset, name, *mark] = float(np.nanmean(seen(asset, name)))
    return means


_WATCHED = (
    ("VAN-001", "ltft_pct"),
    ("EVAN-001", "inverter_temp_c"),
    ("PUMP-001", "flow_m3h"),
    ("MOTOR-001", "winding_temp_c"),
    ("CONV-001", "gearbox_oil_temp_c"),
    ("RIG-001", "chamber_pressure_bar"),
)
