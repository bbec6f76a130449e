"""`POST /api/v1/score`: what the worker would say of values."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract.measurements import RISK, SCORE
from contract.time import MINUTE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

PATH = "/api/v1/score"
PUMP = {"asset": "P 1/a", "asset_class": "machine", "site": "hall"}
BANDS = {"vibration_mm_s": (1.8, 1.0, 2.6), "bearing_temp_c": (50.0, 44.0, 56.0)}


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    now = time.time_ns() - MINUTE
    scores = [
        Point(
            SCORE.name,
            {**PUMP, "signal": signal},
            {"observed": expected, "expected": expected, "lower": lower, "upper": upper, "score": 0.0},
            now,
        )
        for signal, (expected, lower, upper) in BANDS.items()
    ]
    operator.write("health", encode([*scores, Point(RISK.name, PUMP, {"risk": 0.0, "level": 0}, now)]))
    with empty_admin.program() as program:
        yield program


def judge(client: httpx.Client, values: dict[str, Any]) -> dict[str, Any]:
    (found,) = client.post(PATH, json={"asset": "P 1/a", "values": values}).json()
    return dict(found)


def test_values_as_expected_are_no_risk(client: httpx.Client) -> None:
    found = judge(client, {"vibration_mm_s": 1.8, "bearing_temp_c": 50.0})
    assert (found["risk"], found["band"], found["reason"], found["error"]) == (0.0, "low", "as expected", None)
    assert [(each["score"], each["level"]) for each in found["signals"]] == [(0.0, "normal")] * 2


def test_a_value_at_the_edge_of_its_band_scores_one_and_is_a_warning(client: httpx.Client) -> None:
    (worst, other) = judge(client, {"bearing_temp_c": 56.0})["signals"]
    assert (worst["signal"], worst["given"], worst["score"], worst["level"]) == ("bearing_temp_c", True, 1.0, "warning")
    assert (other["signal"], other["given"], other["observed"]) == ("vibration_mm_s", False, 1.8)


def test_the_reason_names_the_worst_signal_and_what_was_expected(client: httpx.Client) -> None:
    found = judge(client, {"vibration_mm_s": 1.8, "bearing_temp_c": 85.0})
    assert found["signals"][0]["level"] == "critical"
    assert found["reason"] == "bearing_temp_c is 85 °C, expected 50 (44 to 56), above its band"
    assert found["band"] == "high"
    assert sum(each["points"] for each in found["signals"]) == pytest.approx(found["risk"])


def test_a_signal_without_a_band_is_judged_by_its_limits_alone(client: httpx.Client) -> None:
    calm, loud = judge(client, {"power_kw": 15.0}), judge(client, {"power_kw": 55.0})
    assert {each["signal"]: each["expected"] for each in calm["signals"]}["power_kw"] is None
    assert calm["risk"] == 0
    assert "power_kw is 55 kW, over its limit of 50 kW" in loud["reason"]


def test_many_are_judged_each_by_itself(client: httpx.Client) -> None:
    asked = [
        {"asset": "P 1/a", "values": {"vibration_mm_s": 1.8}},
        {"asset": "NOBODY", "values": {}},
    ]
    known, unknown = client.post(PATH, json=asked).json()
    assert (known["error"], known["risk"]) == (None, 0)
    assert (unknown["error"]["code"], unknown["risk"], unknown["signals"]) == ("not_found", None, [])


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"warp": 1}, "warp", "no such signal"),
        ({"vibration_mm_s": -5}, "vibration_mm_s", "physically possible"),
        ({"vibration_mm_s": "2"}, "vibration_mm_s", "not a number"),
        ({"operating_hours": 5}, "operating_hours", "context"),
    ],
)
def test_what_cannot_be_judged_is_told_by_field_and_reason(
    client: httpx.Client, values: dict[str, Any], field: str, reason: str
) -> None:
    error = judge(client, values)["error"]
    assert error["field"] == field
    assert reason in error["message"]


def test_not_a_number_is_refused(client: httpx.Client) -> None:
    body = '{"asset": "P 1/a", "values": {"vibration_mm_s": NaN}}'
    (found,) = client.post(PATH, content=body, headers={"Content-Type": "application/json"}).json()
    assert found["error"]["field"] == "vibration_mm_s"
