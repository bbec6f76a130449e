"""The fleet in order: risk times what the registry says of an asset's criticality, in every query that ranks assets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.measurements import RISK, TELEMETRY, Measurement
from contract.registry import ASSET, WEIGHTS
from contract.time import DAY, MINUTE
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

MANY = 320
"""More than any of the queries ranks."""
FIRST, LOWERED, RAISED, MOVED = "P-319", "P-318", "P-000", "P-317"
BEGIN, END = "// --- the same wherever the fleet is in order ---", "// --- until here ---"
RANKING = [name for name in queries.names() if BEGIN in queries.source(name)]


def judged(number: int) -> tuple[Measurement, Point]:
    fields: dict[str, Any] = {"risk": 40 + number / 8, "level": 1, "reason": "x"}
    return written(RISK, f"P-{number:03} rig north", NOON + MINUTE, fields)


def registered(asset: str, criticality: str, site: str = "north", days_ago: int = 9) -> tuple[Measurement, Point]:
    fields: dict[str, Any] = {"criticality": criticality, "weight": WEIGHTS[criticality], "retired": False}
    return written(ASSET, f"{asset} rig {site}", NOON - days_ago * DAY, fields)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """Assets of ever higher risk; the lowest matters much, the second highest little, and one moved."""
    points = [
        *(judged(number) for number in range(MANY)),
        registered(RAISED, "high"),
        registered(LOWERED, "low"),
        registered(MOVED, "high", "south", days_ago=20),
        registered(MOVED, "low", days_ago=10),
        registered("P-999", "high"),
        written(TELEMETRY, f"{RAISED} rig north", NOON + MINUTE, {"lat": 1.0, "lon": 2.0}),
        written(TELEMETRY, f"{LOWERED} rig north", NOON + MINUTE, {"lat": 1.0, "lon": 2.0}),
    ]
    with filled(tmp_path_factory.mktemp("order"), points) as opened:
        yield opened


def run(gateway: Gateway, name: str, columns: str = "asset") -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {"site": ["north"], "class": ["rig"], "start": NOON, "stop": NOON + 60 * MINUTE}
    return ask(gateway, name, columns, **given)


def test_what_orders_the_fleet_is_the_same_in_each_of_them() -> None:
    blocks = {queries.source(name).split(BEGIN)[1].split(END)[0] for name in RANKING}
    assert len(blocks) == 1
    assert set(RANKING) == {
        "fleet_ranked", "panel_assets", "panel_fleet", "panel_fleet_risk", "panel_map", "panel_rigs",
    }  # fmt: skip


def test_of_the_hundred_that_are_shown_one_of_little_risk_is_first_where_it_matters_much(gateway: Gateway) -> None:
    found = run(gateway, "panel_fleet", "asset risk criticality weighted_risk")
    assert found[:2] == [(RAISED, 40.0, "high", 80.0), (FIRST, 79.875, "medium", 79.875)]
    assert len(found) == 100
    assert not {LOWERED, MOVED} & {asset for asset, *_ in found}


@pytest.mark.parametrize("name", ["fleet_ranked", "panel_assets", "panel_rigs"])
def test_a_list_of_all_has_what_matters_first_and_loses_nobody(gateway: Gateway, name: str) -> None:
    found = [asset for (asset,) in run(gateway, name)]
    assert (len(found), found[:2]) == (MANY, [RAISED, FIRST])
    # Halved, they are below the lowest that nobody said anything of.
    assert found[-2:] == [LOWERED, MOVED]


def test_the_courses_that_are_drawn_are_of_what_matters_most(gateway: Gateway) -> None:
    found = {asset for (asset,) in run(gateway, "panel_fleet_risk")}
    assert len(found) == 10
    assert RAISED in found
    assert not {LOWERED, MOVED} & found


def test_the_map_has_the_places_of_what_matters_most(gateway: Gateway) -> None:
    assert run(gateway, "panel_map") == [(RAISED,)]


def test_without_a_registry_the_order_is_that_of_risk(tmp_path: Path) -> None:
    with filled(tmp_path, [judged(number) for number in range(3)]) as gateway:
        assert run(gateway, "panel_fleet", "asset weighted_risk") == [
            ("P-002", 40.25), ("P-001", 40.125), ("P-000", 40.0),
        ]  # fmt: skip
        assert run(gateway, "fleet_ranked") == [("P-002",), ("P-001",), ("P-000",)]
