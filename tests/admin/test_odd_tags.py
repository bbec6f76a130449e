"""Assets, classes, sites and signals of any name, as machines of people's own and foreign lines have them."""

import re
import time
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin import names
from contract.catalogue import CLASSES
from contract.measurements import DIAGNOSIS, FAULT, NO_SITE, RISK, SCORE, Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin

WORDS = (
    NO_SITE, "ahu", "default", "a/b", "?&#", "a,b=1 c", '"', "a\\b", "${1+1}", "{{7*7}}",
    "<script>alert(1)</script>", "\U0001f697",
)  # fmt: skip
"""Names that a tag may have."""
Home = tuple[str, str, str]


def points(asset: str, asset_class: str, site: str, signal: str, time_ns: int) -> Iterator[Point]:
    """A machine over its limit, as the worker would tell of it."""
    tags = {"asset": asset, "asset_class": asset_class, "site": site}
    reason = f"{signal} is 95 °C, over its critical limit of 80 °C for 41 s"
    risk: dict[str, Value] = {"risk": 70.0, "level": 3, "band": "high", "health": 30.0, "reason": reason}
    yield Point(RISK.name, tags, {**risk, "top_signal": signal, f"contribution_{signal}": 70.0}, time_ns)
    score: dict[str, Value] = {"observed": 95.0, "expected": 20.0, "lower": 15.0, "upper": 25.0, "score": 3.0}
    yield Point(SCORE.name, {**tags, "signal": signal}, score, time_ns)
    told: dict[str, Value] = {
        "state": "raised",
        "risk": 70.0,
        "description": signal,
        "recommendation": "",
        "mode": signal,
    }
    yield Point(FAULT.name, {**tags, "code": signal, "severity": "critical", "episode": "E"}, told, time_ns)
    found: dict[str, Value] = {"mode": signal, "confidence": 0.5, "supports": "", "against": "", "action": signal}
    yield Point(DIAGNOSIS.name, tags, {**found, "alternatives": f"{signal} 5%"}, time_ns)


def tagged() -> Iterator[tuple[str, str, str, str]]:
    """Asset, class, site and signal: of each name one that has it as its own, its class's, its site's, its signal's."""
    signals = cycle([name for spec in CLASSES.values() for name in spec.signals])
    for number, word in enumerate(WORDS):
        known = next(signals)
        yield from (
            (word, "machine", "hall", known),
            (f"C{number}", word, "hall", known),
            (f"S{number}", "rig", word, known),
            (f"N{number}", "machine", "hall", word),
            (f"A{number}", word, word, word),
        )


@pytest.fixture(scope="module")
def homes(operator: Gateway) -> set[Home]:
    """Asset, class and site of all that were written."""
    for tags in tagged():
        operator.write("health", encode(points(*tags, time.time_ns())))
    return {tags[:3] for tags in tagged()}


@pytest.fixture
def odd(homes: set[Home], empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    """A browser in front of them."""
    assert len(homes) == 5 * len(WORDS)
    with empty_admin.person() as client:
        yield client


def test_each_is_in_the_fleet_and_has_its_page(odd: httpx.Client, homes: set[Home], empty_admin: RunningAdmin) -> None:
    with empty_admin.program() as program:
        found = program.get("/api/fleet?limit=1000").json()["assets"]
        assert {(item["asset"], item["asset_class"], item["site"]) for item in found} >= homes
        for asset, asset_class, _ in homes:
            if asset in WORDS or asset.startswith("A"):
                report = program.get(f"/api/assets/{quote(asset, safe='')}")
                assert (report.status_code, report.json().get("asset_class")) == (200, asset_class), asset
            if asset[:1] in "AN":
                assert odd.get(f"/assets/{asset}").status_code == 200, asset


def test_every_filter_of_the_fleet_leads_to_its_assets(odd: httpx.Client) -> None:
    page = odd.get("/")
    assert page.status_code == 200
    chips = [link.replace("&amp;", "&") for link in re.findall(r'class="chip" href="([^"]+)"', page.text)]
    assert any(NO_SITE in httpx.URL(link).params.get("site", "") for link in chips)
    for link in chips:
        shown = odd.get(link)
        assert shown.status_code == 200
        assert "No asset fits this filter" not in shown.text, link


@given(st.text(), st.text())
def test_whatever_it_is_called_it_has_a_name_for_people(word: str, asset_class: str) -> None:
    assert names.class_label(asset_class) == asset_class or asset_class in CLASSES
    assert names.find_signal(asset_class, word) is None or asset_class in CLASSES
    for said in (names.signal_label(word, asset_class), names.issue_label(word), names.in_words(word, asset_class)):
        assert isinstance(said, str)
