"""Rows of an answer as records."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.records import moment, nanoseconds, newest, records
from store.frame import Frame


def test_what_is_not_a_finite_number_is_none_and_times_lose_only_their_nanoseconds() -> None:
    table = pa.table(
        {
            "result": ["_result"] * 2,
            "_time": pa.array([1_767_225_600_123_456_789, 0], pa.timestamp("ns", tz="UTC")),
            "_start": pa.array([1, 1], pa.timestamp("ns", tz="UTC")),
            "risk": [float("nan"), 2.5],
            "reason": ["a", None],
        }
    )
    first, second = records(Frame(table))
    assert first == {"_time": datetime(2026, 1, 1, 0, 0, 0, 123456, UTC), "risk": None, "reason": "a"}
    assert second == {"_time": datetime(1970, 1, 1, tzinfo=UTC), "risk": 2.5, "reason": None}


def test_a_point_that_is_seen_in_part_is_put_together_field_by_field() -> None:
    older, newer = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC), datetime(2026, 1, 1, 12, 0, 1, tzinfo=UTC)
    rows = [
        {"_time": newer, "asset": "A", "reason": "hot", "risk": None, "level": None},
        {"_time": older, "asset": "A", "reason": None, "risk": 82.0, "level": 3},
        {"_time": older, "asset": "B", "reason": "as expected", "risk": 1.0, "level": 0},
    ]
    assert newest(rows, "asset") == [
        {"_time": newer, "asset": "A", "reason": "hot", "risk": 82.0, "level": 3},
        rows[2],
    ]


def test_of_two_whole_rows_the_later_one_counts() -> None:
    older, newer = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 13, tzinfo=UTC)
    rows = [{"_time": newer, "asset": "A", "site": "here"}, {"_time": older, "asset": "A", "site": "there"}]
    assert newest(rows, "asset") == [rows[0]]


def test_an_answer_without_rows_gives_no_records() -> None:
    assert records(Frame(pa.table({}))) == []


@given(st.integers(0, 7 * 10**15))
@settings(deadline=None, max_examples=200)
def test_a_time_goes_to_the_store_and_back_to_within_a_microsecond(microseconds: int) -> None:
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert abs(moment(nanoseconds(time)) - time) <= timedelta(microseconds=1)
