"""Recordings of any form become columns, and what a mapping has to say of the form is found."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from collectors.discover.column import Column
from collectors.discover.reading import read
from contract.errors import ContractError


def columns(file: Path) -> dict[str, Column]:
    return {column.name: column for column in read(file).columns}


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "log.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def test_semicolons_decimal_comma_and_another_alphabet(tmp_path: Path) -> None:
    rows = "".join(f"01.03.2026 09:{minute:02d};{minute},5\n" for minute in range(60))
    file = written(tmp_path, f"Время;Давление масла в насосе\n{rows}", "cp1251")
    assert read(file).form == {"decimal": ","}
    assert list(columns(file)["Давление масла в насосе"].present[:2]) == [0.5, 1.5]


@pytest.mark.parametrize(
    ("rows", "form", "first"),
    [
        ("a;b\n1;1.234,5\n2;2.345.678,0\n", {"decimal": ",", "thousands": "."}, 1234.5),
        ('a,b\n1,"1,234.5"\n2,"2,345,678.0"\n', {"thousands": ","}, 1234.5),
        ("sep=;\na;b\n1;2.5\n2;3.5\n", {}, 2.5),
        ("a,b\ns,bar\n1,2.5\n2,3.5\n", {}, 2.5),
        ("Plant log\n\na,b\n1,2.5\n2,3.5\n", {}, 2.5),
    ],
)
def test_how_numbers_are_written_is_found(tmp_path: Path, rows: str, form: dict[str, object], first: float) -> None:
    file = written(tmp_path, rows)
    assert read(file).form == form
    assert columns(file)["b"].present[0] == first


def test_a_line_of_units_says_the_unit(tmp_path: Path) -> None:
    assert columns(written(tmp_path, "a,b\ns,bar\n1,2.5\n2,3.5\n"))["b"].unit == "bar"


def test_a_file_without_a_header_counts_its_columns(tmp_path: Path) -> None:
    file = written(tmp_path, "".join(f"2026-03-01 00:{minute:02d}:00,{minute}.5\n" for minute in range(60)))
    assert read(file).form == {"header": False}
    assert list(columns(file)) == ["1", "2"]
    assert len(columns(file)["2"].present) == 60


def test_words_and_numbers_that_stand_for_no_value_are_told(tmp_path: Path) -> None:
    cells = ["1.5", "2.5"] * 30 + ["-9999", "-9999", "Freeze", "Bad Input"]
    file = written(tmp_path, "a,b\n" + "".join(f"{row},{cell}\n" for row, cell in enumerate(cells)))
    assert read(file).form == {"missing": ["Freeze", "-9999"]}
    found = columns(file)["b"]
    assert (len(found.present), found.span) == (60, (1.5, 2.5))
    assert round(found.missing, 4) == round(4 / 64, 4)


FRAME = pd.DataFrame({"t": pd.date_range("2026-03-01", periods=50, freq="min"), "v": np.arange(50) + 0.5, "w": "RUN"})


@pytest.mark.parametrize("name", ["log.parquet", "log.xlsx"])
def test_parquet_and_workbooks_are_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name.endswith("xlsx"):
        FRAME.to_excel(file, index=False)
    else:
        FRAME.to_parquet(file)
    found = columns(file)
    assert list(found["v"].present[:2]) == [0.5, 1.5]
    assert found["t"].texts[1].replace("T", " ").partition(".")[0] == "2026-03-01 00:01:00"
    assert found["w"].distinct == ("RUN",)


def test_an_export_of_influxdb_is_a_long_table(tmp_path: Path) -> None:
    head = "#datatype,string,long,dateTime:RFC3339,double,string,string\n#group,false,false,false,false,true,true\n"
    rows = ",result,table,_time,_value,_field,pump\n,,0,2026-03-01T00:00:00Z,6.1,druck,P1\n"
    file = written(tmp_path, f"{head}#default,_result,,,,,\n{rows}")
    assert list(columns(file)) == ["_time", "_value", "_field", "pump"]


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), ("", "is empty"), ("a\n", "")])
def test_a_file_that_is_no_table_is_refused_with_its_name(tmp_path: Path, content: str | None, reason: str) -> None:
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_text(content)
    if content == "a\n":
        assert read(file).rows == 0
        return
    with pytest.raises(ContractError, match=f"x.csv.*{reason}"):
        read(file)
