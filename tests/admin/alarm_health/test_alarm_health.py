"""Alarm health as JSON and as a page."""

import re
import time
from html import unescape

import httpx
import pytest

from analytics.verdict.incidents import Incidents
from contract.incidents import INCIDENT
from contract.time import DAY, HOUR, MINUTE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin
from tests.support.episodes import event

NOW = time.time_ns() // MINUTE * MINUTE
BEGAN = NOW - 3 * HOUR
VAN = "VAN/7 ä"
WORN = [
    event("VIBRATION_HIGH", "vibration_mm_s", now=BEGAN),
    event("BEARING_HOT", "bearing_temp_c", now=BEGAN, at=HOUR, severity="critical"),
]
FLUTTER = [
    event(
        "SPEEDING", "speed_kmh", "unknown", now=NOW - DAY, at=at * MINUTE, since=at // 10 * 10 * MINUTE, state=state,
        asset=VAN, asset_class="ice",
    )
    for at, state in ((0, "raised"), (5, "cleared"), (10, "raised"), (15, "cleared"), (20, "raised"), (25, "cleared"))
]  # fmt: skip
OLD = event("STRANGE", "no_such_signal", "unknown", now=NOW - 9 * DAY, asset="OLD-1")


@pytest.fixture(scope="module", autouse=True)
def filled(operator: Gateway, empty_admin: RunningAdmin) -> None:
    """A worn pump, a van that was too fast three times yesterday, and what is open since before the week, written
    hourly; also points of which half is missing. Before that, the page of nothing."""
    with empty_admin.person() as browser:
        assert "Nothing rang in the last 7 days" in browser.get("/alarm-health").text
    events = sorted([OLD, *FLUTTER, *WORN], key=lambda each: each.time)
    incidents, points = Incidents(), list[Point]()
    for hour in range(9 * 24):
        until = NOW - (9 * 24 - hour - 1) * HOUR
        points += incidents.take([each for each in events if until - HOUR <= each.time < until])
        points += incidents.settle(until)
    again = [Point(OLD.measurement, OLD.tags, OLD.fields, OLD.time + hour * HOUR) for hour in range(9 * 24)]
    odd = [
        Point(INCIDENT.name, {**points[0].tags, "incident": "X"}, {"state": "open"}, NOW - MINUTE),
        Point(INCIDENT.name, {**points[0].tags, "incident": "Y"}, {"severity": "critical", "opened": 1}, NOW - MINUTE),
        Point(OLD.measurement, {**OLD.tags, "episode": "X"}, {"state": "cleared"}, NOW - MINUTE),
        Point(OLD.measurement, {**OLD.tags, "episode": "Y"}, {"signal": "speed_rpm"}, NOW - MINUTE),
    ]
    operator.write("health", encode([*points, *events, *again, *odd]))


@pytest.fixture(scope="module")
def admin(empty_admin: RunningAdmin) -> RunningAdmin:
    """The admin whose clients `program` and `person` are."""
    return empty_admin


def test_what_began_in_the_span_is_counted_and_what_was_open_before_stands(program: httpx.Client) -> None:
    found = program.get("/api/alarm-health").json()
    figures = {each["name"]: each for each in found["figures"]}
    assert (found["days"], found["told"], found["raised"]) == (7, 3, 5)
    assert figures["alarms a day"]["told"] == pytest.approx(3 / 7)
    assert (figures["standing"]["told"], figures["standing"]["raised"]) == (2, 3)
    assert (figures["stale"]["told"], figures["stale"]["verdict"]) == (1, "met")
    assert figures["share of the ten worst, %"]["verdict"] == "too few to say"


def test_a_longer_look_finds_what_began_before(program: httpx.Client) -> None:
    found = program.get("/api/alarm-health?days=30").json()
    assert (found["told"], found["raised"]) == (4, 6)


def test_what_got_worse_rang_once_more_with_its_severity(program: httpx.Client) -> None:
    told = {each["severity"]: each["told"] for each in program.get("/api/alarm-health").json()["priorities"]}
    assert told == {"advisory": 0, "warning": pytest.approx(200 / 3), "critical": pytest.approx(100 / 3)}


def test_the_worst_actor_comes_first_with_its_signal_and_share(program: httpx.Client) -> None:
    worst = program.get("/api/alarm-health").json()["worst"]
    assert worst[0] == {
        "asset": VAN, "asset_class": "ice", "code": "SPEEDING", "signal": "speed_kmh", "count": 3, "share": 60,
        "tunable": True,
    }  # fmt: skip
    assert [each["code"] for each in worst[1:]] == ["BEARING_HOT", "VIBRATION_HIGH"]


def test_the_page_says_each_figure_beside_its_target_and_leads_to_the_thresholds(person: httpx.Client) -> None:
    page = person.get("/alarm-health?days=30").text
    rows = [
        unescape(" ".join(re.sub("<[^>]+>", " ", row).split())) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    ]
    assert "Standing 2 3 4 Met" in rows
    assert any(row.startswith("Share of the ten worst, % 100 100 5 Too few to say") for row in rows)
    assert rows[-4] == f"{VAN} Vehicle speed SPEEDING 3 50 % Tune"
    assert rows[-1] == "PUMP-001 Vibration velocity (drive end) VIBRATION_HIGH 1 16.7 % Tune"
    links = re.findall(r'href="(/thresholds/[^"]+)"', page)
    assert links == [
        "/thresholds/VAN/7%20%C3%A4/speed_kmh",
        "/thresholds/PUMP-001/bearing_temp_c",
        "/thresholds/PUMP-001/vibration_mm_s",
    ]


def test_the_page_is_found_from_every_other(person: httpx.Client) -> None:
    assert '<a href="/alarm-health">Alarm health</a>' in person.get("/queue").text
    assert '<a href="/alarm-health" aria-current="page">' in person.get("/alarm-health").text


@pytest.mark.parametrize("days", ["NaN", "inf", "0", "-1", "1e9", "1000000000", "32", "", "1.5"])
def test_a_span_that_makes_no_sense_is_refused_by_name(program: httpx.Client, person: httpx.Client, days: str) -> None:
    reply = program.get("/api/alarm-health", params={"days": days})
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "days")
    assert person.get("/alarm-health", params={"days": days}).status_code == 422


def test_a_store_that_does_not_answer_is_told(stranded: RunningAdmin) -> None:
    with stranded.program() as client:
        assert client.get("/api/alarm-health").status_code == 503
    with stranded.person() as browser:
        assert browser.get("/alarm-health").status_code == 503
