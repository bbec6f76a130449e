"""A recording straight through the pipeline, learned from as time goes by."""

import numpy as np
import pytest

from analytics.backtest.found import Found, alarms
from analytics.backtest.gather import found
from analytics.backtest.judge import judge_recording
from analytics.backtest.straight import How, Straight, pieces, span, spans
from analytics.ground.course import Course
from analytics.learning.refresh import EVERY_NS
from contract.levels import WARNING
from contract.time import DAY, HOUR, MINUTE
from tests.analytics.backtest.recordings import SIGNAL, START, course, recording, spoilt


def backtest(*courses: Course) -> Found:
    """Everything that is found in a recording."""
    run = Straight(courses, How())
    run.run(lambda _done, _of: None)
    return found(run)


@pytest.fixture(scope="module")
def failing() -> Found:
    """A bearing that is too hot for six hours of the third day, and well before and after."""
    begin = START + 2 * DAY + 12 * HOUR
    return backtest(spoilt(recording(4, step=2 * MINUTE), begin, begin + 6 * HOUR, 75.0))


def test_a_failure_in_the_middle_of_a_recording_is_found_and_told_once(failing: Found) -> None:
    (alarm,) = alarms(failing.episodes)
    (episode,) = alarm.episodes
    begin = START + 2 * DAY + 12 * HOUR
    assert begin <= episode.raised <= begin + 10 * MINUTE
    assert episode.cleared is not None
    assert 6 * HOUR <= episode.cleared - begin <= 7 * HOUR
    assert (episode.asset, episode.signal, episode.level) == ("P-1", SIGNAL, WARNING)
    assert "over its limit of 60" in episode.why
    assert failing.asset_weeks == pytest.approx(4 / 7, rel=0.01)


def test_its_days_risk_band_and_coverage_are_told(failing: Found) -> None:
    levels = [day.level for day in failing.days["P-1"]]
    assert [level >= WARNING for level in levels] == [False, False, True, True, False][: len(levels)]
    risk = failing.risk["P-1"]
    assert (np.diff(risk.time) > 0).all()
    assert risk.value.max() > 30
    of = failing.coverage["P-1", SIGNAL]
    assert of.heard == failing.values == 4 * 720
    assert of.limits
    assert of.share == 1.0
    assert of.learned > 0.7
    assert of.learned + of.short <= 1.0
    band = failing.bands["P-1", SIGNAL]
    assert np.isfinite(band.expected).mean() > 0.7
    assert failing.data_faults[0].issue == "step"


def test_it_learns_at_first_when_there_is_enough_and_then_whenever_that_has_doubled() -> None:
    learned = backtest(recording(6)).learned["P-1"]
    assert all((time - START) % EVERY_NS == 0 for time in learned)
    waits = np.diff([START, *learned])
    assert learned[0] - START <= DAY
    assert (waits[1:] >= EVERY_NS).all()
    assert len(learned) >= 3


def test_what_lies_ahead_changes_nothing_of_what_was_told_before() -> None:
    whole = spoilt(recording(5), START + 4 * DAY, START + 5 * DAY, 90.0)
    known, all_of_it = backtest(whole.between(0, START + 3 * DAY)), backtest(whole)
    until = START + 3 * DAY
    for result in (known, all_of_it):
        assert result.episodes == [episode for episode in result.episodes if episode.raised >= until] or result is known
    ours, theirs = known.bands["P-1", SIGNAL], all_of_it.bands["P-1", SIGNAL]
    same = theirs.time <= ours.time[-1]
    shared = np.intersect1d(ours.time, theirs.time[same])
    assert len(shared) > 100
    for name in ("expected", "half", "score"):
        mine = getattr(ours, name)[np.isin(ours.time, shared)]
        assert np.array_equal(mine, getattr(theirs, name)[np.isin(theirs.time, shared)], equal_nan=True)


def test_where_healthy_spans_are_named_all_is_judged_by_what_they_show() -> None:
    of = spoilt(recording(3), START, START + 12 * HOUR, 56.0)
    healthy = ((START + DAY, START + 2 * DAY), (START + 2 * DAY, START + 3 * DAY))
    found = judge_recording([of], How(healthy=healthy), lambda _done, _of: None)
    assert found.learned == {"P-1": [START + 3 * DAY]}
    assert found.coverage["P-1", SIGNAL].learned == 1.0
    (alarm,) = alarms(found.episodes)
    assert alarm.raised <= START + 2 * HOUR
    assert abs(alarm.cleared(0) - START - 12 * HOUR) <= 2 * HOUR


def test_a_sound_recording_calls_nobody() -> None:
    assert alarms(backtest(recording(6), recording(6, name="P-2", seed=4)).episodes) == []


def test_nothing_is_looked_at_where_nothing_was_heard() -> None:
    first, later = recording(1), recording(1).moved(90 * DAY)
    begins = [begin for begin, _ in spans([first, later], *span([first, later]))]
    assert len(begins) == 8
    assert span([]) == (0, 0)
    assert list(spans([], 0, 0)) == []


def test_much_at_once_is_fed_in_pieces_that_leave_nothing_out() -> None:
    time = START + MINUTE // 60 * np.arange(300_000)
    of = course(time, np.zeros(len(time)))
    edges = list(pieces([of], START, int(time[-1]) + 1))
    assert len(edges) > 1
    assert sum(len(of.between(*edge).time) for edge in edges) == len(time)
