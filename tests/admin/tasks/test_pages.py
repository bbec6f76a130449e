"""The pages of tasks: the board, the forms that assign, plan and close out, and the history."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from admin.roles import Role
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures import fleet
from tests.admin.fixtures.access import add_token
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.outlooks import prognosis
from tests.admin.fixtures.server import USER, RunningAdmin

TODAY, TOMORROW = (f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}" for days in (0, 1))


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """The small fleet, whose pump has an incident, and whose van has a date."""
    now = time.time_ns()
    fleet.fill(operator, now)
    operator.write("health", encode([prognosis(VAN, now, indicator="batt_temp_c")]))
    with RunningAdmin(rights) as running:
        yield running


@pytest.fixture
def browser(told: RunningAdmin) -> Iterator[httpx.Client]:
    with told.person() as opened:
        yield opened


def words(html: str) -> str:
    return unescape(" ".join(re.sub("<[^>]+>", " ", html).split()))


def add(browser: httpx.Client, **more: str) -> str:
    """The address of a new task."""
    reply = browser.post("/tasks", data={"asset": PUMP.name, "title": "Change the oil", **more})
    assert reply.status_code == 303, reply.text
    return reply.headers["location"]


def column(browser: httpx.Client, label: str, **params: str) -> str:
    """What a column of the board says."""
    page = browser.get("/tasks", params=params).raise_for_status().text
    return words(next((part for part in page.split("<section>") if f"<h2>{label} " in part), ""))


def test_the_board_shows_what_is_to_be_done_on_which_day_and_of_which_site(browser: httpx.Client) -> None:
    today = column(browser, "Today")
    assert "Acceleration leads vibration and temperature: bearing wear." in today
    assert "is on its way to its limit EV-014" in today
    assert VAN.name not in column(browser, "Today", site=PUMP.site)
    assert VAN.name in column(browser, "Today", site=VAN.site)
    assert 'href="/tasks?site=hall-2" aria-current="true"' in browser.get("/tasks?site=hall-2").text


def test_a_task_is_planned_assigned_started_and_closed_out_on_its_page(browser: httpx.Client) -> None:
    at = add(browser, action="5W-30", note="filter, too")
    form = {"version": "1", "planned_on": TOMORROW, "assignee": "Ann", "due": "2031-01-31T12:00", "note": "filter, too"}
    assert browser.post(at, data=form).status_code == 303
    page = words(browser.get(at).text)
    assert "Planned on" in page
    assert "Due then, as: steward said so." in page
    assert "assignee Ann; due 2031-01-31 12:00:00+00:00" in page
    assert "Change the oil" in column(browser, "Tomorrow", assignee="Ann")
    assert browser.post(f"{at}/state", data={"version": "2", "state": "in_progress"}).status_code == 303
    assert re.search(r"Change the oil .* in progress Ann", column(browser, "Tomorrow"))
    found = {"version": "3", "category": "preventive", "activity": "service", "man_hours": "1.5", "closed": ""}
    assert browser.post(f"{at}/close", data=found).status_code == 303
    page = words(browser.get(at).text)
    assert "Maintenance preventive Maintenance activity service Work 1.5 h" in page
    assert "Version 4 done" in page
    assert USER in page
    assert "Change the oil" in words(browser.get("/tasks").text.split("Done last")[1])


def test_what_makes_no_sense_is_told_beside_its_field_and_nothing_typed_is_lost(browser: httpx.Client) -> None:
    at = add(browser)
    refused = browser.post(at, data={"version": "1", "planned_on": "2020-01-01", "assignee": "keep me"})
    assert (refused.status_code, "2020-01-01 is over" in refused.text, 'value="keep me"' in refused.text) == (
        422, True, True,
    )  # fmt: skip
    refused = browser.post(f"{at}/close", data={"version": "1", "category": "corrective", "man_hours": "1,5"})
    assert (refused.status_code, "is not a number" in refused.text, 'value="1,5"' in refused.text) == (422, True, True)
    refused = browser.post(f"{at}/close", data={"version": "1", "category": "corrective", "downtime_h": "-1"})
    assert (refused.status_code, "is not between 0 and" in refused.text) == (422, True)
    refused = browser.post("/tasks", data={"asset": "nobody", "title": "keep me"})
    assert (refused.status_code, 'value="keep me"' in refused.text) == (404, True)
    assert browser.post(f"{at}/state", data={"version": "1", "state": "odd"}).status_code == 422


def test_who_did_not_see_the_newest_version_is_told_and_keeps_what_was_typed(browser: httpx.Client) -> None:
    at = add(browser)
    assert browser.post(at, data={"version": "1", "assignee": "Ann", "why": "her week"}).status_code == 303
    refused = browser.post(at, data={"version": "1", "assignee": "Bob"})
    assert refused.status_code == 409
    assert "Version 2 is in force, set by steward: her week. You saw version 1." in unescape(refused.text)
    assert 'value="Bob"' in refused.text
    assert 'name="version" value="2"' in refused.text


def test_a_task_that_is_cancelled_is_opened_again(browser: httpx.Client) -> None:
    at = add(browser, title="Wash it", planned_on=TODAY)
    assert browser.post(f"{at}/state", data={"version": "1", "state": "cancelled"}).status_code == 303
    assert "Wash it" not in browser.get("/tasks").text
    assert "Open again" in browser.get(at).text
    assert browser.post(f"{at}/state", data={"version": "2", "state": "open"}).status_code == 303
    assert "Wash it" in browser.get("/tasks").text


def test_a_task_that_nobody_has_touched_has_a_page_with_a_way_to_its_incident(browser: httpx.Client) -> None:
    board = browser.get("/tasks").text
    at = next(re.findall(r'href="(/tasks/p-[^"]+)"', part)[0] for part in board.split("<li") if PUMP.name in part)
    page = browser.get(at).text
    assert "Nobody has touched it yet" in page
    assert 'href="/incidents/' in page
    assert "Costs now not known" in words(page)
    assert browser.get("/tasks/p-nothing").status_code == 404


def test_who_only_reads_sees_no_forms(told: RunningAdmin, operator: Gateway, browser: httpx.Client) -> None:
    at = add(browser)
    with told.program(add_token(operator, Role.VIEWER)) as reader:
        page = reader.get(at, headers={"Accept": "text/html"})
        assert (page.status_code, "<form" in page.text.split("<main")[1]) == (200, False)
        assert reader.get("/tasks/new").status_code == 403
