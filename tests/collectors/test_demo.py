"""The scenario that ships: in trouble at launch as its comments say, and busy at any hour."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from collectors import episodes, registry, scenario
from collectors.noise import Array
from collectors.scenario import Scenario
from collectors.world import World
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import moments

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@cache
def demo(now: datetime = NOW) -> Scenario:
    """The demo, launched at that moment."""
    with TemporaryDirectory() as folder:
        return scenario.load(scenario.materialise(scenario.DEMO, Path(folder) / "demo.toml", now))


@cache
def around_launch(before: int, after: int) -> dict[tuple[str, str], Array]:
    """Every signal of every asset from some time before launch to some time after it, a sample a minute."""
    launch = demo().start + demo().backfill
    world = World(demo())
    world.enter(launch - before)
    return {
        (asset.name, name): readings.signal(name)[:, column]
        for group, readings in world.readings(moments(launch - before, before + after, MINUTE))
        for column, asset in enumerate(group.assets)
        for name in readings.signals
    }


def test_the_fleet_has_all_classes_two_sites_and_the_three_known_machines() -> None:
    assert {asset.asset_class for asset in demo().assets} == set(registry.KINDS)
    assert len({asset.site for asset in demo().assets}) == 2
    assert {"PUMP-001", "MOTOR-001", "CONV-001"} <= {asset.name for asset in demo().assets}


def test_at_launch_one_pump_is_critical_and_another_is_in_warning_since_hours() -> None:
    seen = around_launch(2 * HOUR, 0)
    assert np.median(seen["PUMP-001", "vibration_mm_s"][-60:]) > 5
    assert np.all(seen["PUMP-002", "strainer_dp_bar"] > 0.5)
    assert np.all(seen["PUMP-002", "strainer_dp_bar"] < 0.8)


def test_at_launch_a_sensor_is_stuck_while_its_machine_is_well() -> None:
    seen = around_launch(2 * HOUR, 0)
    assert len(np.unique(seen["MOTOR-001", "winding_temp_c"])) == 1
    assert len(np.unique(seen["MOTOR-001", "motor_current_a"])) > 20


def test_soon_after_launch_a_van_s_coolant_stops_flowing() -> None:
    flow = around_launch(0, 10 * MINUTE)["EVAN-001", "coolant_flow_lpm"]
    assert flow[0] > 9
    assert np.all(flow[2:][np.isfinite(flow[2:])] < 1)


def test_other_machines_are_healthy_at_launch() -> None:
    launch = demo().start + demo().backfill
    ill = {
        planned.asset
        for planned in demo().faults
        for _ in episodes.between(demo(), planned, launch - 12 * HOUR, launch + HOUR)
    }
    assert ill == {"PUMP-001", "PUMP-002", "MOTOR-001", "EVAN-001", "RIG-001", "VAN-002"}
    assert len(demo().assets) - len(ill) >= 6


@pytest.mark.parametrize("weeks", range(1, 5))
def test_something_is_wrong_somewhere_on_most_days_of_the_weeks_after_launch(weeks: int) -> None:
    begin = demo().start + demo().backfill + (weeks - 1) * 7 * DAY
    days = Counter(
        day
        for planned in demo().faults
        for day in range(7)
        for _ in episodes.between(demo(), planned, begin + day * DAY, begin + (day + 1) * DAY)
    )
    assert len(days) >= 6


@pytest.mark.parametrize("hours", [0, 3, 6, 9, 12, 15, 18, 21, 48])
def test_at_any_hour_several_machines_of_the_fleet_are_at_work(hours: int) -> None:
    world_of = demo(NOW + timedelta(hours=hours))
    launch = world_of.start + world_of.backfill
    world = World(world_of)
    world.enter(launch)
    working = sum(
        int(np.isin(group.spec.run_states.index("off"), readings.states[:, column], invert=True))
        if "off" in group.spec.run_states
        else 1
        for group, readings in world.readings(np.array([launch + 7 * SECOND]))
        for column in range(len(group.assets))
    )
    assert working >= 6
