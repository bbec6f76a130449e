"""Forms of files: what stands before and between the cells, what is no text, what is too wide or too long."""

import datetime as dt
import random
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collectors.replay import tables
from contract.errors import ContractError
from tests.collectors.replay.reading import Read, mapped, write

DAY = "2026-11-30T22:59:"
TWO = mapped(bearing="bearing_temp_c", amps="motor_current_a")


def test_lines_before_the_header_are_skipped_also_where_they_have_cells(tmp_path: Path) -> None:
    text = f"Plant: North, Line 4\nExported by,anna,\n\ntime,bearing\n{DAY}46,40\n"
    read = Read(write(tmp_path, text))
    assert read.only == [(f"{DAY}46", 40.0)]
    with pytest.raises(ContractError, match="has no such column"):
        Read(write(tmp_path, text), skip_rows=1)


def test_rows_count_from_the_first_line_of_the_file(tmp_path: Path) -> None:
    read = Read(write(tmp_path, f"Title\n\ntime,bearing\n\n{DAY}46,40\n\n{DAY}47,x\n"))
    assert read.said == ["pump.csv: bearing: 1 of 2 are not numbers, first row 7: 'x'"]


def test_a_row_behind_the_zero_bytes_of_a_cut_in_power_is_read(tmp_path: Path) -> None:
    read = Read(write(tmp_path, f"time,bearing\n{DAY}46,40\n" + "\0" * 200 + f"{DAY}47,41\n"))
    assert (read.only, read.said) == ([(f"{DAY}46", 40.0), (f"{DAY}47", 41.0)], [])


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\n', ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_says_the_delimiter_is_believed(tmp_path: Path, first: str, end: str) -> None:
    text = f"{first}time;bearing;amps\n{DAY}46;40;1,000\n".replace("\n", end)
    assert Read(write(tmp_path, text)).only == [(f"{DAY}46", 40.0)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_a_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = f"time{delimiter}amps{delimiter}bearing\n{DAY}46{delimiter}7{delimiter}40.5\n"
    assert Read(write(tmp_path, text), columns=TWO).readings["P-1", "bearing_temp_c"] == [(f"{DAY}46", 40.5)]


def test_a_line_of_units_is_followed_where_the_mapping_says_none(tmp_path: Path) -> None:
    text = f"time,bearing,amps\n,°F,[mA]\n{DAY}46,212,5000\n{DAY}47,32,7000\n"
    read = Read(write(tmp_path, text), columns=TWO)
    assert [value for _, value in read.readings["P-1", "bearing_temp_c"]] == pytest.approx([100, 0])
    assert [value for _, value in read.readings["P-1", "motor_current_a"]] == [5.0, 7.0]
    assert read.tally.rows == 2
    own = {"bearing": {"signal": "bearing_temp_c", "unit": "°C"}}
    assert Read(write(tmp_path, text), columns=own).values == [212.0, 32.0]


def test_a_line_of_units_of_another_quantity_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, f"time,bearing\n,bar\n{DAY}46,212\n{DAY}47,32\n")
    with pytest.raises(ContractError, match=r"columns\.bearing\.unit: the file says 'bar': .* different quantities"):
        Read(path)


def test_a_first_row_of_words_is_no_line_of_units(tmp_path: Path) -> None:
    read = Read(write(tmp_path, f"time,bearing\n{DAY}46,Bad\n{DAY}47,40\n"))
    assert (read.values, read.tally.rows, read.tally.missing) == ([40.0], 2, 1)


def test_a_unit_in_a_cell_counts_and_one_of_another_quantity_is_refused(tmp_path: Path) -> None:
    cells = ["12.3 bar", "100kPa", "14.5038 psi", "7", "3 °C", "9 wombats"]
    text = "time,p\n" + "".join(f"{DAY}{n + 10},{cell}\n" for n, cell in enumerate(cells))
    read = Read(write(tmp_path, text), columns=mapped(p="discharge_pressure_bar"))
    assert read.values == [pytest.approx(value, rel=1e-5) for value in (12.3, 1.0, 1.0, 7.0)]
    assert [line.partition("(")[2].split(" ")[0] for line in read.said] == ["'°C'", "'wombats'"]


