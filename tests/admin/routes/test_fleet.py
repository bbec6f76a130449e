"""The fleet, as JSON and as a page."""

import re

import httpx
import pytest

from tests.admin.fixtures.fleet import FLEET, LEARNING, PUMP, SILENT
from tests.admin.fixtures.server import RunningAdmin


def shown(page: str) -> list[str]:
    """The assets of a fleet page, in order."""
    return re.findall(r'class="id" href="/assets/([^"]+)"', page)


def test_the_api_ranks_the_fleet_by_risk(program: httpx.Client) -> None:
    found = program.get("/api/fleet").json()
    risks = [item["risk"] for item in found["assets"]]
    assert risks == sorted(risks, reverse=True)
    assert {item["asset"] for item in found["assets"]} == {asset.name for asset in FLEET}
    worst = found["assets"][0]
    assert (worst["asset"], worst["level"], worst["state"], worst["band"]) == (PUMP.name, 3, "critical", "high")
    assert (worst["reason"], worst["top_signal"], worst["site"]) == (PUMP.reason, PUMP.top_signal, PUMP.site)


def test_the_api_says_since_when_an_asset_has_an_open_fault_and_when_it_was_last_seen(program: httpx.Client) -> None:
    worst, second = program.get("/api/fleet").json()["assets"][:2]
    assert worst["since"] < worst["seen"]
    assert second["since"] is None


def test_an_asset_that_fell_silent_counts_as_that_and_not_by_its_old_level(program: httpx.Client) -> None:
    found = program.get("/api/fleet").json()
    silent = next(item for item in found["assets"] if item["asset"] == SILENT.name)
    assert (silent["state"], silent["silent"], silent["level"]) == ("silent", True, 1)
    assert found["counts"] == {"critical": 1, "warning": 1, "watch": 1, "normal": 4, "silent": 1}


def test_an_asset_that_was_never_judged_is_listed_as_learning(program: httpx.Client) -> None:
    assert [item["asset"] for item in program.get("/api/fleet").json()["learning"]] == [LEARNING.name]


def test_the_page_shows_every_asset_with_its_reason_in_words(person: httpx.Client) -> None:
    page = person.get("/").text
    assert shown(page)[0] == PUMP.name
    assert len(shown(page)) == len(FLEET)
    assert "Acceleration (drive end) is 0.92 g, expected 0.41" in page
    assert "also vibration velocity (drive end)" in page
    assert "accel_g is" not in page


def test_a_level_is_told_in_words_beside_its_colour(person: httpx.Client) -> None:
    page = person.get("/").text
    for word in ("Critical", "Warning", "Watch", "Normal", "Silent"):
        assert page.count(f"</svg>{word}") >= 2


@pytest.mark.parametrize(
    ("query", "assets"),
    [
        ("class=ev", {"EV-014", "EV-015"}),
        ("site=test-field", {"RIG-001"}),
        ("level=warning", {"EV-014"}),
        ("level=silent", {"RIG-001"}),
        ("class=machine&level=normal", {"MOTOR-001", "CONV-001"}),
        ("class=rig&site=hall-2", set()),
    ],
)
def test_the_page_filters_by_class_site_and_level(person: httpx.Client, query: str, assets: set[str]) -> None:
    page = person.get(f"/?{query}").text
    assert set(shown(page)) == assets
    assert ("No asset fits this filter" in page) == (not assets)


def test_the_page_sums_data_faults_up_and_says_where_they_are(person: httpx.Client) -> None:
    page = person.get("/").text
    assert "<strong>14</strong> stuck sensor" in page
    assert re.search(r"ICE-007</a></td><td>Oil temperature</td><td>stuck sensor</td>", page)


def test_the_pictures_have_names(person: httpx.Client) -> None:
    page = person.get("/").text
    assert 'aria-label="Risk 86 of 100"' in page
    assert re.search(r'aria-label="Risk of PUMP-001 over the last 6 hours: between \d+ and 86"', page)


def test_the_page_needs_nothing_from_outside_and_no_inline_script_or_style(admin: RunningAdmin) -> None:
    with admin.person() as browser:
        for path in ("/", "/assets/PUMP-001", "/thresholds", "/thresholds/machine/flow_m3h", "/sign-in"):
            reply = browser.get(path)
            assert not re.search(r"https?://", reply.text)
            assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", reply.text)
            assert "default-src 'none'" in reply.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert reply.headers["cache-control"] == "no-store"


def test_numbers_of_a_page_are_bounded_in_length(person: httpx.Client) -> None:
    assert person.get("/", params={"site": "x" * 101}).status_code == 422
