"""Annotated CSV, as InfluxDB sends it, into columns."""

import numpy as np
import pytest

from contract.errors import GatewayError
from store.annotated_csv import parse
from store.frame import Frame, join

TWO_TABLES = (
    b"#datatype,string,long,dateTime:RFC3339,double,string\r\n"
    b"#group,false,false,false,false,true\r\n"
    b"#default,_result,,,,\r\n"
    b",result,table,_time,_value,asset\r\n"
    b",,0,2026-01-01T00:00:00Z,1.5,A\r\n"
    b",,0,2026-01-01T00:00:00.000000001Z,,A\r\n"
    b",,1,2026-01-01T00:00:10Z,2,B\r\n"
    b"\r\n"
)
TEXT_TABLE = (
    b"#datatype,string,long,dateTime:RFC3339,string,string\r\n"
    b"#group,false,false,false,false,true\r\n"
    b"#default,_result,,,,\r\n"
    b",result,table,_time,run_state,asset\r\n"
    b',,0,2026-01-01T00:00:00Z,"on, ""really""\r\non",A\r\n'
    b"\r\n"
)


def frame(body: bytes) -> Frame:
    return join(parse(body))


def test_tables_of_one_schema_come_as_one_block_with_its_group_key() -> None:
    (block,) = parse(TWO_TABLES)
    assert block.rows.num_rows == 3
    assert block.group == {"asset"}


def test_tables_of_two_schemas_that_take_turns_come_as_one_block_each() -> None:
    blocks = list(parse((TWO_TABLES + TEXT_TABLE) * 3))
    assert [block.rows.num_rows for block in blocks] == [9, 3]
    assert frame((TWO_TABLES + TEXT_TABLE) * 3).strings("asset") == ["A", "A", "B"] * 3 + ["A"] * 3


def test_values_times_and_nulls_arrive_as_numpy_columns() -> None:
    answer = frame(TWO_TABLES)
    np.testing.assert_array_equal(answer.floats("_value"), [1.5, np.nan, 2.0])
    assert answer.times().tolist() == [1767225600 * 10**9, 1767225600 * 10**9 + 1, 1767225610 * 10**9]
    assert answer.strings("asset") == ["A", "A", "B"]


def test_a_quoted_cell_may_hold_the_delimiter_quotes_and_line_ends() -> None:
    assert frame(TEXT_TABLE).strings("run_state") == ['on, "really"\r\non']


def test_blocks_of_different_schemas_are_joined_by_column_name() -> None:
    answer = frame(TWO_TABLES + TEXT_TABLE)
    assert answer.strings("run_state")[:3] == ["", "", ""]
    assert np.isnan(answer.floats("_value")[3])


def test_a_quoted_cell_that_looks_like_an_annotation_does_not_split_a_block() -> None:
    body = TEXT_TABLE.replace(b'"on, ""really""\r\non"', b'"x\r\n#datatype,y"')
    assert frame(body).strings("run_state") == ["x\r\n#datatype,y"]


def test_an_empty_answer_is_an_empty_frame() -> None:
    empty = frame(b"\r\n")
    assert len(empty) == 0
    assert empty.times().size == 0
    assert empty.strings("asset") == []


def test_an_error_table_in_a_good_answer_is_raised_with_its_text() -> None:
    body = TWO_TABLES + (
        b"#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,it broke,\r\n"
    )
    with pytest.raises(GatewayError, match="it broke"):
        frame(body)


def test_rows_are_numbered_by_the_combination_of_their_labels() -> None:
    codes, labels = frame(TWO_TABLES + TEXT_TABLE).codes("asset", "run_state")
    assert [labels[code] for code in codes] == [("A", ""), ("A", ""), ("B", ""), ("A", 'on, "really"\r\non')]


def test_many_labels_in_few_rows_are_numbered_alike() -> None:
    rows = b"".join(b",,0,2026-01-01T00:00:00Z,%d,A%d\r\n" % (number, number % 7) for number in range(40))
    head = TWO_TABLES[: TWO_TABLES.index(b",,0")].replace(b"double", b"string")
    answer = frame(head + rows)
    codes, labels = answer.codes("asset", "_value")
    assert [labels[code] for code in codes] == [(f"A{number % 7}", str(number)) for number in range(40)]
    codes, labels = answer.codes("asset")
    assert [labels[code] for code in codes] == [(f"A{number % 7}",) for number in range(40)]


def test_rows_with_a_text_are_told() -> None:
    assert frame(TWO_TABLES).equal("asset", "A").tolist() == [True, True, False]
    assert frame(TWO_TABLES).equal("nope", "A").tolist() == [False] * 3


def test_a_column_that_no_table_has_is_all_missing() -> None:
    answer = frame(TWO_TABLES)
    assert np.isnan(answer.floats("nope")).all()
    assert answer.strings("nope") == ["", "", ""]


def test_a_text_larger_than_what_is_read_at_once_keeps_no_row_from_being_read() -> None:
    (block,) = parse(TEXT_TABLE.replace(b'"on, ""really""\r\non"', b"x" * 3_000_000))
    assert len(block.rows.column("run_state")[0].as_py()) == 3_000_000


def test_a_text_that_is_no_utf8_keeps_no_row_from_being_read() -> None:
    assert frame(TEXT_TABLE.replace(b'"on, ""really""\r\non"', b"o\xffn")).strings("run_state") == ["o\ufffdn"]


@pytest.mark.parametrize(
    "body",
    [
        TWO_TABLES.replace(b"1.5", b"plenty"),
        TWO_TABLES.replace(b"double", b"wavelet"),
        TWO_TABLES.replace(b",1.5,A", b",1.5"),
        TWO_TABLES.replace(b"2026-01-01T00:00:10Z", b"9999-01-01T00:00:10Z"),
        b"#datatype,string\r\n",
        b"<html>no</html>",
        b"\xff\xfe",
    ],
)
def test_an_answer_that_is_no_annotated_csv_is_an_error_of_the_store(body: bytes) -> None:
    with pytest.raises(GatewayError, match="no annotated CSV"):
        frame(body)


def test_a_column_of_numbers_in_one_table_and_texts_in_another_becomes_text() -> None:
    words = TEXT_TABLE.replace(b"run_state", b"_value")
    flags = TWO_TABLES.replace(b"double", b"boolean").replace(b"1.5", b"true").replace(b",2,", b",false,")
    assert frame(TWO_TABLES + words).strings("_value") == ["1.5", "", "2", 'on, "really"\r\non']
    assert frame(TWO_TABLES + flags).strings("_value") == ["1.5", "", "2", "true", "", "false"]
    assert np.isnan(frame(TWO_TABLES + words).floats("_value")).all()


def test_a_column_of_integers_in_one_table_and_floats_in_another_is_of_floats() -> None:
    whole = TWO_TABLES.replace(b"double", b"unsignedLong").replace(b"1.5", b"18446744073709551615")
    np.testing.assert_array_equal(frame(TWO_TABLES + whole).floats("_value"), [1.5, np.nan, 2, 2.0**64, np.nan, 2])
