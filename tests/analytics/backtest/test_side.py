"""What is asked for episodes alone tells the same ones as what is asked for everything."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics.backtest.gather import found
from analytics.backtest.lessons import Lessons
from analytics.backtest.shelf import Shelf
from analytics.backtest.side import judge
from analytics.backtest.straight import How, Straight
from analytics.ground.course import Course
from analytics.policies.maintenance import Work
from analytics.policies.proposal import proposal, with_proposal
from contract.time import DAY, HOUR, MINUTE
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt

BEGIN = START + 6 * DAY
SINCE = BEGIN - 3 * DAY
CHANGES: list[dict[str, object]] = [
    {"sensitivity": 4.0},
    {"sensitivity": 0.3, "direction": "both"},
    {"warn_high": 50.0, "crit_high": 60.0},
    {"enabled": False},
]


def fleet(seed: int) -> list[Course]:
    """Seven pumps, enough to be peers of each other; some grow hot for hours, before the span and in it."""
    random = np.random.default_rng(seed)
    found = [recording(9, step=10 * MINUTE, name=f"P-{n}", seed=seed + n) for n in range(7)]
    for number in random.choice(7, 4, replace=False).tolist():
        begin = SINCE + int(random.integers(0, 130)) * HOUR
        found[number] = spoilt(found[number], begin, begin + int(random.integers(2, 20)) * HOUR, random.uniform(52, 80))
    return found


def ways(seed: int) -> How:
    """A policy of the class or of one asset, with or without a window of work."""
    random = np.random.default_rng(seed)
    scope = "machine" if seed % 2 else "P-3"
    row = proposal({}, scope, "machine", SIGNAL, CHANGES[int(random.integers(len(CHANGES)))])
    begin = BEGIN + int(random.integers(0, 40)) * HOUR
    work = Work("P-2", begin, begin + 12 * HOUR, relearn=bool(seed % 3))
    return How(thresholds=with_proposal({}, row), works={"P-2": (work,)}, since=SINCE)


@pytest.mark.parametrize("seed", range(8_101, 8_107))
def test_episodes_and_learnings_are_those_of_the_whole_judgement(seed: int, tmp_path: Path) -> None:
    courses, how = fleet(seed), ways(seed)
    whole = Straight(courses, how)
    whole.run(lambda _done, _of: None)
    expected = found(whole)
    shelf = Shelf(tmp_path)
    shelf.put(courses)
    for backwards in (False, True):
        teach, drawing = Lessons(tmp_path, backwards=backwards).teach, SIGNAL if backwards else ""
        own = judge(shelf.all(), how, BEGIN, teach, lambda _done, _of: None, drawing)
        told = [one for one in expected.episodes if one.cleared is None or one.cleared > BEGIN]
        assert [replace(one, why="") for one in own.episodes] == [replace(one, why="") for one in told]
        assert own.learned == expected.learned
        assert own.assets == expected.assets
        assert own.values == {name: expected.coverage[name, SIGNAL].heard for name in expected.assets}


def test_what_is_drawn_is_what_was_judged(tmp_path: Path) -> None:
    courses, how = fleet(8_200), How(since=SINCE)
    whole = Straight(courses, how)
    whole.run(lambda _done, _of: None)
    scores = found(whole).bands["P-0", SIGNAL]
    by_time = {time: row for time, *row in zip(scores.time, scores.observed, scores.expected, scores.half, strict=True)}
    own = judge(courses, how, BEGIN, Lessons(tmp_path).teach, lambda _done, _of: None, SIGNAL)
    drawn = own.drawn["P-0"]
    assert len(drawn) > 100
    assert drawn[0].time >= BEGIN
    same = [one for one in drawn if one.time in by_time]
    assert len(same) > 50
    for one in same:
        assert [one.observed, one.expected, one.half] == pytest.approx(by_time[one.time])
    assert own.limits["P-0"] == {"warn_high": 60.0, "crit_high": 80.0}


def test_what_lies_on_a_shelf_comes_back_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.all() == []
    odd = replace(recording(1, name='P"\n-ä'), values=np.full((1, 288), np.nan))
    for part in ([recording(2)], [], [odd]):
        shelf.put(part)
    for one, back in zip([recording(2), odd], shelf.all(), strict=True):
        assert (one.tags, one.signals, one.states) == (back.tags, back.signals, back.states)
        assert np.array_equal(one.values, back.values, equal_nan=True)
        assert one.time.tolist() == back.time.tolist()
        assert one.said.tolist() == back.said.tolist()
