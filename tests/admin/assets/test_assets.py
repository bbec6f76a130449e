"""One asset: what is known of it, its signals over time, and its page."""

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from store.gateway import Gateway
from tests.admin.fixtures.fleet import EPISODE, PUMP, risks


def test_the_contributions_of_an_asset_add_up_to_its_risk(program: httpx.Client) -> None:
    found = program.get(f"/api/assets/{PUMP.name}").json()
    parts = found["contributions"]
    assert [part["signal"] for part in parts] == ["accel_g", "vibration_mm_s", "bearing_temp_c"]
    assert sum(part["points"] for part in parts) == pytest.approx(found["risk"]["risk"])


def test_the_scores_of_an_asset_come_worst_first(program: httpx.Client) -> None:
    scores = program.get(f"/api/assets/{PUMP.name}").json()["scores"]
    assert [score["signal"] for score in scores] == ["accel_g", "vibration_mm_s", "bearing_temp_c", "flow_m3h"]
    assert scores[0]["lower"] < scores[0]["expected"] < scores[0]["upper"] < scores[0]["observed"]


def test_the_faults_of_an_asset_say_when_they_were_raised_and_cleared(program: httpx.Client) -> None:
    still_open, cleared = program.get(f"/api/assets/{PUMP.name}").json()["faults"]
    assert (still_open["episode"], still_open["cleared"]) == (EPISODE, None)
    raised, ended = (datetime.fromisoformat(cleared[name]) for name in ("raised", "cleared"))
    assert ended - raised == timedelta(minutes=60)
    assert datetime.now(UTC) - datetime.fromisoformat(still_open["raised"]) >= timedelta(minutes=47)


def test_an_asset_that_does_not_exist_is_a_404_in_json_and_as_a_page(
    program: httpx.Client, person: httpx.Client
) -> None:
    reply = program.get("/api/assets/NOBODY")
    assert reply.status_code == 404
    assert reply.json()["error"] == {"code": "not_found", "field": "asset", "message": "There is no asset 'NOBODY'."}
    page = person.get("/assets/NOBODY")
    assert page.status_code == 404
    assert "There is no asset" in page.text


@pytest.mark.parametrize("asset", ['x" or r.asset != "', "a\\", "${x}", "$asset", "<script>alert(1)</script>", "é\n"])
def test_an_odd_name_is_only_a_name(program: httpx.Client, person: httpx.Client, asset: str) -> None:
    path = httpx.URL(f"/api/assets/{httpx.QueryParams({'a': asset})}".replace("a=", "", 1))
    assert program.get(path).status_code == 404
    page = person.get(str(path).removeprefix("/api"))
    assert page.status_code == 404
    assert "<script>alert" not in page.text


def test_an_asset_may_have_any_text_as_its_id(program: httpx.Client, person: httpx.Client, operator: Gateway) -> None:
    name = 'line 1/pump #2?"50 %"'
    asset = replace(PUMP, name=name)
    operator.write("health", risks(asset, time.time_ns()))
    path = quote(name)
    assert program.get(f"/api/assets/{path}").json()["asset"] == name
    assert program.get(f"/api/assets/{path}/signals/accel_g").json()["time"] == []
    assert re.search("<h1>line 1/pump #2[^<]*</h1>", person.get(f"/assets/{path}").text)
    link = f"/thresholds/{path}/accel_g"
    assert program.get(f"/api{link}/history").json() == []
    form = {"direction": "above", "sensitivity": "1", "min_deviation": "0.1", "enabled": "on", "why": "odd name"}
    assert person.post(link, data=form).headers["location"] == link
    assert "odd name" in person.get(link).text


