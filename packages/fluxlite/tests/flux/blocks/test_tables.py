"""Group keys, windows and selections: which tables there are, and which rows and columns they have."""

import pytest

from tests.flux.asking import ANNOTATED, READ, answer, catalog, error, made, rows, values

SITES = catalog("m,t=a f=1 0", "m,t=a f=4 2", "m,t=b f=3 1", "m,t=b,u=x f=2 3", "m f=9 0.5")


def test_range_includes_its_start_and_excludes_its_stop() -> None:
    flux = 'from(bucket: "b") |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-01T00:02:00Z)'
    assert rows(flux, SITES, "t _value") == [("-", "9"), ("a", "1"), ("b", "3")]


def test_a_relative_range_counts_from_now_and_option_now_moves_it() -> None:
    data = catalog("m f=1 -1", "m f=2 1")
    assert rows('from(bucket: "b") |> range(start: -2m)', data) == ["1"]
    assert rows('option now = () => 2026-01-01T00:02:00Z\nfrom(bucket: "b") |> range(start: -2m)', data) == ["2"]


def test_storage_takes_a_missing_tag_for_an_empty_one_and_flux_for_null() -> None:
    assert rows(READ + ' |> filter(fn: (r) => r.u != "x") |> count() |> group() |> sum()', SITES) == ["4"]
    flux = READ + ' |> limit(n: 9) |> filter(fn: (r) => r.u != "x") |> group() |> count()'
    assert rows(flux, SITES) == []


def test_a_condition_of_another_type_than_the_values_finds_nothing_in_storage() -> None:
    assert rows(READ + ' |> filter(fn: (r) => r._value == "x")', SITES) == []
    assert error(READ + ' |> limit(n: 9) |> filter(fn: (r) => r._value == "x")', SITES).message.endswith(
        "unsupported binary expression float == string"
    )


def test_filter_drops_tables_that_it_empties_or_keeps_them() -> None:
    some = READ + ' |> filter(fn: (r) => r._time > 2026-01-01T00:02:30Z{}) |> keep(columns: ["t", "u", "_value"])'
    assert answer(some.format(""), SITES, ANNOTATED).count("#datatype") == 1
    assert answer(some.format(', onEmpty: "keep"'), SITES, ANNOTATED).count("#datatype") == 4


def test_a_null_condition_is_not_true() -> None:
    table = values(1.0, None, 3.0)
    assert rows(table + " |> filter(fn: (r) => r._value < 2.0)") == ["1"]
    assert rows(table + " |> filter(fn: (r) => not (r._value < 2.0))") == ["3"]
    assert rows(table + " |> filter(fn: (r) => r._value < 2.0 or not exists r._value)") == ["1", ""]


def test_a_branch_is_computed_only_for_the_rows_that_take_it() -> None:
    table = made("{a: 4, b: 2}", "{a: 4, b: 0}")
    assert rows(table + " |> map(fn: (r) => ({v: if r.b == 0 then -1 else r.a / r.b}))", columns="v") == ["2", "-1"]
    assert rows(table + " |> filter(fn: (r) => r.b != 0 and r.a / r.b == 2)", columns="a b") == [("4", "2")]
    assert error(table + " |> map(fn: (r) => ({v: r.a / r.b}))").message == "runtime error: cannot divide by zero"


def test_group_in_storage_keeps_the_range_in_the_key_and_later_groups_do_not() -> None:
    direct = answer(READ + ' |> group(columns: ["t"]) |> limit(n: 1)', SITES, ANNOTATED)
    assert "#group,false,false,true,true,false,false,false,false,true,false" in direct
    later = answer(READ + ' |> limit(n: 9) |> group(columns: ["t"]) |> limit(n: 1)', SITES, ANNOTATED)
    assert "#group,false,false,false,false,false,false,false,false,true" in later


def test_groups_take_rows_in_the_order_of_series() -> None:
    assert rows(READ + " |> group()", SITES, "t u _value") == [
        ("", "", "9"),
        ("a", "", "1"),
        ("a", "", "4"),
        ("b", "", "3"),
        ("b", "x", "2"),
    ]


