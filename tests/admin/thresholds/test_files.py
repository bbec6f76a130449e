"""Files of threshold rows: what is written is read as it was, and what is no such file is refused by its place."""

import csv
import io
import tomllib
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.thresholds.files import COLUMNS, Format, read, write
from admin.thresholds.forms import NUMBER_FIELDS
from contract.errors import ContractError

FORMATS = get_args(Format)
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'=1", "''", "'", "\t1", "\r", 'a"b', "a,b\nc"]
)
LIMITS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    """A record of any texts and numbers at all: whether they make sense is not a file's business."""
    texts = {name: draw(TEXTS) for name in ("scope", "signal", "basis", "direction")}
    numbers = {name: draw(LIMITS) for name in NUMBER_FIELDS}
    flags = {name: draw(st.booleans()) for name in ("enabled", "withdrawn")}
    return {**texts, **numbers, **flags, "version": draw(st.integers(0, 2**53))}


def said(record: dict[str, object]) -> dict[str, object]:
    """A record without what says nothing: TOML leaves it out, and CSV has an empty cell."""
    return {name: value for name, value in record.items() if value is not None}


@pytest.mark.parametrize("form", FORMATS)
@given(rows=st.lists(records(), max_size=5))
def test_what_is_written_is_read_as_it_was(form: Format, rows: list[dict[str, object]]) -> None:
    found = read(form, write(form, rows))
    assert [entry.problem for entry in found] == [None] * len(rows)
    assert [said(dict(entry.record)) for entry in found] == [said(row) for row in rows]


@given(rows=st.lists(records(), max_size=3))
def test_toml_is_read_by_others_and_no_cell_of_csv_is_a_formula(rows: list[dict[str, object]]) -> None:
    tables = tomllib.loads(write("toml", rows)).get("threshold", [])
    assert [table["scope"] for table in tables] == [row["scope"] for row in rows]
    cells = list(csv.DictReader(io.StringIO(write("csv", rows), newline="")))
    texts = [row[name] for row in cells for name in ("scope", "signal", "basis", "direction")]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(text=st.text(max_size=300), form=st.sampled_from(FORMATS))
def test_any_text_is_a_file_or_refused(form: Format, text: str) -> None:
    try:
        assert read(form, text) is not None
    except ContractError as error:
        assert error.field == "text"  # noqa: PT017 - either of the two is well


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("toml", "threshold = 1", "something else than tables"),
        ("toml", "threshold = [1]", "something else than tables"),
        ("toml", "[[threshold]]\n[other]", "something else than tables"),
        ("toml", "[[threshold]\nscope = 1", "is no TOML: .*line 1"),
        ("toml", "a = " + "[" * 5000, "is no TOML"),
        ("toml", "a = " + "9" * 5000, "is no TOML"),
        ("toml", "a = '\ud800'", "half a character"),
        ("csv", "", "has no column scope, signal"),
        ("csv", "scope,signal\n", "has no column version, direction"),
        ("csv", "scope;signal;version\n", "'scope;signal;version' is no column"),
        ("csv", ",".join([*COLUMNS, "scope"]), "names a column twice"),
        ("csv", ",".join(COLUMNS) + '\n"machine', "is no CSV: line 2"),
        ("csv", ",".join(COLUMNS) + "\n" + "x" * 200_000, "is no CSV: line 2"),
    ],
)
def test_what_is_no_file_of_rows_is_refused_with_the_reason(form: Format, text: str, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        read(form, text)


def test_a_row_of_toml_knows_its_line_and_one_of_csv_too() -> None:
    rows = [{"scope": "machine", "signal": "flow_m3h"}, {"scope": "two\nlines", "signal": "flow_m3h"}, {"scope": "ev"}]
    toml, table = write("toml", rows), write("csv", rows)
    lines = toml.split("\n")
    assert [lines[entry.line - 1] for entry in read("toml", toml)] == ["[[threshold]]"] * 3
    assert [entry.line for entry in read("toml", toml.replace("\n", "\r\n"))] == [e.line for e in read("toml", toml)]
    assert [entry.line for entry in read("csv", table)] == [2, 4, 5]
    (inline,) = read("toml", 'threshold = [{scope = "machine"}]')
    assert inline.line == 0


@pytest.mark.parametrize(
    ("name", "cell", "words"),
    [
        ("crit_high", "nan", "is not a number"),
        ("sensitivity", "inf", "is not a number"),
        ("warn_low", "1,5", "is not a number"),
        ("version", "one", "is not a number"),
        ("enabled", "yes", "neither true nor false"),
    ],
)
def test_a_cell_that_its_column_cannot_hold_is_named_and_the_other_rows_are_read(
    name: str, cell: str, words: str
) -> None:
    rows = [{"scope": "machine", "signal": "flow_m3h", "version": 0, name: None}] * 2
    table = list(csv.reader(io.StringIO(write("csv", rows), newline="")))
    table[1][COLUMNS.index(name)] = cell
    file = io.StringIO(newline="")
    csv.writer(file).writerows(table)
    first, second = read("csv", file.getvalue())
    assert first.problem is not None
    assert (first.problem.field, second.problem) == (name, None)
    assert words in first.problem.reason


def test_what_a_spreadsheet_makes_of_a_file_is_read_too() -> None:
    said = {"scope": "machine", "signal": "flow_m3h", "direction": "both", "enabled": "TRUE", "withdrawn": "FALSE"}
    line = ",".join(said.get(name, "") for name in COLUMNS)
    empty = "," * (len(COLUMNS) - 1)
    text = "\r\n".join(["\ufeff" + ",".join(COLUMNS), line, empty, "ev,hv_voltage_v,0", ""])
    first, short = read("csv", text)
    assert (first.record["enabled"], first.record["withdrawn"], first.record["warn_low"]) == (True, False, None)
    assert short.problem is not None
    assert str(short.problem) == f"columns: has 3 cells, and not {len(COLUMNS)}"


def test_a_key_that_no_row_has_is_named() -> None:
    (entry,) = read("toml", '[[threshold]]\nscope = "machine"\nwarn_hihg = 3.0')
    assert entry.problem is not None
    assert entry.problem.field == "warn_hihg"
