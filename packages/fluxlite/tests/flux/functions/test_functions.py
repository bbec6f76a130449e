"""Each function's corners."""

import pytest

from fluxlite.flux import FluxError
from tests.flux.asking import ANNOTATED, READ, answer, catalog, error, made, rows, values


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("difference()", ["", "", "3"]),
        ("difference(keepFirst: true)", ["", "", "", "3"]),
        ("derivative(unit: 1m)", ["", "", "1.5"]),
        ("derivative(unit: 1m, nonNegative: true)", ["", "", "1.5"]),
        ("cumulativeSum()", ["0", "1", "1", "5"]),
        ("increase()", ["0", "0", "0", "3"]),
        ("movingAverage(n: 2)", ["1", "1", "4"]),
        ("exponentialMovingAverage(n: 2)", ["1", "1", "3"]),
        ("fill(value: 0.0)", ["0", "1", "0", "4"]),
        ("fill(usePrevious: true)", ["", "1", "1", "4"]),
    ],
)
def test_changes_over_time_with_nulls_between(call: str, wanted: list[str]) -> None:
    assert rows(values(None, 1.0, None, 4.0) + f" |> {call}") == wanted


def test_a_counter_that_starts_again_still_rises() -> None:
    assert rows(values(5, 7, 2, 3, kind="long") + " |> increase()") == ["0", "2", "4", "5"]
    assert rows(values(5, 7, 2, kind="long") + " |> difference(nonNegative: true)") == ["2", ""]


def test_differences_of_unsigned_numbers_may_be_negative() -> None:
    assert rows(values(5, 3, kind="unsignedLong") + " |> difference()") == ["-2"]


def test_time_runs_forward_in_a_derivative() -> None:
    table = made("{_time: 2026-01-02T00:00:00Z, _value: 1.0}", "{_time: 2026-01-01T00:00:00Z, _value: 2.0}")
    assert error(table + " |> derivative()").message.endswith("derivative found out-of-order times in time column")


def test_elapsed_counts_whole_units_since_the_row_before() -> None:
    assert rows(values(1, 2, 3) + " |> elapsed(unit: 10s)", columns="elapsed") == ["6", "6"]


def test_states_are_counted_and_timed_until_they_end() -> None:
    table = values(1, 5, 6, 1, 7)
    flux = table + " |> stateCount(fn: (r) => r._value > 4.0) |> stateDuration(fn: (r) => r._value > 4.0, unit: 1m)"
    assert rows(flux, columns="stateCount stateDuration") == [
        ("-1", "-1"),
        ("1", "0"),
        ("2", "1"),
        ("-1", "-1"),
        ("1", "0"),
    ]


def test_an_integral_is_the_area_of_trapezia() -> None:
    data = catalog("m f=0 0", "m f=60 1", "m f=60 2")
    assert rows(READ + " |> integral(unit: 1m)", data) == ["90"]
    assert error(values(1.0) + " |> integral()").message.endswith("needs _start column to be part of group key")


def test_times_shift_by_calendar_months() -> None:
    flux = made("{_time: 2026-01-31T06:00:00Z}") + ' |> timeShift(duration: 1mo, columns: ["_time"])'
    assert rows(flux, columns="_time") == ["2026-02-28T06:00:00Z"]


def test_quantiles_by_their_three_methods() -> None:
    table = values(*range(1, 12))
    for method, wanted in {"estimate_tdigest": "10.4", "exact_mean": "10", "exact_selector": "10"}.items():
        assert rows(f'{table} |> quantile(q: 0.9, method: "{method}")') == [wanted]
    assert "quantile must be between 0 and 1" in error(table + " |> quantile(q: 1.5)").message


def test_a_large_sample_is_estimated_close_to_its_quantile() -> None:
    data = catalog(*(f"m f={number * 7919 % 5000} {number / 100}" for number in range(5000)))
    (found,) = rows(READ + " |> quantile(q: 0.25)", data)
    assert float(found) == pytest.approx(1250, abs=5)


def test_deviations_of_a_constant_are_exactly_zero() -> None:
    table = values(0.1, 0.1, 0.1)
    assert rows(table + " |> stddev()") == ["0"]
    assert rows(values(1, 2, 3, 4) + ' |> stddev(mode: "population")') == ["1.118033988749895"]
    assert rows(values(1.0) + " |> stddev()") == ["NaN"]


