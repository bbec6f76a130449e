"""The queue of maintenance: what is due first, and what is to be done."""

import re
import time
from collections.abc import Iterator
from html import unescape

import pytest

from contract.catalogue import CLASSES
from contract.time import MINUTE
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import CAR, PUMP, SILENT, VAN, WELL, risks
from tests.admin.fixtures.outlooks import condition, lost, prognosis, unknown
from tests.admin.fixtures.server import RunningAdmin

MOTOR, CONVEYOR, TRUCK, _ = WELL
MANY = [f"Q-{number:03}" for number in range(120)]


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """A pump due in days, a conveyor in hours, a van without a date and likely to fail; the others wait for nothing."""
    now = time.time_ns()
    fleet.fill(operator, now)
    nothing = {"rul_h": 1e9, "rul_low_h": 1e9, "rul_high_h": 1e9}
    points = [
        prognosis(PUMP, now), condition(PUMP, now), *lost(CAR, now), unknown(SILENT, now),
        prognosis(CONVEYOR, now, rul_low_h=5.5, rul_h=9.0, rul_high_h=20.0, indicator="bearing_wear"),
        condition(CONVEYOR, now, status="critical", health=21.0),
        prognosis(VAN, now, **nothing, p_fail_30d=0.4, because="as EV-003 before"),
        prognosis(TRUCK, now, **nothing, p_fail_30d=0.009),
    ]  # fmt: skip
    operator.write("health", encode(points))
    with RunningAdmin(rights) as running:
        yield running


def test_what_is_due_first_stands_first_and_what_has_only_a_probability_last(told: RunningAdmin) -> None:
    with told.program() as client:
        found = client.get("/api/queue").json()
    assert found["total"] == 3
    assert [task["asset"] for task in found["tasks"]] == [CONVEYOR.name, PUMP.name, VAN.name]
    conveyor, pump, van = found["tasks"]
    assert conveyor["due"] < pump["due"]
    assert (van["due"], van["when"], van["p_fail_30d"]) == (None, "no trend, no date", 0.4)
    assert (pump["status"], pump["health"], pump["site"]) == ("degrading", 62.4, "hall-2")


def test_what_to_do_is_of_the_diagnosis_or_of_the_mode_that_the_date_follows_from(told: RunningAdmin) -> None:
    with told.program() as client:
        conveyor, pump, van = client.get("/api/queue").json()["tasks"]
    assert pump["action"] == "Grease the drive-end bearing and plan its change within a week."
    assert conveyor["action"] == CLASSES["machine"].modes["bearing_wear"].action
    assert van["action"] == ""


def test_the_page_says_it_in_words(told: RunningAdmin) -> None:
    with told.person() as browser:
        page = browser.get("/queue").text
    rows = re.findall(r'<li class="card.*?</li>', page, re.DOTALL)
    words = [unescape(" ".join(re.sub("<[^>]+>", " ", row).split())) for row in rows]
    assert re.findall(r'class="id" href="/assets/([^"]+)"', page) == [CONVEYOR.name, PUMP.name, VAN.name]
    assert "in 5 to 20 hours, most likely 9 94 % within 30 days" in words[0]
    assert re.match(
        r"\d\d \w{3} \d{4} in 9 to 16 days, most likely 12 94 % within 30 days PUMP-001 Degrading", words[1]
    )
    assert "Grease the drive-end bearing" in words[1]
    assert "Vibration velocity (drive end) rises" in words[1]
    assert words[2].startswith("No date no trend, no date 40 % within 30 days EV-014")
    assert "No failure mode is named: look at it. As EV-003 before" in words[2]


@pytest.mark.usefixtures("told")
def test_a_part_at_a_time_is_shown(operator: Gateway, rights: Gateway) -> None:
    now = time.time_ns()
    lines = []
    for number, name in enumerate(MANY):
        tags = f"asset={name},asset_class=ice,site=yard"
        lines.append(f'risk,{tags} risk=1.0,level=0i,band="low",health=99.0,top_signal="none",reason="" {now}')
        lines.append(f'prognosis,{tags} method="linear",rul_low_h={1000.0 + number} {now}')
    operator.write("health", lines)
    with RunningAdmin(rights) as running:
        with running.program() as client:
            part = client.get("/api/queue?offset=3&limit=2").json()
            assert (part["total"], [task["asset"] for task in part["tasks"]]) == (123, MANY[1:3])
            assert client.get("/api/queue?limit=0").status_code == 422
        with running.person() as browser:
            page = browser.get("/queue?offset=100").text
            assert "101 to 123 of 123" in page
            assert 'href="/queue?offset=0" rel="prev"' in page
            assert "There is no such page" in browser.get("/queue?offset=500").text


def test_an_age_is_counted_from_when_it_was_said(operator: Gateway, rights: Gateway) -> None:
    now = time.time_ns()
    operator.write("health", risks(MOTOR, now))
    operator.write("health", encode([prognosis(MOTOR, now - 60 * MINUTE, rul_low_h=3.5, rul_h=4.0, rul_high_h=5.5)]))
    with RunningAdmin(rights) as running, running.program() as client:
        tasks = {task["asset"]: task["when"] for task in client.get("/api/queue").json()["tasks"]}
    assert tasks[MOTOR.name] == "in 2 to 5 hours, most likely 3"
