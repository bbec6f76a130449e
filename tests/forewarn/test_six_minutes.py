"""Simulated machines that are sampled every six minutes are learned, and judged, as those of a minute are."""

from dataclasses import replace

import pytest

from analytics.backtest.found import Found, alarms
from analytics.backtest.gather import found
from analytics.backtest.straight import How, Straight
from analytics.ground.course import Course
from collectors.scenario import Planned, Scenario
from contract.time import DAY, MINUTE
from tests.collectors.worlds import START, asset, scenario, watch

STEP, DAYS, ONSET = 6 * MINUTE, 16, 10 * DAY
FLEET = scenario(asset("pump"), asset("rig"), asset("ice", schedule="day"))
CLOGGED = Planned("PUMP-1", "clogged_strainer", ONSET, 3 * DAY)


def judged(world: Scenario) -> Found:
    """What a worker finds in the readings of these machines."""
    courses = [
        Course(
            (machine.name, machine.asset_class, machine.site), readings.times, readings.signals,
            readings.values[:, :, column], group.spec.run_states, readings.states[:, column],
        )
        for group, readings in watch(world, DAYS * DAY, STEP)
        for column, machine in enumerate(group.assets)
    ]  # fmt: skip
    run = Straight(courses, How())
    run.run(lambda _done, _of: None)
    return found(run)


@pytest.fixture(scope="module")
def broken() -> Found:
    return judged(replace(FLEET, faults=(CLOGGED,)))


def test_every_machine_is_learned_within_its_first_days(broken: Found) -> None:
    assert {name: (times[0] - START) // DAY < 9 for name, times in broken.learned.items()} == {
        "PUMP-1": True, "RIG-1": True, "ICE-1": True,
    }  # fmt: skip


def test_a_strainer_that_clogs_is_found_before_it_has_failed_and_the_others_are_well(broken: Found) -> None:
    (first, *_) = called = alarms(broken.episodes)
    assert {episode.asset for episode in called} == {"PUMP-1"}
    assert START + ONSET < first.raised < START + ONSET + 3 * DAY
    assert "clogged_strainer" in {episode.mode for alarm in called for episode in alarm.episodes}
