"""A failure in a history that nobody has judged is not learned as normal; what comes every day is."""

import numpy as np
import pytest

from analytics.engine.state import State
from analytics.ground.course import Course
from analytics.layers.baseline.band import band
from analytics.layers.baseline.columns import Baseline
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.learning.learn import RECENT_S, learn
from analytics.learning.recorded import RecordedPast
from analytics.learning.unusual import lasting
from contract.time import DAY, HOUR, SECOND
from tests.analytics.backtest.recordings import START, course, recording, spoilt

DAYS = 5.25


def half(of: Course) -> float:
    """Half the width of the band that is learned of a recording."""
    state = learned(of)
    return float(band(state.of(Baseline), state.judging, state.fleet.facts, np.array([0])).half[0])


def learned(of: Course) -> State:
    """What is learned of all of a recording but its last hours."""
    state = State()
    learn(RecordedPast([of]), state, int(of.time[-1]) + RECENT_S * SECOND, lambda _what, _part: None)
    return state


def test_a_failure_of_half_a_day_changes_nothing_of_what_is_normal() -> None:
    sound = recording(DAYS)
    ill = spoilt(sound, START + 2 * DAY, START + 2 * DAY + 12 * HOUR, 75.0)
    healthy, found = learned(sound), learned(ill)
    for name in ("level", "scale", "above", "below"):
        before, after = (getattr(of.of(Baseline).normal, name)[0] for of in (healthy, found))
        assert after == pytest.approx(before, rel=0.25, abs=0.1), name
    charts = [of.of(EwmaCharts).charts.scale for of in (healthy, found)]
    assert (charts[1] < 2 * charts[0]).all()


def test_what_comes_every_day_is_normal_and_so_is_what_takes_much_of_the_time() -> None:
    plain = recording(DAYS)
    hours = (plain.time // HOUR) % 24
    daily = course(plain.time, np.where(hours == 3, plain.values[0] + 6, plain.values[0]))
    assert np.ptp(learned(daily).of(Baseline).normal.profile[:, 0]) > 6.0
    long = spoilt(plain, START + DAY, START + 3 * DAY, 75.0)
    assert half(long) > 3 * half(plain)


def test_a_moment_is_no_failure() -> None:
    assert not lasting(np.array([True, True, False, True, False])).any()
    assert lasting(np.array([True] * 3)).all()