def test_the_last_of_a_group_in_storage_is_the_latest_and_elsewhere_the_last_row() -> None:
    assert rows(READ + " |> group() |> last()", SITES) == ["2"]
    data = catalog("m,t=a f=1 5", "m,t=b f=2 1")
    assert rows(READ + " |> group() |> last()", data) == ["1"]
    assert rows(READ + " |> limit(n: 9) |> group() |> last()", data) == ["2"]


def test_dropping_a_key_column_merges_the_tables_that_become_equal() -> None:
    flux = READ + ' |> drop(columns: ["t", "u", "_time"])'
    assert rows(flux, SITES, "table _value") == [("0", "9"), ("0", "1"), ("0", "4"), ("0", "3"), ("0", "2")]


def test_selectors_take_whole_rows_and_the_first_of_equals() -> None:
    table = made('{_value: 2, n: "a"}', '{_value: 3, n: "b"}', '{_value: 3, n: "c"}', '{_value: 2, n: "d"}')
    for call, wanted in {"max()": "b", "min()": "a", "first()": "a", "last()": "d"}.items():
        assert rows(f"{table} |> {call}", columns="n") == [wanted]


def test_first_and_last_skip_nulls() -> None:
    table = values(None, 2.0, 3.0, None)
    assert rows(table + " |> first()") == ["2"]
    assert rows(table + " |> last()") == ["3"]


def test_aggregates_skip_nulls_and_count_counts_rows() -> None:
    table = values(None, 2.0, 4.0)
    for call, wanted in {"sum()": "6", "mean()": "3", "count()": "3", "spread()": "2", "median()": "3"}.items():
        assert rows(f"{table} |> {call}") == [wanted]


def test_integers_divide_and_average_as_in_flux() -> None:
    table = made("{_value: -7}", "{_value: 2}")
    assert rows(table + " |> mean()") == ["-2.5"]
    assert rows(table + " |> map(fn: (r) => ({d: r._value / 2, m: r._value % 2}))", columns="d m") == [
        ("-3", "-1"),
        ("1", "0"),
    ]


@pytest.mark.parametrize("call", ["sum()", "mean()"])
def test_texts_cannot_be_added(call: str) -> None:
    assert "unsupported aggregate column type string" in error(made('{_value: "a"}') + f" |> {call}").message


def test_sort_is_stable_and_puts_nulls_first_both_ways() -> None:
    table = values(2.0, None, 1.0, 2.0)
    assert rows(table + " |> sort()", columns="_value _time") == [
        ("", "2026-01-01T00:01:00Z"),
        ("1", "2026-01-01T00:02:00Z"),
        ("2", "2026-01-01T00:00:00Z"),
        ("2", "2026-01-01T00:03:00Z"),
    ]
    assert rows(table + " |> sort(desc: true)") == ["", "2", "2", "1"]


def test_limit_tail_and_sample_choose_by_place() -> None:
    table = values(0, 1, 2, 3, 4)
    assert rows(table + " |> limit(n: 2, offset: 1)") == ["1", "2"]
    assert rows(table + " |> tail(n: 2, offset: 1)") == ["2", "3"]
    assert rows(table + " |> sample(n: 2, pos: 1)") == ["1", "3"]


def test_no_nan_is_like_another() -> None:
    table = made("{_value: 1.0}", "{_value: 2.0}") + " |> map(fn: (r) => ({_value: r._value * 0.0 / 0.0}))"
    assert rows(table + " |> distinct()") == rows(table + " |> unique()") == ["NaN", "NaN"]
    assert rows(table + ' |> group(columns: ["_value"])') == ["NaN", "NaN"]
    assert answer(table + ' |> group(columns: ["_value"])').count("_result,1,NaN") == 1


def test_distinct_and_unique_keep_the_first_of_each_value() -> None:
    table = made('{_value: 1, n: "a"}', '{_value: 2, n: "b"}', '{_value: 1, n: "c"}')
    assert rows(table + " |> distinct()") == ["1", "2"]
    assert rows(table + " |> unique()", columns="n") == ["a", "b"]


