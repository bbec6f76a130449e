"""A simulated fleet through the pipeline."""

from datetime import UTC, datetime

import numpy as np

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import PART_NS, Courses, days_until
from contract.time import DAY, SECOND
from forewarn.rehearsal.lives import STEP, lives
from forewarn.rehearsal.run import rehearse, silent

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND


def test_a_fleet_is_learned_and_judged_quarter_by_quarter_and_its_wear_stays_in_its_course() -> None:
    found = lives(["pump"], 2, 16.0, 5, START, frozenset({"unbalance"}))
    course = found.courses[0]
    pipeline = silent()
    ends = [now for now, _ in rehearse(found.scenario, pipeline, found.begin, found.end, STEP)]
    state = pipeline.state
    assert ends == list(range(found.begin + PART_NS, found.end + 1, PART_NS))
    own = state.fleet.find(
        next(n for n, a in enumerate(state.fleet.assets) if a.name == course.asset), "vibration_mm_s"
    )
    assert state.of(Baseline).normal.kind[own] == SEASONAL
    _, moved = days_until(state.of(Courses), np.array([own]), found.end - SECOND)
    since = round((found.end - course.onset) / DAY)
    sound = moved[0, :-since][np.isfinite(moved[0, :-since])]
    assert len(sound) >= 14
    assert moved[0, -1] > sound.max() + 3 * sound.std()
