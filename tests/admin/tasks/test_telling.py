"""The queue told to dashboards: as it is now, one point a task, and what is over no more."""

import time
from collections.abc import Iterator

import httpx
import pytest

from admin.app import create_app
from admin.store import Store
from admin.tasks.telling import Telling
from contract.capacity import Capacity
from contract.tasks import TASK_QUEUE
from contract.time import HOUR, MINUTE
from contract.zones import Zones
from store.gateway import Gateway
from store.queries import render
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.server import RunningAdmin, settings

ALL = {"site": [PUMP.site, VAN.site], "class": [PUMP.asset_class, VAN.asset_class]}


@pytest.fixture
def telling(rights: Gateway) -> Iterator[Telling]:
    found = Telling(Store(rights), Zones(), Capacity(1))
    yield found
    found.stop()


@pytest.fixture
def program(rights: Gateway, operator: Gateway) -> Iterator[httpx.Client]:
    fleet.fill(operator, time.time_ns())
    with RunningAdmin(rights) as running, running.program() as opened:
        yield opened


def shown(gateway: Gateway, stop: int, *columns: str, **places: list[str]) -> list[tuple[object, ...]]:
    """Rows of the panel as it is at a time (ns)."""
    flux = render("panel_tasks", start=stop - HOUR, stop=stop, every_s=60, **{**ALL, **places})
    rows = gateway.query(flux).table.to_pylist()
    return [tuple(row[name] for name in columns) for row in rows]


def test_dashboards_show_the_queue_as_it_was_told_last_and_nothing_that_is_old(
    telling: Telling, program: httpx.Client, operator: Gateway
) -> None:
    made = program.post("/api/v1/tasks", json={"asset": VAN.name, "title": "Wash it", "assignee": "Ann"}).json()
    telling.tell()
    now = time.time_ns()
    (pump,) = [task for task in program.get("/api/v1/tasks").json()["items"] if task["asset"] == PUMP.name]
    assert shown(operator, now, "asset", "task", "title", "state", "assignee", "late", "cost_of_waiting") == [
        (PUMP.name, pump["task"], pump["title"], "open", None, "no", -1.0),
        (VAN.name, made["task"], "Wash it", "open", "Ann", "no", -1.0),
    ]
    assert shown(operator, now, "due_ms", site=[VAN.site]) == [(-1,)]
    assert shown(operator, now + 20 * MINUTE, "asset") == []


def test_a_task_has_one_point_however_often_it_is_told(
    telling: Telling, program: httpx.Client, operator: Gateway
) -> None:
    task = program.post("/api/v1/tasks", json={"asset": VAN.name, "title": "Polish it"}).json()["task"]
    for _ in range(2):
        telling.tell()
    flux = (
        f'from(bucket: "{TASK_QUEUE.bucket}") |> range(start: 0) |> filter(fn: (r) => r.task == "{task}"'
        f' and r._measurement == "{TASK_QUEUE.name}" and r._field == "told")'
    )
    assert len(operator.query(flux).times()) == 1


def test_where_nothing_is_to_be_done_nothing_is_told(empty_admin: RunningAdmin, telling: Telling) -> None:
    del empty_admin
    telling.tell()


def test_an_admin_begins_to_tell_and_ends_it(rights: Gateway) -> None:
    telling = create_app(settings(rights.url), rights).state.parts.tasks.telling
    telling.start()
    telling.stop()
