"""The harness itself, on a checkout of our own: what it finds, what it leaves out, and that it sees differences."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.upstream.buckets import Shelf, shelf
from tests.upstream.verdicts import Verdict, judged, listed

PATH = "stdlib/harness_test.flux"
HEAD = """package harness_test

import "array"
import "influxdata/influxdb/schema"
import "math"
import "testing"
import "testing/expect"
import "internal/debug"
import "planner"

option planner.disablePhysicalRules = ["PushDownBareAggregateRule"]

points = [
    {_time: 2026-01-01T00:00:00Z, _measurement: "m", _field: "f", t: "a", _value: 1.0},
    {_time: 2026-01-01T00:01:00Z, _measurement: "m", _field: "f", t: "a", _value: 2.0},
]
loaded = () => array.from(rows: points) |> group(columns: ["_measurement", "_field", "t"]) |> testing.load()
    |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)
summed = () => loaded() |> sum() |> keep(columns: ["_value"])
mixed = () => math.gamma(x: 1.0)
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Shelf]:
    with shelf(tmp_path / "store") as found:
        yield found


def verdicts(folder: Path, store: Shelf, *cases: str) -> dict[str, Verdict]:
    """What comes of cases that stand in one file, by their names."""
    file = folder / "checkout" / PATH
    file.parent.mkdir(parents=True)
    file.write_text(HEAD + "\n".join(cases), encoding="utf-8")
    found = judged([folder / "checkout"], store)
    return {verdict.title.removeprefix(f"{PATH} "): verdict for verdict in found}


def test_a_case_that_loads_data_runs_in_process_and_through_a_bucket(tmp_path: Path, store: Shelf) -> None:
    case = "testcase sums { testing.diff(got: summed(), want: array.from(rows: [{_value: 3.0}])) }"
    found = verdicts(tmp_path, store, case)
    assert found.keys() == {"sums", "sums (bucket)"}
    assert all(verdict.rule is None and verdict.flaw is None for verdict in found.values())


@pytest.mark.parametrize(
    ("want", "flaw"),
    [
        ("[{_value: 3.1}]", "row 0"),
        ("[{_value: 3}]", "row 0"),
        ("[{_value: 3.0, more: 1}]", "row 0"),
        ("[{_value: 3.0}, {_value: 3.0}]", "1 rows, wanted 2"),
        ('[{_value: 3.0}]) |> group(columns: ["_value"]', "table {_value=3.0}: 0 rows, wanted 1"),
    ],
)
def test_a_difference_in_value_type_column_rows_or_key_is_seen(
    tmp_path: Path, store: Shelf, want: str, flaw: str
) -> None:
    found = verdicts(
        tmp_path, store, f"testcase sums {{ testing.diff(got: summed(), want: array.from(rows: {want})) }}"
    )
    assert all(flaw in str(verdict.flaw) for verdict in found.values())


def test_null_cells_missing_columns_and_almost_equal_floats_are_no_difference(tmp_path: Path, store: Shelf) -> None:
    wanted = 'array.from(rows: [{_value: 3.0000005, none: debug.null(type: "int")}])'
    found = verdicts(tmp_path, store, f"testcase sums {{ testing.diff(got: summed(), want: {wanted}) }}")
    assert [verdict.flaw for verdict in found.values()] == [None, None]


def test_a_case_that_reaches_what_is_not_supported_is_left_out_by_name(tmp_path: Path, store: Shelf) -> None:
    found = verdicts(
        tmp_path,
        store,
        "testcase function { testing.assertEqualValues(got: mixed(), want: 1.0) }",
        "testcase argument { testing.diff(got: summed() |> sum(columns: []), want: summed()) }",
        "testcase option_ { option array.from = 1 testing.diff(got: summed(), want: summed()) }",
    )
    assert {name: verdict.rule for name, verdict in found.items()} == {
        "function": "calls what is not supported: math.gamma",
        "argument": "calls what is not supported: sum(columns:)",
        "option_": "calls what is not supported: array.from as an option",
    }


def test_a_case_may_extend_another_and_expect_things_of_the_planner(tmp_path: Path, store: Shelf) -> None:
    found = verdicts(
        tmp_path,
        store,
        "testcase parent { testing.assertEqualValues(got: 1 + 1, want: 2) }",
        'testcase child extends "flux/harness_test.parent" { expect.planner(rules: ["PushDownRule": 1]) super() }',
        'testcase orphan extends "flux/nowhere_test.parent" { super() }',
    )
    assert found["parent"] == Verdict(f"{PATH} parent")
    assert found["child"] == Verdict(f"{PATH} child")
    assert "not in the checkouts" in str(found["orphan"].rule)


def test_a_case_may_put_its_data_in_the_place_of_a_bucket(tmp_path: Path, store: Shelf) -> None:
    body = 'schema.measurements(bucket: "bucket", start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)'
    case = f'testcase asks {{ testing.diff(got: {body}, want: array.from(rows: [{{_value: "m"}}])) }}'
    option = "option schema._from = (bucket) => array.from(rows: points) |> testing.load()\n"
    found = verdicts(tmp_path, store, option + case)
    assert found == {"asks (bucket)": Verdict(f"{PATH} asks (bucket)")}


def test_a_case_may_want_an_error_with_a_certain_text(tmp_path: Path, store: Shelf) -> None:
    body = "testing.shouldError(fn: () => array.from(rows: []), want: /{}/)"
    found = verdicts(
        tmp_path,
        store,
        f"testcase right {{ {body.format('must be non-empty')} }}",
        f"testcase wrong {{ {body.format('something else')} }}",
        "testcase none { testing.shouldError(fn: () => 1, want: /x/) }",
    )
    assert found["right"].flaw is None
    assert "non-empty" in str(found["wrong"].flaw)
    assert found["none"].flaw == "shouldError expected an error"


def test_a_case_that_compares_nothing_has_not_passed(tmp_path: Path, store: Shelf) -> None:
    found = verdicts(tmp_path, store, "testcase idle { array.from(rows: [{a: 1}]) }")
    assert found["idle"].flaw == "the case asserts nothing"


def test_a_file_that_cannot_be_read_is_left_out_with_its_error(tmp_path: Path, store: Shelf) -> None:
    found = verdicts(tmp_path, store, "testcase broken { x = }")
    assert "cannot be read" in str(found["(all)"].rule)


def test_the_committed_list_names_each_run_once_and_has_a_reason_for_each_skip() -> None:
    reasons = [reason for reason in listed().values() if reason is not None]
    assert len(listed()) > 800
    assert all(len(reason) > 20 for reason in reasons)
