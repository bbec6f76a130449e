"""A future in words: ranges, dates, probabilities."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.prognosis.outlook import MOST_H, Forecast
from admin.prognosis.words import NOTHING, Ahead, chance, dates, span, whole

NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)
DAY = 24.0


def forecast(low: float | None, middle: float | None, high: float | None, *, age_h: float = 0) -> Forecast:
    said = NOW - timedelta(hours=age_h)
    return Forecast(time=said, method="linear", rul_h=middle, rul_low_h=low, rul_high_h=high, p_fail_30d=None)


@pytest.mark.parametrize(
    ("low", "middle", "high", "words"),
    [
        (9.4 * DAY, 12 * DAY, 15.2 * DAY, "in 9 to 16 days, most likely 12"),
        (5.5, 9.0, 30.2, "in 5 to 31 hours, most likely 9"),
        (0.4 * DAY, 3 * DAY, 5 * DAY, "within 5 days, most likely 3"),
        (None, 3 * DAY, 5 * DAY, "within 5 days, most likely 3"),
        (0.1, 0.2, 0.4, "within 1 hour, most likely 1"),
        (3.0, 3.0, 3.0, "in about 3 hours"),
        (100 * DAY, 150 * DAY, 280 * DAY, "in 3 to 10 months, most likely 5"),
        (800 * DAY, 1200 * DAY, 1900 * DAY, "in 2 to 6 years, most likely 3"),
        (9.4 * DAY, 12 * DAY, None, "in 9 days or later, most likely 12"),
        (0.1 * DAY, 12 * DAY, None, "from now on, most likely 12"),
        (None, 12 * DAY, None, "in about 12 days"),
        (None, None, None, NOTHING),
    ],
)
def test_a_range_is_said_in_the_unit_of_its_far_end(
    low: float | None, middle: float | None, high: float | None, words: str
) -> None:
    assert whole(Ahead.of(forecast(low, middle, high), NOW)) == words


def test_where_nothing_was_said_there_is_no_date() -> None:
    assert span(Ahead.of(None, NOW)) == whole(Ahead.of(None, NOW)) == NOTHING


def test_hours_count_from_when_it_was_said() -> None:
    said = forecast(9 * DAY, 12 * DAY, 15 * DAY, age_h=3 * DAY)
    assert whole(Ahead.of(said, NOW)) == "in 6 to 12 days, most likely 9"
    assert dates(said, Ahead.of(said, NOW)) == "08 Dec 2026 to 14 Dec 2026"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (9 * DAY, 40 * DAY, "11 Dec 2026 to 11 Jan 2027"),
        (5.0, 30.5, "02 Dec 17:00 to 03 Dec 18:30"),
        (9 * DAY, None, "from 11 Dec 2026"),
        (None, 9 * DAY, "until 11 Dec 2026"),
        (None, None, ""),
    ],
)
def test_its_ends_are_dates_and_times_where_they_are_near(low: float | None, high: float | None, words: str) -> None:
    said = forecast(low, None, high)
    assert dates(said, Ahead.of(said, NOW)) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "under 1 %"), (0.0099, "under 1 %"), (0.01, "1 %"), (0.342, "34 %"), (0.994, "99 %"),
        (0.995, "over 99 %"), (1.0, "over 99 %"), (None, "not known"),
    ],
)  # fmt: skip
def test_a_probability_is_neither_nothing_nor_certain(share: float | None, words: str) -> None:
    assert chance(share) == words


HOURS = st.none() | st.floats(0, MOST_H)


@given(HOURS, HOURS, HOURS, st.floats(0, 10_000))
def test_whatever_is_known_of_it_is_said(
    low: float | None, middle: float | None, high: float | None, age_h: float
) -> None:
    said = forecast(low, middle, high, age_h=age_h)
    ahead = Ahead.of(said, NOW)
    words = f"{span(ahead)} {whole(ahead)} {dates(said, ahead)}"
    assert "None" not in words
    assert "nan" not in words
    assert (NOTHING in words) == (low is middle is high is None)
