"""When an asset will fail and how it is, on its page and in its report."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from contract.time import HOUR
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import PUMP, Asset, risks
from tests.admin.fixtures.outlooks import DAY_H, condition, lost, prognosis
from tests.admin.fixtures.server import RunningAdmin

WEARS, WORN, LOST, ODD, NEW = (
    replace(PUMP, name=name) for name in ("WEARS-1", "WORN-1", "LOST-1", "ODD-1", "NEW-1")
)  # fmt: skip
LIKE = {"like": "PUMP-007,PUMP-012", "model_version": "pump-3", "method": "similar", "indicator": "bearing_wear"}


def course(asset: Asset, now: int) -> Iterator[Point]:
    """Ten days in which vibration rises and health falls, and one hour in which something else was followed."""
    for hours in range(240, -1, -4):
        days = hours / 24
        yield prognosis(asset, now - hours * HOUR, value=4.6 - 0.2 * days, rul_h=(12.2 + days) * DAY_H)
        yield condition(asset, now - hours * HOUR, health=62.4 + 1.9 * days)
    yield prognosis(asset, now - 50 * HOUR, value=9999.0, indicator="flow_m3h")


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    now = time.time_ns()
    points = [
        *course(WEARS, now), *lost(LOST, now),
        prognosis(WORN, now, **LIKE, value=0.93, limit=1.0, rul_high_h=1e9, p_fail_7d=0.999, p_fail_30d=1.0),
        condition(WORN, now, status="down", health=3.0, degradation_per_day=-2.0, factor_grime=7.0),
        prognosis(ODD, now, method="tea_leaves", rul_low_h=0.0, rul_h=0.0, rul_high_h=0.0,
                  because="<script>", value=-1e308),
        condition(ODD, now, health=-4.0, factor_now=1e300, degradation_per_day=0.0, because=""),
    ]  # fmt: skip
    for asset in (WEARS, WORN, LOST, ODD, NEW):
        operator.write("health", risks(asset, now))
    operator.write("health", encode(points))
    with RunningAdmin(rights) as running:
        yield running


def page(running: RunningAdmin, asset: Asset) -> str:
    with running.person() as browser:
        reply = browser.get(f"/assets/{asset.name}")
    assert reply.status_code == 200
    return reply.text


def panel(running: RunningAdmin, asset: Asset) -> str:
    """The panel's words."""
    found = page(running, asset).split('id="ahead"')[1].split("</section>")[0]
    return unescape(" ".join(re.sub("<[^>]+>", " ", found).split()))


def test_the_panel_says_range_grounds_probabilities_and_condition(told: RunningAdmin) -> None:
    words = panel(told, WEARS)
    assert "In 9 to 16 days, most likely 12" in words
    assert "eight of ten such cases fail within this range" in words
    assert "Vibration velocity (drive end) rises by 0.2 mm/s a day" in words
    assert "It follows from a steady trend of one indicator towards its limit." in words
    assert "Fails within 7 days 2 % Fails within 30 days 94 %" in words
    assert "Condition Degrading health 62 of 100 Bearing temperature rises. It loses 1.9 points a day." in words
    assert "Wear −20.0 What is off now −12.6 Where it is heading −5.0" in words


def test_the_indicator_is_drawn_with_its_past_its_limit_and_its_futures(told: RunningAdmin) -> None:
    found = page(told, WEARS)
    label = "Vibration velocity (drive end): now 4.6, fails at 7.1, in 9 to 16 days"
    chart = re.search(rf'<svg[^>]*aria-label="{re.escape(label)}".*?</svg>', found, re.DOTALL)
    assert chart
    past = re.search(r'd="([^"]*)" class="observed"', chart[0])
    assert past
    assert past[1].count(",") > 50
    assert "fails at 7.1" in chart[0]
    assert 'class="band"' in chart[0]
    assert re.search(r'aria-label="Health over time: now 62 of 100, between 62 and 8\d"', found)


def test_what_it_is_like_and_which_model_said_so_is_told(told: RunningAdmin) -> None:
    words = panel(told, WORN)
    assert "In 9 days or later, most likely 12" in words
    assert "It follows from earlier courses to failure that this one resembles." in words
    assert "Fails within 7 days over 99 % Fails within 30 days over 99 %" in words
    assert "Like PUMP-007, PUMP-012 Model pump-3" in words
    assert "Bearing wear 0 sound, 1 failed" in words
    assert "Condition Down health 3 of 100" in words
    assert "It gains 2 points a day." in words
    assert "Grime −7.0" in words


def test_where_no_date_is_known_any_more_the_reason_stands_there_and_no_chart(told: RunningAdmin) -> None:
    words, found = panel(told, LOST), page(told, LOST)
    assert "No trend, no date No signal has a trend" in words
    assert "Fails within" not in words
    assert "fails at" not in found


def test_before_anything_was_said_the_panel_says_that(told: RunningAdmin) -> None:
    words = panel(told, NEW)
    assert "No trend, no date Nothing has been said of its future yet." in words
    assert "Condition Not known Nothing has been said of it yet." in words


def test_what_no_worker_would_write_breaks_no_page(told: RunningAdmin) -> None:
    words = panel(told, ODD)
    assert "Within 1 hour, most likely 1" in words
    assert "<script>" in words
    assert "It stays as it is." in words
    assert "<script>alert" not in page(told, ODD)


def test_the_health_beside_the_risk_is_that_of_the_condition_where_it_is_known(told: RunningAdmin) -> None:
    assert '<span class="big">62</span><span class="of">health of 100' in page(told, WEARS)
    assert '<span class="big">14</span><span class="of">health of 100' in page(told, NEW)


def test_the_report_has_both_with_their_grounds(told: RunningAdmin) -> None:
    with told.program() as client:
        found, new = (client.get(f"/api/assets/{asset.name}").json() for asset in (WORN, NEW))
    assert found["prognosis"]["like"] == ["PUMP-007", "PUMP-012"]
    assert (found["prognosis"]["method"], found["prognosis"]["rul_high_h"]) == ("similar", None)
    assert found["condition"]["factors"][0] == {"name": "wear", "points": 20.0}
    assert (new["prognosis"], new["condition"]) == (None, None)
