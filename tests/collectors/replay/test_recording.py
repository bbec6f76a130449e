"""Recordings as plants have them: each odd form gives the right values, and what cannot be read is told."""

from pathlib import Path

import pytest

from contract.errors import ContractError
from tests.collectors.replay.reading import Read, mapped, write

DAY = "2026-11-30T22:59:"


def test_readings_that_share_a_moment_are_refused_but_the_first_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"2026-11-30T22:58:{36 + n // 4},{40 + n % 4}\n" for n in range(20))
    read = Read(write(tmp_path, f"time,bearing\n{rows}"))
    assert read.only == [(f"2026-11-30T22:58:{36 + n}", 40.0) for n in range(5)]
    assert read.said == [
        "pump.csv: bearing: 15 of 20 share their moment with an earlier reading; where a column"
        ' names the signal, signal_column tells them apart, else same_moment = "spread" spaces them, first row 3'
    ]


def test_readings_that_share_a_moment_may_be_spread_up_to_the_next_and_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"2026-11-30T22:58:{36 + n // 4},{40 + n % 4}\n" for n in range(8))
    read = Read(write(tmp_path, f"time,bearing\n{rows}2026-11-30T23:58:00,9\n"), same_moment="spread")
    assert [time for time, _ in read.only[:5]] == [
        "2026-11-30T22:58:36", "2026-11-30T22:58:36.250", "2026-11-30T22:58:36.500", "2026-11-30T22:58:36.750",
        "2026-11-30T22:58:37",
    ]  # fmt: skip
    assert (len(read.only), read.tally.spread, read.said) == (9, 6, [])
    # An hour's pause behind the last of them does not pull them apart.
    assert read.only[7][0] < "2026-11-30T22:59"


def test_the_parts_of_a_row_that_came_in_several_lines_are_no_repeats(tmp_path: Path) -> None:
    text = f"time,bearing,amps\n{DAY}17,40,\n{DAY}17,,12\n{DAY}18,41,\n{DAY}18,,13\n"
    read = Read(write(tmp_path, text), columns=mapped(bearing="bearing_temp_c", amps="motor_current_a"))
    assert ([len(found) for found in read.readings.values()], read.said) == ([2, 2], [])


def test_a_decimal_comma_and_points_between_thousands_are_read_when_they_are_named(tmp_path: Path) -> None:
    rows = ["6,1", "6,2", "6", "1.234,5", "7.5"]
    text = "Zeit;Druck\n" + "".join(f"30.11.2026 22:59:{n + 17};{cell}\n" for n, cell in enumerate(rows))
    keys = {
        "time": {"column": "Zeit", "format": "%d.%m.%Y %H:%M:%S"},
        "columns": mapped(Druck="supply_voltage_v"),
    }
    read = Read(write(tmp_path, text), decimal=",", thousands=".", **keys)
    assert read.values == [6.1, 6.2, 6.0, 1234.5]
    assert read.said == ["pump.csv: Druck: 1 of 5 are not numbers, first row 6: '7.5'"]
    without = Read(write(tmp_path, text), **keys)
    assert without.said == [
        "pump.csv: Druck: 3 of 5 are not numbers; with decimal = \",\" in the mapping some would be, first row 2: '6,1'"
    ]


def test_a_long_file_gives_each_name_its_own_signal_and_tells_which_names_it_left_out(tmp_path: Path) -> None:
    text = "tag;time;value\n" + "".join(
        f"P101.TEMP;{DAY}{n};{41 + n}\nP101.AMPS;{DAY}{n};1{n}\nP101.X;{DAY}{n};7\n" for n in range(17, 21)
    )
    read = Read(
        write(tmp_path, text), signal_column="tag", value_column="value",
        columns={"P101.TEMP": {"signal": "bearing_temp_c"}, "P101.AMPS": {"signal": "motor_current_a", "asset": "M-1"}},
    )  # fmt: skip
    assert [value for _, value in read.readings["P-1", "bearing_temp_c"]] == [58.0, 59.0, 60.0, 61.0]
    assert [value for _, value in read.readings["M-1", "motor_current_a"]] == [117.0, 118.0, 119.0, 120.0]
    assert (read.said, list(read.tally.others())) == ([], ["4 rows are of no column of the mapping: 'P101.X'"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
def test_an_encoding_is_found_by_its_mark_or_by_the_names_that_are_looked_for(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, f"time,Lager °C\n{DAY}46,40\n", encoding=encoding)
    assert Read(path, columns={"Lager °C": {"signal": "bearing_temp_c"}}).values == [40.0]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "utf-16"])
