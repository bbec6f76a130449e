"""What befalls simulated machines whose failures are learned from."""

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from collectors.episodes import between
from contract.failures import Growth
from contract.time import DAY, HOUR, SECOND
from forewarn.rehearsal.lives import IN_TIME, LONGEST_DAYS, SHORTEST_DAYS, Lives, lives, wearing

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND
ALL = frozenset(mode.mode for kind in ("pump", "ice") for mode in wearing(kind))


def drawn(seed: int = 5, modes: frozenset[str] = ALL) -> Lives:
    return lives(["pump", "ice"], 60, 120.0, seed, START, modes)


def test_a_seed_gives_the_same_lives_and_another_seed_others() -> None:
    assert drawn() == drawn()
    assert drawn().courses != drawn(seed=6).courses


def test_the_machines_of_each_class_work_by_the_schedules_in_turn() -> None:
    schedules = ("day", "night")
    fleet = lives(["pump", "ice"], 8, 1.0, 5, START, ALL, schedules).scenario.assets
    for kind in ("pump", "ice"):
        own = [asset.schedule for asset in fleet if asset.asset_class == kind]
        assert sorted(own) == sorted(2 * schedules)
    assert {asset.schedule for asset in drawn().scenario.assets} == {"continuous"}


def test_one_fault_of_a_machine_follows_the_other_after_work_and_sound_days() -> None:
    found = drawn()
    for asset in found.scenario.assets:
        mine = [course for course in found.courses if course.asset == asset.name]
        works = found.works.get(asset.name, ())
        assert [work.begin for work in works] == [course.repaired for course in mine]
        assert all(found.begin < course.onset < found.end for course in mine)
        for (before, after), work in zip(pairwise(mine), works, strict=False):
            assert before.repaired < work.end <= before.repaired + DAY
            assert after.onset - work.end >= 2 * DAY


def test_faults_grow_as_long_as_is_usual_and_a_quarter_is_repaired_in_time() -> None:
    courses = drawn().courses
    kinds = {"PUMP": "pump", "ICE": "ice"}
    modes = {(kind, mode.mode): mode for kind in kinds.values() for mode in wearing(kind)}
    for course in courses:
        mode, days = modes[kinds[course.asset.split("-")[0]], course.mode], (course.failed - course.onset) / DAY
        assert SHORTEST_DAYS - 1e-6 <= days <= LONGEST_DAYS
        assert days <= max(mode.hours[1] / 24, SHORTEST_DAYS)
        assert course.onset < course.repaired <= course.failed
    share = float(np.mean([course.in_time for course in courses]))
    assert share == pytest.approx(IN_TIME, abs=4 * np.sqrt(IN_TIME / len(courses)))


def test_the_scenario_breaks_what_the_lives_say_when_they_say_it() -> None:
    found = drawn()
    for course, planned in zip(found.courses[:20], found.scenario.faults, strict=False):
        (episode,) = between(found.scenario, planned, course.onset, course.onset + HOUR)
        assert (episode.asset.name, episode.fault.mode) == (course.asset, course.mode)
        assert (episode.onset, episode.failed) == (course.onset, course.failed)
        assert episode.repaired is not None
        assert episode.repaired > course.repaired


def test_modes_that_are_left_out_befall_nobody() -> None:
    few = frozenset({"bearing_wear"})
    assert {course.mode for course in drawn(modes=few).courses} == few
    assert not drawn(modes=frozenset()).courses


@pytest.mark.parametrize("kind", ["pump", "motor", "conveyor", "ice", "ev", "rig"])
def test_what_wears_takes_days_and_is_no_switch(kind: str) -> None:
    assert wearing(kind)
    assert all(mode.growth is not Growth.STEP and mode.hours[1] >= SHORTEST_DAYS * 24 for mode in wearing(kind))
