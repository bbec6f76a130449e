"""Tables that a script brings along: `csv.from` and `array.from`. The answers are a real InfluxDB 2.9.1's."""

import pytest

from tests.flux.asking import answer, error, made, rows

HEAD = "#datatype,string,long,long,string\n#group,false,false,false,true\n#default,_result,,,\n,result,table,v,k\n"


def annotated(*lines: str, head: str = HEAD) -> str:
    """A stream of annotated CSV."""
    return f'import "csv"\ncsv.from(csv: "{head}' + "\n".join(lines) + '\n")'


def test_a_new_table_number_begins_a_table_whose_key_its_first_row_gives() -> None:
    tables = annotated(",,7,1,a", ",,7,2,b", ",,,3,b", ",,8,4,d", ",,7,5,c")
    wanted = [("a", "1"), ("b", "2"), ("b", "3"), ("c", "5"), ("d", "4")]
    assert sorted(rows(tables, columns="k v")) == wanted
    assert sorted(rows(tables + ' |> sum(column: "v")', columns="k v")) == [("a", "6"), ("c", "5"), ("d", "4")]
    assert sorted(rows(tables + ' |> group(columns: ["v"])', columns="k v")) == wanted


def test_times_beyond_the_year_2262_begin_again_from_the_other_end() -> None:
    head = "#datatype,string,long,dateTime:RFC3339\n#group,false,false,false\n#default,_result,,\n,result,table,t\n"
    assert rows(annotated(",,0,2600-07-21T23:34:33.709551615Z", head=head), columns="t") == [
        "2015-12-31T23:59:59.999999999Z"
    ]


def test_so_do_times_that_are_written_in_a_script() -> None:
    text = 'import "array"\narray.from(rows: [{t: 1026-01-01}, {t: 3026-01-01}])'
    assert rows(text, columns="t") == ["2195-02-08T23:09:07.419103232Z", "1856-11-22T00:50:52.580896768Z"]


def test_a_second_result_is_an_error_behind_the_tables_of_the_first() -> None:
    second = HEAD.replace("_result", "other").splitlines()
    text = answer(annotated(",,0,1,a", *second, ",,0,2,b"))
    assert text.startswith(",result,table,v,k\r\n,_result,0,1,a\r\n")
    assert "error in csv.from(): csv.from() can only parse 1 result" in text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (annotated(",,0,1"), "error in csv.from(): wrong number of fields"),
        (
            annotated(",,0,1", head=",result,table,v\n"),
            "error in csv.from(): failed to read metadata: missing expected annotation datatype. consider using the "
            'mode: "raw" for csv that is not expected to have annotations.',
        ),
    ],
)
def test_csv_that_cannot_be_read_is_refused_with_its_flaw(source: str, message: str) -> None:
    assert error(source).message == message


def test_an_array_without_records_is_an_error_even_if_nobody_reads_it() -> None:
    flux = 'import "array"\nx = array.from(rows: [])\narray.from(rows: [{a: 1}])'
    assert error(flux).message == 'error calling function "from" @2:5-2:25: rows must be non-empty'


def test_date_time_gives_what_the_clocks_of_a_location_show() -> None:
    head = 'import "date"\nimport "timezone"\n'
    options = (
        '\noption location = timezone.location(name: "America/Los_Angeles")\noption now = () => 2021-03-14T09:00:00Z'
    )
    times = ("2021-03-14T11:00:00Z", "2021-03-14T02:30:00Z", "-1d", "1d")
    shown = rows(head + made(*(f"{{t: date.time(t: {time})}}" for time in times)) + options, columns="t")
    assert shown == ["2021-03-14T04:00:00Z", "2021-03-13T18:30:00Z", "2021-03-13T01:00:00Z", "2021-03-15T02:00:00Z"]


def test_a_fixed_offset_may_have_months() -> None:
    option = "option location = timezone.fixed(offset: -2mo2w)"
    cut = "range(start: 2016-01-01T00:00:00Z, stop: 2019-01-01T00:00:00Z) |> window(every: 1y)"
    table = made("{_time: 2017-03-12T01:45:00Z}", "{_time: 2017-11-05T01:45:00Z}")
    assert rows(f'import "timezone"\n{table} |> {cut}\n{option}', columns="_start _stop") == [
        ("2016-03-15T00:00:00Z", "2017-03-15T00:00:00Z"),
        ("2017-03-15T00:00:00Z", "2018-03-15T00:00:00Z"),
    ]


def test_rows_without_one_of_the_values_do_not_count_in_a_covariance() -> None:
    head = (
        "#datatype,string,long,double,double\n#group,false,false,false,false\n#default,_result,,,\n,result,table,x,y\n"
    )
    table = annotated(",,0,1,2", ",,0,,4", ",,0,3,7", ",,0,4,7", head=head)
    assert rows(table + ' |> covariance(columns: ["x", "y"], pearsonr: true)') == ["0.9449111825230682"]
