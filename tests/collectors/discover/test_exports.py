"""Exports of other systems, as these write them: the form, the time, the machine and the signals are found."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from collectors.discover.files import Kind, kinds
from collectors.discover.guess import Guess
from collectors.discover.reading import read
from collectors.discover.writing import class_text, mapping_text
from tests.collectors.discover.tables import noise

ROWS = 60
FIRST = datetime(2025, 10, 6, 8, 15, 30)  # noqa: DTZ001  (as a clock on a wall shows it)
MOMENTS = [FIRST + timedelta(minutes=row) for row in range(ROWS)]
HOT, FAST = ([f"{value:.2f}" for value in noise(mean, spread, rows=ROWS)] for mean, spread in ((60, 1), (1480, 3)))
MONTHS = {10: "Okt"}


def comma(text: str) -> str:
    return text.replace(".", ",")


def swiss(text: str) -> str:
    return f"{text[0]}’{text[1:]}"


class Export(NamedTuple):
    """A file, a line a row with moment, temperature and speed in it, and what is to be found of it."""

    head: str
    row: str
    time: Mapping[str, Any]
    units: Mapping[str, str]
    keys: Mapping[str, Any] = {}
    name: str = "P7.csv"
    encoding: str = "utf-8"
    first: str = "2025-10-06T08:15:30"


def lines(export: Export) -> str:
    written = (
        export.row.format(
            t=moment, hot=hot, fast=fast, n=number, month=MONTHS[moment.month], hour=moment.hour % 12 or 12,
            comma=comma(hot), comma_fast=comma(fast), swiss=swiss(fast), seconds=number * 60,
            datenum=739_896 + (8.25 + (30 + 60 * number) / 3600) / 24,
        )
        for number, (moment, hot, fast) in enumerate(zip(MOMENTS, HOT, FAST, strict=True))
    )  # fmt: skip
    return export.head + "".join(f"{line}\n" for line in written)


BOTH = {"Temp": "°C", "Speed": "rpm"}
EXPORTS = {
    "Ignition": Export(
        '"t_stamp","Temp","Speed"\n', '"{t:%b %d, %Y} {hour}:{t:%M:%S %p}","{hot}","{fast}"',
        {"column": "t_stamp", "format": "%b %d, %Y %I:%M:%S %p"}, BOTH,
    ),
    "a German one with names of months and a sign at the end of rows": Export(
        "Zeitpunkt;Temp;Speed [1/min]\n", "{t:%d}. {month} {t:%Y %H:%M:%S};{comma};{comma_fast};",
        {"column": "Zeitpunkt", "format": "%d. %b %Y %H:%M:%S"}, {"Temp": "°C", "Speed [1/min]": "rpm"},
        encoding="cp1252",
    ),
    "a Swiss one": Export(
        "Datum;Zeit;Temp;Speed\n", "{t:%d.%m.%Y};{t:%H:%M:%S};{hot};{swiss}",
        {"column": ["Datum", "Zeit"], "format": "%d.%m.%Y %H:%M:%S"}, BOTH, {"thousands": "'"},
    ),
    "units in cells with a decimal comma": Export(
        "Time;Temp;Speed\n", "{t:%d.%m.%Y %H:%M:%S};{comma} °F;1480 U/min",
        {"column": "Time", "format": "%d.%m.%Y %H:%M:%S"}, {"Temp": "°F"}, {"decimal": ","},
    ),
    "ISO with a comma": Export(
        "Zeit;Temp;Speed\n", "{t:%Y-%m-%d %H:%M:%S},250;{hot};{fast}", {"column": "Zeit", "format": "iso"}, BOTH,
        first="2025-10-06T08:15:30.250000000",
    ),
    "a zone in letters": Export(
        "Timestamp,Temp,Speed\n", "{t:%d-%b-%y} {hour}:{t:%M:%S %p} CDT,{hot},{fast}",
        {"column": "Timestamp", "format": "%d-%b-%y %I:%M:%S %p %Z", "zone": "America/Chicago"}, BOTH,
    ),
    "LabVIEW": Export(
        "LabVIEW Measurement\t\nDate\t2025/10/06\nTime\t08:15:30\n***End***\t\nChannels\t2\t\t\nSamples\t60\t60\t\n"
        "X_Value\tTemp\tSpeed\tComment\n", "{seconds}\t{hot}\t{fast}\t",
        {"column": "X_Value", "unit": "s", "start": "{head}"}, BOTH, first="1970-01-01T00:00:00",
    ),
    "HBM catman": Export(
        "Name: Versuch\nDate: 06.10.2025\nTime: 08:15:30\n\nZeit\tTemp\tSpeed\ns\t°F\trpm\n",
        "{seconds}\t{comma}\t{comma_fast}",
        {"column": "Zeit", "unit": "s", "start": "{head}"}, {"Temp": "°F", "Speed": "rpm"}, first="1970-01-01T00:00:00",
    ),
    "TwinCAT": Export(
        "File\tP1.svdx\n\nName\tTemp\tName\tSpeed\nSampleTime[ms]\t60000\tSampleTime[ms]\t60000\nUnit\t(°F)\tUnit\t(rpm)\n\n",
        "{seconds}000\t{hot}\t{seconds}000\t{fast}", {"column": "Temp time [ms]", "unit": "ms", "start": "{stem}"},
        {"Temp": "°F", "Speed": "rpm"}, name="2025-10-06 08-15-30.csv", first="1970-01-01T00:00:00",
    ),
    "Graphtec": Export(
        'Vendor,"GRAPHTEC"\nCH1,"DE",TEMP,200,degC\nCH2,"NDE",PULSE,1,rpm\nNumber,Date&Time,CH1,CH2,Alarm\n'
        "NO.,Time,degC,rpm,A1\n", "{n},{t:%Y/%m/%d %H:%M:%S},+    {hot},+  {fast},L",
        {"column": "Date&Time", "format": "%Y/%m/%d %H:%M:%S"}, {"CH1": "°C", "CH2": "rpm"},
    ),
    "Campbell": Export(
        '"TOA5","North","CR6","12"\n'
        '"TIMESTAMP","RECORD","AirTC_Avg","Gen_Avg"\n"TS","RN","Deg C","rev/min"\n"","","Avg","Avg"\n',
        '"{t:%Y-%m-%d %H:%M:%S}",{n},{hot},{fast}', {"column": "TIMESTAMP", "format": "iso"},
        {"AirTC_Avg": "°C", "Gen_Avg": "rpm"},
    ),
    "Honeywell": Export(
        "EPKS Trend Export\nPoints:,2\n\n,100TIC101.PV,100SI102.PV\nDate/Time,DEG F,R/MIN\n",
        "{t:%m/%d/%Y} {hour}:{t:%M:%S %p},{hot},{fast}", {"column": "Date/Time", "format": "%m/%d/%Y %I:%M:%S %p"},
        {"100TIC101.PV": "°F", "100SI102.PV": "rpm"},
    ),
    "Keysight": Export(
        "Name:,Acme test\nDate:,10/6/2025 8:15:30 AM\n\nScan,Time,101 <DE> (C),102 <n> (rpm)\n",
        "{n},{t:%m/%d/%Y %H:%M:%S}:500,{hot},{fast}", {"column": "Time", "format": "%m/%d/%Y %H:%M:%S:%f"},
        {"101 <DE> (C)": "°C", "102 <n> (rpm)": "rpm"}, encoding="utf-16", first="2025-10-06T08:15:30.500000000",
    ),
    "MATLAB": Export(
        "datenum,T_degC,n_rpm\n", "{datenum:.9f},{hot},{fast}", {"column": "datenum", "unit": "datenum"},
        {"T_degC": "°C", "n_rpm": "rpm"}, first="2025-10-06T08:15:",
    ),
    "a column for each part of the time": Export(
        "No,Year,Month,Day,Hour,Minute,Second,Temp,Speed\n",
        "{n},{t.year},{t.month},{t.day},{t.hour},{t.minute},{t.second},{hot},{fast}",
        {"column": ["Year", "Month", "Day", "Hour", "Minute", "Second"], "format": "%Y %m %d %H %M %S"}, BOTH,
    ),
    "times of day of a date in the name": Export(
        "Time,Temp,Speed\n", "{t:%H:%M:%S},{hot},{fast}",
        {"column": "Time", "format": "%H:%M:%S", "start": "{stem day}"}, BOTH, name="P7_20251006.csv",
        first="1970-01-01T08:15:30",
    ),
    "a device's messages in JSON": Export(
        "EnqueuedUtc,deviceId,Body\n",
        '{t:%Y-%m-%dT%H:%M:%S}Z,P7,"{{""Temp"": {hot}, ""m"": {{""Speed"": {fast}}}}}"',
        {"column": "EnqueuedUtc", "format": "iso"}, {"Body.Temp": "°C", "Body.m.Speed": "rpm"},
        {"asset": {"column": "deviceId"}},
    ),
    "lines of JSON": Export(
        "", '{{"ts": "{t:%Y-%m-%dT%H:%M:%S}Z", "device": "P7", "Temp": {hot}, "Speed": {fast}}}',
        {"column": "ts", "format": "iso"}, BOTH, {"asset": {"column": "device"}}, name="P7.jsonl",
    ),
    "SAP, long, with a number for the machine": Export(
        "Bezeichnung;Datum;Uhrzeit;Messwert;Einheit;Equipment\n",
        "Temp;{t:%d.%m.%Y};{t:%H:%M:%S};{comma};°F;1007\nSpeed;{t:%d.%m.%Y};{t:%H:%M:%S};{comma_fast};U/min;1007",
        {"column": ["Datum", "Uhrzeit"], "format": "%d.%m.%Y %H:%M:%S"}, {"Temp": "°F", "Speed": "rpm"},
        {"signal_column": "Bezeichnung", "value_column": "Messwert", "asset": {"column": "Equipment"}},
    ),
    "a historian with quality beside the values": Export(
        "TagName,DateTime,Value,Quality,EngUnit\n",
        "TT101.PV,{t:%Y-%m-%d %H:%M:%S},{hot},192,degF\nST102.PV,{t:%Y-%m-%d %H:%M:%S},{fast},192,rpm",
        {"column": "DateTime", "format": "iso"}, {"TT101.PV": "°F", "ST102.PV": "rpm"},
        {"signal_column": "TagName", "value_column": "Value", "asset": "{stem}"},
    ),
}  # fmt: skip


def only(kinds_: Sequence[Kind]) -> tuple[Guess, dict[str, Any], dict[str, Any]]:
    """The guesses about the only kind, and the class and the mapping that are written from them."""
    (kind,) = kinds_
    found = kind.guess(set())
    assert found is not None
    return found, tomllib.loads(class_text(found)), tomllib.loads(mapping_text(found, kind.form))


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_export_is_understood(tmp_path: Path, kind: str) -> None:
    export = EXPORTS[kind]
    file = tmp_path / export.name
    file.write_bytes(lines(export).encode(export.encoding))
    found, machine, mapping = only(kinds({file: read(file)}))
    assert mapping["time"] == export.time
    assert {key: mapping.get(key) for key in export.keys} == export.keys
    of = {name: machine["signals"][reading["signal"]]["unit"] for name, reading in mapping["columns"].items()}
    assert {name: of.get(name) for name in export.units} == export.units
    assert set(of) <= {*export.units, "Speed"}
    assert str(found.clock.moments[0]).startswith(export.first)
    assert round(found.rhythm.cadence_s, 3) == 60


TAGS = {"P7_Temp": HOT, "P7_Speed": FAST}


@pytest.mark.parametrize(
    ("header", "keys", "columns"),
    [
        ("Time,Value,Quality", {"signal_column": "{stem}", "value_column": "Value"}, ["P7_Temp", "P7_Speed"]),
        ("Time,Value (°F),Status", {"signal_column": "{stem}", "value_column": "Value"}, ["P7_Temp", "P7_Speed"]),
        ("Time,{stem}", {"partial": True}, ["P7_Temp", "P7_Speed"]),
    ],
)
def test_one_file_a_signal_is_one_machine(
    tmp_path: Path, header: str, keys: dict[str, Any], columns: list[str]
) -> None:
    files = []
    for stem, cells in TAGS.items():
        head = header.format(stem=stem)
        more = ",Good" * (head.count(",") - 1)
        rows = "".join(f"{moment},{cell}{more}\n" for moment, cell in zip(MOMENTS, cells, strict=True))
        files.append(tmp_path / f"{stem}.csv")
        files[-1].write_text(f"{head}\n{rows}")
    found, machine, mapping = only(kinds({file: read(file) for file in files}))
    assert {key: mapping.get(key) for key in keys} == keys
    assert (mapping["asset"], list(mapping["columns"]), found.rhythm.cadence_s) == ("P7", columns, 60)
    unit = machine["signals"][mapping["columns"]["P7_Temp"]["signal"]]["unit"]
    assert unit == ("°F" if "°F" in header else "°C")


def test_files_of_other_columns_are_other_machines(tmp_path: Path) -> None:
    texts = {"a": "Time,Temp,Flow\n", "b": "Time,Level,Strom\n"}
    for name, head in texts.items():
        (tmp_path / name).write_text(head + "".join(f"{moment},1,{row}\n" for row, moment in enumerate(MOMENTS)))
    assert [kind.name for kind in kinds({tmp_path / name: read(tmp_path / name) for name in texts})] == ["a", "b"]


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Berlin", "2025-10-26T00:00"),
        ("Europe/London", "2025-10-26T00:00"),
        ("America/New_York", "2025-11-02T00:00"),
        ("Europe/Berlin", "2025-03-30T00:00"),
    ],
)
def test_a_change_of_clocks_tells_the_zone(tmp_path: Path, zone: str, first: str) -> None:
    begin = datetime.fromisoformat(first).replace(tzinfo=ZoneInfo(zone)).timestamp()
    stamps = [datetime.fromtimestamp(begin + 600 * row, ZoneInfo(zone)) for row in range(48)]
    rows = "".join(f"{stamp:%d.%m.%Y %H:%M},{row % 7}.5\n" for row, stamp in enumerate(stamps))
    file = tmp_path / "P7.csv"
    file.write_text(f"Zeit,Temp\n{rows}")
    assert only(kinds({file: read(file)}))[2]["time"]["zone"] == zone
