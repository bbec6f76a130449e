"""Key figures of a day, of the fleet and of an asset."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from admin.kpis.service import day
from contract.errors import ContractError
from contract.measurements import FAULT, RISK, TELEMETRY_1M
from contract.time import DAY, HOUR, MINUTE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

RIG = {"asset": "RIG 7", "asset_class": "rig", "site": "field"}
YESTERDAY = time.time_ns() // DAY * DAY - DAY
DATE = f"{datetime.fromtimestamp(YESTERDAY / 1e9, UTC):%Y-%m-%d}"
PATHS = ["/api/v1/kpis", "/api/kpis"]


def minute(number: int) -> Point:
    fields = {"mean": 20.0 + number % 3, "min": 19.0, "max": 30.0 + number, "count": 6}
    return Point(TELEMETRY_1M.name, {**RIG, "signal": "cell_temperature_c"}, fields, YESTERDAY + number * MINUTE)


def raised(hour: int, severity: str) -> Point:
    name = f"RIG 7-{hour}"
    tags = {**RIG, "code": "HOT", "severity": severity, "episode": name}
    return Point(FAULT.name, tags, {"state": "raised", "risk": 50.0}, YESTERDAY + hour * HOUR)


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    operator.write("rollup", encode([*map(minute, range(90)), minute(-1), minute(1440)]))
    events = [raised(-1, "warning"), raised(2, "advisory"), raised(3, "warning"), raised(4, "critical")]
    risks = [Point(RISK.name, RIG, {"risk": value, "level": 0}, YESTERDAY + HOUR) for value in (20.0,)]
    risks += [Point(RISK.name, RIG, {"risk": value, "level": 2}, YESTERDAY + at * HOUR) for at, value in ((2, 60.0),)]
    risks += [Point(RISK.name, RIG, {"risk": 10.0, "level": 0}, time.time_ns() - MINUTE)]
    operator.write("health", encode([*events, *risks]))
    with empty_admin.program() as program:
        yield program


@pytest.mark.parametrize("path", PATHS)
def test_a_day_of_an_asset_has_hours_alarms_and_what_its_signals_averaged(client: httpx.Client, path: str) -> None:
    found = client.get(path, params={"asset": "RIG 7", "date": DATE}).json()
    assert (found["date"], found["zone"], found["asset_class"]) == (DATE, "UTC", "rig")
    assert (found["alarms"], found["critical_alarms"], found["heard_h"]) == (2, 1, 1.5)
    assert (found["risk_mean"], found["risk_max"]) == (40.0, 60.0)
    (signal,) = found["signals"]
    assert (signal["signal"], signal["mean"], signal["min"], signal["max"]) == ("cell_temperature_c", 21.0, 19.0, 119.0)


@pytest.mark.parametrize("path", PATHS)
def test_a_day_of_the_fleet_adds_up_its_assets(client: httpx.Client, path: str) -> None:
    found = client.get(path, params={"date": DATE}).json()
    assert (found["assets_judged"], found["alarms"], found["critical_alarms"]) == (1, 2, 1)
    assert found["health_mean"] == 60.0
    assert found["worst"] == [{"asset": "RIG 7", "mean": 40.0, "max": 60.0}]


@pytest.mark.parametrize(
    ("params", "status", "field"),
    [
        ({"date": "yesterday"}, 422, "date"),
        ({"date": "2026-02-30"}, 422, "date"),
        ({"date": "1999-01-01"}, 422, "date"),
        ({"date": "2199-01-01"}, 422, "date"),
        ({"asset": "NOBODY"}, 404, "asset"),
    ],
)
def test_a_day_that_there_is_not_is_a_problem(
    client: httpx.Client, params: dict[str, str], status: int, field: str
) -> None:
    reply = client.get("/api/v1/kpis", params=params)
    assert (reply.status_code, reply.json()["field"]) == (status, field)


def test_a_day_is_one_of_the_zone_with_its_change_of_clocks() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    long = day("2026-10-25", "Europe/Berlin", now)
    assert long.stop - long.start == timedelta(hours=25)
    assert long.start == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert day("", "Pacific/Kiritimati", datetime(2026, 10, 31, 11, tzinfo=UTC)).date.isoformat() == "2026-11-01"
    with pytest.raises(ContractError, match="date"):
        day("2026-11-02", "Europe/Berlin", now)
