"""Charts in a real browser: they tell values where they are pointed at, are zoomed, and are there without a script."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from admin.pages.filters import number
from tests.admin.fixtures.browser import Visit
from tests.admin.fixtures.server import RunningAdmin

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


class Looked:
    """A page of the pump with the chart of one signal, which may be pointed at."""

    def __init__(self, browser: Browser, admin: RunningAdmin, width: int, **more: Any) -> None:
        self.visit = Visit(browser, admin, width, **more)
        self.page = self.visit.page
        self.visit.sign_in("/assets/PUMP-001")
        self.chart = self.page.locator("#accel_g svg.chart")
        self.chart.scroll_into_view_if_needed()
        self.told = self.page.locator("#accel_g .values")
        self.whole = self.page.locator("#accel_g").get_by_role("button", name="Whole span")

    @property
    def data(self) -> dict[str, Any]:
        """What the server gave."""
        found: dict[str, Any] = json.loads(self.chart.get_attribute("data-values") or "")
        return found

    def at(self, share: float) -> tuple[float, float]:
        """The place on the screen that is so far through the plot."""
        box, (left, _, right, _) = self.chart.bounding_box(), self.data["plot"]
        assert box is not None
        return box["x"] + (left + share * (right - left)) / 400 * box["width"], box["y"] + box["height"] / 2

    def drag(self, begin: float, end: float) -> None:
        """With the mouse from one share of the plot to another."""
        self.page.mouse.move(*self.at(begin))
        self.page.mouse.down()
        self.page.mouse.move(*self.at((begin + end) / 2))
        self.page.mouse.move(*self.at(end))
        self.page.mouse.up()

    def row(self, share: float) -> int:
        """The row of the values that is nearest to a share of the whole span."""
        data = self.data
        time = share * (data["stop"] - data["start"])
        return min(range(len(data["times"])), key=lambda row: abs(float(data["times"][row]) - time))

    def expect_row(self, row: int, ahead: timedelta = timedelta(0), zone: str = "UTC") -> None:
        """That the time and every value of a row are told."""
        data = self.data
        time = datetime.fromtimestamp(data["start"] + data["times"][row], UTC) + ahead
        expect(self.told).to_contain_text(f"{time:%Y-%m-%d %H:%M:%S} {zone}")
        seen, expected, band = data["lines"]
        expect(self.told).to_contain_text(f"seen {number(seen['values'][row], 'g')}")
        expect(self.told).to_contain_text(f"expected {number(expected['values'][row], 'g')}")
        low, high = number(band["values"][row]), number(band["upper"][row], "g")
        expect(self.told).to_contain_text(f"band {low} to {high}")

    def ends(self) -> list[str]:
        """What the ends of the axis say while it is zoomed."""
        ticks = self.chart.locator("text.tick:not([data-time])[text-anchor]").all_text_contents()
        return [text for text in ticks if ":" in text]

    def done(self) -> None:
        """Nothing was wider than the window, and no script complained."""
        assert self.visit.fits()
        assert self.visit.said == []
        self.page.close()


@WIDTHS
def test_the_values_of_every_line_are_told_where_the_chart_is_pointed_at(
    chromium: Browser, admin: RunningAdmin, width: int
) -> None:
    looked = Looked(chromium, admin, width)
    expect(looked.told).to_be_empty()
    for share in (0.3, 0.8):
        looked.page.mouse.move(*looked.at(share))
        looked.expect_row(looked.row(share))
        box, plot = looked.told.bounding_box(), looked.chart.bounding_box()
        assert box is not None
        assert plot is not None
        assert box["y"] + box["height"] < looked.at(share)[1]
        assert plot["x"] <= box["x"]
        assert box["x"] + box["width"] <= plot["x"] + plot["width"]
    looked.page.mouse.move(0, 0)
    expect(looked.told).to_be_empty()
    looked.done()


def test_the_time_is_that_of_the_viewers_zone_or_utc_as_is_chosen(chromium: Browser, admin: RunningAdmin) -> None:
    looked = Looked(chromium, admin, 1280, zone="Australia/Darwin")
    looked.page.mouse.move(*looked.at(0.5))
    looked.expect_row(looked.row(0.5), timedelta(hours=9, minutes=30), "GMT+9:30")
    looked.page.get_by_role("button", name="Show UTC").click()
    looked.chart.scroll_into_view_if_needed()
    looked.page.mouse.move(*looked.at(0.51))
    looked.expect_row(looked.row(0.51))
    looked.done()


@WIDTHS
def test_a_drag_zooms_into_its_span_and_a_double_click_or_the_button_shows_all(
    chromium: Browser, admin: RunningAdmin, width: int
) -> None:
    looked = Looked(chromium, admin, width)
    drawn = looked.chart.locator("svg")
    whole = drawn.get_attribute("viewBox")
    for way in ("double click", "button"):
        looked.drag(0.5, 0.75)
        data = looked.data
        begin = datetime.fromtimestamp(data["start"] + 0.5 * (data["stop"] - data["start"]), UTC)
        assert looked.ends()[0] in {f"{begin + timedelta(seconds=off):%H:%M}" for off in (-15, 0, 15)}
        assert len(looked.ends()) == 3
        expect(looked.whole).to_be_visible()
        looked.page.mouse.move(*looked.at(0.5))
        looked.expect_row(looked.row(0.625))
        if way == "button":
            looked.whole.click()
        else:
            looked.page.mouse.dblclick(*looked.at(0.5))
        expect(drawn).to_have_attribute("viewBox", whole or "")
        expect(looked.whole).to_be_hidden()
        assert looked.ends() == []
    looked.done()


def test_the_keyboard_moves_the_crosshair_zooms_and_goes_back(chromium: Browser, admin: RunningAdmin) -> None:
    looked = Looked(chromium, admin, 1280)
    looked.page.get_by_role("application", name="Acceleration (drive end) over the last 1h").focus()
    rows = len(looked.data["times"])
    looked.page.keyboard.press("ArrowRight")
    looked.expect_row(rows - 1)
    for _ in range(3):
        looked.page.keyboard.press("ArrowLeft")
    looked.expect_row(rows - 4)
    assert looked.told.evaluate("told => told.tagName") == "OUTPUT"  # which is read out as it changes
    for _ in range(3):
        looked.page.keyboard.press("+")
    assert len(looked.ends()) == 3
    looked.expect_row(rows - 4)
    for _ in range(12):
        looked.page.keyboard.press("ArrowLeft")
    looked.expect_row(rows - 16)  # out of what was seen: it went along
    looked.page.keyboard.press("-")
    assert len(looked.ends()) == 3
    for key in ("Escape", "0"):
        looked.page.keyboard.press(key)
        expect(looked.whole).to_be_hidden()
        looked.page.keyboard.press("=")
        expect(looked.whole).to_be_visible()
    looked.page.keyboard.press("Tab")
    expect(looked.whole).to_be_focused()
    looked.page.keyboard.press("Enter")
    expect(looked.whole).to_be_hidden()
    looked.done()


def test_a_finger_taps_for_values_and_sweeps_a_span(chromium: Browser, admin: RunningAdmin) -> None:
    looked = Looked(chromium, admin, 390, has_touch=True, is_mobile=True)
    looked.page.touchscreen.tap(*looked.at(0.3))
    looked.expect_row(looked.row(0.3))
    (x, y), (end, _) = looked.at(0.2), looked.at(0.45)
    sweep = {"x": x, "y": y, "xDistance": end - x, "gestureSourceType": "touch", "preventFling": True}
    looked.page.context.new_cdp_session(looked.page).send("Input.synthesizeScrollGesture", sweep)
    expect(looked.whole).to_be_visible()
    looked.whole.tap()
    expect(looked.whole).to_be_hidden()
    looked.page.get_by_role("heading", name="Signals").tap()
    expect(looked.told).to_be_empty()
    looked.done()


def test_what_is_looked_at_stays_when_the_page_brings_itself_up_to_date(chromium: Browser, admin: RunningAdmin) -> None:
    looked = Looked(chromium, admin, 1280)
    looked.page.clock.install()
    looked.page.reload()
    looked.chart.scroll_into_view_if_needed()
    looked.drag(0.5, 0.75)
    looked.page.get_by_role("application", name="Acceleration (drive end) over the last 1h").focus()
    looked.page.keyboard.press("ArrowLeft")
    before, ends = looked.told.locator("span").first.inner_text(), looked.ends()
    looked.page.locator("#accel_g h3").evaluate("heading => { heading.textContent = 'old'; }")
    with looked.page.expect_response(f"{admin.url}/assets/PUMP-001"):
        looked.page.clock.run_for(30_500)
    expect(looked.page.locator("#accel_g h3")).not_to_have_text("old")
    expect(looked.told.locator("span").first).to_have_text(before.replace("\n", " "))
    assert looked.ends() == ends
    expect(looked.page.locator("#accel_g .plot")).to_be_focused()
    looked.done()


def test_every_chart_over_time_answers_and_its_picture_keeps_its_place(chromium: Browser, admin: RunningAdmin) -> None:
    looked = Looked(chromium, admin, 1280)
    looked.page.evaluate("scrollTo(0, 0)")
    charts = looked.page.locator("figure > .plot > svg.chart")
    assert charts.count() >= 5
    plain = Visit(chromium, admin, 1280, java_script_enabled=False)
    plain.sign_in("/assets/PUMP-001")
    assert boxes(plain.page.locator("figure > svg.chart")) == boxes(charts)
    expect(plain.page.locator("#accel_g svg.chart path.observed")).to_have_count(1)
    expect(plain.page.locator(".values, .plot, button.whole")).to_have_count(0)
    plain.page.close()
    looked.done()


def boxes(charts: Locator) -> list[list[int]]:
    """Where each is on its page, to a pixel."""
    found = [each.bounding_box() for each in charts.all()]
    return [[round(box[name]) for name in ("x", "y", "width", "height")] for box in found if box]