def test_a_file_without_a_header_has_columns_by_number(tmp_path: Path) -> None:
    keys = {"header": False, "time": {"column": 1, "format": "iso"}}
    read = Read(write(tmp_path, f"{DAY}46,40,7\n{DAY}47,41,8\n"), columns={"2": {"signal": "bearing_temp_c"}}, **keys)
    assert read.only == [(f"{DAY}46", 40.0), (f"{DAY}47", 41.0)]
    with pytest.raises(ContractError, match=r"4: .* has no such column; it has 1, 2, 3"):
        Read(write(tmp_path, f"{DAY}46,40,7\n"), columns={"4": {"signal": "bearing_temp_c"}}, **keys)


def test_two_names_that_come_by_turns_are_columns(tmp_path: Path) -> None:
    path = write(tmp_path, f"T,time,T,P\n40,{DAY}46,41,7\n42,{DAY}47,43,8\n")
    read = Read(path, columns={"T": {"signal": "bearing_temp_c"}, "T.1": {"signal": "winding_temp_c"}})
    assert [value for _, value in read.readings["P-1", "winding_temp_c"]] == [41.0, 43.0]


def test_a_name_that_stands_twice_is_another_column_the_second_time(tmp_path: Path) -> None:
    path = write(tmp_path, f"time,T,T\n{DAY}46,40,41\n")
    read = Read(path, columns={"T": {"signal": "bearing_temp_c"}, "T.1": {"signal": "winding_temp_c"}})
    assert [found[0][1] for found in read.readings.values()] == [40.0, 41.0]


@pytest.mark.parametrize(
    ("time", "cells", "expected"),
    [
        ({"column": ["d", "t"], "format": "%d.%m.%Y %H:%M:%S"}, "d,t|30.11.2026,22:59:46", f"{DAY}46"),
        ({"column": "t", "format": ["iso", "%d/%m/%Y %H:%M"]}, "t|30/11/2026 22:59", f"{DAY}00"),
        ({"column": "t", "format": "%d-%b-%Y %H:%M"}, "t|30-Nov-2026 22:59", f"{DAY}00"),
        ({"column": "t", "format": "%d. %B %Y %H:%M"}, "t|3. März 2026 22:59", "2026-03-03T22:59:00"),
        ({"column": "t", "format": "%d %b %Y %I:%M %p"}, "t|30 нояб. 2026 10:59 PM", f"{DAY}00"),
        ({"column": "t", "format": "%m/%d/%y %H:%M"}, "t|9/1/26 0:05", "2026-09-01T00:05:00"),
        ({"column": "t", "format": "%Y.%m.%d.%H.%M.%S"}, "t|2004.02.12.10.32.39", "2004-02-12T10:32:39"),
        ({"column": "t", "format": "%H:%M:%S.%f %d.%m.%Y"}, "t|22:59:46.5 30.11.2026", f"{DAY}46.500"),
        ({"column": "t", "format": "%a %b %d %H:%M:%S %Y %z"}, "t|Mon Nov 30 23:59:46 2026 +0100", f"{DAY}46"),
        ({"column": "t", "format": "iso"}, "t|20261130T225946Z", f"{DAY}46"),
        ({"column": "t", "format": "iso"}, "t|2026-11-30", "2026-11-30T00:00:00"),
        ({"column": "t", "unit": "s"}, "t|1796079586.25", f"{DAY}46.250"),
        ({"column": "t", "unit": "s"}, "t|1.796079586E9", f"{DAY}46"),
        ({"column": "t", "unit": "ms"}, "t|1796079586250", f"{DAY}46.250"),
        ({"column": "t", "unit": "us"}, "t|1796079586000001", f"{DAY}46.000001"),
        ({"column": "t", "unit": "ns"}, "t|1796079586000000001", f"{DAY}46.000000001"),
        ({"column": "t", "unit": "days"}, "t|46356.9581712963", f"{DAY}46"),
    ],
)
def test_times_are_read_in_every_form(tmp_path: Path, time: dict[str, str], cells: str, expected: str) -> None:
    head, row = cells.split("|")
    (found, _), = Read(write(tmp_path, f"{head},bearing\n{row},40\n"), time=time).only  # fmt: skip
    assert found.rstrip("0") == expected.rstrip("0") or found == expected


