"""The fleet, as JSON and as a page."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from analytics.verdict.incidents import Incidents
from contract.time import MINUTE
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures.fleet import FLEET, LEARNING, PUMP, SILENT, Asset, risks
from tests.admin.fixtures.server import RunningAdmin
from tests.support.episodes import event


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


def test_the_api_says_since_when_an_asset_has_an_open_incident_and_when_it_was_last_seen(program: httpx.Client) -> None:
    worst, second = program.get("/api/fleet").json()["assets"][:2]
    assert worst["since"] < worst["seen"]
    assert [(each["severity"], each["codes"], each["opened"]) for each in worst["incidents"]] == [
        ("critical", 1, worst["since"])
    ]
    assert (second["since"], second["incidents"]) == (None, [])


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
        ("search=pump", {"PUMP-001"}),
        ("search=DEPOT&class=ice", {"ICE-007", "ICE-008"}),
        ("search=%20ev-&level=warning", {"EV-014"}),
    ],
)
def test_page_and_api_filter_by_class_site_level_and_text(
    admin: RunningAdmin, person: httpx.Client, query: str, assets: set[str]
) -> None:
    page = person.get(f"/?{query}").text
    assert set(shown(page)) == assets
    with admin.program() as client:
        found = client.get(f"/api/fleet?{query}").json()
    assert ({item["asset"] for item in found["assets"]}, found["total"]) == (assets, len(assets))
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


def test_the_api_gives_a_part_at_a_time_and_says_of_how_many(program: httpx.Client) -> None:
    whole = program.get("/api/fleet").json()
    assert (whole["total"], whole["offset"], whole["limit"], whole["learning_total"]) == (len(FLEET), 0, 200, 1)
    parts = [program.get("/api/fleet", params={"offset": at, "limit": 3}).json() for at in (0, 3, 6, 9)]
    assert [len(part["assets"]) for part in parts] == [3, 3, 2, 0]
    assert [item for part in parts for item in part["assets"]] == whole["assets"]
    assert all(part["counts"] == whole["counts"] and part["total"] == len(FLEET) for part in parts)


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=x", "search=" + "x" * 101])
def test_a_part_that_makes_no_sense_is_refused(program: httpx.Client, query: str) -> None:
    assert program.get(f"/api/fleet?{query}").status_code == 422


def test_a_page_that_is_not_there_leads_back(person: httpx.Client) -> None:
    assert "There is no such page" in person.get("/?offset=100").text


GONE = [Asset(name=f"OLD-{number}", asset_class="machine", site="hall-9", level=3, risk=90.0) for number in range(3)]


@pytest.fixture
def gone(admin: RunningAdmin, operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:  # noqa: ARG001
    """Beside the fleet three assets that have been silent for hours: a critical incident open, a warning, none."""
    now = time.time_ns()
    for asset, severity in zip(GONE, ("critical", "warning", ""), strict=True):
        operator.write("health", risks(replace(asset, silent_minutes=200), now))
        if severity:
            raised = event(
                "BEARING_WEAR", "accel_g", now=now - 10 * MINUTE, severity=severity, asset=asset.name,
                asset_class=asset.asset_class,
            )  # fmt: skip
            operator.write("health", encode([raised, *Incidents().take([raised])]))
    with RunningAdmin(rights) as running:
        yield running
    for asset in GONE:
        delete(operator, f'asset="{asset.name}"')


def delete(gateway: Gateway, predicate: str) -> None:
    """Take points of health and telemetry away again."""
    for bucket in ("health", "telemetry"):
        begin, end = "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z"
        gateway.client.delete_api().delete(begin, end, predicate, bucket, gateway.org)


def test_a_silent_asset_with_an_open_critical_incident_stays_critical_and_is_told_silent(
    gone: RunningAdmin,
) -> None:
    with gone.program() as client:
        found = client.get("/api/fleet?site=hall-9").json()
        assert {item["asset"]: (item["state"], item["silent"]) for item in found["assets"]} == {
            "OLD-0": ("critical", True),
            "OLD-1": ("silent", True),
            "OLD-2": ("silent", True),
        }
        assert (found["counts"]["critical"], found["counts"]["silent"]) == (2, 3)
        assert 'forewarn_assets{level="critical"} 2' in client.get("/metrics").text
    with gone.person() as browser:
        page = browser.get("/?site=hall-9&level=critical").text
        assert shown(page) == ["OLD-0"]
        assert "No telemetry since" in page
        page = browser.get("/assets/OLD-0").text
        assert "Nothing has come from this asset" in page
        assert "verdict is-critical" in page


def test_a_large_fleet_is_shown_a_hundred_assets_at_a_time_and_searched_whole(
    admin: RunningAdmin,  # noqa: ARG001
    operator: Gateway,
    rights: Gateway,
) -> None:
    now, many = time.time_ns(), 5000
    names = [f"INV-{number:05}" for number in range(many)]
    fields = 'risk=1.5,level=0i,band="low",health=98.0,top_signal="none",reason="as expected"'
    operator.write("health", [f"risk,asset={name},asset_class=rig,site=s-{name} {fields} {now}" for name in names])
    operator.write(
        "telemetry", [f'telemetry,asset={name},asset_class=rig,site=x run_state="run" {now}' for name in names]
    )
    try:
        with RunningAdmin(rights) as running, running.person() as browser:
            page = browser.get("/", timeout=60).text
            assert len(shown(page)) == 100
            assert f"1 to 100 of {many + len(FLEET):,}" in page
            assert len(page) < 400_000
            later = browser.get("/?class=rig&offset=5000", timeout=60).text
            assert "5,001 to 5,001 of 5,001" in later
            assert 'href="/?class=rig&amp;offset=4900" rel="prev"' in later
            assert shown(browser.get("/?search=inv-04711", timeout=60).text) == ["INV-04711"]
            assert shown(browser.get("/?search=s-inv-00007", timeout=60).text) == ["INV-00007"]
    finally:
        delete(operator, 'asset_class="rig"')
