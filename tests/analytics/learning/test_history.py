"""History on a grid, and what of it is near an alarm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.columns import Bools, Ints
from analytics.ground.samples import Samples, States
from analytics.learning.history import AFTER_S, BEFORE_S, MIN_DAYS, YOUNG_DAYS, Grid, History, arrange
from contract.catalogue import CLASSES
from contract.time import DAY_S, SECOND
from tests.analytics.feeds import START

WINDOW_S = 540
TAGS = ("PUMP-001", "machine", "north")
MACHINE = CLASSES["machine"]


def history(grid: Grid, heard: Ints, alarms: Ints) -> History:
    """A pump's history that was heard, and in alarm, in the windows that end at these times."""
    samples = Samples(heard, np.zeros(len(heard), np.int64), np.full(len(heard), 1.5), [(*TAGS, "vibration_mm_s")])
    alarmed = Samples(alarms, np.zeros(len(alarms), np.int64), np.full(len(alarms), 2.0), [(*TAGS, "level")])
    (found,) = arrange(MACHINE, grid, samples, Samples.none(), States.none(), alarmed).values()
    return found


def near(grid: Grid, alarms: Ints) -> Bools:
    """The windows some of which is in the hours around some window with an alarm, one by one."""
    found = np.zeros(grid.count, np.bool_)
    width = grid.window_s * SECOND
    for number, end in enumerate(grid.time().tolist()):
        for alarm in alarms.tolist():
            found[number] |= end > alarm - width - BEFORE_S * SECOND and end - width < alarm + AFTER_S * SECOND
    return found


@given(places=st.lists(st.integers(-60, 260), max_size=4), window_s=st.sampled_from([3600, 7200]))
def test_what_is_near_an_alarm_is_not_healthy_and_all_else_is(places: list[int], window_s: int) -> None:
    grid = Grid(START, YOUNG_DAYS * DAY_S // window_s, window_s)
    alarms = np.array([grid.first + place * window_s * SECOND for place in places], np.int64)
    assert np.array_equal(~history(grid, grid.time(), alarms).healthy, near(grid, alarms))


@pytest.mark.parametrize(
    ("days", "ends_before", "healthy"), [(0.4, 1, True), (2.5, 1, True), (3.5, 1, False), (0.4, 0, False)]
)
def test_of_a_young_machine_only_alarms_that_last_tell_of_something_sick(
    days: float, ends_before: int, healthy: bool
) -> None:
    day = DAY_S // WINDOW_S
    grid = Grid(START, 8 * day, WINDOW_S)
    last = grid.count - ends_before * day
    alarms = grid.time()[last - round(days * day) : last]
    assert history(grid, grid.time(), alarms).healthy.all() == healthy


def test_another_assets_alarms_do_not_matter() -> None:
    grid = Grid(START, 10, WINDOW_S)
    samples = Samples(grid.time(), np.zeros(10, np.int64), np.ones(10), [(*TAGS, "vibration_mm_s")])
    others = Samples(grid.time(), np.zeros(10, np.int64), np.ones(10), [("PUMP-002", "machine", "north", "level")])
    (found,) = arrange(MACHINE, grid, samples, Samples.none(), States.none(), others).values()
    assert found.healthy.all()


def test_means_of_what_tells_no_duty_are_passed_over() -> None:
    grid = Grid(START, 10, WINDOW_S)
    samples = Samples(grid.time(), np.zeros(10, np.int64), np.ones(10), [(*TAGS, "vibration_mm_s")])
    (found,) = arrange(MACHINE, grid, samples, samples, States.none(), Samples.none()).values()
    assert np.isnan(found.duty_mean).all()


@pytest.mark.parametrize(("sick_days", "enough"), [(0, True), (1, True), (3, False)])
def test_there_is_enough_where_the_healthy_days_that_were_heard_suffice(sick_days: int, enough: bool) -> None:
    day = DAY_S // WINDOW_S
    grid = Grid(START, YOUNG_DAYS * day, WINDOW_S)
    heard = grid.time()[: (MIN_DAYS + 2) * day]
    assert history(grid, heard, heard[: sick_days * day]).enough(grid) is enough