def test_a_histogram_counts_at_or_below_each_bound() -> None:
    assert rows(values(0, 1, 2) + " |> histogram(bins: [0.0, 1.0, 4.0])", columns="le _value") == [
        ("0", "1"),
        ("1", "2"),
        ("4", "3"),
    ]
    assert "found value greater than any bin" in error(values(0, 5) + " |> histogram(bins: [0.0, 1.0])").message


def test_pivot_makes_columns_by_type_and_the_last_value_of_a_cell_stays() -> None:
    data = catalog("m g=1i 0", "m f=1.5 0", 'm s="x" 1', "m f=2.5 1")
    flux = READ + ' |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'
    assert rows(flux, data, "_time f g s") == [
        ("2026-01-01T00:00:00Z", "1.5", "1", ""),
        ("2026-01-01T00:01:00Z", "2.5", "", "x"),
    ]
    doubled = (
        made('{k: 1, c: "a", v: 1}', '{k: 1, c: "a", v: 2}')
        + ' |> pivot(rowKey: ["k"], columnKey: ["c"], valueColumn: "v")'
    )
    assert rows(doubled, columns="k a") == [("1", "2")]


def test_pivot_gives_each_group_only_its_own_columns() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b g=2 0")
    flux = READ + ' |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'
    assert rows(flux, data, "t f g") == [("a", "1", "-"), ("b", "-", "2")]


def test_map_may_change_the_key_and_drops_columns_that_are_always_null() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b f=2 0")
    flux = READ + ' |> map(fn: (r) => ({r with t: if r._value > 1.5 then "high" else "low", gone: r.nothing}))'
    text = answer(flux + ' |> keep(columns: ["t", "_value", "gone"])', data, ANNOTATED)
    assert "#group,false,false,false,true\r\n" in text
    assert "gone" not in text
    assert rows(flux, data, "t _value") == [("low", "1"), ("high", "2")]


def test_reduce_folds_rows_of_each_table() -> None:
    flux = values(1, 2, 4) + (
        " |> reduce(identity: {n: 0, product: 1.0}, "
        "fn: (r, accumulator) => ({n: accumulator.n + 1, product: accumulator.product * r._value}))"
    )
    assert rows(flux, columns="n product") == [("3", "8")]


def test_rows_that_have_no_column_form_are_computed_one_by_one() -> None:
    table = made('{t: 2026-01-01T00:00:00Z, d: "1h"}', '{t: 2026-01-01T00:00:00Z, d: "1mo"}')
    flux = 'import "date"\n' + table + " |> map(fn: (r) => ({v: date.add(d: duration(v: r.d), to: r.t)}))"
    assert rows(flux, columns="v") == ["2026-01-01T01:00:00Z", "2026-02-01T00:00:00Z"]


def test_union_keeps_what_only_one_side_has_as_null() -> None:
    flux = (
        'import "array"\na = array.from(rows: [{v: 1, x: "a"}])\nb = array.from(rows: [{v: 2}])\nunion(tables: [a, b])'
    )
    assert sorted(rows(flux, columns="v x")) == [("1", "a"), ("2", "")]


def test_the_old_join_pairs_rows_and_names_shared_columns_after_their_streams() -> None:
    flux = (
        'import "array"\na = array.from(rows: [{k: 1, v: "x"}, {k: 2, v: "y"}])\n'
        'b = array.from(rows: [{k: 2, v: "p"}, {k: 2, v: "q"}, {k: 3, v: "r"}])\n'
        'join(tables: {a: a, b: b}, on: ["k"])'
    )
    assert rows(flux, columns="k v_a v_b") == [("2", "y", "p"), ("2", "y", "q")]


@pytest.mark.parametrize(
    ("other", "what"), [("1", "int"), ('"x"', "string"), ("from", "function"), ("{c: a}", "object")]
)
def test_the_old_join_wants_streams(other: str, what: str) -> None:
    flux = f'import "array"\na = array.from(rows: [{{k: 1}}])\njoin(tables: {{a: a, b: {other}}}, on: ["k"])'
    with pytest.raises(FluxError, match=f'expected "b" to be stream type; instead got {what}$'):
        rows(flux)


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("inner", [("2", "y", "p")]),
        ("left", [("1", "x", ""), ("2", "y", "p")]),
        ("right", [("2", "y", "p"), ("3", "", "r")]),
        ("full", [("1", "x", ""), ("2", "y", "p"), ("3", "", "r")]),
    ],
)
def test_the_join_package_keeps_what_its_method_says(method: str, wanted: list[tuple[str, ...]]) -> None:
    flux = (
        'import "array"\nimport "join"\nl = array.from(rows: [{k: 1, v: "x"}, {k: 2, v: "y"}])\n'
        'r = array.from(rows: [{k: 2, v: "p"}, {k: 3, v: "r"}])\n'
        f"join.{method}(left: l, right: r, on: (l, r) => l.k == r.k, "
        "as: (l, r) => ({k: if exists l.k then l.k else r.k, a: l.v, b: r.v}))"
    )
    assert rows(flux, columns="k a b") == wanted


