"""The facts of days, for programs and spreadsheets."""

import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import httpx
import pytest

from contract.fleet_days import FLEET_DAY
from contract.time import DAY
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

TODAY = time.time_ns() // DAY * DAY
VANS = [{"asset": f"VAN {number}", "asset_class": "ice", "site": "depot"} for number in range(3)]
FORMULA = {"asset": "=1+1", "asset_class": "pump", "site": "depot"}


def date_of(ago: int) -> str:
    return f"{datetime.fromtimestamp((TODAY - ago * DAY) // 10**9, UTC):%Y-%m-%d}"


def fact(tags: dict[str, str], ago: int, **more: float) -> Point:
    fields: dict[str, Any] = {"day": date_of(ago), "alarms": ago, "incidents": 0, "alarm_h": 0.5, **more}
    return Point(FLEET_DAY.name, tags, fields, TODAY - ago * DAY)


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    points = [fact(van, ago, distance_km=100.0 * ago, max_speed_kmh=90.0) for van in VANS for ago in range(1, 11)]
    points += [fact(FORMULA, 2, worked_h=24.0), fact(VANS[0], 40), fact(VANS[0], 500)]
    # What is no day is passed over.
    points += [Point(FLEET_DAY.name, {"asset": "VAN 0"}, {"alarms": 1}, TODAY - DAY)]
    points += [Point(FLEET_DAY.name, {**VANS[0], "asset": "ODD"}, {"alarm_h": 1.0}, TODAY - DAY)]
    operator.write("rollup", encode(points))
    with empty_admin.program() as program:
        yield program


def test_a_day_has_its_facts_and_those_of_its_signals(client: httpx.Client) -> None:
    found = client.get("/api/v1/days", params={"asset": "VAN 1", "limit": 1}).json()["items"]
    begin = f"{date_of(1)}T00:00:00Z"
    assert found == [
        {
            "day": date_of(1), "begin": begin, **VANS[1], "worked_h": None, "distance_km": 100.0, "energy_kwh": None,
            "alarms": 1, "incidents": 0, "alarm_h": 0.5, "mean": {}, "max": {"speed_kmh": 90.0},
        }
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_tell_every_day_of_a_month_once_the_newest_first(client: httpx.Client, limit: int) -> None:
    cursor: str | None = ""
    found: list[tuple[str, str]] = []
    while cursor is not None:
        page = client.get("/api/v1/days", params={"cursor": cursor, "limit": limit}).json()
        found += [(each["day"], each["asset"]) for each in page["items"]]
        cursor = page["next"]
    vans = {(date_of(ago), van["asset"]) for van in VANS for ago in range(1, 11)}
    assert set(found) == vans | {(date_of(2), "=1+1")}
    assert len(found) == len(set(found))
    assert [day for day, _ in found] == sorted((day for day, _ in found), reverse=True)


def test_a_range_and_assets_choose(client: httpx.Client) -> None:
    chosen = {"asset": ["VAN 0", "VAN 2"], "from": f"{date_of(60)}T00:00:00Z", "to": f"{date_of(8)}T00:00:00Z"}
    found = client.get("/api/v1/days", params=chosen).json()["items"]
    told = [(ago, name) for ago in (9, 10) for name in ("VAN 0", "VAN 2")] + [(40, "VAN 0")]
    assert [(each["day"], each["asset"]) for each in found] == [(date_of(ago), name) for ago, name in told]


def test_a_spreadsheet_gets_a_column_a_fact_and_no_formula(client: httpx.Client) -> None:
    answer = client.get("/api/v1/days.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert len(rows) == 31
    (odd,) = [row for row in rows if row["asset_class"] == "pump"]
    assert (odd["asset"], odd["worked_h"], odd["distance_km"], odd["max_speed_kmh"]) == ("'=1+1", "24.0", "", "")
    assert rows[0] | {"asset": "VAN 0", "distance_km": "100.0", "max_speed_kmh": "90.0"} == rows[0]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cursor": "eA"}, "cursor"), ({"cursor": "WzEsMl0"}, "cursor"), ({"from": "yesterday"}, "from"),
        ({"from": "2020-01-01T00:00:00Z"}, "from"), ({"limit": "0"}, "limit"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(client: httpx.Client, wrong: dict[str, str], field: str) -> None:
    answer = client.get("/api/v1/days", params=wrong)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
