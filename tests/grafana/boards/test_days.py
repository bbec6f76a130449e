"""What the panels of "What did each asset do, day by day?" make of some days."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.fleet_days import FLEET_DAY
from contract.measurements import Measurement, Value
from contract.time import DAY
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

PUMP, VAN = "PUMP-001 pump north", "VAN-001 ice south"
EVERYWHERE: dict[str, Any] = {"site": ["north", "south"], "class": ["pump", "ice"]}


def day(whose: str, ago: int, alarms: int, **more: Value) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {"day": f"2026-11-{20 - ago}", "alarms": alarms, "incidents": 1, "alarm_h": 0.5, **more}
    return written(FLEET_DAY, whose, NOON - ago * DAY, fields)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    points = [day(PUMP, 1, 2, worked_h=24.0, energy_kwh=100.0), day(PUMP, 2, 0, worked_h=12.0), day(VAN, 1, 1)]
    points.append(written(FLEET_DAY, VAN, NOON - 3 * DAY, {"alarms": 1}))
    with filled(tmp_path_factory.mktemp("tokens"), points) as gateway:
        yield gateway


def test_a_day_of_an_asset_is_a_row_with_what_is_known(gateway: Gateway) -> None:
    columns = "day asset worked_h energy_kwh distance_km alarms"
    told = ask(gateway, "panel_days", columns, start=NOON - 9 * DAY, stop=NOON, **EVERYWHERE)
    assert told == [
        ("2026-11-19", "VAN-001", None, None, None, 1),
        ("2026-11-19", "PUMP-001", 24.0, 100.0, None, 2),
        ("2026-11-18", "PUMP-001", 12.0, None, None, 0),
    ]


def test_the_fleet_is_added_up_by_day_of_the_chosen_sites(gateway: Gateway) -> None:
    def totals(**chosen: Any) -> list[tuple[Any, ...]]:
        columns = "day assets worked_h alarms incidents alarm_h"
        return ask(gateway, "panel_day_totals", columns, start=NOON - 9 * DAY, stop=NOON, **{**EVERYWHERE, **chosen})

    assert totals() == [("2026-11-18", 1, 12.0, 0, 1, 0.5), ("2026-11-19", 2, 24.0, 3, 2, 1.0)]
    assert totals(site=["south"]) == [("2026-11-19", 1, 0.0, 1, 1, 0.5)]
