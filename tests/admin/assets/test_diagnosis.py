"""The likeliest failure mode of an asset, in the API and on its page."""

import re
import time
from dataclasses import asdict, replace
from html import unescape

import httpx
import pytest

from contract.catalogue import CLASSES
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import CAR, PUMP, WELL, diagnosis, risks

WORN = CLASSES["machine"].modes["bearing_wear"]


def words(page: str) -> str:
    """The text of a page without its markup."""
    return unescape(" ".join(re.sub("<[^>]+>", " ", page).split()))


def test_an_asset_says_what_it_most_likely_suffers_from_and_why(program: httpx.Client) -> None:
    found = program.get(f"/api/assets/{PUMP.name}").json()["diagnosis"]
    assert (found["mode"], found["confidence"]) == ("bearing_wear", 0.724)
    assert (found["signature"], found["discriminator"]) == (WORN.signature, WORN.discriminator)
    assert found["supports"] == ["accel_g rises", "vibration_mm_s rises"]
    assert found["against"] == ["bearing_temp_c should be higher", "flow_m3h has moved too"]
    others = [{"mode": "cavitation", "confidence": 0.15}, {"mode": "misalignment", "confidence": 0.09}]
    others += [{"mode": "looseness", "confidence": 0.0}]
    assert found["alternatives"] == others
    assert found["action"].startswith("Grease the drive-end bearing")


@pytest.mark.parametrize("asset", [CAR.name, WELL[0].name])
def test_what_was_said_over_an_hour_ago_or_never_is_no_diagnosis(
    program: httpx.Client, person: httpx.Client, asset: str
) -> None:
    assert program.get(f"/api/assets/{asset}").json()["diagnosis"] is None
    assert "Most likely" not in person.get(f"/assets/{asset}").text


def test_the_page_says_it_in_plain_words(person: httpx.Client) -> None:
    page = words(person.get(f"/assets/{PUMP.name}").text)
    assert "Most likely: bearing wear 72 % confidence" in page
    assert f"{WORN.signature} {WORN.discriminator}" in page
    assert "For it Acceleration (drive end) rises Vibration velocity (drive end) rises" in page
    assert "Against it Bearing temperature should be higher Flow has moved too" in page
    assert "It may also be cavitation 15 % misalignment 9 % What the risk" in page


def test_a_remedy_that_an_open_fault_says_too_is_said_once(person: httpx.Client) -> None:
    before, _ = person.get(f"/assets/{PUMP.name}").text.split("Past faults")
    assert before.count("Grease the drive-end bearing") == 1


def test_a_mode_that_the_catalogue_does_not_know_is_shown_without_its_texts(
    program: httpx.Client, person: httpx.Client, operator: Gateway
) -> None:
    asset, now = replace(PUMP, name="PUMP-077"), time.time_ns()
    said = diagnosis(asset, now, age_min=1)
    fields = {**said.fields, "mode": "gremlins", "supports": "", "against": "", "alternatives": "none of these"}
    operator.write("health", [*risks(asset, now), *encode([Point(said.measurement, said.tags, fields, said.time)])])
    found = program.get(f"/api/assets/{asset.name}").json()["diagnosis"]
    assert (found["mode"], found["signature"]) == ("gremlins", "")
    assert (found["supports"], found["against"], found["alternatives"]) == ([], [], [])
    page = words(person.get(f"/assets/{asset.name}").text)
    assert "Most likely: gremlins" in page
    assert "What to do For gremlins: Grease the drive-end bearing" in page
    assert "No signal has moved far enough yet." in page


def test_what_a_mode_costs_early_and_late_is_said_where_its_class_says_so(
    program: httpx.Client, person: httpx.Client, operator: Gateway
) -> None:
    asset, now = replace(CAR, name="CAR-077"), time.time_ns()
    said = diagnosis(asset, now, age_min=1)
    point = Point(said.measurement, said.tags, {**said.fields, "mode": "water_pump_wear"}, said.time)
    operator.write("health", [*risks(asset, now), *encode([point])])
    known = CLASSES["ice"].modes["water_pump_wear"].cost
    assert known is not None
    assert program.get(f"/api/assets/{asset.name}").json()["diagnosis"]["cost"] == asdict(known)
    page = words(person.get(f"/assets/{asset.name}").text)
    assert "Mended in time it costs some 2,600 USD and 4 h of downtime; once it has failed, 7,700 USD and 12 h" in page
    assert program.get(f"/api/assets/{PUMP.name}").json()["diagnosis"]["cost"] is None


def test_an_unknown_pattern_is_called_so_with_what_rose_and_fell(person: httpx.Client, operator: Gateway) -> None:
    asset, now = replace(PUMP, name="PUMP-078"), time.time_ns()
    said = diagnosis(asset, now, age_min=1)
    moved = "flow_m3h fell to 2.4 times its band; power_kw rose to 1.1 times its band"
    told = {"mode": "unknown", "supports": moved, "against": "", "alternatives": "", "action": "Inspect impeller"}
    point = Point(said.measurement, said.tags, {**said.fields, **told}, said.time)
    operator.write("health", [*risks(asset, now), *encode([point])])
    page = words(person.get(f"/assets/{asset.name}").text)
    assert "Unknown pattern 72 % confidence" in page
    assert "What moved Flow fell to 2.4 times its band Electrical power rose to 1.1 times its band" in page
    assert "What to do Inspect impeller" in page
    assert "For unknown" not in page


def test_a_fault_says_what_it_looked_like_where_it_looked_like_anything(
    program: httpx.Client, person: httpx.Client
) -> None:
    bearing, strainer = program.get(f"/api/faults?asset={PUMP.name}").json()
    assert (bearing["mode"], bearing["confidence"], bearing["against"]) == (
        "bearing_wear",
        0.724,
        ["motor_current_a should stay"],
    )
    assert (strainer["mode"], strainer["confidence"], strainer["against"]) == ("", None, [])
    page = words(person.get(f"/assets/{PUMP.name}").text)
    assert page.count("Looked like") == 1
    assert "Looked like bearing wear (72 %)." in page
