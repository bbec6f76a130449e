"""The stretch of time of a report."""

from datetime import UTC, date, datetime

import pytest

from contract.errors import SettingsError
from forewarn.report.span import Span, span

NOW = datetime(2026, 12, 3, 15, 30, tzinfo=UTC)


def test_days_begin_and_end_by_the_clock_of_the_zone_also_where_it_changes() -> None:
    found = span(date(2026, 10, 25), date(2026, 10, 26), 7, "Europe/Berlin", NOW)
    assert found.start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert found.stop == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert found.moment(found.start) == "25 Oct 2026 00:00"


def test_what_is_yet_to_come_is_left_out() -> None:
    assert span(None, date(2027, 1, 1), 7, "UTC", NOW) == Span(datetime(2026, 11, 26, 15, 30, tzinfo=UTC), NOW, "UTC")


def test_hours_count_as_far_as_they_lie_in_it() -> None:
    of = span(date(2026, 12, 1), date(2026, 12, 2), 7, "UTC", NOW)
    assert of.hours(datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)) == 6
    assert of.hours(datetime(2026, 12, 1, 20, tzinfo=UTC), None) == 4
    assert of.hours(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("since", "until"), [(date(2026, 12, 2), date(2026, 12, 2)), (date(2026, 12, 4), None), (date(9999, 12, 31), None)]
)
def test_a_stretch_that_is_empty_is_refused(since: date, until: date | None) -> None:
    with pytest.raises(SettingsError, match="--from"):
        span(since, until, 7, "America/New_York", NOW)
