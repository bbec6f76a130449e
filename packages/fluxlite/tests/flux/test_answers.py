"""The shape of answers: annotated CSV, its dialects, several results, errors after the first rows."""

import re

import pytest

from fluxlite.flux import Dialect, FluxError, Limits, execute
from tests.flux.asking import ANNOTATED, NOW, READ, answer, catalog, error, made, rows, values

MIXED = catalog("m,t=a g=1i 0", "m,t=a g=2i 1", 'm,t=b s="x" 0', "m,t=c g=5i 0")


def test_a_new_schema_starts_a_new_section_and_tables_count_on() -> None:
    text = answer(READ + ' |> last() |> keep(columns: ["t", "_value"])', MIXED, ANNOTATED)
    assert text == (
        "#datatype,string,long,long,string\r\n#group,false,false,false,true\r\n#default,_result,,,\r\n"
        ",result,table,_value,t\r\n,,0,2,a\r\n\r\n"
        "#datatype,string,long,string,string\r\n#group,false,false,false,true\r\n#default,_result,,,\r\n"
        ",result,table,_value,t\r\n,,1,x,b\r\n\r\n"
        "#datatype,string,long,long,string\r\n#group,false,false,false,true\r\n#default,_result,,,\r\n"
        ",result,table,_value,t\r\n,,2,5,c\r\n\r\n"
    )


def test_an_empty_table_stands_in_the_defaults() -> None:
    flux = READ + ' |> filter(fn: (r) => r._time < 2020-01-01, onEmpty: "keep") |> keep(columns: ["t", "_value"])'
    text = answer(flux, catalog("m,t=a f=1 0"), ANNOTATED)
    assert text == (
        "#datatype,string,long,double,string\r\n#group,false,false,false,true\r\n#default,_result,0,,a\r\n"
        ",result,table,_value,t\r\n\r\n"
    )


def test_a_result_without_tables_is_one_blank_line() -> None:
    assert answer(READ, catalog(), ANNOTATED) == "\r\n"


def test_results_follow_each_other_by_name() -> None:
    flux = made("{_value: 1}") + ' |> yield(name: "a") |> map(fn: (r) => ({v: r._value})) |> yield(name: "b")'
    assert answer(flux) == ",result,table,_value\r\n,a,0,1\r\n\r\n,result,table,v\r\n,b,0,1\r\n\r\n"


def test_an_error_after_the_first_rows_is_a_table() -> None:
    text = answer(READ + " |> mean()", MIXED, ANNOTATED)
    assert text.endswith(
        ",,0,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,1.5,g,m,a\r\n\r\n"
        "#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n"
        ",unsupported input type for mean aggregate: string,\r\n"
    )


def test_an_error_of_a_function_that_waits_for_all_tables_comes_first() -> None:
    found = error(READ + " |> stddev()", MIXED)
    assert found.message == "runtime error @1:88-1:96: stddev: unsupported aggregate column type string"


def test_grouping_series_of_two_types_stops_at_the_first_that_does_not_fit() -> None:
    flaw = "schema collision: cannot group integer and string types together"
    text = answer(READ + " |> group()", MIXED)
    assert text.endswith(f",error,reference\r\n,{flaw},\r\n")
    assert len(text.splitlines()) == 6
    assert error(READ + " |> group() |> sum()", MIXED).message == flaw
    assert error(READ + ' |> group() |> keep(columns: ["_value"])', MIXED).message.endswith(f": keep: {flaw}")


def test_series_of_any_types_are_counted_together() -> None:
    assert rows(READ + " |> group() |> count()", MIXED) == ["4"]
    assert rows(READ + " |> group() |> count()", MIXED, pushdown=False) == ["4"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1e300", "1" + "0" * 300),
        ("-0.0", "-0"),
        ("100000.0", "100000"),
        ("0.0000001", "0.0000001"),
        ("123456789012345680.0", "123456789012345680"),
        ("5.0", "5"),
    ],
)
def test_floats_are_written_without_exponent_and_with_the_fewest_digits(value: str, text: str) -> None:
    assert rows(values(value)) == [text]


def test_cells_are_quoted_as_go_quotes_them() -> None:
    text = answer(made(r'{a: "x,y", b: "say \"hi\"", c: " lead", d: "two\nlines", e: "plain; text", f: ""}'))
    assert text.splitlines(keepends=True)[1] == ',_result,0,"x,y","say ""hi"""," lead","two\r\n'
    assert text.splitlines(keepends=True)[2] == 'lines",plain; text,\r\n'