def test_cyrillic_is_found_too(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "Время;Давление\n01.03.2026 09:01:46;6,06\n", encoding=encoding)
    keys = {"time": {"column": "Время", "format": "%d.%m.%Y %H:%M:%S"}, "decimal": ","}
    assert Read(path, columns=mapped(Давление="discharge_pressure_bar"), **keys).only == [("2026-03-01T09:01:46", 6.06)]


def test_an_encoding_that_is_said_counts_and_one_that_does_not_fit_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, f"time,Lager °C\n{DAY}46,40\n", encoding="latin-1")
    columns = {"Lager °C": {"signal": "bearing_temp_c"}}
    assert Read(path, columns=columns, encoding="latin-1").values == [40.0]
    with pytest.raises(ContractError, match=r"encoding: .*pump\.csv is not utf-8: invalid start byte at byte 11"):
        Read(path, columns=columns, encoding="utf-8")


def test_what_stands_for_a_missing_value_is_none_and_its_own_marks_are_named(tmp_path: Path) -> None:
    marks = ["Bad", "No Data", "#N/A", "NaN", "-", "None", "unavailable", "", "I/O Timeout"]
    rows = "".join(f"{DAY}{n},{cell}\n" for n, cell in enumerate(["44.1", *marks, "44.3", "-9999", "kaputt"], start=17))
    read = Read(write(tmp_path, f"time,bearing\n{rows}"), missing=["-9999.0"])
    assert (read.values, read.tally.missing) == ([44.1, 44.3], 10)
    assert read.said == ["pump.csv: bearing: 1 of 3 are not numbers, first row 14: 'kaputt'"]
    assert Read(write(tmp_path, f"time,bearing\n{rows}"), missing=["-9999", "Kaputt"]).said == []


def test_refusals_are_summed_up_by_column_and_reason(tmp_path: Path) -> None:
    rows = "".join(f"{DAY}{n},{40 if n % 5 == 2 else 'x'}\n" for n in range(17, 28))
    read = Read(write(tmp_path, f"time,bearing\n{rows}"))
    assert read.said == ["pump.csv: bearing: 8 of 11 are not numbers, first row 3: 'x'"]


def test_local_times_over_the_change_of_clocks_are_all_kept(tmp_path: Path) -> None:
    rows = ["02:10", "02:40", "02:10", "02:40", "03:10"]
    text = "time,bearing\n" + "".join(f"2026-10-25T{row}:00,{42 + n}\n" for n, row in enumerate(rows))
    read = Read(write(tmp_path, text), time={"column": "time", "format": "iso", "zone": "Europe/Berlin"})
    assert [time[11:16] for time, _ in read.only] == ["00:10", "00:40", "01:10", "01:40", "02:10"]
    assert read.values == [42, 43, 44, 45, 46]
    assert read.said == []


def test_a_local_time_that_the_clocks_left_out_is_refused(tmp_path: Path) -> None:
    text = "time,bearing\n2026-03-29T01:50:00,1\n2026-03-29T02:10:00,2\n2026-03-29T03:10:00,3\n"
    read = Read(write(tmp_path, text), time={"column": "time", "format": "iso", "zone": "Europe/Berlin"})
    assert [time[11:16] for time, _ in read.only] == ["00:50", "01:10"]
    assert read.said == [
        "pump.csv: time: 1 are times that Europe/Berlin leaves out, as the clocks go forward, first row 3:"
        " '2026-03-29T02:10:00'"
    ]


def test_a_log_of_local_time_is_as_of_its_zone(tmp_path: Path) -> None:
    path = write(tmp_path, "time,bearing\n2026-12-01T01:00:16,44\n")
    read = Read(path, time={"column": "time", "format": "iso", "zone": "Europe/Helsinki"})
    assert read.only == [("2026-11-30T23:00:16", 44.0)]


EXPORT = """\
#group,false,false,true,true,false,false,true,true,true
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string
#default,_result,,,,,,,,
,result,table,_start,_stop,_time,_value,_field,_measurement,machine
,,0,2026-11-30T22:45:16Z,2026-11-30T23:00:16Z,2026-11-30T22:59:16Z,44.1,bearing,plc,P101
,,0,2026-11-30T22:45:16Z,2026-11-30T23:00:16Z,2026-11-30T22:59:17Z,44.2,bearing,plc,P101

#group,false,false,true,true,false,false,true,true,true
#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,{kind},string,string,string
#default,_result,,,,,,,,
,result,table,_start,_stop,_time,_value,_field,_measurement,machine
,,1,2026-11-30T22:45:16Z,2026-11-30T23:00:16Z,2026-11-30T22:59:16Z,{value},{name},plc,P101
"""
EXPORTED = {"time": {"column": "_time", "format": "iso"}, "asset": {"column": "machine"}}


