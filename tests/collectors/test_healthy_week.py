"""A healthy week of 100 machines violates no default hard limit, in winter or in summer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle

import numpy as np
import pytest

from collectors.fleet import fleet
from collectors.group import Group, Readings
from collectors.scenario import Scenario
from collectors.shifts import SCHEDULES
from collectors.world import World
from contract.time import DAY, MINUTE, SECOND
from tests.collectors.worlds import moments

BLOCK = 720
"""Moments at a time: half a day."""


def violations(group: Group, readings: Readings) -> Iterator[str]:
    """One line for each signal and hard limit that is passed: by which machine furthest, and to which value."""
    for name in readings.signals:
        limits, values = group.spec.signals[name].limits, readings.signal(name)
        for side, sign in (("warn_low", -1), ("crit_low", -1), ("warn_high", 1), ("crit_high", 1)):
            limit = getattr(limits, side)
            if limit is None:
                continue
            beyond = np.where(np.isfinite(values), sign * (values - limit), -np.inf)
            moment, machine = np.unravel_index(int(np.argmax(beyond)), beyond.shape)
            if beyond[moment, machine] > 0:
                asset, value = group.assets[int(machine)], values[moment, machine]
                yield f"{asset.asset_class} {asset.name} ({asset.schedule}): {name} is {value:g}, {side} is {limit:g}"


def _on_mixed_schedules(world_of: Scenario) -> Scenario:
    """The same fleet, its machines on all calendars in turn, so that each kind is on several."""
    assets = zip(world_of.assets, cycle(SCHEDULES), strict=False)
    return replace(world_of, assets=tuple(replace(asset, schedule=schedule) for asset, schedule in assets))


@pytest.mark.parametrize("month", [1, 7], ids=["January", "July"])
def test_a_healthy_week_of_a_hundred_machines_violates_no_default_hard_limit(month: int) -> None:
    start = int(datetime(2026, month, 12, tzinfo=UTC).timestamp()) * SECOND
    world = World(_on_mixed_schedules(fleet(100, month, start)))
    world.enter(start)
    times = moments(start, 7 * DAY, MINUTE)
    found = {
        line
        for block in np.array_split(times, len(times) // BLOCK)
        for group, readings in world.readings(block)
        for line in violations(group, readings)
    }
    assert not found, "\n".join(sorted(found))


def test_a_limit_that_is_passed_is_told_with_kind_signal_value_and_limit() -> None:
    world = World(fleet(6, 1, 0))
    world.enter(MINUTE)
    (group, readings), *_ = (part for part in world.readings(moments(MINUTE, 5 * MINUTE, MINUTE)) if _is_rig(part[0]))
    readings.signal("cell_temperature_c")[3, 0] = 81.5
    assert list(violations(group, readings)) == [
        "rig RIG-0006 (continuous): cell_temperature_c is 81.5, warn_high is 80"
    ]


def _is_rig(group: Group) -> bool:
    return group.assets[0].asset_class == "rig"
