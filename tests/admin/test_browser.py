"""The pages in a real browser."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from contract.time import HOUR, MINUTE
from store.gateway import Gateway
from store.writer import Writer
from tests.admin.fixtures.browser import Visit
from tests.admin.fixtures.server import RunningAdmin
from tests.collectors.control.running import TOKEN as SIMULATOR_TOKEN
from tests.collectors.control.running import RunningSimulation
from tests.collectors.worlds import asset, scenario

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_from_signing_in_to_the_chart_of_the_worst_asset(chromium: Browser, admin: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in()
    first = visit.page.get_by_role("list", name="Assets, most urgent first").get_by_role("listitem").first
    expect(first).to_contain_text("PUMP-001")
    expect(first).to_contain_text("Critical")
    assert visit.fits()
    first.get_by_role("link", name="PUMP-001").click()
    expect(visit.page).to_have_url(f"{admin.url}/assets/PUMP-001")
    chart = visit.page.get_by_role("img", name="Acceleration (drive end) over the last 1h")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert box["height"] > 80
    assert visit.fits()
    for path in ("/thresholds", "/thresholds/machine/discharge_pressure_bar"):
        visit.page.goto(path)
        assert visit.fits()
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_incident_is_opened_from_the_fleet_and_answered(chromium: Browser, admin: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in()
    told = "Acceleration leads vibration and temperature: bearing wear."
    visit.page.get_by_role("link", name=told).click()
    expect(visit.page.get_by_role("heading", name=told)).to_be_visible()
    expect(visit.page.get_by_text("1 episode, 1 open, of 1 code")).to_be_visible()
    assert visit.fits()
    visit.page.get_by_label("Something was wrong").check()
    visit.page.get_by_label("Cause").fill("bearing_wear")
    visit.page.get_by_label("Note").fill(f"seen at {width}")
    visit.page.get_by_role("button", name="Answer").click()
    expect(visit.page.get_by_text(f"seen at {width}")).to_be_visible()
    assert visit.fits()
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_thresholds_are_searched_ticked_and_changed_and_set_by_a_file(
    chromium: Browser, admin: RunningAdmin, width: int
) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in("/thresholds")
    visit.page.get_by_label("Search signals, assets and classes").fill("combustion oil")
    visit.page.get_by_role("button", name="Search").click()
    visit.page.get_by_label("Change Combustion vehicle, Oil pressure").check()
    visit.page.get_by_label("Change Combustion vehicle, Oil temperature").check()
    visit.page.get_by_label("Sensitivity").fill(f"0.{width}")
    visit.page.get_by_label("Why").fill(f"calmer at {width}")
    visit.page.get_by_role("button", name="Change the ticked rows").click()
    expect(visit.page.get_by_role("listitem").filter(has_text="Oil pressure")).to_contain_text("class")
    assert visit.fits()
    file = f'[[threshold]]\nscope = "BY-{width}"\nsignal = "oil_temp_c"\ndirection = "above"\nsensitivity = 2\n'
    content = {"name": "mine.toml", "mimeType": "", "buffer": f"{file}min_deviation = 5\n".encode()}
    visit.page.get_by_label("Changed file").set_input_files(content)  # type: ignore[arg-type]
    visit.page.get_by_role("button", name="Show what it changes").click()
    expect(visit.page.get_by_role("rowheader", name=f"BY-{width}/oil_temp_c")).to_be_visible()
    assert visit.fits()
    visit.page.get_by_label("Why").fill("by a file")
    visit.page.get_by_role("button", name="Set all of it").click()
    expect(visit.page.get_by_role("link", name=f"BY-{width}")).to_be_visible()
    assert visit.fits()
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize(("width", "worked_on"), [(360, "EV-014"), (1280, "EV-015")])
def test_the_diagnosis_is_read_and_maintenance_entered(
    chromium: Browser, admin: RunningAdmin, width: int, worked_on: str
) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in("/assets/PUMP-001")
    expect(visit.page.get_by_role("heading", name="Most likely: bearing wear")).to_be_visible()
    expect(visit.page.get_by_text("Bearing temperature should be higher")).to_be_visible()
    assert visit.fits()
    visit.page.goto(f"/assets/{worked_on}")
    visit.page.get_by_label("Until, UTC").fill(f"{datetime.now(UTC) + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    visit.page.get_by_label("What is done").fill("new bearing")
    visit.page.get_by_label("Learn its level anew afterwards").check()
    visit.page.get_by_role("button", name="Enter maintenance").click()
    told = visit.page.get_by_role("listitem").filter(has_text="new bearing").first
    expect(told).to_contain_text("under way")
    expect(told).to_be_in_viewport()
    assert visit.fits()
    told.get_by_role("button", name="End now new bearing").click()
    expect(told).to_contain_text("over")
    expect(told.get_by_role("button")).to_have_count(0)
    assert visit.said == []
    visit.page.close()


def test_an_asset_is_found_by_the_search_with_the_keyboard_alone(chromium: Browser, admin: RunningAdmin) -> None:
    visit = Visit(chromium, admin, 360)
    visit.sign_in("/?class=ev")
    visit.page.get_by_role("searchbox", name="Search assets and sites").fill("ev-015")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("link", name="EV-015")).to_be_visible()
    expect(visit.page.get_by_role("link", name="EV-014")).to_have_count(0)
    assert "class=ev" in visit.page.url
    assert visit.fits()
    assert visit.said == []
    visit.page.close()


def test_the_fleet_page_brings_itself_up_to_date_and_keeps_its_place(chromium: Browser, admin: RunningAdmin) -> None:
    visit = Visit(chromium, admin, 360)
    visit.page.clock.install()
    visit.sign_in()
    visit.page.get_by_text("Where").click()
    visit.page.evaluate("document.querySelector('.updated').textContent = 'old'; window.scrollTo(0, 300)")
    with visit.page.expect_response(f"{admin.url}/"):
        visit.page.clock.run_for(10_500)
    expect(visit.page.locator(".updated")).to_contain_text("As of")
    assert visit.page.evaluate("window.scrollY") == 300
    expect(visit.page.get_by_role("table")).to_be_visible()
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_rings_most_leads_to_its_threshold(chromium: Browser, admin: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in()
    visit.page.get_by_role("link", name="Alarm health").click()
    expect(visit.page.get_by_role("row", name="Standing")).to_contain_text("Met")
    assert visit.fits()
    visit.page.get_by_role("row", name="BEARING_WEAR").get_by_role("link", name="Tune").click()
    expect(visit.page).to_have_url(re.compile("/thresholds/PUMP-001/accel_g$"))
    expect(visit.page.get_by_label("Sensitivity")).to_be_visible()
    assert visit.said == []
    visit.page.close()


def test_a_threshold_can_be_set_with_the_keyboard_alone(chromium: Browser, admin: RunningAdmin) -> None:
    visit = Visit(chromium, admin, 1280)
    visit.sign_in("/thresholds/machine/motor_current_a")
    visit.page.get_by_label("Sensitivity").fill("1.25")
    visit.page.get_by_label("Why").fill("quieter motors")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_text("Version 1", exact=True)).to_be_visible()
    expect(visit.page.get_by_label("Sensitivity")).to_have_value("1.25")
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_threshold_can_be_tried_before_it_is_set(chromium: Browser, admin: RunningAdmin, width: int) -> None:
    visit = Visit(chromium, admin, width)
    visit.sign_in("/thresholds/machine/accel_g")
    visit.page.get_by_label("Warning above").fill("0.5")
    visit.page.get_by_role("button", name="Preview").click()
    expect(visit.page.get_by_role("row", name="PUMP-001")).to_contain_text("1 → 1")
    expect(visit.page.get_by_role("heading", name="What this would have done")).to_be_in_viewport()
    expect(visit.page.get_by_label("Warning above")).to_have_value("0.5")
    expect(visit.page.get_by_text("Never changed here")).to_be_visible()
    assert visit.fits()
    assert visit.said == []
    visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_fault_can_be_injected_and_cleared_by_hand(
    chromium: Browser, rights: Gateway, operator: Gateway, tmp_path: Path, width: int
) -> None:
    world = scenario(asset("pump"), asset("ev"), start=time.time_ns() // MINUTE * MINUTE - HOUR)
    with (
        Writer(operator, "telemetry") as writer,
        RunningSimulation(world, tmp_path, writer) as simulation,
        RunningAdmin(rights, FOREWARN_SIMULATOR_URL=simulation.url, FOREWARN_SIMULATOR_TOKEN=SIMULATOR_TOKEN) as admin,
    ):
        visit = Visit(chromium, admin, width)
        visit.sign_in("/simulator")
        visit.page.get_by_label("Asset").select_option("PUMP-1")
        expect(visit.page.get_by_label("Fault of PUMP-1")).to_be_visible()
        visit.page.get_by_label("Fault of PUMP-1").select_option("bearing_wear")
        visit.page.get_by_label("Fails after").fill("30m")
        visit.page.get_by_role("button", name="Inject").click()
        clear = visit.page.get_by_role("button", name="Clear bearing wear of PUMP-1")
        expect(clear).to_be_visible()
        assert visit.fits()
        clear.click()
        expect(visit.page.get_by_text("every machine is well")).to_be_visible()
        visit.page.get_by_role("button", name="Stop").click()
        expect(visit.page.get_by_text("Stopped", exact=True)).to_be_visible()
        assert visit.said == []
        visit.page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_times_are_those_of_the_viewers_zone_and_utc_is_at_hand(
    chromium: Browser, admin: RunningAdmin, width: int
) -> None:
    visit = Visit(chromium, admin, width, zone="Australia/Darwin")
    visit.page.clock.install()
    visit.sign_in("/assets/PUMP-001")
    opened = visit.page.locator(".faults time[data-shape=second]").first
    moment = datetime.fromisoformat(opened.get_attribute("datetime") or "")
    there = (moment + timedelta(hours=9, minutes=30)).strftime("%Y-%m-%d %H:%M:%S GMT+9:30")
    expect(opened).to_have_text(there)
    expect(opened).to_have_attribute("title", moment.strftime("%Y-%m-%d %H:%M:%S UTC"))
    expect(visit.page.get_by_text("worst first, times in Australia/Darwin")).to_be_visible()
    assert visit.fits()
    with visit.page.expect_response(f"{admin.url}/assets/PUMP-001"):
        visit.page.clock.run_for(30_500)
    expect(opened).to_have_text(there)
    visit.page.get_by_role("button", name="Show UTC").press("Enter")
    expect(opened).to_have_text(moment.strftime("%Y-%m-%d %H:%M:%S UTC"))
    expect(visit.page.get_by_text("worst first, times in UTC")).to_be_visible()
    visit.page.get_by_role("link", name="Fleet", exact=True).first.click()
    expect(visit.page.locator(".updated time")).to_contain_text("UTC")
    visit.page.get_by_role("button", name="Show Australia/Darwin").click()
    expect(visit.page.locator(".updated time")).to_contain_text("GMT+9:30")
    assert visit.fits()
    assert visit.said == []
    visit.page.close()