def test_values_are_found_in_the_first_table_that_fits() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b f=5 0")
    find = f'least = ({READ} |> findRecord(fn: (key) => key.t == "b", idx: 0))._value\n'
    assert rows(find + READ + " |> filter(fn: (r) => r._value >= least)", data) == ["5"]
    none = f'all = {READ} |> findColumn(fn: (key) => key.t == "z", column: "_value")\n'
    count = " |> limit(n: 1) |> map(fn: (r) => ({n: length(arr: all)}))"
    assert rows(none + READ + count, data, "n") == ["0", "0"]
    missing = error(f'x = {READ} |> tableFind(fn: (key) => key.t == "z")\n{READ}', data)
    assert (missing.code, "no table found" in missing.message) == ("not found", True)


def test_the_schema_of_a_bucket_is_listed() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b,u=x g=1i 0", "n f=1 0")
    start = "start: 2026-01-01, stop: 2026-01-02"
    schema = 'import "influxdata/influxdb/schema"\nschema.'
    for call, wanted in {
        f'measurements(bucket: "b", {start})': ["m", "n"],
        f'tagValues(bucket: "b", tag: "t", {start})': ["a", "b"],
        f'fieldKeys(bucket: "b", predicate: (r) => r.t == "b", {start})': ["g"],
        f'tagKeys(bucket: "b", {start})': ["_start", "_stop", "_field", "_measurement", "t", "u"],
        f'measurementFieldKeys(bucket: "b", measurement: "n", {start})': ["f"],
        f'measurementTagValues(bucket: "b", measurement: "m", tag: "u", {start})': ["x"],
        'measurements(bucket: "b", start: 2020-01-01, stop: 2020-01-02)': [],
    }.items():
        assert rows(schema + call, data) == wanted


def test_buckets_are_listed_with_their_retention() -> None:
    assert rows("buckets()", catalog(), "name retentionPeriod") == [("b", "0")]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('int(v: "42")', "42"),
        ("int(v: -3.9)", "-3"),
        ("float(v: 3)", "3"),
        ("uint(v: 7)", "7"),
        ("bool(v: 1.0)", "true"),
        ('bool(v: "false")', "false"),
        ("string(v: 1.0)", "1"),
        ("string(v: 1h30m)", "1h30m"),
        ("string(v: 2026-01-01T00:00:00Z)", "2026-01-01T00:00:00.000000000Z"),
        ("time(v: 1000000000)", "1970-01-01T00:00:01Z"),
        ('time(v: "2026-01-01")', "2026-01-01T00:00:00Z"),
        ("int(v: 2026-01-01T00:00:00Z)", "1767225600000000000"),
        ('"${1 + 1} and ${true}"', "2 and true"),
        ('contains(value: "a", set: ["a", "b"])', "true"),
        ("2.0 ^ 10.0", "1024"),
        ("7 % 4", "3"),
        ("7.5 % 2.0", "1.5"),
        ("[1, 2, 3][1]", "2"),
        ("length(arr: [1, 2])", "2"),
    ],
)
def test_values_convert_and_compute(expression: str, wanted: str) -> None:
    assert rows(made("{v: " + expression + "}"), columns="v") == [wanted]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('int(v: "x")', 'cannot convert string "x" to int due to invalid syntax'),
        ("bool(v: 2)", "cannot convert int 2 to bool"),
        ("time(v: 1.5)", "cannot convert float to time"),
        ("[1][3]", "cannot access element 3 of array of length 1"),
    ],
)
def test_what_cannot_be_converted_is_an_error(expression: str, message: str) -> None:
    assert message in error(made("{a: 1}") + f" |> map(fn: (r) => ({{v: {expression}}}))").message