def test_a_signal_comes_as_columns_of_one_length_inside_its_band(program: httpx.Client) -> None:
    found = program.get(f"/api/assets/{PUMP.name}/signals/accel_g", params={"points": 60}).json()
    assert (found["asset"], found["signal"], found["unit"]) == (PUMP.name, "accel_g", "g")
    columns = [found[name] for name in ("time", "observed", "expected", "lower", "upper", "score")]
    assert {len(column) for column in columns} == {len(found["time"])}
    assert 55 <= len(found["time"]) <= 62
    times = [datetime.fromisoformat(time) for time in found["time"]]
    assert times == sorted(times)
    assert all(low < high for low, high in zip(found["lower"], found["upper"], strict=True))


def test_a_signal_can_be_asked_for_between_two_times(program: httpx.Client) -> None:
    stop = datetime.now(UTC) - timedelta(hours=1)
    start = stop - timedelta(minutes=30)
    path = f"/api/assets/{PUMP.name}/signals/flow_m3h"
    found = program.get(path, params={"start": start.isoformat(), "stop": stop.isoformat(), "points": 10}).json()
    times = [datetime.fromisoformat(time) for time in found["time"]]
    assert all(start <= time <= stop for time in times)
    assert 9 <= len(times) <= 12


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("points=1", "points"),
        ("points=2001", "points"),
        ("points=NaN", "points"),
        ("points=inf", "points"),
        ("start=nan", "start"),
        ("start=inf", "start"),
        ("stop=-Infinity", "stop"),
        ("start=1e99", "start"),
        ("start=2026-01-02T00:00:00", "start"),
        ("start=2026-01-02T00:00:00Z&stop=2026-01-01T00:00:00Z", "start"),
        ("start=2026-01-01T00:00:00Z&stop=2026-03-01T00:00:00Z", "start"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused_by_the_name_of_its_field(
    program: httpx.Client, query: str, field: str
) -> None:
    reply = program.get(f"/api/assets/{PUMP.name}/signals/flow_m3h?{query}")
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == field


def test_a_signal_that_the_class_does_not_have_is_a_404(program: httpx.Client) -> None:
    reply = program.get(f"/api/assets/{PUMP.name}/signals/coolant_temp_c")
    assert (reply.status_code, reply.json()["error"]["field"]) == (404, "signal")


def test_a_signal_of_the_class_without_data_gives_empty_columns(program: httpx.Client) -> None:
    found = program.get(f"/api/assets/{PUMP.name}/signals/strainer_dp_bar").json()
    assert (found["time"], found["observed"]) == ([], [])


@pytest.mark.parametrize("name", ["1h", "6h", "24h", "7d"])
def test_the_page_shows_the_risk_its_parts_and_a_chart_for_every_signal(person: httpx.Client, name: str) -> None:
    page = person.get(f"/assets/{PUMP.name}?range={name}").text
    charts = re.findall(r'<figure class="card" id="(\w+)">', page)
    assert charts == ["accel_g", "vibration_mm_s", "bearing_temp_c", "flow_m3h"]
    assert page.count('class="chart"') == 5
    assert re.search(rf'aria-label="Acceleration \(drive end\) over the last {name}: now [\d.]+\xa0g, expected', page)
    assert f'href="?range={name}" aria-current="true"' in page
    assert ">48.5<" in page
    assert "Grease the drive-end bearing" in page


def test_the_page_leads_to_the_open_incident_that_holds_its_faults(person: httpx.Client, program: httpx.Client) -> None:
    (incident,) = program.get(f"/api/assets/{PUMP.name}").json()["incidents"]
    assert (incident["codes"], incident["ended"]) == (["BEARING_WEAR"], None)
    assert f'href="/incidents/{incident["id"]}"' in person.get(f"/assets/{PUMP.name}").text


def test_the_page_tells_open_faults_from_past_ones(person: httpx.Client) -> None:
    page = person.get(f"/assets/{PUMP.name}").text
    before, after = page.split("Past faults")
    assert "BEARING_WEAR" in before
    assert "STRAINER_CLOGGED" not in before
    assert "STRAINER_CLOGGED" in after


def test_an_unknown_range_is_refused(person: httpx.Client) -> None:
    assert person.get(f"/assets/{PUMP.name}?range=2y").status_code == 422
