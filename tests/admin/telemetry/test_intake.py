"""Samples as JSON: every value is judged by itself, and what is sound is stored."""

import json
import math
from typing import Any

import httpx
import pytest

from admin.telemetry.intake import MOST

PATH = "/api/v1/telemetry"
PUMP = {"asset": "PUMP-001", "asset_class": "machine", "site": "hall-2"}
NEW = {"asset": "NEW-1", "asset_class": "machine", "site": "hall-9", "run_state": "running"}


def latest(program: httpx.Client, asset: str) -> dict[str, Any]:
    found: dict[str, Any] = program.get("/api/v1/telemetry/latest", params={"asset": asset}).json()["items"][0]
    return found


def values(found: dict[str, Any]) -> dict[str, float]:
    return {each["signal"]: each["value"] for each in found["values"]}


def reasons(reply: httpx.Response) -> dict[str, tuple[str, str]]:
    (sample,) = reply.json()["samples"]
    return {each["field"]: (each["status"], each["reason"]) for each in sample["values"]}


def test_a_sample_of_a_new_asset_is_stored_and_is_its_newest(program: httpx.Client) -> None:
    reply = program.post(PATH, json={**NEW, "values": {"bearing_temp_c": 55.5, "operating_hours": 2450}})
    assert reply.status_code == 200
    assert reply.json() == {"valid": 1, "needs_review": 0, "rejected": 0, "stored_values": 3, "samples": []}
    found = latest(program, "NEW-1")
    assert values(found) == {"bearing_temp_c": 55.5, "operating_hours": 2450}
    assert (found["asset_class"], found["site"], found["run_state"]) == ("machine", "hall-9", "running")
    assert {each["signal"]: each["role"] for each in found["values"]} == {
        "bearing_temp_c": "symptom",
        "operating_hours": "counter",
    }


def test_a_known_asset_needs_neither_class_nor_site(program: httpx.Client) -> None:
    assert program.post(PATH, json={"asset": "PUMP-001", "values": {"flow_m3h": 45}}).json()["valid"] == 1
    found = latest(program, "PUMP-001")
    assert (found["asset_class"], found["site"]) == ("machine", "hall-2")


def test_each_value_is_judged_by_itself_and_the_sound_ones_are_stored(program: httpx.Client) -> None:
    sent = {"bearing_temp_c": 55.0, "vibration_mm_s": -1, "power_kw": "much", "speed_of_light": 3e8, "accel_g": 20}
    reply = program.post(PATH, json={**PUMP, "values": sent, "run_state": "dancing"})
    assert (reply.status_code, reply.json()["needs_review"], reply.json()["stored_values"]) == (200, 1, 2)
    told = reasons(reply)
    assert {name: status for name, (status, _) in told.items()} == {
        "vibration_mm_s": "rejected",
        "power_kw": "rejected",
        "speed_of_light": "rejected",
        "accel_g": "needs_review",
        "run_state": "rejected",
    }
    assert "outside what is physically possible" in told["vibration_mm_s"][1]
    assert "'much' is not a number" in told["power_kw"][1]
    assert "outside of what is normal" in told["accel_g"][1]
    assert "running" in told["run_state"][1]
    assert values(latest(program, "PUMP-001"))["accel_g"] == 20


@pytest.mark.parametrize(
    ("sample", "field", "reason"),
    [
        ({"values": {"flow_m3h": 1}}, "asset", "is not a text"),
        ({**NEW, "asset": "", "values": {"flow_m3h": 1}}, "asset", "printable text"),
        ({"asset": "NOBODY", "values": {"flow_m3h": 1}}, "asset_class", "nothing is known"),
        ({**NEW, "asset_class": "boat", "values": {"flow_m3h": 1}}, "asset_class", "is not one of"),
        ({**PUMP, "asset_class": "ev", "values": {"flow_m3h": 1}}, "asset_class", "is of class machine"),
        ({**NEW, "time": "yesterday", "values": {"flow_m3h": 1}}, "time", "is not a time"),
        ({**NEW, "time": "2199-01-01T00:00:00Z", "values": {"flow_m3h": 1}}, "time", "ahead of now"),
        ({**NEW, "time": "2001-01-01T00:00:00Z", "values": {"flow_m3h": 1}}, "time", "older than what is kept"),
        ({**NEW, "values": [1]}, "values", "is not an object"),
        ({"asset": "NEW-2", "asset_class": "machine"}, "values", "holds nothing"),
        ({**NEW, "colour": "red", "values": {"flow_m3h": 1}}, "colour", "is not one of asset"),
        ({**NEW, "run_state": None, "values": {"flow_m3h": True}}, "flow_m3h", "is not a number"),
        ({**NEW, "run_state": None, "values": {"flow_m3h": 10**400}}, "flow_m3h", "larger than any number"),
        ({**NEW, "run_state": None, "values": {"\ud800": 1}}, "?", "no such signal"),
    ],
)
def test_a_sample_of_which_nothing_is_sound_is_refused_by_field_and_reason(
    program: httpx.Client, sample: dict[str, Any], field: str, reason: str
) -> None:
    reply = program.post(PATH, content=json.dumps(sample), headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    problem = reply.json()
    assert (problem["code"], problem["status"], problem["field"]) == ("rejected", 422, field)
    assert reason in problem["detail"]
    assert reason in problem["samples"][0]["values"][0]["reason"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_refused(program: httpx.Client, value: float) -> None:
    body = json.dumps({**PUMP, "values": {"flow_m3h": value}})
    reply = program.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["field"]) == (422, "flow_m3h")


def test_one_bad_sample_costs_no_other_anything(program: httpx.Client) -> None:
    good = {**PUMP, "values": {"suction_pressure_bar": 1.0}}
    reply = program.post(PATH, json=[good, {"asset": 7}, {**good, "asset": "PUMP-777"}])
    told = reply.json()
    assert (told["valid"], told["rejected"]) == (2, 1)
    assert [(each["index"], each["status"]) for each in told["samples"]] == [(1, "rejected")]
    assert latest(program, "PUMP-777")["values"]


def test_more_samples_than_are_taken_at_once_are_refused_whole(program: httpx.Client) -> None:
    reply = program.post(PATH, json=[{}] * (MOST + 1))
    assert (reply.status_code, reply.json()["field"]) == (422, "body")
    assert str(MOST) in reply.json()["detail"]


def test_the_path_that_others_know_takes_samples_too(program: httpx.Client) -> None:
    reply = program.post("/telemetry", json={**PUMP, "values": {"flow_m3h": 44}})
    assert reply.json()["valid"] == 1
    assert program.get("/telemetry/latest", params={"asset": "PUMP-001"}).json()["items"][0]["asset"] == "PUMP-001"