@pytest.mark.parametrize(
    ("package", "expression", "wanted"),
    [
        ("math", "math.abs(x: -1.5)", "1.5"),
        ("math", "math.round(x: -2.5)", "-3"),
        ("math", "math.round(x: 0.49999999999999994)", "0"),
        ("math", "math.pow(x: 2.0, y: 0.5)", "1.4142135623730951"),
        ("math", "math.mMax(x: 1.0, y: 2.0)", "2"),
        ("math", "math.maxint", "9223372036854775807"),
        ("strings", 'strings.toUpper(v: "łódź")', "ŁÓDŹ"),
        ("strings", 'strings.title(v: "a bcD")', "A BcD"),
        ("strings", 'strings.replaceAll(v: "aXbX", t: "X", u: "-")', "a-b-"),
        ("strings", 'strings.substring(v: "influx", start: 0, end: 3)', "inf"),
        ("strings", 'strings.trimSuffix(v: "a.csv", suffix: ".csv")', "a"),
        ("strings", 'strings.joinStr(arr: ["a", "b"], v: "/")', "a/b"),
        ("strings", 'length(arr: strings.split(v: "a,b,c", t: ","))', "3"),
        ("regexp", "regexp.findString(r: /b+/, v: \"abbc\")", "bb"),
        ("regexp", 'regexp.matchRegexpString(r: /^x/, v: "abc")', "false"),
        ("date", "date.hour(t: 2026-01-01T13:14:15Z)", "13"),
        ("date", "date.weekDay(t: 2026-01-01T00:00:00Z)", "4"),
        ("date", "date.week(t: 2026-01-01T00:00:00Z)", "1"),
        ("date", "date.yearDay(t: 2025-12-31T00:00:00Z)", "365"),
        ("date", "date.quarter(t: 2026-05-01T00:00:00Z)", "2"),
        ("date", "date.truncate(t: 2026-05-17T13:14:15Z, unit: 1mo)", "2026-05-01T00:00:00Z"),
        ("date", "date.truncate(t: 2026-05-17T13:14:15Z, unit: 1w)", "2026-05-14T00:00:00Z"),
        ("date", "date.sub(d: 1y, from: 2024-02-29T00:00:00Z)", "2023-02-28T00:00:00Z"),
        ("dict", 'dict.get(dict: ["a": 1], key: "b", default: 9)', "9"),
    ],
)  # fmt: skip
def test_functions_of_packages_give_their_values(package: str, expression: str, wanted: str) -> None:
    flux = f'import "{package}"\n' + made("{a: 1}") + f" |> map(fn: (r) => ({{v: {expression}}}))"
    assert rows(flux, columns="v") == [wanted]


def test_annotated_csv_becomes_tables_with_their_keys() -> None:
    text = answer(values(1.0, None, key="k") + " |> sum()", dialect=ANNOTATED)
    assert "#group,false,false,true,false\r\n" in text
    assert text.endswith(",,0,k,1\r\n\r\n")


def test_rows_are_written_to_a_bucket() -> None:
    data = catalog("m,t=a f=1.5 0")
    target = data.add("target")
    assert rows(READ + ' |> map(fn: (r) => ({r with _value: r._value * 2.0})) |> to(bucket: "target")', data) == ["3"]
    assert [(series.measurement, series.tags, series.field) for series in target.series()] == [
        ("m", (("t", "a"),), "f")
    ]
    assert error(READ + ' |> to(bucket: "nope")', data).code == "not found"


def test_a_device_that_went_silent_is_dead() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b f=1 9")
    flux = 'import "influxdata/influxdb/monitor"\n' + READ + " |> monitor.deadman(t: 2026-01-01T00:05:00Z)"
    assert rows(flux, data, "t dead") == [("a", "true"), ("b", "false")]


@pytest.mark.parametrize(
    ("zone", "now", "wanted"),
    [
        ("Europe/Berlin", "2026-03-29T22:30:00Z", "2026-03-29T22:00:00Z"),
        ("Europe/Berlin", "2026-03-29T21:30:00Z", "2026-03-28T23:00:00Z"),  # the day on which clocks go forward
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z"),  # and back
        ("America/New_York", "2026-01-01T00:30:00Z", "2025-12-31T05:00:00Z"),
        ("UTC", "2026-03-29T22:30:00Z", "2026-03-29T00:00:00Z"),
    ],
)
def test_today_begins_at_midnight_of_the_location(zone: str, now: str, wanted: str) -> None:
    flux = (
        f'import "array"\nimport "timezone"\noption now = () => {now}\n'
        f'option location = timezone.location(name: "{zone}")\narray.from(rows: [{{v: today()}}])'
    )
    assert rows(flux, columns="v") == [wanted]
