"""The fleet in order of risk times criticality, and what has left it."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract.time import MINUTE
from store.gateway import Gateway
from tests.admin.fixtures.server import RunningAdmin
from tests.support.waiting import wait_until

RISKS = {"ORDER-LOW": 60.0, "ORDER-PLAIN": 50.0, "ORDER-HIGH": 40.0}


@pytest.fixture(scope="module")
def client(empty_admin: RunningAdmin, operator: Gateway) -> Iterator[httpx.Client]:
    """A program, in front of three assets that send and one that fell silent."""
    now = time.time_ns()
    for asset, risk in {**RISKS, "ORDER-GONE": 30.0}.items():
        time_ns = now - 60 * MINUTE if asset == "ORDER-GONE" else now
        operator.write("health", [f"risk,asset={asset},asset_class=machine,site=a risk={risk},level=1i {time_ns}"])
    with empty_admin.program() as opened:
        for asset, criticality in (("ORDER-LOW", "low"), ("ORDER-HIGH", "high")):
            register(opened, asset, criticality=criticality)
        yield opened


def register(client: httpx.Client, asset: str, **more: str) -> None:
    said = {"asset": asset, "asset_class": "machine", "why": "to have it", **more}
    assert client.post("/api/v1/assets", json=said).status_code == 201


def fleet(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/fleet", params={"search": "order-"}).json()["assets"]
    return found


def test_what_matters_much_comes_before_what_is_at_higher_risk_and_matters_little(client: httpx.Client) -> None:
    found = [(one["asset"], one["criticality"], one["weighted_risk"]) for one in fleet(client)]
    assert found == [
        ("ORDER-HIGH", "high", 80.0), ("ORDER-PLAIN", "medium", 50.0), ("ORDER-LOW", "low", 30.0),
        ("ORDER-GONE", "medium", 30.0),
    ]  # fmt: skip


def test_the_page_shows_them_in_that_order_and_says_why(client: httpx.Client, empty_admin: RunningAdmin) -> None:
    assert fleet(client)
    with empty_admin.person() as browser:
        text = browser.get("/", params={"search": "order-"}).text
    places = [text.index(f">{asset}</a>") for asset in ("ORDER-HIGH", "ORDER-PLAIN", "ORDER-LOW")]
    assert places == sorted(places)
    assert text.count("high criticality") == text.count("low criticality") == 1


def test_what_is_retired_is_in_the_fleet_while_it_sends_and_its_silence_is_nobodys_concern(
    client: httpx.Client, empty_admin: RunningAdmin
) -> None:
    assert {one["asset"]: one["state"] for one in fleet(client)}["ORDER-GONE"] == "silent"
    for asset in ("ORDER-GONE", "ORDER-PLAIN"):
        register(client, asset, retired_on="2026-01-31")
    # What ranks the fleet is kept for a moment.
    wait_until(lambda: "ORDER-GONE" not in {one["asset"] for one in fleet(client)})
    assert {one["asset"]: one["state"] for one in fleet(client)} == {
        "ORDER-HIGH": "watch", "ORDER-PLAIN": "watch", "ORDER-LOW": "watch",
    }  # fmt: skip
    report = client.get("/api/assets/ORDER-GONE").json()
    assert (report["retired"], report["criticality"]) == (True, "medium")
    with empty_admin.person() as browser:
        page = browser.get("/assets/ORDER-GONE").text
    assert "It is retired and sends nothing any more" in page
    assert "Nothing has come from this asset" not in page
