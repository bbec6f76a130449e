"""What the store in memory and the real gateway have in common: whatever a test learns from one holds for the other."""

import time
from collections.abc import Iterator
from functools import partial

import pytest

from contract.errors import GatewayError
from store.frame import Frame
from store.gateway import Gateway
from store.points import Point, encode
from store.queries import render
from store.rows import whole
from tests.support.memory import READINGS, MemoryGateway
from tests.support.provisioned import provisioned

NOW = time.time_ns()
ODD = 'a "quoted" \\ word, with = and\nnew lines'
CAME_BACK = ODD.replace("\n", "\r\n")
"""Its line breaks are those of the answer's CSV then."""
AUDIT = "audit,action=sign_out"


@pytest.fixture(scope="module", params=["memory", "embedded"])
def gateway(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """Each kind of gateway, to a store whose bucket `config` holds the same rows."""
    if request.param == "memory":
        with MemoryGateway() as memory:
            fill(memory)
            yield memory
        return
    with (
        provisioned(tmp_path_factory.mktemp("secrets")) as store,
        Gateway(store.url, store.token, store.org) as gateway,
    ):
        fill(gateway)
        yield gateway


def fill(gateway: Gateway) -> None:
    """Rows sound and odd: told twice, without a tag, with letters that are escaped, at one time and at others."""
    odd = {"scope": "a, b=c", "signal": "x"}
    gateway.write("config", encode([Point("threshold", odd, {"why": ODD, "version": 2, "enabled": True}, 7)]))
    gateway.write(
        "config",
        [
            "threshold,scope=a,signal=b warn_high=1.5,version=1i 5",
            "threshold,signal=b,scope=a warn_high=2.5 5",
            "threshold,scope=a version=3i 6",
            f'maintenance,asset=P until="soon" {NOW}',
            'maintenance until="late",amends="1" -5',
            f'{AUDIT} target="old",why="x" {NOW - 7200 * 10**9}',
            f'{AUDIT} target="young",why="x" {NOW}',
            f'audit,action=threshold target="other" {NOW}',
        ],
    )


def test_rows_of_thresholds_are_whole_whatever_was_written(gateway: Gateway) -> None:
    assert whole(gateway.blocks(render("thresholds")), "scope", "signal") == [
        {"scope": "a", "signal": "b", "warn_high": 2.5, "version": 1, "_time": 5},
        {"scope": "a", "version": 3, "_time": 6},
        {
            "scope": "a, b=c",
            "signal": "x",
            "why": CAME_BACK,
            "version": 2,
            "enabled": True,
            "_time": 7,
        },
    ]


def test_tables_are_those_of_series_and_blocks_those_of_schemas(gateway: Gateway) -> None:
    blocks = gateway.blocks(render("thresholds"))
    seen = {(frozenset(block.rows.column_names), str(block.rows.schema.field("_value").type)) for block in blocks}
    full = frozenset({"result", "table", "_time", "_value", "_field", "scope", "signal"})
    assert seen == {(full, kind) for kind in ("double", "int64", "bool", "string")} | {(full - {"signal"}, "int64")}
    assert all(block.group == set(block.rows.column_names) - {"result", "table", "_time", "_value"} for block in blocks)
    numbers = [number for block in blocks for number in set(block.rows.column("table").to_pylist())]
    assert sorted(numbers) == list(range(6))


def test_what_has_several_types_is_joined_as_text(gateway: Gateway) -> None:
    frame = gateway.query(render("thresholds"))
    assert sorted(frame.strings("_value")) == sorted(["1", "2", "2.5", "3", "true", CAME_BACK])


def test_rows_of_maintenance_are_whole_those_before_1970_left_out(gateway: Gateway) -> None:
    assert whole(gateway.blocks(render("maintenance")), "asset") == [{"asset": "P", "until": "soon", "_time": NOW}]


def test_rows_are_counted(gateway: Gateway) -> None:
    assert gateway.query(render("worker_threshold_count")).floats("_value").tolist() == [3]
    assert gateway.query(render("worker_maintenance_count")).floats("_value").tolist() == [1]


def test_only_sign_outs_of_the_range_are_found(gateway: Gateway) -> None:
    def found(start: str) -> Frame:
        return gateway.query(render("admin_sign_outs", start=start))

    assert (found("-3600s").strings("_value"), found("-3600s").times().tolist()) == (["young"], [NOW])
    assert sorted(found("-9000s").strings("_value")) == ["old", "young"]
    assert found("-3h").names == ["_time", "_value"]


@pytest.mark.parametrize(
    "line", ["bad", "bad f=abc 1", "bad f=1 x", "bad,a= f=1 1", 'bad f="open 1', "bad f= 1", "bad f=1i2 1"]
)
def test_a_malformed_line_is_refused_by_its_text_with_all_that_came_with_it(gateway: Gateway, line: str) -> None:
    before = gateway.query(render("worker_threshold_count")).floats("_value").tolist()
    with pytest.raises(GatewayError, match="400 unable to parse '") as caught:
        gateway.write("config", ["threshold,scope=z version=1i 1", line])
    assert (caught.value.permanent, caught.value.status) == (True, 400)
    assert line in str(caught.value)
    assert gateway.query(render("worker_threshold_count")).floats("_value").tolist() == before


def test_a_field_of_another_type_is_left_out_and_told(gateway: Gateway) -> None:
    with pytest.raises(GatewayError, match=r"422.*field type conflict.*dropped=1") as caught:
        gateway.write("config", ['threshold,scope=a,signal=b version="four" 5'])
    assert (caught.value.permanent, caught.value.status) == (True, 422)
    assert gateway.query(render("worker_threshold_count")).floats("_value").tolist() == [3]


def test_a_bucket_that_is_not_there_may_come(gateway: Gateway) -> None:
    for call in (partial(gateway.write, "nowhere", ["m f=1 1"]), partial(gateway.knock, "nowhere")):
        with pytest.raises(GatewayError, match='404 bucket "nowhere" not found') as caught:
            call()
        assert (caught.value.permanent, caught.value.status) == (False, 404)
    gateway.knock("config")
    gateway.write("config", [])


def test_the_one_in_memory_fails_for_a_query_that_it_does_not_know() -> None:
    with MemoryGateway() as memory, pytest.raises(NotImplementedError, match="does not know"):
        memory.query(render("admin_fleet"))
    with MemoryGateway() as memory:
        assert all(memory.blocks(render(name, start="-3600s")) == [] for name in READINGS)
