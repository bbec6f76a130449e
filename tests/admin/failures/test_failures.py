"""Failures: telling of them by the API and by the form, taking them back, and what was told."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from analytics.worker.ends import Ends
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.fleet import CAR, LEARNING, PUMP, VAN, WELL
from tests.admin.fixtures.server import USER

NOW = datetime.now(UTC).replace(second=0, microsecond=0)


def moment(hours: float) -> str:
    """A moment so many hours ago, RFC 3339."""
    return (NOW - timedelta(hours=hours)).isoformat()


def send(client: httpx.Client, **changes: object) -> httpx.Response:
    """Tell of a failure that is sound but for the changes."""
    # Not `json=`, which refuses to send NaN: a client in another language may not.
    told = {"asset": PUMP.name, "at": moment(5), "what": "the bearing seized", **changes}
    return client.post("/api/failures", content=json.dumps(told), headers={"Content-Type": "application/json"})


def of(client: httpx.Client, asset: str) -> list[dict[str, Any]]:
    """What was told of an asset."""
    found: list[dict[str, Any]] = client.get("/api/failures", params={"asset": asset}).json()
    return found


def withdraw(client: httpx.Client, failure: Mapping[str, str]) -> httpx.Response:
    """Take it back."""
    return client.post(f"/api/failures/{failure['asset']}/{failure['id']}/withdraw")


def test_what_was_told_is_an_end_of_a_life_to_the_worker(program: httpx.Client, operator: Gateway) -> None:
    reply = send(program, mode="bearing_wear", actor="Ada")
    assert reply.status_code == 201, reply.text
    (found,) = of(program, PUMP.name)
    assert found == reply.json()
    assert (found["mode"], found["actor"], found["withdrawn"]) == ("bearing_wear", "Ada", False)
    assert datetime.fromisoformat(found["at"]) == NOW - timedelta(hours=5)
    ends = Ends(operator)
    assert PUMP.name in ends.look(int(NOW.timestamp()) * 10**9)
    (end,) = [end for end in ends.of(PUMP.name) if end.source == "told"]
    assert (end.failed, end.mode, end.time) == (True, "bearing_wear", int(found["id"]))
    assert (end.tags or {})["asset"] == PUMP.name


def test_a_failure_is_taken_back_and_both_leave_an_audit_of_who_did_it(
    program: httpx.Client, operator: Gateway
) -> None:
    told = send(program, asset=VAN.name).json()
    reply = withdraw(program, told)
    assert (reply.status_code, reply.json()["withdrawn"]) == (200, True)
    assert [each["withdrawn"] for each in of(program, VAN.name)] == [True]
    first, second = audits(operator, VAN.name, "failure")
    assert (first["actor"], first["why"], first["before"]) == ("api", "the bearing seized", "null")
    assert json.loads(second["before"])["withdrawn"] is False
    assert json.loads(second["after"])["withdrawn"] is True


def test_told_again_of_the_same_second_it_is_the_same_failure(program: httpx.Client) -> None:
    asset = WELL[1].name
    for what in ("it stopped", "its seal broke"):
        send(program, asset=asset, what=what)
    assert [each["what"] for each in of(program, asset)] == ["its seal broke"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-21T08:00:00"}, "at"),
        ({"at": 5}, "at"),
        ({"at": float("nan")}, "at"),
        ({"at": moment(-1)}, "at"),
        ({"at": moment(401 * 24)}, "at"),
        ({"at": "0001-01-01T00:00:00+23:59"}, "at"),
        ({"what": " "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"actor": "x" * 101}, "actor"),
        ({"mode": "boredom"}, "mode"),
        ({"asset": "NOBODY"}, "asset"),
        ({"asset": ""}, "asset"),
        ({"how": "loudly"}, "how"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name_and_nothing_is_told(
    program: httpx.Client, changes: dict[str, object], field: str
) -> None:
    reply = send(program, **{"asset": WELL[0].name, **changes})
    assert reply.status_code in (404, 422)
    assert reply.json()["error"]["field"] == field
    assert of(program, WELL[0].name) == []


@pytest.mark.parametrize(("asset", "failure"), [("NOBODY", "1"), (CAR.name, "1"), ("a/b", "x" * 3000)])
def test_a_failure_that_was_not_told_cannot_be_taken_back(program: httpx.Client, asset: str, failure: str) -> None:
    reply = withdraw(program, {"asset": asset, "id": failure})
    assert (reply.status_code, reply.json()["error"]["field"]) == (404, "failure")


def test_a_broken_row_in_the_store_is_left_out(program: httpx.Client, operator: Gateway) -> None:
    before = of(program, "")
    time = 1_767_225_600 * 10**9
    broken = [
        Point("failure", {"asset": "ICE-008"}, {"mode": "no words"}, time),
        Point("failure", {}, {"mode": "x"}, time),
    ]
    operator.write("config", encode(broken))
    assert of(program, "") == before


def typed(asset: str, **changes: str) -> dict[str, str]:
    """The form as a browser sends it."""
    form = {
        "asset": asset,
        "failed_at": f"{NOW - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "failure": "the pump <i>seized</i>",
    }
    return {**form, "mode": "", "teller": "", **changes}


def test_a_person_tells_of_a_failure_and_takes_it_back_on_the_asset_page(person: httpx.Client) -> None:
    asset = LEARNING.name
    reply = person.post("/failures", data=typed(asset))
    assert (reply.status_code, reply.headers["location"]) == (303, f"/assets/{asset}#failures")
    _, section = person.get(f"/assets/{asset}").text.split('id="failures"')
    assert "the pump &lt;i&gt;seized" in section
    assert USER in section
    assert "It did not fail" in section
    (found,) = of(person, asset)
    reply = person.post("/failures/withdraw", data={"asset": asset, "failure": found["id"]})
    assert (reply.status_code, reply.headers["location"]) == (303, f"/assets/{asset}#failures")
    _, section = person.get(f"/assets/{asset}").text.split('id="failures"')
    assert "taken back" in section
    assert "It did not fail" not in section


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("failed_at", "", "is not a moment"),
        ("failed_at", "2999-01-01T00:00", "is not over yet"),
        ("failure", " ", "say what failed"),
        ("mode", "boredom", "no failure mode"),
        ("teller", "x" * 101, "at most 100"),
    ],
)
def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_what_was_typed(
    person: httpx.Client, field: str, value: str, words: str
) -> None:
    reply = person.post("/failures", data=typed(WELL[2].name, **{"failure": "<b>wheels</b>", field: value}))
    assert reply.status_code == 422
    place = reply.text[reply.text.index(f'id="{field}"') :]
    assert words in place[: place.index("</div>")]
    assert reply.text.count('role="alert"') == 1
    assert "&lt;b&gt;wheels" in reply.text or field == "failure"
    assert of(person, WELL[2].name) == []


def test_the_form_of_an_unknown_asset_is_a_404(person: httpx.Client) -> None:
    assert person.post("/failures", data=typed("NOBODY")).status_code == 404
