"""Telemetry as it was sent: the newest values, samples page by page, trends out of minutes."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract.measurements import DATA_QUALITY, TELEMETRY, TELEMETRY_1M
from contract.time import DAY, MINUTE, rfc3339
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

TRUCK = {"asset": "north/TRUCK 1", "asset_class": "ice", "site": "depot"}
FOREIGN = {"asset": "PLC-4", "asset_class": "machine", "site": "hall-1"}
NOW = time.time_ns() // MINUTE * MINUTE - MINUTE
SAMPLES = 250
TRUCK_PATH = "/api/v1/assets/north/TRUCK%201"


def sample(number: int) -> Point:
    fields: dict[str, Any] = {"engine_rpm": 1800.0 + number, "speed_kmh": 80.0, "lat": 52.2, "run_state": "cruise"}
    if number % 10 == 0:
        fields["fuel_level_pct"] = 50.0
    return Point(TELEMETRY.name, TRUCK, fields, NOW - number * MINUTE)


def minute(number: int, tags: dict[str, str], signal: str) -> Point:
    fields = {"mean": float(number), "min": number - 1.0, "max": number + 2.0, "count": 6}
    return Point(TELEMETRY_1M.name, {**tags, "signal": signal}, fields, NOW - number * MINUTE)


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    operator.write("telemetry", encode(sample(number) for number in range(SAMPLES)))
    minutes = [minute(number, TRUCK, "engine_rpm") for number in range(120)]
    minutes += [minute(number, FOREIGN, "flow_m3h") for number in range(30)]
    operator.write("rollup", encode(minutes))
    issue = {**TRUCK, "signal": "engine_rpm", "issue": "stuck"}
    operator.write("health", encode([Point(DATA_QUALITY.name, issue, {"count": 3}, NOW - 5 * MINUTE)]))
    with empty_admin.program() as program:
        yield program


def test_the_newest_has_signals_of_every_role_and_the_run_state(client: httpx.Client) -> None:
    found = client.get(f"{TRUCK_PATH}/telemetry/latest").json()
    assert (found["asset"], found["site"], found["run_state"]) == ("north/TRUCK 1", "depot", "cruise")
    roles = {each["signal"]: (each["role"], each["unit"], each["origin"]) for each in found["values"]}
    assert roles["engine_rpm"] == ("duty", "rpm", "sample")
    assert roles["lat"][0] == "position"
    assert roles["fuel_level_pct"][1] == "%"


def test_what_lies_in_a_bucket_of_others_is_told_by_its_minutes(client: httpx.Client) -> None:
    (found,) = client.get("/api/v1/telemetry/latest", params={"asset": "PLC-4"}).json()["items"]
    assert [(each["value"], each["origin"]) for each in found["values"]] == [(0.0, "minute")]
    recent = client.get("/api/v1/assets/PLC-4/telemetry", params={"limit": 5}).json()
    assert (recent["origin"], [each["values"]["flow_m3h"] for each in recent["items"]]) == ("minute", [0, 1, 2, 3, 4])


def test_samples_come_page_by_page_the_newest_first_and_none_twice(client: httpx.Client) -> None:
    seen, cursor, pages = [], "", 0
    while pages < 10:
        page = client.get(f"{TRUCK_PATH}/telemetry", params={"limit": 100, "cursor": cursor}).json()
        seen += [each["values"]["engine_rpm"] for each in page["items"]]
        cursor, pages = page["next"] or "", pages + 1
        if not cursor:
            break
    assert (pages, seen) == (3, [1800.0 + number for number in range(SAMPLES)])


def test_of_some_signals_only_their_moments_are_told(client: httpx.Client) -> None:
    params: dict[str, str | int] = {"signal": "fuel_level_pct", "limit": 2}
    page = client.get(f"{TRUCK_PATH}/telemetry", params=params).json()
    assert [each["values"] for each in page["items"]] == [{"fuel_level_pct": 50.0}] * 2
    assert page["units"] == {"fuel_level_pct": "%"}


def test_a_range_holds_its_begin_and_not_its_end(client: httpx.Client) -> None:
    params = {"from": rfc3339(NOW - 9 * MINUTE), "to": rfc3339(NOW - 4 * MINUTE)}
    page = client.get(f"{TRUCK_PATH}/telemetry", params=params).json()
    assert [each["values"]["engine_rpm"] for each in page["items"]] == [1805, 1806, 1807, 1808, 1809]
    assert page["next"] is None


def test_trends_are_windows_of_minutes_with_what_was_wrong_with_the_data(client: httpx.Client) -> None:
    begin = (NOW - 60 * MINUTE) // (10 * MINUTE) * 10 * MINUTE
    params: dict[str, str | int] = {"signal": "engine_rpm", "from": rfc3339(begin), "every_s": 600}
    params["to"] = rfc3339(begin + 20 * MINUTE)
    (trend,) = client.get(f"{TRUCK_PATH}/trends", params=params).json()
    first = (NOW - begin) // MINUTE
    assert [each["count"] for each in trend["windows"]] == [60, 60]
    assert trend["windows"][0] == {
        "time": rfc3339(begin),
        "mean": first - 4.5,
        "min": first - 9 - 1,
        "max": first + 2,
        "count": 60,
    }
    whole = client.get(f"{TRUCK_PATH}/trends", params={"signal": "engine_rpm"}).json()
    assert whole[0]["issues"] == {"stuck": 3}


@pytest.mark.parametrize(
    ("path", "params", "status", "field"),
    [
        ("/api/v1/assets/NOBODY/telemetry/latest", {}, 404, "asset"),
        ("/api/v1/assets/NOBODY/telemetry", {}, 404, "asset"),
        ("/api/v1/assets/NOBODY/trends", {}, 404, "asset"),
        (f"{TRUCK_PATH}/trends", {"signal": "warp"}, 422, "signal"),
        (f"{TRUCK_PATH}/trends", {"from": rfc3339(NOW - DAY), "every_s": "1"}, 422, "every_s"),
        (f"{TRUCK_PATH}/trends", {"from": rfc3339(NOW - 10 * DAY), "every_s": "60"}, 422, "every_s"),
        (f"{TRUCK_PATH}/telemetry", {"from": "soon"}, 422, "from"),
        (f"{TRUCK_PATH}/telemetry", {"from": rfc3339(NOW), "to": rfc3339(NOW)}, 422, "from"),
        (f"{TRUCK_PATH}/telemetry", {"limit": "0"}, 422, "limit"),
        (f"{TRUCK_PATH}/telemetry", {"cursor": "nonsense!"}, 422, "cursor"),
        ("/api/v1/telemetry/latest", {"cursor": "W10"}, 422, "cursor"),
    ],
)
def test_what_makes_no_sense_is_a_problem_that_names_its_field(
    client: httpx.Client, path: str, params: dict[str, str], status: int, field: str
) -> None:
    reply = client.get(path, params=params)
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert reply.json()["field"] == field
