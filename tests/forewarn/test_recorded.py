"""Machines of somebody's own that failed: what their telemetry showed before, and what is learned from it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from analytics.backtest.straight import How
from analytics.ground.course import Course
from analytics.prognosis.trained import Alike
from analytics.prognosis.training import CAP_H, SETTLES, Days, train
from analytics.worker.ends import End
from contract.time import DAY, HOUR, MINUTE, SECOND
from forewarn.recorded import UNKNOWN, fate_of, watch_recorded

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND
FAILS, LENGTH = 50, 60
"""Days after which pumps fail, and of which telemetry is there."""


def telemetry(number: int) -> Course:
    """A pump whose vibration grows for the last 20 days before it fails, and which is sound again from then on."""
    time = START + np.arange(0, LENGTH * DAY, 20 * MINUTE)
    day, rng = (time - START) / DAY, np.random.default_rng(number)
    wear = np.where(day < FAILS, np.maximum(day - FAILS + 20, 0) / 20, 0.0) ** 2
    vibration = 2.0 + 6.0 * wear + 0.1 * rng.normal(size=len(time))
    warm = 50 + rng.normal(size=len(time))
    said = np.zeros(len(time), np.int64)
    tags = (f"PUMP-{number:03d}", "pump", "north")
    return Course(tags, time, ("vibration_mm_s", "bearing_temp_c"), np.stack((vibration, warm)), ("running",), said)


def end(day: float, *, failed: bool = True, mode: str = "bearing_wear", withdrawn: bool = False) -> End:
    tags = {"asset": "PUMP-000", "asset_class": "pump", "site": "north"}
    return End(START + round(day * DAY), failed, mode, "told", tags, withdrawn)


@pytest.fixture(scope="module")
def seen() -> Days:
    pumps = [telemetry(number) for number in range(10)]
    return watch_recorded(pumps, {pump.tags[0]: [end(FAILS)] for pump in pumps}, "pump", How())


def test_a_failure_counts_as_at_work_for_as_long_as_a_model_can_tell_of() -> None:
    now, stop = START, START + 200 * DAY
    near = fate_of([end(10)], now, stop)
    assert near is not None
    assert (near.life_h, near.censored, near.mode, near.course) == (240, False, "bearing_wear", 0)
    far = fate_of([end(CAP_H / 24 + 1, mode="")], now, stop)
    assert far is not None
    assert (far.censored, far.mode) == (False, "")
    assert fate_of([end(5, mode="")], now, stop) is not None
    unnamed = fate_of([end(5, mode="")], now, stop)
    assert unnamed is not None
    assert unnamed.mode == "failure"


def test_work_and_the_end_of_what_is_known_leave_it_open_and_what_was_withdrawn_is_nothing() -> None:
    now = START + 20 * DAY
    worked = fate_of([end(25, failed=False, mode="")], now, START + 300 * DAY)
    assert worked is not None
    assert (worked.censored, worked.mode, worked.life_h) == (True, UNKNOWN, 120)
    still = fate_of([end(10), end(21, withdrawn=True)], now, START + 100 * DAY)
    assert still is not None
    assert (still.censored, still.mode, still.course) == (True, "", 1)
    assert fate_of([end(10)], START + 10 * DAY + SETTLES - HOUR, now) is None


def test_what_was_shown_before_failures_is_learned_from_and_machines_are_named(seen: Days) -> None:
    assert seen.failures == 10
    assert set(seen.machine) == {f"PUMP-{number:03d}" for number in range(10)}
    model, _ = train(seen, "pump", "recorded", seed=1)
    assert isinstance(model, Alike)
    assert {course.asset for course in model.library.courses if course.failed} == set(seen.machine)
    last = [np.nanmax(course.value[-1]) for course in model.library.courses if course.failed]
    assert np.median(last) > 0.8
