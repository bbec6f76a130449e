"""Which column is the time, how it is written, and how regular it is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from collectors.discover.times import clock, rhythm
from tests.collectors.discover.tables import noise, one

FIRST = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)
TIMES = [FIRST + timedelta(minutes=10 * row) for row in range(200)]
FORMS = ["%d.%m.%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%Y.%m.%d.%H.%M.%S", "%Y/%m/%d %H:%M:%S.%f",
         "%m/%d/%y %I:%M %p", "%d-%b-%Y %H:%M:%S", "%Y%m%d %H%M%S", "%d %m %Y %H:%M"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_format_is_found_and_gives_the_times_back(form: str) -> None:
    found = clock([one("Flow", noise(1, 1)), one("Date", [moment.strftime(form) for moment in TIMES])])
    assert found is not None
    assert (found.columns, found.format) == (("Date",), form)
    assert list(found.moments.astype("datetime64[s]").astype(int)) == [int(moment.timestamp()) for moment in TIMES]


def test_a_year_of_a_date_alone_is_no_hour() -> None:
    days = [datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=row) for row in range(200)]
    found = clock([one("fecha", [day.strftime("%d/%m/%Y") for day in days]), one("Flow", noise(1, 1))])
    assert found is not None
    assert found.format == "%d/%m/%Y"


def test_iso_is_found_also_where_the_header_says_nothing() -> None:
    found = clock([one("a", noise(1, 1)), one("b", [moment.isoformat() for moment in TIMES])])
    assert found is not None
    assert (found.columns, found.format) == (("b",), "iso")


@pytest.mark.parametrize(("unit", "factor"), [("s", 1), ("ms", 1000), ("us", 10**6), ("ns", 10**9)])
def test_epochs_are_told_by_their_size(unit: str, factor: int) -> None:
    found = clock([one("t", [int(moment.timestamp()) * factor for moment in TIMES])])
    assert found is not None
    assert (found.unit, str(found.moments[0])[:16]) == (unit, "2026-03-05T22:30")


def test_days_of_a_spreadsheet_need_a_header_that_speaks_of_time() -> None:
    days = [46_000 + row / 144 for row in range(200)]
    found = clock([one("Timestamp", days)])
    assert found is not None
    assert found.unit == "days"
    assert clock([one("Pressure", days)]) is None


def test_seconds_from_some_start_are_a_time_where_nothing_better_is() -> None:
    seconds = one("Time (s)", [row / 50 for row in range(200)])
    found = clock([one("thrust", noise(1, 1)), seconds])
    assert found is not None
    assert (found.columns, found.unit, rhythm(found.moments).cadence_s) == (("Time (s)",), "s", 0.02)
    stamps = one("stamp", [moment.isoformat() for moment in TIMES])
    better = clock([seconds, stamps])
    assert better is not None
    assert better.columns == ("stamp",)


def test_date_and_time_in_two_columns_are_one() -> None:
    day = one("Date", [moment.strftime("%d.%m.%Y") for moment in TIMES])
    found = clock([day, one("Time", [moment.strftime("%H:%M:%S") for moment in TIMES]), one("Flow", noise(1, 1))])
    assert found is not None
    assert (found.columns, found.format) == (("Date", "Time"), "%d.%m.%Y %H:%M:%S")


def test_a_day_that_could_be_a_month_is_read_in_the_order_that_the_rows_have() -> None:
    for form in ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"):
        few = [(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=row)).strftime(form) for row in range(100)]
        found = clock([one("Date", few)])
        assert found is not None
        assert found.format == form
        assert "fits too" in found.reason


@pytest.mark.parametrize("cells", [noise(1, 1), ["a", "b"], [""], ["1", "2"]])
def test_a_table_without_a_time_has_no_clock(cells: Sequence[object]) -> None:
    assert clock([one("Flow", cells)]) is None


def test_of_two_readings_the_one_of_fewer_days_counts_also_where_the_newest_row_stands_first() -> None:
    moments = [datetime(2025, 10, 6, tzinfo=UTC) + timedelta(minutes=5 * row) for row in range(2000)]
    rows = [moment.strftime("%d/%m/%Y %H:%M") for moment in moments]
    for cells in (rows, rows[::-1]):
        found = clock([one("Date", cells)])
        assert found is not None
        assert (found.format, rhythm(found.moments).cadence_s) == ("%d/%m/%Y %H:%M", 300)


def test_the_rhythm_counts_gaps_and_shared_moments() -> None:
    seconds = np.array([0, 0, 1, 1, 2, 2, 3, 500, 501, 501, 500])
    found = rhythm(seconds.astype("datetime64[s]").astype("datetime64[ns]"))
    assert (found.cadence_s, found.gaps, found.longest_gap_s) == (1, 1, 497)
    assert (found.same, found.backwards) == (0.4, 0.1)
    assert np.isnan(rhythm(np.array(["2026-01-01"], "datetime64[ns]")).cadence_s)
