"""When a silence lasts, and what it is of."""

from datetime import UTC, datetime, time

import pytest

from analytics.policies.silence import Silence, over
from contract.errors import ContractError
from contract.time import DAY, HOUR, SECOND

NIGHT = Silence("pump", hours=(time(22), time(6)))
NOON = time(12)


def at(text: str) -> int:
    """A time (UTC) in ns."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def shown(spans: list[tuple[int, int]]) -> list[tuple[str, str]]:
    begin_end = [[datetime.fromtimestamp(edge / SECOND, UTC) for edge in span] for span in spans]
    return [(f"{begin:%d %H:%M}", f"{end:%d %H:%M}") for begin, end in begin_end]


def test_hours_over_midnight_begin_on_the_day_before_and_may_last_beyond_the_span() -> None:
    spans = NIGHT.spans("UTC", at("2026-11-03T00:00"), at("2026-11-05T00:00"))
    assert shown(spans) == [("02 22:00", "03 06:00"), ("03 22:00", "04 06:00"), ("04 22:00", "05 06:00")]


def test_hours_within_a_day_are_those_of_the_sites_zone() -> None:
    shift = Silence("default", hours=(time(6), time(14, 30)))
    spans = shift.spans("Asia/Kolkata", at("2026-11-03T00:00"), at("2026-11-04T00:00"))
    assert shown(spans) == [("03 00:30", "03 09:00")]


@pytest.mark.parametrize(
    ("start", "stop", "hours"),
    [("2026-03-28T12:00", "2026-03-29T12:00", 7), ("2026-10-24T12:00", "2026-10-25T12:00", 9)],
)
def test_a_night_in_which_clocks_change_is_an_hour_shorter_or_longer(start: str, stop: str, hours: int) -> None:
    (night,) = NIGHT.spans("Europe/Berlin", at(start), at(stop))
    assert night[1] - night[0] == hours * HOUR


def test_hours_that_a_change_of_clocks_leaves_out_are_silent_for_no_longer_than_they_are() -> None:
    gap = Silence("pump", hours=(time(2, 15), time(3, 10)))
    assert all(0 < end - begin <= HOUR for begin, end in gap.spans("Europe/Berlin", at("2026-03-28"), at("2026-03-31")))


def test_a_span_counts_as_far_as_it_touches_what_is_looked_at() -> None:
    once = Silence("P-1", span=(10 * DAY, 11 * DAY))
    assert once.spans("UTC", 9 * DAY, 10 * DAY + 1) == [(10 * DAY, 11 * DAY)]
    assert once.spans("UTC", 9 * DAY, 10 * DAY) == []
    assert once.spans("UTC", 11 * DAY, 12 * DAY) == []


def test_spans_that_meet_or_overlap_are_one_silence() -> None:
    spans = [(0, 100), (10, 20), (90, 150), (150, 160), (200, 210)]
    assert [over(spans, moment) for moment in (5, 95, 160, 199, 209)] == [160, 160, 160, 199, 210]


@pytest.mark.parametrize(
    ("silence", "hides"),
    [
        (Silence("default", hours=(NOON, time(13))), True),
        (Silence("pump", hours=(NOON, time(13))), True),
        (Silence("P-1", "flow_m3h", hours=(NOON, time(13))), True),
        (Silence("P-1", "power_kw", hours=(NOON, time(13))), False),
        (Silence("P-2", hours=(NOON, time(13))), False),
    ],
)
def test_a_silence_is_of_all_of_a_class_or_of_an_asset_and_of_one_signal(silence: Silence, hides: bool) -> None:
    assert silence.hides("P-1", "pump", "flow_m3h") is hides


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"scope": ""}, "needs a scope"),
        ({"scope": "pump"}, "either a span or hours"),
        ({"scope": "pump", "span": (1, 2), "hours": (NOON, time(13))}, "either a span or hours"),
        ({"scope": "pump", "span": (2, 2)}, "ends before it begins"),
        ({"scope": "pump", "hours": (NOON, NOON)}, "ends when it begins"),
    ],
)
def test_a_silence_that_makes_no_sense_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ContractError, match=said) as refused:
        Silence(**given)  # type: ignore[arg-type]
    assert refused.value.field == "silences"


def test_a_silence_says_what_it_is_of_and_when() -> None:
    assert NIGHT.words() == "pump, 22:00 to 06:00"
    once = Silence("P-1", "flow_m3h", span=(at("2026-11-03T06:00"), at("2026-11-03T18:00")))
    assert once.words() == "P-1, flow_m3h, 2026-11-03 06:00 to 2026-11-03 18:00 UTC"
