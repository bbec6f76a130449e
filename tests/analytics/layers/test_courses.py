"""How a series has gone over days and months, against a slow version that keeps every sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.courses import (
    DAYS,
    FEW,
    PART_NS,
    PARTS,
    RECENT,
    Courses,
    add,
    days_until,
    moved_on,
    quarters_until,
)
from contract.time import DAY, HOUR, MINUTE

BEGIN = 20_000 * DAY
ONE = np.array([0])


def feed(courses: Courses, times: np.ndarray, value: np.ndarray, distance: np.ndarray) -> None:
    for time, seen, off in zip(times.tolist(), value.tolist(), distance.tolist(), strict=True):
        add(courses, ONE, np.array([seen]), np.array([off]), np.array([time]))


def slowly(times: np.ndarray, values: np.ndarray, last: int, length: int) -> np.ndarray:
    """The means of the quarters of days up to number `last`, the newest last."""
    number = times // PART_NS
    mine = [values[number == n] for n in range(last - length + 1, last + 1)]
    return np.array([part.mean() if len(part) >= FEW else np.nan for part in mine])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 90.0))
def test_quarters_and_days_are_the_means_of_all_samples_in_them_with_gaps_unknown(seed: int, span_days: float) -> None:
    rng = np.random.default_rng(seed)
    times = np.unique(BEGIN + rng.integers(0, round(span_days * DAY), 400))
    gap = BEGIN + span_days * DAY * np.sort(rng.random(2))
    times = times[(times < gap[0]) | (times > gap[1])]
    if not len(times):
        return
    values = rng.normal(50, 3, len(times))
    courses = Courses.of(1)
    feed(courses, times, values, values - 50)
    now = int(times[-1])
    value, moved = quarters_until(courses, ONE, now)
    wanted = slowly(times, values, now // PART_NS, RECENT)
    assert value[0] == pytest.approx(wanted, rel=1e-5, nan_ok=True)
    assert moved[0] == pytest.approx(wanted - 50, abs=1e-4, nan_ok=True)
    day = now // DAY
    quarters = slowly(times, values, day * PARTS + PARTS - 1, DAYS * PARTS).reshape(DAYS, PARTS)
    known = np.isfinite(quarters).any(axis=1)
    found = days_until(courses, ONE, now)[0][0]
    assert np.isfinite(found).tolist() == known.tolist()
    assert found[known] == pytest.approx(np.nanmean(quarters[known], axis=1), rel=1e-5)


def test_what_is_asked_of_later_is_older_by_that_and_ends_as_unknown() -> None:
    courses = Courses.of(1)
    times = BEGIN + np.arange(0, 5 * DAY, HOUR)
    feed(courses, times, np.full(len(times), 7.0), np.ones(len(times)))
    value, _ = days_until(courses, ONE, BEGIN + 14 * DAY)
    assert value[0, -15:] == pytest.approx([7.0] * 5 + [np.nan] * 10, nan_ok=True)
    assert np.isnan(days_until(courses, ONE, BEGIN + (DAYS + 5) * DAY)[0]).all()
    assert np.isnan(days_until(Courses.of(1), ONE, BEGIN)[0]).all()


def test_a_course_goes_on_where_it_was_when_what_is_expected_is_learned_anew() -> None:
    courses = Courses.of(1)
    times = BEGIN + np.arange(0, 20 * DAY, HOUR)
    wear = 0.1 * (times - BEGIN) / DAY
    feed(courses, times, 10 + wear, wear)
    now = int(times[-1])
    moved_on(courses, ONE, now, 14)
    learned = float(np.nanmean(days_until(courses, ONE, now)[1][0, -14:]))
    later = now + HOUR + np.arange(0, 2 * DAY, HOUR)
    wear = 0.1 * (later - BEGIN) / DAY
    feed(courses, later, 10 + wear, wear - learned)
    _, moved = days_until(courses, ONE, int(later[-1]))
    assert moved[0, -21:] == pytest.approx(0.1 * np.arange(1.5, 22.5), abs=0.06)


def test_a_quarter_of_few_samples_and_one_that_is_over_change_nothing() -> None:
    courses = Courses.of(1)
    feed(courses, BEGIN + MINUTE * np.arange(FEW - 1), np.full(FEW - 1, 99.0), np.zeros(FEW - 1))
    assert np.isnan(quarters_until(courses, ONE, BEGIN)[0]).all()
    feed(courses, BEGIN + PART_NS + MINUTE * np.arange(FEW), np.full(FEW, 5.0), np.zeros(FEW))
    feed(courses, np.array([BEGIN + MINUTE]), np.array([1000.0]), np.zeros(1))
    value, _ = quarters_until(courses, ONE, BEGIN + PART_NS)
    assert value[0, -2:] == pytest.approx([np.nan, 5.0], nan_ok=True)


def test_a_clock_that_is_set_back_does_not_keep_the_present_out() -> None:
    courses = Courses.of(1)
    ahead = BEGIN + 400 * DAY
    feed(courses, ahead + MINUTE * np.arange(5), np.full(5, 3.0), np.zeros(5))
    courses.rewind(BEGIN)
    feed(courses, BEGIN + MINUTE * np.arange(1, 6), np.full(5, 4.0), np.zeros(5))
    assert quarters_until(courses, ONE, BEGIN + HOUR)[0][0, -1] == pytest.approx(3.5, abs=0.6)
