"""Tasks are made, assigned, planned, started, cancelled and closed out: each a version with its audit."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contract.catalogue import CLASSES
from contract.tasks import TASK
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.fleet import Asset
from tests.admin.fixtures.outlooks import prognosis
from tests.admin.fixtures.server import RunningAdmin

PATH = "/api/v1/tasks"
CAR = Asset(name="CAR/1 a", asset_class="ice", site="yard")
TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
Make = Callable[..., dict[str, Any]]


@pytest.fixture
def client(empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    with empty_admin.program() as opened:
        said = {"asset": CAR.name, "asset_class": "ice", "site": CAR.site, "why": "bought", "criticality": "high"}
        opened.post("/api/v1/assets", json=said)
        yield opened


@pytest.fixture
def make(client: httpx.Client) -> Make:
    def send(**more: object) -> dict[str, Any]:
        reply = client.post(PATH, json={"asset": CAR.name, "title": "Change the oil", **more})
        assert reply.status_code == 201, reply.text
        found: dict[str, Any] = reply.json()
        return found

    return send


def patch(client: httpx.Client, task: dict[str, Any], **changes: object) -> httpx.Response:
    return client.patch(f"{PATH}/{task['task']}", json=changes, headers={"If-Match": f'"{task["version"]}"'})


def close(client: httpx.Client, task: dict[str, Any], **found: object) -> httpx.Response:
    said = {"category": "preventive", **found}
    return client.post(f"{PATH}/{task['task']}/close", json=said, headers={"If-Match": f'"{task["version"]}"'})


def problem(reply: httpx.Response) -> tuple[int, str]:
    assert reply.headers["Content-Type"] == "application/problem+json", reply.text
    return reply.status_code, reply.json().get("field", "")


def test_a_task_that_people_make_is_told_as_it_was_said(make: Make, client: httpx.Client) -> None:
    said = {"action": "5W-30", "mode": "coolant leak", "due": "2031-01-31T12:00:00Z", "assignee": "Ann", "note": "a\nb"}
    made = make(**said, planned_on=TOMORROW)
    assert client.get(f"{PATH}/{made['task']}").json() == made
    assert {name: made[name] for name in said} == {**said, "mode": "coolant_leak"}
    assert (made["kind"], made["state"], made["planned_on"], made["version"]) == ("manual", "planned", TOMORROW, 1)
    assert (made["asset"], made["site"], made["criticality"]) == (CAR.name, CAR.site, "high")
    cost = CLASSES["ice"].modes["coolant_leak"].cost
    assert cost is not None
    assert (made["cost_early"], made["cost_deferred"]) == (cost.early, cost.deferred)
    assert (made["due_by"], made["because"], make()["because"]) == ("person", "api said so", "")


def test_maintenance_of_other_systems_is_a_task_here_and_is_made_once_for_a_key(client: httpx.Client) -> None:
    said = {"asset": CAR.name, "title": "Wash it"}
    assert client.post("/maintenance", json=said).json()["title"] == "Wash it"
    first, second = (client.post(PATH, json=said, headers={"Idempotency-Key": "wash"}) for _ in range(2))
    assert first.json() == second.json()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "), ("title", "x" * 201), ("title", "a\nb"), ("asset", "nobody"), ("asset", ""), ("due", "soon"),
        ("due", "2026-01-31T12:00:00"), ("planned_on", "2020-01-31"), ("planned_on", "31.1.2031"),
        ("planned_on", "9999-12-31"), ("note", "\ud800"), ("assignee", "x" * 101), ("mode", "x" * 101),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(client: httpx.Client, field: str, value: str) -> None:
    said = {"asset": CAR.name, "title": "x", field: value}
    reply = client.post(PATH, content=json.dumps(said), headers={"Content-Type": "application/json"})
    assert problem(reply) in ((422, field), (404, field))


def test_a_task_is_assigned_planned_started_and_put_back(make: Make, client: httpx.Client, operator: Gateway) -> None:
    task = make()
    for change, state, day in (
        ({"assignee": "Ann", "planned_on": TOMORROW, "why": "she has time"}, "planned", TOMORROW),
        ({"state": "in_progress"}, "in_progress", TOMORROW),
        ({"note": "the filter, too"}, "in_progress", TOMORROW),
        ({"state": "open"}, "open", None),
        ({"planned_on": TOMORROW}, "planned", TOMORROW),
        ({"planned_on": ""}, "open", None),
        ({"state": "cancelled", "why": "sold"}, "cancelled", None),
        ({"state": "open"}, "open", None),
    ):
        reply = patch(client, task, **change)
        assert reply.status_code == 200, (change, reply.text)
        task = reply.json()
        assert (task["state"], task["planned_on"]) == (state, day), change
    assert (task["assignee"], task["note"], task["version"], task["closed"]) == ("Ann", "the filter, too", 9, None)
    whys = [each["why"] for each in audits(operator, CAR.name, "task")][-8:]
    assert whys[:3] == ["she has time", "state in_progress", "note the filter, too"]


def test_a_state_that_does_not_follow_is_refused(make: Make, client: httpx.Client) -> None:
    task = make()
    assert problem(patch(client, task, state="planned")) == (422, "planned_on")
    assert problem(patch(client, task, state="done")) == (422, "state")
    assert problem(patch(client, task, state="open", planned_on=TOMORROW)) == (422, "state")
    cancelled = patch(client, task, state="cancelled").json()
    assert problem(patch(client, cancelled, note="x")) == (409, "state")
    assert problem(close(client, cancelled)) == (409, "state")


def test_a_change_that_does_not_say_what_was_seen_is_refused_and_so_is_one_of_an_older_version(
    make: Make, client: httpx.Client
) -> None:
    task = make()
    at = f"{PATH}/{task['task']}"
    tag = client.get(at).headers["ETag"]
    assert problem(client.patch(at, json={"note": "x"})) == (428, "If-Match")
    assert problem(client.post(f"{at}/close", json={"category": "corrective"})) == (428, "If-Match")
    assert client.patch(at, json={"note": "x"}, headers={"If-Match": tag}).status_code == 200
    assert problem(client.patch(at, json={"note": "y"}, headers={"If-Match": tag})) == (412, "If-Match")
    assert problem(close(client, task)) == (412, "If-Match")
    assert client.patch(at, json={"note": "z"}, headers={"If-Match": "*"}).status_code == 200


def test_a_task_is_closed_out_with_what_was_found(make: Make, client: httpx.Client) -> None:
    found = {
        "category": "corrective", "found": "coolant_leak", "root_cause": "expected wear and tear",
        "mechanism": "leakage", "detection": "continuous condition monitoring", "activity": "replace",
        "man_hours": 2.5, "downtime_h": 4.0,
    }  # fmt: skip
    before = datetime.now(UTC) - timedelta(hours=1)
    reply = close(client, make(), **found, closed=before.isoformat(), note="hose 7")
    assert reply.status_code == 200, reply.text
    done = reply.json()
    assert {name: done[name] for name in found} == found
    assert (done["state"], done["note"], done["version"]) == ("done", "hose 7", 2)
    assert abs(datetime.fromisoformat(done["closed"]) - before) < timedelta(seconds=1)
    assert done in client.get(PATH, params={"state": "done", "limit": 1000}).json()["items"]
    assert problem(close(client, done)) == problem(patch(client, done, note="x")) == (409, "state")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "cosmetic"), ("man_hours", -1.0), ("man_hours", float("nan")), ("downtime_h", float("inf")),
        ("downtime_h", 1e6), ("closed", "2031-01-31T00:00:00Z"), ("closed", "x"), ("mechanism", "x" * 101),
    ],
)  # fmt: skip
def test_a_close_out_that_makes_no_sense_is_refused_by_name(
    make: Make, client: httpx.Client, field: str, value: object
) -> None:
    task = make()
    body = json.dumps({"category": "corrective", field: value})
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    assert problem(client.post(f"{PATH}/{task['task']}/close", content=body, headers=headers)) == (422, field)
    assert client.get(f"{PATH}/{task['task']}").json() == task


def test_a_task_that_follows_from_a_prognosis_is_kept_once_somebody_has_touched_it(
    client: httpx.Client, operator: Gateway, rights: Gateway
) -> None:
    operator.write("health", encode([prognosis(CAR, time.time_ns(), indicator="coolant_leak")]))
    with RunningAdmin(rights) as fresh, fresh.program() as other:
        (task,) = [each for each in other.get(PATH).json()["items"] if each["kind"] == "predicted"]
        assert (task["version"], task["mode"], task["criticality"]) == (0, "coolant_leak", "high")
        said = patch(other, task, due="2031-01-31T12:00:00Z").json()
        assert (said["due"], said["due_by"], said["version"]) == ("2031-01-31T12:00:00Z", "person", 1)
        again = patch(other, said, due="").json()
        assert (again["due"], again["because"], again["due_by"]) == (task["due"], task["because"], "rule")
        done = close(other, again, found="coolant leak").json()
        assert done["found"] == "coolant_leak"
        assert "predicted" not in {each["kind"] for each in other.get(PATH).json()["items"]}
    kept = client.get(f"{PATH}/{task['task']}").json()
    assert kept == done


def test_a_row_that_is_not_whole_is_no_task_and_its_next_version_stands_in_its_place(
    make: Make, client: httpx.Client, operator: Gateway
) -> None:
    task = make()
    tags = {"asset": CAR.name, "asset_class": "ice", "site": CAR.site, "task": task["task"]}
    operator.write(TASK.bucket, encode([Point(TASK.name, tags, {"version": 2, "state": "odd"}, time.time_ns())]))
    assert client.get(f"{PATH}/{task['task']}").status_code == 404
    assert client.get(PATH).status_code == 200
