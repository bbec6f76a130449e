"""What the pages say before there is anything to show."""

import time

import httpx

from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin


def page_with(browser: httpx.Client, word: str) -> str:
    """The fleet page once it has the word, or as it is after some seconds: what it shows may be a second old."""
    deadline = time.monotonic() + 20
    while word not in (page := browser.get("/").text) and time.monotonic() < deadline:
        time.sleep(0.1)
    return page


def test_without_telemetry_the_page_says_how_to_get_some_and_then_that_the_worker_learns(
    empty_admin: RunningAdmin, operator: Gateway
) -> None:
    with empty_admin.person() as browser:
        page = browser.get("/").text
        assert "No telemetry yet" in page
        assert "Nothing is due" in browser.get("/queue").text
        for step in ("discover FILE", "backtest FILE", "replay FILE", "check", "run --simulator"):
            assert f"<code>forewarn {step}" in page
        assert "docs/own-machines.md" in page
        tags = {"asset": "PUMP-009", "asset_class": "machine", "site": "hall-2"}
        operator.write("telemetry", encode([Point("telemetry", tags, {"run_state": "running"}, time.time_ns())]))
        assert "The worker is still learning" in page_with(browser, "learning")
        asset = browser.get("/assets/PUMP-009")
        assert asset.status_code == 200
        assert "still learning this asset" in asset.text


def test_an_empty_store_gives_empty_lists_and_not_errors(empty_admin: RunningAdmin) -> None:
    with empty_admin.program() as client:
        assert client.get("/api/faults").json() == []
        assert client.get("/api/data-quality").json() == []
        assert client.get("/api/fleet").json()["assets"] == []
        assert client.get("/api/queue").json()["tasks"] == []
        assert client.get("/api/thresholds").status_code == 200
        assert client.get("/api/assets/NOBODY").status_code == 404
