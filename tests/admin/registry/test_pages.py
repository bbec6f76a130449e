"""The pages of the registry: the list, adopting what is unknown, the form with its history, retiring."""

import re
from collections.abc import Iterator

import httpx
import pytest

from store.gateway import Gateway
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.server import USER, RunningAdmin
from tests.support.waiting import wait_until

NEW = {"asset_class": "machine", "criticality": "high", "version": "0", "why": "commissioned"}


@pytest.fixture
def browser(empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    with empty_admin.person() as opened:
        yield opened


def add(browser: httpx.Client, asset: str, **more: str) -> httpx.Response:
    return browser.post("/registry", data={"asset": asset, **NEW, **more})


def test_an_asset_that_was_added_is_listed_and_its_page_says_all_of_it(browser: httpx.Client) -> None:
    reply = add(
        browser, "PAGE 1/a", name="Feed pump", repair_cost="1250.5", currency="EUR", installed_on="2024-02-29",
        components="bearing: other\n\naccelerometer: sensor\n", labels="line = 3\nowner=shift b",
    )  # fmt: skip
    assert (reply.status_code, reply.headers["location"]) == (303, "/registry/assets/PAGE%201/a"), reply.text
    text = browser.get("/registry/assets/PAGE%201/a").text
    for said in (
        "Feed pump",
        "1250.5",
        "2024-02-29",
        "bearing: other\naccelerometer: sensor",
        "line = 3\nowner = shift b",
    ):
        assert said in text
    assert f"by {USER}" in text
    row = next(row for row in browser.get("/registry").text.split("<tr>") if "PAGE 1/a" in row)
    assert re.search(r"Feed pump.*high", row)


def test_what_is_changed_on_the_page_stands_in_its_history_and_in_the_audit(
    browser: httpx.Client, operator: Gateway
) -> None:
    add(browser, "PAGE-2", firmware="1.0", labels="line = 3")
    path = "/registry/assets/PAGE-2"
    form = {"asset_class": "machine", "criticality": "low", "firmware": "1.1", "version": "1", "why": "rolled out"}
    assert browser.post(path, data=form).status_code == 303
    text = browser.get(path).text
    assert "criticality high → low; labels line = 3 → none" in text
    assert "firmware 1.0 → 1.1" in text
    assert [each["why"] for each in audits(operator, "PAGE-2", "asset")] == ["commissioned", "rolled out"]


def test_who_did_not_see_the_newest_version_is_told_and_keeps_what_was_typed(browser: httpx.Client) -> None:
    add(browser, "PAGE-3")
    form = {"asset_class": "machine", "criticality": "low", "name": "first", "version": "1", "why": "x"}
    assert browser.post("/registry/assets/PAGE-3", data=form).status_code == 303
    reply = browser.post("/registry/assets/PAGE-3", data={**form, "name": "second"})
    assert reply.status_code == 409
    assert "Version 2 is in force" in reply.text
    assert 'value="second"' in reply.text
    assert 'name="version" value="2"' in reply.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("vin", "1M8GDM9AXKP042789", "check digit"), ("repair_cost", "1,5", "is not a number"),
        ("repair_cost", "5", "must be said, as repair_cost is"), ("labels", "line", "is not name = value"),
        ("labels", "a=1\na=2", "is said twice"), ("labels", "a=1;2", "has a semicolon"),
        ("components", "motor: engine", "is not one of sensor, actuator, controller, other"),
        ("asset_class", "boat", "is not one of"), ("why", " ", "say why"), ("asset", " ", "must be an id"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_beside_its_field_and_nothing_typed_is_lost(
    browser: httpx.Client, field: str, value: str, words: str
) -> None:
    reply = add(browser, **{"asset": "PAGE-4", "name": "keep me", field: value})
    assert reply.status_code == 422
    assert words in re.sub(r"&#\d+;", "'", reply.text)
    assert 'value="keep me"' in reply.text


def test_an_asset_is_retired_on_its_page_and_comes_back(browser: httpx.Client) -> None:
    add(browser, "PAGE-5")
    path = "/registry/assets/PAGE-5"
    late = browser.post(f"{path}/retire", data={"version": "1", "retired_on": "2999-01-01", "why": "sold"})
    assert (late.status_code, "Not retired: is yet to come" in late.text) == (422, True)
    assert browser.post(f"{path}/retire", data={"version": "1", "retired_on": "", "why": "sold"}).status_code == 303
    assert "PAGE-5" not in browser.get("/registry").text
    assert "PAGE-5" in browser.get("/registry", params={"show": "retired"}).text
    form = {"asset_class": "machine", "criticality": "high", "retired_on": "", "version": "2", "why": "bought back"}
    assert browser.post(path, data=form).status_code == 303
    assert "PAGE-5" in browser.get("/registry", params={"q": "page-5"}).text


def test_what_sends_and_is_unknown_is_adopted_with_what_is_known_of_it(person: httpx.Client) -> None:
    text = person.get("/registry", params={"show": "unknown"}).text
    link = next(found for found in re.findall(r'href="(/registry/new\?[^"]*)"', text) if PUMP.name in found)
    form = person.get(link.replace("&amp;", "&")).text
    assert f'value="{PUMP.name}"' in form
    assert f'value="{PUMP.site}"' in form
    assert f'<option value="{PUMP.asset_class}" selected>' in form
    assert person.post("/registry", data={"asset": VAN.name, **NEW, "asset_class": "ev"}).status_code == 303
    assert VAN.name not in person.get("/registry", params={"show": "unknown"}).text


def test_a_file_is_looked_at_before_it_is_set(browser: httpx.Client) -> None:
    add(browser, "PAGE-7", name="old name")
    text = "asset,asset_class,name\nPAGE-7,machine,new name\nPAGE-8,ev,Van 8\n"
    seen = browser.post("/registry/import", files={"file": ("assets.csv", text, "text/csv")}).text
    assert "1 new, 1 changed, 0 as they are, 0 refused" in seen
    assert re.search(r"<td>old name</td><td><strong>new name</strong></td>", seen)
    assert browser.get("/registry/assets/PAGE-8").status_code == 404
    without = browser.post("/registry/import/apply", data={"text": text, "why": " "})
    assert (without.status_code, "Not set: say why" in without.text) == (422, True)
    assert browser.post("/registry/import/apply", data={"text": text, "why": "inventory"}).status_code == 303
    assert "name old name → new name" in browser.get("/registry/assets/PAGE-7").text
    assert "inventory" in browser.get("/registry/assets/PAGE-8").text


def test_a_file_with_a_row_that_is_refused_offers_nothing_to_set(browser: httpx.Client) -> None:
    text = "asset,asset_class,vin\nPAGE-9,ev,short\n"
    seen = browser.post("/registry/import", files={"file": ("assets.csv", text, "text/csv")}).text
    assert "is not 17 digits" in seen
    assert "Set all of it" not in seen
    broken = browser.post("/registry/import", files={"file": ("assets.csv", b"\xff\xfe", "text/csv")})
    assert (broken.status_code, "is no text in UTF-8" in broken.text) == (422, True)


def test_there_is_no_page_of_an_asset_that_the_registry_does_not_know(browser: httpx.Client) -> None:
    assert browser.get("/registry/assets/NOBODY").status_code == 404
    assert browser.post("/registry/assets/NOBODY", data=NEW).status_code == 404


def test_what_is_stored_in_part_is_shown_as_broken_with_the_way_out(browser: httpx.Client, operator: Gateway) -> None:
    operator.write("config", ['asset,asset=PAGE-6,asset_class=machine name="half" 2000000000000000000'])
    # What another process wrote is seen after a moment.
    wait_until(lambda: "is broken (model: is missing)" in browser.get("/registry").text)
    assert 'href="/registry/new?asset=PAGE-6"' in browser.get("/registry/assets/PAGE-6").text