def test_windows_are_aligned_to_1970_and_cut_to_the_range() -> None:
    data = catalog("m f=1 0.5", "m f=2 1.5", "m f=3 4")
    flux = 'from(bucket: "b") |> range(start: 2026-01-01T00:00:20Z, stop: 2026-01-01T00:04:30Z) |> window(every: 2m)'
    assert rows(flux, data, "_start _stop _value") == [
        ("2026-01-01T00:00:20Z", "2026-01-01T00:02:00Z", "1"),
        ("2026-01-01T00:00:20Z", "2026-01-01T00:02:00Z", "2"),
        ("2026-01-01T00:04:00Z", "2026-01-01T00:04:30Z", "3"),
    ]


def test_a_week_starts_on_thursday_and_a_month_on_its_first_day() -> None:
    data = catalog("m f=1 0")
    flux = 'from(bucket: "b") |> range(start: 2025-12-20, stop: 2026-01-20) |> window(every: {})'
    assert rows(flux.format("1w"), data, "_start _stop") == [("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z")]
    assert rows(flux.format("1mo"), data, "_start _stop") == [("2026-01-01T00:00:00Z", "2026-01-20T00:00:00Z")]
    assert rows(flux.format("1w, offset: -3d"), data, "_start") == [("2025-12-29T00:00:00Z")]


def test_aggregate_window_fills_empty_windows_with_null_or_zero() -> None:
    data = catalog("m f=1 0.5", "m f=3 2.5")
    flux = 'from(bucket: "b") |> range(start: 2026-01-01, stop: 2026-01-01T00:03:00Z)'
    flux += " |> aggregateWindow(every: 1m, fn: {})"
    for fn, wanted in {"mean": ["1", "", "3"], "count": ["1", "0", "1"], "max": ["1", "", "3"]}.items():
        for pushdown in (True, False):
            assert rows(flux.format(fn), data, pushdown=pushdown) == wanted
    assert rows(flux.format("sum, createEmpty: false"), data) == ["1", "3"]


@pytest.mark.parametrize("fn", ["count", "sum", "mean", "min", "max", "first", "last"])
@pytest.mark.parametrize("extra", ["", ", createEmpty: false", ", period: 3m", ", offset: 30s", ', timeSrc: "_start"'])
def test_aggregate_window_at_once_is_what_its_definition_gives(fn: str, extra: str) -> None:
    data = catalog(*(f"m,t={tag} f={minute * 3 % 7} {minute}" for tag in "ab" for minute in (0, 1, 1.5, 4, 6)))
    read = 'from(bucket: "b") |> range(start: 2026-01-01, stop: 2026-01-01T00:07:30Z)'
    short = f"{read} |> aggregateWindow(every: 2m, fn: {fn}{extra})"
    own = f"(tables=<-, column) => tables |> {fn}(column: column)"
    long = f"{read} |> aggregateWindow(every: 2m, fn: {own}{extra})"
    names = "t _start _stop _time _value"
    assert rows(short, data, names) == rows(long, data, names)
    assert rows(short, data, names, pushdown=False) == rows(long, data, names)


@pytest.mark.parametrize("call", ["window(every: 1h)", "aggregateWindow(every: 1h, fn: sum)"])
def test_windows_need_a_range(call: str) -> None:
    assert "nil bounds passed to window" in error(f"{values(1.0, 2.0)} |> {call}").message


def test_days_follow_the_wall_clock_of_a_location() -> None:
    data = catalog("m f=1 -30", "m f=2 30", "m f=3 90")
    flux = (
        'import "timezone"\noption location = timezone.location(name: "Europe/Warsaw")\n'
        'from(bucket: "b") |> range(start: 2025-12-31T22:00:00Z, stop: 2026-01-01T03:00:00Z)'
        " |> aggregateWindow(every: 1d, fn: count)"
    )
    assert rows(flux, data, "_time _value") == [("2025-12-31T23:00:00Z", "0"), ("2026-01-01T03:00:00Z", "3")]
