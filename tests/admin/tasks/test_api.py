"""Tasks over the API: which there are, and one of them."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.outlooks import condition, prognosis
from tests.admin.fixtures.server import RunningAdmin

PATH = "/api/v1/tasks"


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """The small fleet, whose pump has an incident and a date, and whose van has a date in hours alone."""
    now = time.time_ns()
    fleet.fill(operator, now)
    points = [
        prognosis(PUMP, now), condition(PUMP, now),
        prognosis(VAN, now, rul_low_h=5.5, rul_h=9.0, rul_high_h=20.0, indicator="batt_temp_c"),
    ]  # fmt: skip
    operator.write("health", encode(points))
    with RunningAdmin(rights) as running:
        yield running


@pytest.fixture
def client(told: RunningAdmin) -> Iterator[httpx.Client]:
    with told.program() as opened:
        yield opened


def listed(client: httpx.Client, **params: str | int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(PATH, params=params).raise_for_status().json()["items"]
    return found


def test_tasks_follow_from_incidents_and_prognoses_due_first(client: httpx.Client) -> None:
    van, pump = listed(client)
    assert (van["asset"], pump["asset"]) == (VAN.name, PUMP.name)
    assert (pump["incident"] != "", van["incident"]) == (True, "")


def test_a_task_says_why_it_is_due_what_to_do_and_on_what_it_follows(client: httpx.Client) -> None:
    _, pump = listed(client)
    assert (pump["mode"], pump["title"]) == (
        "bearing_wear", "Acceleration leads vibration and temperature: bearing wear.",
    )  # fmt: skip
    assert pump["because"] == "critical is looked after within 24 hours"
    assert pump["action"] == "Grease the drive-end bearing and plan its change within a week."
    assert (pump["state"], pump["kind"], pump["version"], pump["cost_early"]) == ("open", "predicted", 0, None)


def test_a_choice_is_by_state_site_and_asset_and_pages_are_told_in_turn(client: httpx.Client) -> None:
    assert [task["asset"] for task in listed(client, site="hall-2")] == [PUMP.name]
    assert [task["asset"] for task in listed(client, asset=VAN.name, state="open")] == [VAN.name]
    assert listed(client, state="done") == listed(client, assignee="Ann") == []
    first = client.get(PATH, params={"limit": 1}).json()
    second = client.get(PATH, params={"limit": 1, "cursor": first["next"]}).json()
    assert [page["items"][0]["asset"] for page in (first, second)] == [VAN.name, PUMP.name]
    assert second["next"] is None
    assert client.get(PATH, params={"state": "doen"}).status_code == 422


def test_one_task_is_told_by_its_id_and_not_again_to_who_has_it(client: httpx.Client) -> None:
    task = listed(client)[0]
    found = client.get(f"{PATH}/{task['task']}")
    assert found.json() == task
    assert client.get(f"{PATH}/{task['task']}", headers={"If-None-Match": found.headers["ETag"]}).status_code == 304
    assert client.get(f"{PATH}/p-none").json()["field"] == "task"


def test_upcoming_maintenance_of_other_systems_is_tasks_here(client: httpx.Client) -> None:
    found = client.get("/maintenance/upcoming")
    assert found.json() == client.get(PATH).json()
    refused = client.get("/maintenance/upcoming?limit=0", headers={"Accept": "text/html"})
    assert refused.json()["error"]["field"] == "limit"
