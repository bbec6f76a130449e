"""Calendars say when machines work, and count how long."""

from datetime import UTC, datetime

import numpy as np
import pytest

from collectors.shifts import SCHEDULES, Roster
from contract.time import WEEK_S

MONDAY = datetime(2026, 11, 16, tzinfo=UTC).timestamp()


def _on(schedule: str, day: int, hour: float) -> bool:
    return bool(Roster([schedule]).on(np.array([[MONDAY + day * 86_400 + hour * 3600]]))[0, 0])


@pytest.mark.parametrize(
    ("schedule", "day", "hour", "on"),
    [
        ("two_shift", 0, 5.9, False),
        ("two_shift", 0, 6, True),
        ("two_shift", 4, 21.9, True),
        ("two_shift", 5, 12, False),
        ("three_shift", 5, 5.9, True),
        ("three_shift", 5, 6.1, False),
        ("night", 0, 3, True),
        ("night", 6, 23, True),
        ("night", 2, 12, False),
        ("continuous", 6, 3, True),
    ],
)
def test_a_schedule_is_on_and_off_at_its_hours(schedule: str, day: int, hour: float, on: bool) -> None:
    assert _on(schedule, day, hour) is on


def test_hours_between_two_moments_are_those_on_duty() -> None:
    schedules = list(SCHEDULES)
    roster = Roster(schedules)
    t = MONDAY + 12_345 + np.arange(0, 2 * WEEK_S, 300.0)
    counted = roster.hours_between(t[0], t)
    summed = np.cumsum(roster.on(t[:, None]), axis=0) * 300 / 3600
    assert np.all(np.abs(counted - summed) < 0.4)


def test_starts_are_counted_by_the_calendar_and_what_never_stops_never_starts() -> None:
    schedules = list(SCHEDULES)
    roster = Roster(schedules)
    t = MONDAY - 1800 + np.arange(0, 2 * WEEK_S, 3600.0)
    on = roster.on(t[:, None])
    begun = np.cumsum(on[1:] & ~on[:-1], axis=0)
    assert np.array_equal(roster.starts_between(t[0], t[1:]), begun)
    counted = dict(zip(schedules, begun[-1], strict=True))
    assert (counted["continuous"], counted["three_shift"], counted["two_shift"], counted["day"]) == (0, 2, 10, 14)


def test_day_late_and_night_shifts_together_cover_every_hour_of_the_week() -> None:
    t = MONDAY + np.arange(0, WEEK_S, 1800.0)
    assert Roster(["day", "late", "night"]).on(t[:, None]).any(axis=1).all()
