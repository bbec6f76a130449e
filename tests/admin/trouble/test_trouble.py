"""Trouble codes of an asset, for programs."""

import time
from collections.abc import Iterator

import httpx
import pytest

from contract.measurements import RISK, Value
from contract.time import HOUR, MINUTE
from contract.trouble import TROUBLE_CODE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

NOW = time.time_ns()
VAN = {"asset": "VAN/1", "asset_class": "ice", "site": "north"}
PATH = "/api/v1/assets/VAN/1/dtcs"


def told(code: str, ago: int, state: str, *, mil: bool = False, **more: Value) -> Point:
    return Point(TROUBLE_CODE.name, {**VAN, "code": code}, {"state": state, "mil": mil, **more}, NOW - ago)


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    points = [
        told("P0300", 9 * HOUR, "pending", frame_engine_rpm=1900.0, frame_speed_kmh=50.0),
        told("P0300", 8 * HOUR, "confirmed", mil=True),
        told("P0217", HOUR, "pending", frame_coolant_temp_c=118.0),
        told("P0401", 7 * HOUR, "pending"),
        told("P0401", 6 * HOUR, "erased"),
        told("P0999", 6 * HOUR, "thought of"),
        Point(TROUBLE_CODE.name, {**VAN, "asset": "VAN 2", "code": "P0128"}, {"state": "pending"}, NOW - HOUR),
    ]
    operator.write("telemetry", encode(points))
    operator.write("health", encode([Point(RISK.name, VAN, {"risk": 5.0, "level": 0}, NOW - MINUTE)]))
    with empty_admin.program() as program:
        yield program


def test_a_vehicle_s_codes_come_with_state_lamp_freeze_frame_and_what_sets_them(client: httpx.Client) -> None:
    lit, pending = client.get(PATH).json()
    assert (lit["code"], lit["state"], lit["mil"], lit["modes"]) == ("P0300", "confirmed", True, ["misfire"])
    assert lit["freeze_frame"]["values"] == {"engine_rpm": 1900.0, "speed_kmh": 50.0}
    assert lit["first_told"] == lit["freeze_frame"]["time"] < lit["last_told"]
    assert (pending["code"], pending["state"], pending["mil"]) == ("P0217", "pending", False)
    assert "coolant_leak" in pending["modes"]


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("erased", {"P0401"}), ("pending", {"P0217"}), ("confirmed", {"P0300"}), ("all", {"P0401", "P0217", "P0300"}),
    ],
)  # fmt: skip
def test_a_state_is_chosen(client: httpx.Client, state: str, codes: set[str]) -> None:
    assert {each["code"] for each in client.get(PATH, params={"state": state}).json()} == codes


def test_an_asset_that_nobody_knows_and_a_state_that_is_none_are_refused(client: httpx.Client) -> None:
    assert client.get("/api/v1/assets/NOBODY/dtcs").status_code == 404
    answer = client.get(PATH, params={"state": "CONFIRMED"})
    assert (answer.status_code, answer.json()["field"]) == (422, "state")
