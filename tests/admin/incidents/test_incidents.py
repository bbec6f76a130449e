"""Incidents as JSON and as a page."""

import time

import httpx
import pytest

from analytics.verdict.incidents import LINGER_NS, Incidents
from contract.incidents import INCIDENT
from contract.time import DAY, HOUR, MINUTE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin
from tests.support.episodes import event

NOW = time.time_ns() // MINUTE * MINUTE
BEGAN = NOW - 3 * HOUR
WORN = (
    event("VIBRATION_HIGH", "vibration_mm_s", now=BEGAN),
    event("BEARING_HOT", "bearing_temp_c", now=BEGAN, at=MINUTE),
    event("BEARING_HOT", "bearing_temp_c", now=BEGAN, at=HOUR, since=MINUTE, state="cleared"),
    event("BEARING_HOT", "bearing_temp_c", now=BEGAN, at=HOUR, severity="critical"),
)
OLD = (
    event("SPEEDING", "speed_kmh", "unknown", now=NOW - DAY, asset="VAN/7 ä", asset_class="ice"),
    event(
        "SPEEDING", "speed_kmh", "unknown", now=NOW - DAY, at=5 * MINUTE, since=0, state="cleared", asset="VAN/7 ä",
        asset_class="ice",
    ),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def filled(operator: Gateway) -> None:
    """A worn pump, open, and a van that was driven too fast yesterday."""
    incidents = Incidents()
    points: list[Point] = [*incidents.take([*OLD, *WORN]), *incidents.settle(NOW)]
    odd = Point(INCIDENT.name, {**points[0].tags, "incident": "X"}, {"state": "open"}, NOW)
    operator.write("health", encode([*points, odd]))


@pytest.fixture(scope="module")
def admin(empty_admin: RunningAdmin) -> RunningAdmin:
    """The admin whose clients `program` and `person` are."""
    return empty_admin


@pytest.mark.parametrize(
    ("query", "assets"),
    [
        ("", ["PUMP-001", "VAN/7 ä"]),
        ("state=open", ["PUMP-001"]),
        ("state=closed", ["VAN/7 ä"]),
        ("severity=critical", ["PUMP-001"]),
        ("severity=warning", ["VAN/7 ä"]),
        ("asset=PUMP-001", ["PUMP-001"]),
        ("asset=PUMP-002", []),
        ("limit=1", ["PUMP-001"]),
    ],
)
def test_incidents_are_listed_open_first_and_can_be_chosen(
    program: httpx.Client, query: str, assets: list[str]
) -> None:
    assert [each["asset"] for each in program.get(f"/api/incidents?{query}").json()] == assets


@pytest.mark.parametrize("query", ["days=0", "days=401", "state=maybe", "severity=CRITICAL", "limit=0"])
def test_a_choice_that_makes_no_sense_is_refused(program: httpx.Client, query: str) -> None:
    reply = program.get(f"/api/incidents?{query}")
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, query.split("=")[0])


def test_one_incident_holds_the_codes_that_its_cause_explains_and_says_how_it_went(program: httpx.Client) -> None:
    (listed,) = program.get("/api/incidents?state=open").json()
    found = program.get(f"/api/incidents/{listed['id']}").json()
    assert found["incident"] == listed
    assert (listed["codes"], listed["count"], listed["open_count"]) == (["VIBRATION_HIGH", "BEARING_HOT"], 3, 2)
    assert (listed["severity"], listed["code"], listed["cause"], listed["ended"]) == (
        "critical", "BEARING_HOT", "bearing_wear", None,
    )  # fmt: skip
    assert [change["what"] for change in found["timeline"]] == [
        "Began with VIBRATION_HIGH: VIBRATION_HIGH it is",
        "Looks like bearing wear",
        "BEARING_HOT joined it",
        "Became critical with BEARING_HOT: BEARING_HOT it is",
    ]


def test_what_has_ended_says_when(program: httpx.Client, person: httpx.Client) -> None:
    (listed,) = program.get("/api/incidents?state=closed").json()
    assert listed["ended"].startswith(time.strftime("%Y-%m-%dT%H:%M", time.gmtime((NOW - DAY + 5 * MINUTE) // 10**9)))
    found = program.get(f"/api/incidents/{listed['id']}").json()
    assert [change["what"] for change in found["timeline"]] == [
        "Began with SPEEDING: SPEEDING it is",
        "Nothing of it is off any more",
        "Ended",
    ]
    assert LINGER_NS == HOUR
    page = person.get(f"/incidents/{listed['id']}")
    assert page.status_code == 200
    assert "SPEEDING it is" in page.text


def test_the_page_tells_what_is_wrong_what_to_do_and_how_it_went(program: httpx.Client, person: httpx.Client) -> None:
    (listed,) = program.get("/api/incidents?state=open").json()
    page = person.get(f"/incidents/{listed['id']}").text
    for text in (
        "BEARING_HOT it is",
        "look at it",
        "bearing wear",
        "3 episodes, 2 open, of 2 codes",
        "Became critical",
    ):
        assert text in page
    assert 'href="/assets/PUMP-001"' in page


def test_an_unknown_incident_is_not_found(program: httpx.Client, person: httpx.Client) -> None:
    assert program.get("/api/incidents/PUMP-001-NONE-1").json()["error"]["code"] == "not_found"
    assert person.get("/incidents/PUMP-001-NONE-1").status_code == 404