def test_the_dialect_decides_delimiter_header_and_annotations() -> None:
    dialect = Dialect.parse({"delimiter": ";", "header": False, "annotations": ["datatype"]})
    assert answer(made('{a: "x;y"}'), dialect=dialect) == '#datatype;string;long;string\r\n;_result;0;"x;y"\r\n\r\n'


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"annotations": ["type"]}, "unknown dialect annotation type: type"),
        ({"delimiter": ";;"}, "invalid dialect delimeter: must be length 1"),
        ({"delimiter": "é"}, "invalid dialect delimeter: must be length 1"),
        ({"delimiter": "\n"}, "invalid dialect delimeter: must not be a line break"),
        ({"commentPrefix": "//"}, "invalid dialect comment prefix: must be length 0 or 1"),
        ({"dateTimeFormat": "unix"}, "unknown dialect date time format: unix"),
    ],
)
def test_a_dialect_that_influxdb_refuses_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(FluxError) as caught:
        Dialect.parse(given)
    assert caught.value.message == f"failed to decode request body: {message}"


def test_parameters_come_as_a_syntax_tree() -> None:
    extern = {
        "body": [
            {
                "type": "OptionStatement",
                "assignment": {
                    "type": "VariableAssignment",
                    "id": {"type": "Identifier", "name": "least"},
                    "init": {"type": "FloatLiteral", "value": 2.0},
                },
            }
        ]
    }
    flux = READ + " |> filter(fn: (r) => r._value >= least)"
    assert rows(flux, catalog("m f=1 0", "m f=2 1"), extern=extern) == ["2"]
    wrong = error(flux, extern={"body": [{"type": "Nonsense"}]})
    assert wrong.message.startswith("compilation failed: extern json parse error: unknown variant `Nonsense`")


def test_a_query_that_asks_for_too_much_is_refused_clearly() -> None:
    data = catalog(*(f"m f={n} {n}" for n in range(50)))
    for flux, limits, text in (
        (READ, Limits(rows=10), "gives 50 rows, more than 10 are not allowed"),
        (READ + " |> aggregateWindow(every: 1ns, fn: mean)", Limits(windows=1000), "more than 1000 are not allowed"),
        (READ, Limits(seconds=0.0), "query took longer than 0 seconds"),
    ):
        with pytest.raises(FluxError) as caught:
            b"".join(execute(flux, catalog=data, now=NOW, dialect=Dialect(), limits=limits))
        assert caught.value.code == "unprocessable entity"
        assert text in caught.value.message


LONG = 'a = "0123456789"\nb = a + a + a + a\nc = "${b}${b}${b}"\n'
KEYED = f"a = {READ} |> group() |> map(fn: (r) => ({{k: 1, v: r._value, time: r._time, t: string(v: r._value)}}))\n"


@pytest.mark.parametrize(
    ("flux", "what"),
    [
        (LONG + READ + " |> map(fn: (r) => ({r with t: string(v: r._value) + c + c + c + c}))", "a text"),
        (LONG + READ + ' |> map(fn: (r) => ({r with t: "${r._value}${c}${c}${c}${c}"}))', "a text"),
        (KEYED + 'join(tables: {a: a, b: a}, on: ["k"])', "join"),
        (
            'import "join"\n' + KEYED + "join.inner(left: a, right: a, on: (l, r) => l.k == r.k, "
            "as: (l, r) => ({l with w: r.v}))",
            "join",
        ),
        (KEYED + 'a |> pivot(rowKey: ["time"], columnKey: ["t"], valueColumn: "v")', "pivot"),
    ],
)
def test_what_would_need_too_much_memory_is_refused_before_it_is_made(flux: str, what: str) -> None:
    data = catalog(*(f"m f={n} {n}" for n in range(50)))
    found = error(flux, data, limits=Limits(bytes=10_000))
    assert found.code == "unprocessable entity"
    assert re.search(rf"\b{what} needs \d+ bytes, more than 10000 are not allowed", found.message)


def test_calls_that_double_end_when_the_time_is_up() -> None:
    calls = "\n".join(f"f{n + 1} = (n) => f{n}(n: n) + f{n}(n: n)" for n in range(40))
    flux = f'import "array"\nf0 = (n) => n\n{calls}\narray.from(rows: [{{v: f40(n: 1)}}])'
    assert error(flux, limits=Limits(seconds=0.2)).message == "query took longer than 0.2 seconds"


def test_an_empty_script_is_no_query() -> None:
    assert error("").message == "failed to decode request body: request body requires either query or AST"
