"""Times of day and counts get their date from the mapping, the file's name, or the lines before the table."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from collectors.replay.mapping import parse
from collectors.replay.starts import start_in
from contract.errors import ContractError
from tests.collectors.replay.reading import BASE, Read, mapped, write


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("P-3 2025-10-06 08-15", "2025-10-06T08:15"),
        ("rec_20251006_081530", "2025-10-06T08:15:30"),
        ("trackLog-2025-Oct-06", "2025-10-06"),
        ("Date: 06.10.2025\nTime: 08:15:30,5", "2025-10-06T08:15:30.5"),
        ("Created 2026-01-01\nStart of export\t1340424\tMonday, October 6, 2025\t00:00:01", "2025-10-06T00:00:01"),
        ("Trigger time,2025/10/06,00:30:00", "2025-10-06T00:30"),
        ("10/6/2025 8:15:30 PM", "2025-10-06T20:15:30"),
        ("6/10/2025 8:15", "2025-10-06T08:15"),
        ("P101 12-2025", None),
    ],
)
def test_a_date_is_found_in_words(text: str, moment: str | None) -> None:
    found = start_in(text)
    assert found == (None if moment is None else int(np.datetime64(moment, "ns").astype(np.int64)))


@pytest.mark.parametrize(
    ("name", "head", "time", "first", "last"),
    [
        ("a.csv", "", {"format": "%H:%M", "start": "2025-10-06"}, "2025-10-06T23:58:00", "2025-10-07T00:01:00"),
        ("20251006.csv", "", {"format": "%H:%M", "start": "{stem}"}, "2025-10-06T23:58:00", "2025-10-07T00:01:00"),
        (
            "a.csv", "Day,06.10.2025\n", {"format": "%H:%M", "start": "{head}"},
            "2025-10-06T23:58:00", "2025-10-07T00:01:00",
        ),
        (
            "a.csv", "", {"format": "%H:%M", "start": "2025-10-06", "zone": "Europe/Berlin"},
            "2025-10-06T21:58:00", "2025-10-06T22:01:00",
        ),
    ],
)  # fmt: skip
def test_times_of_day_go_on_over_midnight(
    tmp_path: Path, name: str, head: str, time: dict[str, str], first: str, last: str
) -> None:
    rows = "".join(f"{clock},{value}\n" for value, clock in enumerate(("23:58", "23:59", "00:00", "00:01"), 40))
    read = Read(write(tmp_path, f"{head}time,bearing\n{rows}", name), time={"column": "time", **time})
    assert (read.only[0], read.only[-1]) == ((first, 40.0), (last, 43.0))


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("2025-10-06T08:15", "2025-10-06T06:15:02"),
        ("{stem}", "2025-10-06T06:15:02"),
        ("{stem day}", "2025-10-05T22:00:02"),
    ],
)
def test_counted_seconds_count_from_the_start_in_its_zone(tmp_path: Path, start: str, first: str) -> None:
    time = {"column": "time", "unit": "s", "start": start, "zone": "Europe/Berlin"}
    assert Read(write(tmp_path, "time,bearing\n2,40\n", "P 2025-10-06 08-15.csv"), time=time).only == [(first, 40.0)]


@pytest.mark.parametrize(
    ("time", "field", "reason"),
    [
        ({"format": "%H:%M"}, "time", "times of day need `start`"),
        ({"unit": "s", "start": "monday"}, "time.start", "is no moment"),
    ],
)
def test_a_start_that_is_none_is_refused(time: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(ContractError, match=reason) as refused:
        parse({**BASE, "time": {"column": "time", **time}})
    assert refused.value.field == field


def test_a_file_whose_name_has_no_date_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"a\.csv: \{stem\} names no date"):
        Read(write(tmp_path, "time,bearing\n2,40\n", "a.csv"), time={"column": "time", "unit": "s", "start": "{stem}"})


def test_days_of_matlab_and_letters_of_a_zone_are_read(tmp_path: Path) -> None:
    matlab = Read(write(tmp_path, "time,bearing\n739896.25,40\n"), time={"column": "time", "unit": "datenum"})
    assert matlab.only == [("2025-10-06T06:00:00", 40.0)]
    form = {"column": "time", "format": "%d-%b-%y %I:%M %p %Z", "zone": "America/Chicago"}
    rows = "06-Oct-25 1:00 PM CDT,40\n06-Oct-25 7:00 PM UTC,41\n"
    assert Read(write(tmp_path, f"time,bearing\n{rows}"), time=form).only == [
        ("2025-10-06T18:00:00", 40.0),
        ("2025-10-06T19:00:00", 41.0),
    ]


def test_the_name_of_a_file_can_be_the_signal_of_its_rows(tmp_path: Path) -> None:
    keys = {"signal_column": "{stem}", "value_column": "Value", "columns": {"P1 T": {"signal": "bearing_temp_c"}}}
    path = write(tmp_path, "time,Value (°F)\n2026-01-01,212\n", "P1 T.csv")
    assert Read(path, **keys).values == [pytest.approx(100)], "the brackets say the unit"
    other = Read(write(tmp_path, "time,Value\n2026-01-01,212\n", "P2 T.csv"), **keys)
    assert list(other.tally.others()) == ["1 rows are of no column of the mapping: 'P2 T'"]


def test_a_file_may_lack_columns_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = write(tmp_path, "time,bearing\n2026-01-01,40\n")
    both = {"columns": mapped(bearing="bearing_temp_c", amps="motor_current_a")}
    state = {"column": "mode", "values": {"RUN": "running"}}
    assert Read(path, partial=True, run_state=state, **both).values == [40.0]
    with pytest.raises(ContractError, match="has no such column"):
        Read(path, **both)
    with pytest.raises(ContractError, match="has none of the columns"):
        Read(path, partial=True, columns=mapped(amps="motor_current_a"))


def test_parts_of_objects_are_columns(tmp_path: Path) -> None:
    part = {"time": {"column": "time", "format": "iso"}, "columns": {"body.a.t": {"signal": "bearing_temp_c"}}}
    rows = '2026-01-01,"{""a"": {""t"": 40}}"\n2026-01-02,"{""b"": 1}"\n2026-01-03,broken\n'
    read = Read(write(tmp_path, f"time,body\n{rows}"), **part)
    assert (read.values, read.tally.missing) == ([40.0], 2)
    lines = '{"time": "2026-01-01", "body": {"a": {"t": 41}}}\n{"time": "2026-01-02", "body": {}}\n'
    assert Read(write(tmp_path, lines, "a.jsonl"), **part).values == [41.0]
    with pytest.raises(ContractError, match=r"a\.jsonl, line 2: is no JSON"):
        Read(write(tmp_path, lines.splitlines()[0] + "\n{x\n", "a.jsonl"), **part)
    with pytest.raises(ContractError, match=r"no such column, and body holds no objects"):
        Read(write(tmp_path, "time,body\n2026-01-01,7\n"), **part)