@pytest.mark.parametrize(
    "form", ["29.02.2023 0:00", "31.04.2026 0:00", "00.01.2026 0:00", "1.13.2026 0:00", "1.1.2026 24:00"]
)
def test_a_day_or_an_hour_that_there_is_not_is_refused(tmp_path: Path, form: str) -> None:
    read = Read(write(tmp_path, f"time,bearing\n{form},40\n"), time={"column": "time", "format": "%d.%m.%Y %H:%M"})
    assert (read.readings, read.tally.refused, read.tally.lost) == ({}, 1, 1)


def test_rows_with_too_few_or_too_many_cells_stay_in_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PART_BYTES", 4096)
    rng, rows, expected = random.Random(1), [], []
    for n in range(2000):
        cell = f"{n % 250}"
        tail = rng.choice(["", ",5", ",5,6", ",5,6,7"])
        rows.append(f"{1_796_079_586 + n},{cell}{tail}")
        expected.append(float(cell))
    read = Read(write(tmp_path, "t,bearing,a,b\n" + "\n".join(rows) + "\n"), time={"column": "t", "unit": "s"})
    assert read.values == expected
    assert read.said == []


def test_a_row_that_lacks_a_cell_of_the_mapping_is_told(tmp_path: Path) -> None:
    read = Read(write(tmp_path, f"time,amps,bearing\n{DAY}46,7\n{DAY}47,7,40\n"), columns=TWO)
    assert read.said == ["pump.csv: bearing: 1 of 1 rows have too few cells, first row 2"]
    assert len(read.readings["P-1", "motor_current_a"]) == 2


def test_cells_in_quotes_may_hold_delimiters_and_breaks_of_line(tmp_path: Path) -> None:
    path = write(tmp_path, f'time,"Bearing, DE\n[°C]",x\n{DAY}46,40,"a\nb,c"\n{DAY}47,41,\n')
    assert Read(path, columns={"Bearing, DE\n[°C]": {"signal": "bearing_temp_c"}}).values == [40.0, 41.0]


def test_cells_in_columns_are_parted_by_any_number_of_blanks(tmp_path: Path) -> None:
    read = Read(write(tmp_path, f"time                  bearing  \n{DAY}46      40.5\n {DAY}47   41  \n"))
    assert (read.only, read.said) == ([(f"{DAY}46", 40.5), (f"{DAY}47", 41.0)], [])


def test_a_quote_that_is_never_closed_is_an_error_and_one_within_a_cell_is_none(tmp_path: Path) -> None:
    rows = f"{DAY}46,40,{{}}\n{DAY}47,41,x\n"
    assert Read(write(tmp_path, "time,bearing,note\n" + rows.format('5" pipe'))).values == [40.0, 41.0]
    with pytest.raises(ContractError, match="ends within a quote that is opened in or before row 2 of 3"):
        Read(write(tmp_path, "time,bearing,note\n" + rows.format('"open')))


def test_a_sign_of_typographers_and_a_zone_in_words_are_understood(tmp_path: Path) -> None:
    read = Read(write(tmp_path, "time,bearing\n2026-11-30 22:59:46 UTC,−12.5\n"))
    assert read.only == [(f"{DAY}46", -12.5)]


def test_a_file_of_thousands_of_columns_is_read(tmp_path: Path) -> None:
    names = [f"c{n}" for n in range(5000)]
    rows = [",".join([f"{DAY}{n}", *map(str, range(5000))]) for n in range(10, 40)]
    path = write(tmp_path, "\n".join([",".join(["time", *names]), *rows]) + "\n")
    columns = {f"c{n}": {"signal": "speed_rpm", "asset": f"A{n}"} for n in range(0, 5000, 10)}
    read = Read(path, columns=columns)
    assert len(read.readings) == 500
    assert {value for _, value in read.readings["A4990", "speed_rpm"]} == {4990.0}


def test_a_file_is_read_part_by_part_with_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"{1_796_079_586 + n // 3},{'x' if n == 3333 else n % 200}\n" for n in range(6000))
    path = write(tmp_path, "t,bearing\n" + rows)
    keys = {"time": {"column": "t", "unit": "s"}, "same_moment": "spread"}
    whole = Read(path, **keys)
    monkeypatch.setattr(tables, "PART_BYTES", 1000)
    assert Read(path, **keys).only == whole.only
    assert whole.said == ["pump.csv: bearing: 1 of 6,000 are not numbers, first row 3335: 'x'"]
    assert len(whole.only) == 5999


