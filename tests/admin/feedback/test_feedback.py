"""Answers to incidents: by the API and by the form, what they change, and how they are taken back."""

import json
import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from analytics.verdict.incidents import Incidents
from analytics.worker.incident_watch import IncidentWatch
from contract.time import HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.server import RunningAdmin
from tests.support.episodes import event

NOW = time.time_ns() // MINUTE * MINUTE - HOUR
PUMPS = ("PUMP-001", "PUMP-002", "PUMP-003", "PUMP/4 ä")


def raised(asset: str) -> Point:
    moved = "vibration_mm_s +2.0; flow_m3h -1.0"
    return event("SHAKES", "vibration_mm_s", "unknown", now=NOW, asset=asset, moved=moved)


@pytest.fixture(scope="module", autouse=True)
def filled(operator: Gateway) -> None:
    """Pumps with an open incident each."""
    events = [raised(asset) for asset in PUMPS]
    operator.write("health", encode([*events, *Incidents().take(events)]))


@pytest.fixture(scope="module")
def admin(empty_admin: RunningAdmin) -> RunningAdmin:
    """The admin whose clients `program` and `person` are."""
    return empty_admin


def name(asset: str) -> str:
    return f"{asset}-SHAKES-{NOW // SECOND}"


def send(client: httpx.Client, asset: str, **said: object) -> httpx.Response:
    # Not `json=`, which refuses to send NaN: a client in another language may not.
    content = json.dumps({"verdict": "true", **said})
    headers = {"Content-Type": "application/json"}
    return client.post(f"/api/incidents/{quote(name(asset))}/feedback", content=content, headers=headers)


def incident(client: httpx.Client, asset: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/incidents/{quote(name(asset))}").json()["incident"]
    return found


def work(gateway: Gateway) -> None:
    """What the worker makes of it at its next turn."""
    gateway.write("health", encode(IncidentWatch(gateway).points(time.time_ns())))


def test_an_answer_is_kept_with_who_gave_it_and_is_reversible(program: httpx.Client, operator: Gateway) -> None:
    first = send(program, PUMPS[1], verdict="false", note="a hose hit it", actor="Ada", mechanism="impact")
    assert first.status_code == 201, first.text
    second = send(program, PUMPS[1], verdict="none")
    listed = program.get("/api/feedback", params={"incident": name(PUMPS[1])}).json()
    assert listed == [second.json(), first.json()]
    assert (listed[1]["verdict"], listed[1]["actor"], listed[1]["mechanism"]) == ("false", "Ada", "impact")
    one, two = audits(operator, name(PUMPS[1]), "feedback")
    assert (one["actor"], one["why"], one["before"]) == ("api", "a hose hit it", "null")
    assert json.loads(two["before"])["verdict"] == "false"
    assert json.loads(two["after"])["verdict"] == "none"


def test_an_incident_that_was_answered_is_quiet_at_the_next_turn_and_its_evidence_is_as_it_was(
    program: httpx.Client, operator: Gateway
) -> None:
    before = incident(program, PUMPS[2])
    send(program, PUMPS[2], verdict="expected")
    work(operator)
    after = incident(program, PUMPS[2])
    assert (before["quiet"], after["quiet"], after["answer"]) == (False, True, "expected")
    told = {"quiet", "answer"}
    assert {key: value for key, value in after.items() if key not in told} == {
        key: value for key, value in before.items() if key not in told
    }


def test_a_confirmed_cause_names_the_same_pattern_on_another_asset(program: httpx.Client, operator: Gateway) -> None:
    assert send(program, PUMPS[0], verdict="true", cause="cracked cage").json()["cause"] == "cracked_cage"
    moved = "flow_m3h -0.9; vibration_mm_s +1.7"
    later = event("FLOW_LOW", "flow_m3h", "unknown", now=time.time_ns(), asset="PUMP-009", moved=moved)
    operator.write("health", encode([later]))
    work(operator)
    (found,) = program.get("/api/incidents", params={"asset": "PUMP-009"}).json()
    assert found["cause"] == "cracked_cage"
    assert found["like"].startswith("as on PUMP-001 on ")
    assert found["like"].endswith("confirmed: cracked cage")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": ""}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"verdict": float("nan")}, "verdict"),
        ({"verdict": "false", "cause": "bearing_wear"}, "cause"),
        ({"cause": "unknown"}, "cause"),
        ({"cause": "x" * 101}, "cause"),
        ({"note": "x" * 501}, "note"),
        ({"note": "\ud800"}, "note"),
        ({"verdict": "true", "until": "2030-01-01T00:00:00Z"}, "until"),
        ({"verdict": "snooze", "until": "soon"}, "until"),
        ({"verdict": "snooze", "until": "2030-01-01T00:00:00"}, "until"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_by_its_field(
    program: httpx.Client, said: dict[str, object], field: str
) -> None:
    reply = send(program, PUMPS[0], **said)
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, field), reply.text


def test_an_answer_to_no_incident_is_not_found(program: httpx.Client) -> None:
    assert send(program, "PUMP-404").status_code == 404


def test_a_person_answers_on_the_incidents_page_whatever_the_asset_is_called(person: httpx.Client) -> None:
    address = f"/incidents/{quote(name(PUMPS[3]))}"
    page = person.get(address)
    assert "Was it right?" in page.text
    form = {"verdict": "snooze", "until": "2030-01-01T08:00", "note": "after the shift"}
    reply = person.post(address, data=form)
    assert (reply.status_code, reply.headers["location"]) == (303, f"{address}#feedback")
    page = person.get(address)
    for text in ("snooze", "until 2030-01-01T08:00Z", "after the shift"):
        assert text in page.text


def test_a_form_that_is_wrong_comes_back_as_it_was_typed_with_the_reason(person: httpx.Client) -> None:
    reply = person.post(f"/incidents/{quote(name(PUMPS[3]))}", data={"verdict": "false", "cause": "bearing_wear"})
    assert reply.status_code == 422
    assert 'value="bearing_wear"' in reply.text
    assert "belongs to the verdicts true and maintenance" in reply.text
