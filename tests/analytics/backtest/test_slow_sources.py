"""A source of hours or of a day is learned from weeks or months of rows, and a shift of it is raised within days."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.backtest.found import Found, alarms
from analytics.backtest.gather import found
from analytics.backtest.straight import How, Straight
from analytics.ground.columns import Floats
from analytics.ground.course import Course
from contract.time import DAY, HOUR
from tests.analytics.undescribed import class_without_facts

START = 19_783 * DAY


@pytest.fixture(autouse=True)
def a_class(tmp_path: Path) -> Iterator[None]:
    """A class of which nothing is known but units."""
    with class_without_facts(tmp_path):
        yield


def backtest(every: int, value: Floats) -> Found:
    """What is found in one signal that comes so often (ns)."""
    time = START + every * np.arange(len(value))
    course = Course(("P-1", "press", "hall"), time, ("force_kn",), value[None, :], (), np.full(len(time), -1))
    run = Straight([course], How())
    run.run(lambda _done, _of: None)
    return found(run)


def daily(days: int, shift: float = 0.0, since: int = 0) -> Floats:
    """What a district draws a day: less in winter, more on Sundays."""
    day, random = np.arange(days), np.random.default_rng(4)
    season = 1 + 0.08 * np.sin(2 * np.pi * day / 365) + 0.07 * ((START // DAY + day) % 7 == 3)
    return np.asarray(3000 * season * (1 + 0.03 * random.normal(size=days)) * (1 + shift * (day >= since)))


def test_a_daily_value_that_shifts_by_a_quarter_is_raised_within_three_days() -> None:
    result = backtest(DAY, daily(85, shift=0.24, since=70))
    (first, *_) = alarms(result.episodes)
    assert START + 70 * DAY <= first.raised <= START + 73 * DAY
    assert result.learned["P-1"][0] <= START + 45 * DAY


def test_half_a_year_of_sound_days_calls_nobody() -> None:
    assert alarms(backtest(DAY, daily(180)).episodes) == []


def test_a_source_of_hours_knows_the_shape_of_the_day() -> None:
    hour, random = np.arange(20 * 24), np.random.default_rng(5)
    value = 100 + 30 * np.sin(2 * np.pi * hour / 24) + random.normal(size=len(hour))
    result = backtest(HOUR, value)
    band = result.bands["P-1", "force_kn"]
    late = band.time > START + 15 * DAY
    place = (band.time[late] - START) // HOUR
    shape = 100 + 30 * np.sin(2 * np.pi * place / 24)
    assert np.abs(band.expected[late] - shape).max() < 6
    assert alarms(result.episodes) == []
