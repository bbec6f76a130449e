"""Rows of an answer as records."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.repository.records import moment, nanoseconds, records
from telemetry.frame import Frame


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


def test_an_answer_without_rows_gives_no_records() -> None:
    assert records(Frame(pa.table({}))) == []


@given(st.integers(0, 7 * 10**15))
@settings(deadline=None, max_examples=200)
def test_a_time_goes_to_the_store_and_back_to_within_a_microsecond(microseconds: int) -> None:
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    assert abs(moment(nanoseconds(time)) - time) <= timedelta(microseconds=1)
