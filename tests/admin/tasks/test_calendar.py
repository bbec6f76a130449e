"""Tasks as an iCalendar: its form by RFC 5545, what it says, and links to it."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.tasks.calendar import OCTETS, calendar, escaped, folded
from admin.tasks.schedule import Scheduled
from store.gateway import Gateway
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.server import RunningAdmin

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
SAID: dict[str, Any] = {
    "task": "m-1", "asset": "A;1", "asset_class": "ice", "site": "yard, north", "title": "Öl, 5W-30; \\ wechseln",
    "action": "a\nb", "created": NOW, "due": NOW, "because": "x", "day": date(2026, 12, 31), "version": 3,
}  # fmt: skip


def unfolded(text: str) -> list[str]:
    """The content lines of a calendar, as a reader has them."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= OCTETS
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def plain(value: str) -> str:
    """A text out of its value (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(text: str) -> list[dict[str, str]]:
    """The properties of each event, by their names without parameters."""
    found = []
    for part in "\n".join(unfolded(text)).split("BEGIN:VEVENT\n")[1:]:
        lines = part.split("\nEND:VEVENT")[0].split("\n")
        found.append({line.partition(":")[0].split(";")[0]: line.partition(":")[2] for line in lines})
    return found


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_text_comes_back_as_it_was_said_whatever_is_in_it(text: str) -> None:
    (line,) = unfolded(folded(f"SUMMARY:{escaped(text)}") + "\r\n")
    said = text.replace("\r\n", "\n").replace("\r", "\n")
    assert plain(line.removeprefix("SUMMARY:")) == re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", said)


def test_a_task_is_an_event_of_its_day() -> None:
    (event,) = events(calendar([Scheduled(**SAID)], NOW, "https://here/forewarn", "Tasks"))
    assert event["UID"] == "m-1@forewarn"
    assert (event["DTSTART"], event["DTEND"], event["DTSTAMP"]) == ("20261231", "20270101", "20261201T080000Z")
    assert plain(event["SUMMARY"]) == "A;1: Öl, 5W-30; \\ wechseln"
    assert plain(event["DESCRIPTION"]) == "a\nb\nDue 2026-12-01 08:00 UTC: x"
    assert (plain(event["LOCATION"]), event["SEQUENCE"]) == ("yard, north", "3")
    assert (event["STATUS"], event["URL"]) == ("TENTATIVE", "https://here/forewarn/tasks/m-1")


def test_what_is_over_and_what_has_no_day_is_no_event() -> None:
    tasks = [Scheduled(**SAID | {"state": "done"}), Scheduled(**SAID | {"day": None})]
    assert events(calendar(tasks, NOW, "https://here", "Tasks")) == []


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """The small fleet, with a task of Ann's at another site than the pump's."""
    fleet.fill(operator, time.time_ns())
    with RunningAdmin(rights) as running, running.program() as program:
        said = {"asset": VAN.name, "title": "Wash it", "assignee": "Ann"}
        assert program.post("/api/v1/tasks", json=said).status_code == 201
        yield running


def follow(running: RunningAdmin, url: str) -> httpx.Response:
    with running.stranger() as nobody:
        return nobody.get(url)


def link(running: RunningAdmin, **form: str | int) -> str:
    with running.program() as program:
        reply = program.post("/api/v1/tasks.ics/links", json=form)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["url"])


def test_the_calendar_is_told_to_who_is_signed_in_and_to_nobody_else(told: RunningAdmin) -> None:
    with told.program() as program:
        reply = program.get("/api/v1/tasks.ics")
        assert reply.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
        assert {plain(each["LOCATION"]) for each in events(reply.text)} == {PUMP.site, VAN.site}
        assert len(events(program.get("/api/v1/tasks.ics", params={"assignee": "Ann"}).text)) == 1
    assert follow(told, "/api/v1/tasks.ics").status_code == 401


def test_a_link_gives_the_calendar_that_it_was_made_for_without_a_sign_in(told: RunningAdmin) -> None:
    url = link(told, site=VAN.site, assignee="Ann")
    assert url.startswith(f"{told.url}/api/v1/feed/tasks.ics?")
    (event,) = events(follow(told, url).text)
    assert plain(event["SUMMARY"]) == f"{VAN.name}: Wash it"
    assert len(events(follow(told, link(told)).text)) == 2


@pytest.mark.parametrize(
    "change", [{"site": "hall-2"}, {"assignee": ""}, {"by": "steward"}, {"expires": "99999999999"}, {"signature": "x"}]
)
def test_a_link_that_was_changed_gives_nothing(told: RunningAdmin, change: dict[str, str]) -> None:
    parts = urlsplit(link(told, site=VAN.site))
    query = {**dict(parse_qsl(parts.query)), **change}
    reply = follow(told, f"{parts.path}?{urlencode(query)}")
    assert (reply.status_code, reply.json()["field"]) == (403, "signature")


def test_a_link_to_an_export_is_none_to_the_calendar(told: RunningAdmin) -> None:
    with told.program() as program:
        url = program.post("/api/v1/export/links", json={"what": "risk"}).json()["url"]
    assert follow(told, f"/api/v1/feed/tasks.ics?{urlsplit(url).query}").status_code == 403


def test_the_board_makes_an_address_of_the_tasks_that_it_shows(told: RunningAdmin) -> None:
    with told.person() as browser:
        page = browser.post("/tasks/calendar", data={"site": VAN.site, "assignee": "Ann"}).text
    url = re.findall(r"<code>([^<]+)</code>", page)[0].replace("&amp;", "&")
    assert [plain(each["SUMMARY"]) for each in events(follow(told, url).text)] == [f"{VAN.name}: Wash it"]
    with told.program() as program:
        assert program.post("/api/v1/tasks.ics/links", json={"days": 367}).json()["field"] == "days"