def test_an_export_of_influxdb_is_read_by_the_names_of_its_fields(tmp_path: Path) -> None:
    path = write(tmp_path, EXPORT.format(kind="double", value="12.1", name="amps").replace("\n", "\r\n"))
    read = Read(path, columns=mapped(bearing="bearing_temp_c", amps="motor_current_a"), **EXPORTED)
    assert read.readings == {
        ("P101", "bearing_temp_c"): [("2026-11-30T22:59:16", 44.1), ("2026-11-30T22:59:17", 44.2)],
        ("P101", "motor_current_a"): [("2026-11-30T22:59:16", 12.1)],
    }


def test_an_export_may_have_its_state_in_a_field_of_words(tmp_path: Path) -> None:
    path = write(tmp_path, EXPORT.format(kind="string", value="RUN", name="mode"))
    state = {"signal": "mode", "values": {"RUN": "running"}}
    read = Read(path, signal_column="_field", value_column="_value", run_state=state, **EXPORTED)
    assert read.states == {"P101": [("2026-11-30T22:59:16", "running")]}
    assert len(read.only) == 2


def test_an_export_of_several_fields_is_not_taken_for_one_signal(tmp_path: Path) -> None:
    path = write(tmp_path, EXPORT.format(kind="double", value="12.1", name="amps"))
    with pytest.raises(ContractError, match=r"_value: is of several fields \(amps, bearing\)"):
        Read(path, columns=mapped(_value="bearing_temp_c"), **EXPORTED)


def test_each_column_may_be_a_machine_of_its_own(tmp_path: Path) -> None:
    names = {f"b{n}": {"signal": "bearing_temp_c", "asset": f"{{stem}}-B{n}"} for n in (1, 2, 3)}
    read = Read(write(tmp_path, f"time,b1,b2,b3\n{DAY}46,41,42,43\n", "RIG.csv"), columns=names)
    assert read.readings == {
        (f"RIG-B{n}", "bearing_temp_c"): [(f"{DAY}46", 40.0 + n)] for n in (1, 2, 3)
    }  # fmt: skip


def test_words_of_a_column_become_run_states_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    text = (
        f"time,mode,bearing\n{DAY}46,RUN,41\n{DAY}47,STOP,41\n{DAY}48,1,41\n{DAY}49,1.0,41\n{DAY}50,X,41\n{DAY}51,,41\n"
    )
    state = {"column": "mode", "values": {"RUN": "running", "STOP": "off", "1": "running"}}
    read = Read(write(tmp_path, text), run_state=state)
    assert [state for _, state in read.states["P-1"]] == ["running", "off", "running", "running"]
    assert len(read.only) == 6
    assert read.said[0].startswith("pump.csv: mode: 1 of 5 are no run state: 'X' is not one of off, starting, running")


def test_a_rule_gives_the_state_and_the_last_value_holds_on(tmp_path: Path) -> None:
    cells = ["0.2", "", "7", "", "6", "bad"]
    text = "time,amps,mode,bearing\n" + "".join(f"{DAY}{n + 10},{cell},AUTO,41\n" for n, cell in enumerate(cells))
    columns = mapped(bearing="bearing_temp_c", amps="motor_current_a")
    rule = {"when": "motor_current_a > 5 and mode == 'AUTO'"}
    read = Read(write(tmp_path, text), columns=columns, run_state=rule)
    assert [state for _, state in read.states["P-1"]] == ["off", "off", "running", "running", "running", "running"]


def test_a_rule_holds_over_a_long_file_whose_values_come_one_by_one(tmp_path: Path) -> None:
    rows = [("amps", 1), ("bearing", 41), ("amps", 9), ("bearing", 42)]
    text = "time,tag,value\n" + "".join(f"{DAY}{n + 10},{tag},{value}\n" for n, (tag, value) in enumerate(rows))
    columns = mapped(bearing="bearing_temp_c", amps="motor_current_a")
    keys = {"signal_column": "tag", "value_column": "value", "columns": columns}
    read = Read(write(tmp_path, text), run_state={"when": "motor_current_a > 5"}, **keys)
    assert read.states == {"P-1": [(f"{DAY}10", "off"), (f"{DAY}12", "running")]}
