"""The order of tables, which shows in the order of rows once they are merged: as a real InfluxDB 2.9.1 has it."""

import pytest

from tests.flux.asking import ANNOTATED, READ, answer, catalog, rows

DATA = (
    "m,host=h2,zone=a f1=1,f2=2 0", "m,host=h1,zone=b f1=3,f2=4 0", "m,host=h3,zone=a f1=5,f2=6 1", "n,host=h1 f1=7 0",
)  # fmt: skip


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("sum()", "3 4 1 2 5 6 7"),
        ("median()", "3 1 5 7 4 2 6"),
        ("map(fn: (r) => ({r with x: 1})) |> filter(fn: (r) => r.x == 1)", "3 4 1 2 5 6 7"),
        ("aggregateWindow(every: 1m, fn: sum, createEmpty: false)", "3 4 1 2 5 6 7"),
        ("aggregateWindow(every: 1m, fn: median, createEmpty: false)", "3 1 5 7 4 2 6"),
        ('group(columns: ["zone", "host"]) |> sum()', "3 11 7 7"),
        ('sum() |> group(columns: ["zone"])', "3 4 1 2 5 6 7"),
    ],
)
@pytest.mark.parametrize("pushdown", [True, False], ids=["pushed", "plain"])
def test_rows_follow_the_order_of_the_tables_that_they_were_in(call: str, wanted: str, pushdown: bool) -> None:
    assert rows(f"{READ} |> {call} |> group()", catalog(*DATA), pushdown=pushdown) == wanted.split()


def test_tables_before_the_first_flaw_are_handed_on() -> None:
    data = catalog("m,t=a f=1 0", "m,t=b f=3 0", "m,t=c g=true 0")
    text = answer(READ + " |> limit(n: 5) |> filter(fn: (r) => r._value > 2.0)", data)
    assert text.startswith(",result,table,_start,_stop,_time,_value,_field,_measurement,t\r\n,_result,0,")
    assert text.count(",m,b") == 1
    assert "filter: cannot compile @ 1:114-1:135: unsupported binary expression bool > float" in text


def test_a_key_column_stays_one_when_its_values_change() -> None:
    data = catalog("m f=1.5 0", "m f=2.5 1")
    grouped = READ + ' |> group(columns: ["_time"], mode: "except")'
    assert "#group,false,false,true,true,false,true,true,true" in answer(f"{grouped} |> difference()", data, ANNOTATED)
    converted = answer(f"{grouped} |> toInt()", data, ANNOTATED)
    assert "#group,false,false,true,true,true,true,false,true\r\n" in converted
    assert ",result,table,_field,_measurement,_start,_stop,_time,_value\r\n" in converted


@pytest.mark.parametrize("pushdown", [True, False], ids=["pushed", "plain"])
def test_storage_takes_the_last_of_a_group_by_time_and_then_by_series(pushdown: bool) -> None:
    data = catalog("m,t=a,u=a f=1 0", "m,t=a,u=b f=2 0", "m,t=a,u=c f=3 0", "m,t=a,u=d f=4 -1")
    asked = f'{READ.replace("2026-01-01T00:00:00Z", "2025-12-31T00:00:00Z")} |> group(columns: ["t"])'
    assert rows(f"{asked} |> last()", data, pushdown=pushdown) == ["3"]
    assert rows(f"{asked} |> first()", data, pushdown=pushdown) == ["4"]


def test_keys_are_listed_by_name_once_columns_were_sorted_by_name() -> None:
    data = catalog("m,t=a f=1 0")
    assert rows(f"{READ} |> keys()", data) == ["_start", "_stop", "_field", "_measurement", "t"]
    assert rows(f"{READ} |> toInt() |> keys()", data) == ["_field", "_measurement", "_start", "_stop", "t"]
