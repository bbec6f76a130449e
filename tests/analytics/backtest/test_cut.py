"""A long recording, week by week side by side, against the same recording straight through."""

import numpy as np
import pytest

from analytics.backtest.cut import WEEK, Cut
from analytics.backtest.found import Episode, Found
from analytics.backtest.gather import found
from analytics.backtest.straight import How, Straight
from analytics.ground.course import Course
from contract.time import DAY, HOUR, MINUTE
from contract.zones import Zones
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt

STEP = 10 * MINUTE

pytestmark = pytest.mark.timeout(600)
HOW = How(Zones("Europe/Berlin"))
FAILURES = ((16 * DAY, 18 * HOUR), (20 * DAY + 20 * HOUR, 10 * HOUR), (31 * DAY, 12 * HOUR))
"""When the bearing was too hot, from the start of the recording, and for how long; the second when a week ends."""


AFTER = 12 * HOUR
"""How far the two may differ in when it was over: what has lasted for hours swings back for hours."""


def long_recording() -> Course:
    """Five weeks over a change of clocks, with three failures."""
    of = recording(36, step=STEP).moved(8 * DAY)
    for begin, lasted in FAILURES:
        begin += START + 8 * DAY
        of = spoilt(of, begin, begin + lasted, 70.0)
    return of


@pytest.fixture(scope="module")
def both() -> tuple[Found, Found]:
    """The same recording, cut and straight."""
    of = long_recording()
    cut, straight = Cut([of], HOW), Straight([of], HOW)
    cut.run(lambda _done, _of: None)
    straight.run(lambda _done, _of: None)
    return cut.found(), found(straight)


def spans(of: list[Episode]) -> list[tuple[int, int]]:
    """When the bearing was in alarm; what comes back within hours of an end, as the means swing back, is the same."""
    found: list[tuple[int, int]] = []
    for episode in of:
        assert (episode.asset, episode.signal) == ("P-1", SIGNAL)
        assert episode.cleared is not None
        if found and episode.raised - found[-1][1] <= AFTER:
            found[-1] = found[-1][0], episode.cleared
        else:
            found.append((episode.raised, episode.cleared))
    return found


def test_cut_and_straight_tell_of_the_same_failures_from_the_same_moment_on(both: tuple[Found, Found]) -> None:
    ours, theirs = (spans(each.episodes) for each in both)
    assert len(ours) == len(theirs) == len(FAILURES)
    for mine, other in zip(ours, theirs, strict=True):
        assert abs(mine[0] - other[0]) <= HOUR
        assert abs(mine[1] - other[1]) <= AFTER
    assert both[0].stretches == 6


def test_cut_and_straight_hear_the_same_and_cover_it_alike(both: tuple[Found, Found]) -> None:
    ours, theirs = (each.coverage["P-1", SIGNAL] for each in both)
    assert (ours.heard, ours.moments, ours.share) == (theirs.heard, theirs.moments, theirs.share)
    assert ours.learned == pytest.approx(theirs.learned, abs=0.02)
    assert [day.start for day in both[0].days["P-1"]] == [day.start for day in both[1].days["P-1"]]


def test_what_is_expected_is_the_same_to_a_small_part_of_the_band(both: tuple[Found, Found]) -> None:
    ours, theirs = (each.bands["P-1", SIGNAL] for each in both)
    same, mine, other = np.intersect1d(ours.time, theirs.time, return_indices=True)
    assert len(same) > 1000
    off = np.abs(ours.expected[mine] - theirs.expected[other]) / theirs.half[other]
    assert np.nanmedian(off) < 0.1


def test_what_is_learned_of_a_week_has_seen_nothing_of_it() -> None:
    of = long_recording()
    begin = of.time[0] + 4 * WEEK
    known, spoilt_later = Cut([of], HOW), Cut([spoilt(of, int(begin), int(of.time[-1]), 20.0)], HOW)
    for cut in (known, spoilt_later):
        cut._learn(4)
    ours, theirs = (cut._anew[4, "P-1"].known for cut in (known, spoilt_later))
    assert ours is not None
    assert theirs is not None
    one, other = ours.state.dump()[0], theirs.state.dump()[0]
    for name, values in one.items():
        assert np.array_equal(values, other[name], equal_nan=values.dtype.kind == "f"), name
