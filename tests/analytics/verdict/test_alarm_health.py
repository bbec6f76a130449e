"""What alarms over a span come to, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.verdict.alarm_health import (
    WINDOW_NS,
    Alarm,
    chattering,
    figures,
    flood_ns,
    peak,
    priorities,
    rung,
    worst_actors,
)
from analytics.verdict.incidents import Incidents
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.support.episodes import NOW, event


def alarm(begin: int, end: int | None = None, code: str = "HOT") -> Alarm:
    return Alarm("PUMP-001", code, "warning", begin, end)


def of(alarms: list[Alarm], span: int = DAY) -> dict[str, float]:
    return {each.name: each.value for each in figures(alarms, 0, span)}


def test_no_alarm_meets_every_target_but_that_of_the_worst() -> None:
    found = figures([], 0, DAY)
    assert {each.value for each in found} == {0}
    assert [each.name for each in found if each.verdict != "met"] == ["share of the ten worst, %"]


@pytest.mark.parametrize(("actors", "said"), [(10, "too few to say"), (11, "not met"), (200, "met")])
def test_the_share_of_the_worst_is_judged_where_more_than_ten_rang(actors: int, said: str) -> None:
    (share,) = (
        each
        for each in figures([alarm(0, 1, str(number)) for number in range(actors)], 0, DAY)
        if each.name.startswith("share")
    )
    assert share.verdict == said


def test_rates_are_of_the_span() -> None:
    found = of([alarm(each * HOUR, each * HOUR + MINUTE) for each in range(24)])
    assert found["alarms a day"] == pytest.approx(24)
    assert found["alarms an hour"] == pytest.approx(1)


def test_a_flood_lasts_from_the_eleventh_alarm_until_fewer_than_five_are_within_ten_minutes() -> None:
    times = np.arange(11, dtype=np.int64) * SECOND
    assert peak(times) == 11
    assert flood_ns(times, DAY) == WINDOW_NS + 6 * SECOND - 10 * SECOND
    assert flood_ns(times[:10], DAY) == 0


def test_a_flood_that_has_not_ended_counts_up_to_the_end_of_the_span() -> None:
    assert flood_ns(np.arange(11, dtype=np.int64) * SECOND, MINUTE) == 50 * SECOND


def test_three_changes_within_a_minute_are_chattering_and_two_are_not() -> None:
    assert chattering([alarm(0, 20 * SECOND), alarm(40 * SECOND)]) == [("PUMP-001", "HOT")]
    assert chattering([alarm(0, 20 * SECOND), alarm(MINUTE)]) == []


def test_what_gets_worse_within_a_minute_does_not_chatter() -> None:
    events = [event("HOT", "t"), event("HOT", "t", at=20 * SECOND, severity="critical")]
    assert chattering(rung(Incidents().take(events), "incident")) == []


def test_what_began_before_the_span_stands_and_is_stale_but_is_no_arrival() -> None:
    found = of([alarm(-2 * HOUR)])
    assert (found["alarms a day"], found["stale"], found["standing"]) == (0, 1, 1)


def test_an_episode_that_is_written_again_rings_once() -> None:
    points = [event("HOT", "t", at=at, since=0, state=state) for at, state in ((0, "raised"), (HOUR, "cleared"))]
    assert rung([points[0], *points], "episode") == [Alarm("PUMP-001", "HOT", "warning", NOW, NOW + HOUR)]


def test_an_episode_of_which_only_the_end_is_known_is_left_out() -> None:
    assert rung([event("HOT", "t", at=HOUR, since=0, state="cleared")], "episode") == []


def test_an_incident_rings_again_where_it_gets_worse() -> None:
    events = [event("HOT", "t"), event("HOT", "t", at=MINUTE, severity="critical")]
    found = rung(Incidents().take(events), "incident")
    assert [(each.severity, each.begin - NOW) for each in found] == [("warning", 0), ("critical", MINUTE)]


def test_an_incident_that_is_first_seen_late_rang_when_it_opened_and_ended_with_its_last_episode() -> None:
    events = [event("HOT", "t"), event("HOT", "t", at=MINUTE, since=0, state="cleared")]
    incidents = Incidents()
    closed = [*incidents.take(events), *incidents.settle(NOW + DAY)][-1:]
    assert rung(closed, "incident") == [Alarm("PUMP-001", "HOT", "warning", NOW, NOW + MINUTE)]


def test_the_worst_come_first() -> None:
    alarms = [alarm(0, code="A"), alarm(1, code="B"), alarm(2, code="B")]
    assert worst_actors(alarms) == [(("PUMP-001", "B"), 2), (("PUMP-001", "A"), 1)]


def test_priorities_are_percent_of_all() -> None:
    assert priorities([alarm(0)]) == {"advisory": 0, "warning": 100, "critical": 0}
    assert set(priorities([]).values()) == {0}


def test_an_empty_span_and_an_end_before_the_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="span"):
        figures([], 1, 1)
    with pytest.raises(ValueError, match="ends before"):
        figures([alarm(5, 4)], 0, DAY)


@given(st.lists(st.integers(0, HOUR), max_size=60))
def test_a_flood_is_never_longer_than_the_span_and_needs_a_peak_above_ten(begins: list[int]) -> None:
    times = np.sort(np.array(begins, np.int64))
    found = flood_ns(times, HOUR)
    assert 0 <= found <= HOUR
    assert found == 0 or peak(times) > 10
