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
    worst_actors,
)
from contract.time import DAY, HOUR, MINUTE, SECOND


def alarm(begin: int, end: int | None = None, code: str = "HOT") -> Alarm:
    return Alarm("PUMP-001", code, "warning", begin, end)


def of(alarms: list[Alarm], span: int = DAY) -> dict[str, float]:
    return {each.name: each.value for each in figures(alarms, 0, span)}


def test_no_alarm_meets_every_target() -> None:
    assert all(each.is_met and each.value == 0 for each in figures([], 0, DAY))


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


def test_what_began_before_the_span_stands_and_is_stale_but_is_no_arrival() -> None:
    found = of([alarm(-2 * HOUR)])
    assert (found["alarms a day"], found["stale"], found["standing"]) == (0, 1, 1)


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
