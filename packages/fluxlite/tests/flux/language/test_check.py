"""What is refused before anything runs, with InfluxDB's texts and places."""

import pytest

from tests.flux.asking import READ, answer, catalog, error, made


@pytest.mark.parametrize(
    ("flux", "message"),
    [
        ("nope", "error @1:1-1:5: undefined identifier nope"),
        ('1 + "a"', "error @1:5-1:8: expected int but found string"),
        ('1 == 1 and "a"', "error @1:12-1:15: expected bool but found string"),
        ("true < false", "error @1:1-1:5: bool is not Comparable\n\nerror @1:8-1:13: bool is not Comparable"),
        ("true + true", "error @1:1-1:12: bool is not Addable"),
        ('-"a"', "error @1:2-1:5: string is not Negatable"),
        ("if 1 then 2 else 3", "error @1:4-1:5: expected bool but found int"),
        ("if true then 2 else 3.0", "error @1:21-1:24: expected int but found float"),
        ('from(bucket: 1)', "error @1:14-1:15: expected string but found int (argument bucket)"),
        ("x = {a: 1}\ny = x.b", "error @2:5-2:6: record is missing label b"),
        ('import "nowhere"\nbuckets()', "error @1:1-1:17: invalid import path nowhere"),
        ("f = (a) => a\nf(b: 1)", "error @2:6-2:7: found unexpected argument b (Expected `a`)\n\n"
         "error @2:1-2:8: missing required argument a"),
        ('buckets() |> keep(columns: [1])', "error @1:28-1:31: expected string but found int (argument columns)"),
        ('buckets() |> filter(fn: (r) => "x")',
         "error @1:25-1:35: expected bool but found string (argument fn)"),
        ('buckets() |> filter(fn: (r) => r.a == nope)', "error @1:39-1:43: undefined identifier nope"),
        ("1 2", "error in query specification while starting program: this Flux script returns no streaming data. "
         'Consider adding a "yield" or invoking streaming functions directly, without performing an assignment'),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_place(flux: str, message: str) -> None:
    found = error(flux)
    assert (found.code, found.message) == ("invalid", message)


def test_all_problems_of_a_script_are_reported_together() -> None:
    message = error("a = nope\nb = nada\nbuckets() |> limit(m: 1)").message
    assert message.count("\n\n") == 3
    assert "missing required argument n" in message


@pytest.mark.parametrize(
    ("flux", "what"),
    [
        ("buckets() |> holtWinters(n: 1, interval: 1s)", "@1:14-1:25: holtWinters"),
        ('import "sql"\nbuckets()', '@1:1-1:13: package "sql"'),
        ('import "date"\nx = date.nothing', "record is missing label nothing"),
        ('import "strings"\nx = strings.isLetter(v: "a")', "@2:5-2:21: strings.isLetter"),
        ("option task = {name: \"x\"}\noption monitor.log = 1\nbuckets()", "option monitor.log"),
        ("builtin f : int", "the builtin statement"),
    ],
)  # fmt: skip
def test_what_flux_has_and_we_do_not_is_refused_by_name(flux: str, what: str) -> None:
    found = error(flux)
    assert found.code == ("invalid" if "missing label" in what else "not implemented")
    assert what in found.message


def test_names_that_no_flux_has_are_undefined_not_unsupported() -> None:
    assert error("buckets() |> holtSummers()").code == "invalid"


def test_the_plan_is_checked_in_the_order_of_influxdb() -> None:
    data = catalog("m f=1 0")
    unbounded = error('from(bucket: "b")', data)
    assert unbounded.message == (
        'error in building plan while starting program: cannot submit unbounded read to "b"; '
        "try bounding 'from' with a call to 'range'"
    )
    assert error('from(bucket: "x") |> filter(fn: (r) => true)').message.startswith("error in building plan")
    missing = error('from(bucket: "x") |> range(start: 0)')
    assert (missing.code, missing.message) == (
        "not found",
        'failed to initialize execute state: could not find bucket "x"',
    )
    empty = error('from(bucket: "x") |> range(start: 2026-01-01, stop: 2026-01-01)')
    assert empty.message.endswith("cannot query an empty range")


def test_a_result_name_may_be_given_once() -> None:
    table = made("{_value: 1}")
    twice = error(table + ' |> yield(name: "a")\nbuckets() |> yield(name: "a")')
    assert twice.message.endswith('found more than one call to yield() with the name "a"')
    assert error(table + "\nbuckets()").message == (
        'failed to initialize execute state: tried to produce more than one result with the name "_result"'
    )


def test_a_function_of_the_script_takes_streams_and_defaults() -> None:
    script = (
        "loud = (tables=<-, least=1.0) => tables |> filter(fn: (r) => r._value >= least)\n"
        + READ
        + ' |> loud(least: 2.0) |> keep(columns: ["_value"])'
    )
    assert answer(script, catalog("m f=1 0", "m f=2 1")).count(",2\r\n") == 1


def test_functions_that_call_each_other_for_ever_cannot_be_written() -> None:
    assert "undefined identifier f" in error("f = (n) => f(n: n + 1)\nx = f(n: 1)\nbuckets()").message


def test_an_order_with_equality_wants_both_of_its_operands() -> None:
    flux = 'import "array"\narray.from(rows: [{v: /a/ >= "a"}])'
    place = "error @2:23-2:26: regexp is not"
    assert error(flux).message == f"{place} Equatable\n\n{place} Comparable"
