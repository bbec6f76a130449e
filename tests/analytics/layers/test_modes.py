"""Operating modes."""

import numpy as np

from analytics.engine.fleet import Fleet
from analytics.layers.modes import Modes, StateNames, enter, worked_s

ONE = np.array([0])


def say(modes: Modes, seconds: float, working: bool) -> None:
    """An asset says whether it works."""
    enter(modes, ONE, np.array([round(seconds * 1e9)]), np.array([working]))


def worked(modes: Modes, seconds: float) -> float:
    """How long it has worked by then."""
    return float(worked_s(modes, ONE, np.array([round(seconds * 1e9)]))[0])


def test_an_asset_that_says_nothing_works_and_is_settled() -> None:
    assert worked(Modes.of(1), 1000) == np.inf


def test_the_first_word_starts_no_settling() -> None:
    modes = Modes.of(1)
    say(modes, 1000, True)
    assert worked(modes, 1001) == np.inf


def test_outside_work_nothing_is_worked() -> None:
    modes = Modes.of(1)
    say(modes, 1000, False)
    assert worked(modes, 1001) == 0


def test_work_is_counted_from_its_start() -> None:
    modes = Modes.of(1)
    for second, working in ((1000, False), (1010, True), (1020, True)):
        say(modes, second, working)
    assert worked(modes, 1030) == 20


def test_the_class_says_which_states_are_work() -> None:
    fleet, names = Fleet(), StateNames()
    pump, van = fleet.asset("P", "machine", ""), fleet.asset("V", "ice", "")
    states = np.array([names.number(name) for name in ("running", "running", "city", "dancing")])
    assert names.working(fleet, np.array([pump, van, van, pump]), states).tolist() == [True, False, True, False]
