"""Two judgements of one history, held against each other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.backtest.found import Episode
from analytics.backtest.known import Known
from analytics.backtest.side import Judged
from analytics.backtest.straight import How
from analytics.backtest.trial import Trial, side, tried, without
from analytics.backtest.trial_report import report
from contract.time import DAY, HOUR, MINUTE
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt

STOP = START + 100 * HOUR


def episode(raised_h: float, cleared_h: float | None, signal: str = SIGNAL, asset: str = "P-1") -> Episode:
    cleared = None if cleared_h is None else START + round(cleared_h * HOUR)
    return Episode(
        asset=asset, signal=signal, code="HOT", level=2, raised=START + round(raised_h * HOUR), critical=None,
        cleared=cleared, risk=50.0, observed=70.0, limit=60.0, why="", description="", recommendation="",
        mode="unknown", confidence=0.0, against="",
    )  # fmt: skip


def test_hours_in_which_several_are_open_count_once_and_an_open_one_up_to_the_end() -> None:
    found = side([episode(0, 10), episode(5, 20), episode(5, 6, "flow_m3h"), episode(90, None)], STOP)
    assert (found.episodes, found.hours) == (4, 30.0)
    assert (found.first, found.last) == (START, START + 90 * HOUR)
    assert side([], STOP).first is None


def test_what_only_one_side_raised_is_what_overlaps_with_none_of_its_signal() -> None:
    now = [episode(0, 10), episode(20, 30), episode(40, None)]
    then = [episode(5, 12), episode(20, 30, "flow_m3h"), episode(60, None), episode(20, 30, asset="P-2")]
    assert without(now, then, STOP) == [now[1]]
    assert without(then, now, STOP) == [then[1], then[3]]


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0.01, 20)), max_size=12))
def test_an_asset_is_never_longer_in_alarm_than_the_longest_possible_nor_shorter_than_any_episode(
    spans: list[tuple[float, float]],
) -> None:
    episodes = [episode(begin, begin + lasts) for begin, lasts in spans]
    hours = side(episodes, STOP).hours
    assert hours <= sum(lasts for _, lasts in spans) + 1e-6
    assert hours >= max((lasts for _, lasts in spans), default=0.0) - 1e-6


def test_the_same_policies_lead_to_the_same_and_only_what_is_open_in_the_span_counts() -> None:
    begin = START + 5 * DAY
    of = spoilt(recording(8, step=5 * MINUTE), begin - 12 * HOUR, begin - 6 * HOUR, 75.0)
    of = spoilt(of, begin + DAY, begin + DAY + 6 * HOUR, 75.0)
    how, heard = How(since=begin - 3 * DAY), []
    found = tried([of], begin, how, replace(how), lambda done, of: heard.append(done / of))
    (one,) = found.before.episodes
    assert one.raised >= begin
    assert found.gone() == found.new() == []
    assert found.before.episodes == found.after.episodes
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_nothing_in_the_span_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing lies in the span"):
        tried([recording(3)], START + 50 * DAY, How(), How(), lambda _done, _of: None)


SOME = st.lists(
    st.builds(
        lambda begin, lasts, asset, signal: episode(begin, None if lasts > 19 else begin + lasts, signal, asset),
        st.floats(0, 90), st.floats(0.01, 20), st.sampled_from(["P-1", "P-2"]), st.sampled_from([SIGNAL, "flow_m3h"]),
    ),
    max_size=10,
)  # fmt: skip


@given(SOME, SOME)
def test_lines_add_up_to_all_episodes_and_what_falls_away_and_what_stays_are_all_of_them(
    now: list[Episode], then: list[Episode]
) -> None:
    sides = [
        Judged(assets={"P-1": ("pump", "hall"), "P-2": ("pump", "hall")}, episodes=of, values={}, learned={})
        for of in (now, then)
    ]
    trial = Trial(START, STOP, *sides)
    told = report(trial, Known())
    assert sum(line.before.episodes for line in told.assets) == len(now)
    assert sum(line.after.episodes for line in told.assets) == len(then)
    assert told.gone_count == len(trial.gone()) <= len(now)
    stays = [one for one in now if one not in trial.gone()]
    assert all(without([one], then, STOP) == [] for one in stays)
    known = told.known_before
    assert (known.caught, known.missed, known.false) == (0, 0, 0)