def test_a_recording_with_its_newest_row_first_is_read_with_both_sides_of_a_change_of_clocks(tmp_path: Path) -> None:
    cells = [("03:10", 5), ("02:40", 4), ("02:10", 3), ("02:40", 2), ("02:10", 1)]
    text = "time,bearing\n" + "".join(f"2026-10-25T{time}:00,{value}\n" for time, value in cells)
    read = Read(write(tmp_path, text), time={"column": "time", "format": "iso", "zone": "Europe/Berlin"})
    assert [value for _, value in sorted(read.only)] == [1, 2, 3, 4, 5]


def test_an_excel_sheet_is_read_with_its_title_its_days_and_its_units(tmp_path: Path) -> None:
    began = dt.datetime.fromisoformat("2026-11-30T22:59:46")
    frame = pd.DataFrame(
        [
            ["Pump report", None, None],
            ["Zeit", "Druck", "Status"],
            [None, "psi", None],
            [began, 100, "RUN"],
            [began + dt.timedelta(seconds=1.5), 50.5, "STOP"],
            [began + dt.timedelta(seconds=2), "Bad", None],
        ]
    )
    with pd.ExcelWriter(tmp_path / "pump.xlsx") as writer:
        pd.DataFrame(["nothing"]).to_excel(writer, sheet_name="Cover", index=False, header=False)
        frame.to_excel(writer, sheet_name="Data", index=False, header=False)
    keys = {
        "time": {"column": "Zeit", "format": "iso"},
        "run_state": {"column": "Status", "values": {"RUN": "running", "STOP": "off"}},
        "columns": mapped(Druck="discharge_pressure_bar"),
    }
    read = Read(tmp_path / "pump.xlsx", sheet="Data", **keys)
    assert [time for time, _ in read.only] == [f"{DAY}46", f"{DAY}47.500"]
    assert read.values == pytest.approx([6.894757, 3.481852])
    assert [state for _, state in read.states["P-1"]] == ["running", "off"]
    with pytest.raises(ContractError, match=r"Zeit: .* has no such column"):
        Read(tmp_path / "pump.xlsx", **keys)
    with pytest.raises(ContractError, match="no workbook that can be read"):
        Read(write(tmp_path, "time,bearing\n", "text.xlsx"), **keys)


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_a_parquet_file_is_read_with_the_types_that_it_has(tmp_path: Path, zone: str | None) -> None:
    times = pd.DatetimeIndex(["2026-11-30T22:59:46", "2026-11-30T22:59:47", "2026-11-30T22:59:48"], tz=zone)
    table = pa.table(
        {
            "time": pa.array(times),
            "bearing": pa.array([40.5, None, float("nan")]),
            "amps": pa.array([1, 2, 3], pa.int32()),
            "mode": pa.array(["RUN", "RUN", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "pump.parquet")
    state = {"column": "mode", "values": {"RUN": "running"}}
    read = Read(tmp_path / "pump.parquet", columns=TWO, run_state=state)
    hour = 22 if zone is None else 21
    assert read.readings == {
        ("P-1", "bearing_temp_c"): [(f"2026-11-30T{hour}:59:46", 40.5)],
        ("P-1", "motor_current_a"): [(f"2026-11-30T{hour}:59:{46 + n}", n + 1.0) for n in range(3)],
    }
    assert (len(read.states["P-1"]), read.tally.missing) == (2, 2)
    with pytest.raises(ContractError, match="has no such column; it has time, bearing, amps, mode"):
        Read(tmp_path / "pump.parquet", columns=mapped(x="bearing_temp_c"))


def test_a_machine_is_named_by_a_part_of_a_column(tmp_path: Path) -> None:
    text = f"time,topic,bearing\n{DAY}46,plant/P-7/t,40\n{DAY}46,plant/P-8/t,41\n{DAY}47,office,42\n"
    read = Read(write(tmp_path, text), asset={"column": "topic", "pattern": "plant/(.+)/t"})
    assert {asset: found[0][1] for (asset, _), found in read.readings.items()} == {"P-7": 40.0, "P-8": 41.0}
    assert read.said == ["pump.csv: topic: 1 are no asset, as they do not fit the pattern, first row 4: 'office'"]
