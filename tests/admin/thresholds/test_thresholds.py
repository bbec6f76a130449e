"""Thresholds: what is in force, and setting a new version by the API and by the form."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from contract.catalogue import CLASSES
from contract.measurements import Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import PUMP
from tests.admin.fixtures.server import USER, RunningAdmin

SHIPPED = CLASSES["machine"].signals["discharge_pressure_bar"].limits
POLICY = {
    "direction": "both", "sensitivity": 1.5, "min_deviation": 0.4, "warn_low": 3.5, "warn_high": 11.5,
    "crit_low": 2.5, "crit_high": 14.0, "enabled": True,
}  # fmt: skip


JSON = {"Content-Type": "application/json"}


def setting(client: httpx.Client, scope: str, signal: str) -> dict[str, object]:
    """The one policy in force for a scope and a signal, of the whole list."""
    rows = client.get("/api/thresholds").json()
    found: list[dict[str, object]] = [row for row in rows if (row["scope"], row["signal"]) == (scope, signal)]
    assert len(found) == 1
    return found[0]


def put(client: httpx.Client, scope: str, signal: str, **changes: object) -> httpx.Response:
    body = {**POLICY, "version": 0, "why": "tried in a test", **changes}
    # Not `json=`, which refuses to send NaN and infinity: a client in another language may not.
    return client.put(f"/api/thresholds/{scope}/{signal}", content=json.dumps(body), headers=JSON)


def test_before_any_row_the_catalogue_is_in_force(program: httpx.Client) -> None:
    found = setting(program, "machine", "discharge_pressure_bar")
    assert (found["origin"], found["version"], found["unit"]) == ("catalogue", 0, "bar")
    assert (found["warn_low"], found["crit_high"]) == (SHIPPED.warn_low, SHIPPED.crit_high)


def test_a_change_is_in_force_at_once_and_keeps_who_and_why(program: httpx.Client) -> None:
    reply = put(program, "machine", "suction_pressure_bar", why="new impeller")
    assert reply.status_code == 200
    found = setting(program, "machine", "suction_pressure_bar")
    assert found == reply.json()
    assert (found["origin"], found["version"], found["actor"], found["why"]) == ("class", 1, "api", "new impeller")
    assert {name: found[name] for name in POLICY} == POLICY


def test_a_limit_that_is_left_out_is_no_limit(program: httpx.Client) -> None:
    put(program, "machine", "flow_m3h", crit_low=None, warn_low=None)
    found = setting(program, "machine", "flow_m3h")
    assert (found["crit_low"], found["warn_low"], found["warn_high"]) == (None, None, 11.5)


def test_every_change_is_a_version_of_its_own_newest_first(program: httpx.Client) -> None:
    for version in range(3):
        assert put(program, "machine", "strainer_dp_bar", version=version, why=f"step {version}").status_code == 200
    rows = program.get("/api/thresholds/machine/strainer_dp_bar/history").json()
    assert [(row["version"], row["why"]) for row in rows] == [(3, "step 2"), (2, "step 1"), (1, "step 0")]


def test_a_change_of_a_version_that_is_no_longer_the_newest_is_a_conflict(program: httpx.Client) -> None:
    put(program, "machine", "fluid_temp_c", why="the first")
    reply = put(program, "machine", "fluid_temp_c", why="the second")
    assert reply.status_code == 409
    error = reply.json()["error"]
    assert (error["code"], error["field"]) == ("conflict", "version")
    assert "set by api: the first" in error["message"]
    assert setting(program, "machine", "fluid_temp_c")["why"] == "the first"


def test_of_many_who_change_one_version_at_the_same_time_one_succeeds(admin: RunningAdmin) -> None:
    with admin.program() as client, ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda n: put(client, "machine", "belt_slip_pct", sensitivity=1 + n / 10), range(8))
        codes = sorted(reply.status_code for reply in replies)
    assert codes == [200] + [409] * 7


def test_the_most_specific_row_rules(program: httpx.Client) -> None:
    put(program, "default", "vibration_mm_s", sensitivity=2.0)
    assert setting(program, "machine", "vibration_mm_s")["origin"] == "default"
    assert setting(program, "ice", "vibration_mm_s")["sensitivity"] == 2.0
    put(program, "machine", "vibration_mm_s", sensitivity=3.0)
    assert setting(program, "machine", "vibration_mm_s")["sensitivity"] == 3.0
    put(program, PUMP.name, "vibration_mm_s", sensitivity=4.0)
    found = setting(program, PUMP.name, "vibration_mm_s")
    assert (found["origin"], found["sensitivity"]) == ("asset", 4.0)


def test_a_change_leaves_an_audit_with_both_policies(program: httpx.Client, operator: Gateway) -> None:
    put(program, "ice", "oil_temp_c", sensitivity=2.5, why="hot summer", **dict.fromkeys(
        ("warn_low", "warn_high", "crit_low", "crit_high")
    ))  # fmt: skip
    flux = (
        'from(bucket: "config") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "audit")'
        ' |> pivot(rowKey: ["_time", "action"], columnKey: ["_field"], valueColumn: "_value") |> group()'
    )
    found = next(row for row in operator.query(flux).rows() if row["target"] == "ice/oil_temp_c")
    assert (found["action"], found["actor"], found["why"]) == ("threshold", "api", "hot summer")
    assert json.loads(found["before"])["limits"]["warn_high"] == 130
    assert json.loads(found["after"])["sensitivity"] == 2.5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sensitivity": float("nan")}, "sensitivity"),
        ({"warn_high": float("inf")}, "warn_high"),
        ({"crit_low": float("-inf")}, "crit_low"),
        ({"min_deviation": -1}, "min_deviation"),
        ({"sensitivity": 11}, "sensitivity"),
        ({"sensitivity": "1"}, "sensitivity"),
        ({"direction": "sideways"}, "direction"),
        ({"warn_low": 13.0}, "warn_high"),
        ({"crit_low": -1e6}, "crit_low"),
        ({"why": "  "}, "why"),
        ({"why": "x" * 501}, "why"),
        ({"version": "0"}, "version"),
        ({"enabled": "yes"}, "enabled"),
        ({"warn_hihg": 3.0}, "warn_hihg"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name_and_nothing_is_set(
    program: httpx.Client, changes: dict[str, object], field: str
) -> None:
    reply = put(program, "machine", "discharge_pressure_bar", **changes)
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == field
    assert program.get("/api/thresholds/machine/discharge_pressure_bar/history").json() == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"'])
def test_a_body_that_is_no_object_is_refused(program: httpx.Client, body: str) -> None:
    reply = program.put("/api/thresholds/machine/flow_m3h", content=body, headers=JSON)
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("scope", "signal", "field"),
    [
        ("machine", "coolant_temp_c", "signal"),
        ("machine", "operating_hours", "signal"),
        ("default", "nothing", "signal"),
        ("NO-SUCH-ASSET", "nothing", "signal"),
        ("NO-SUCH-ASSET", "operating_hours", "signal"),
        (PUMP.name, "coolant_temp_c", "signal"),
    ],
)
def test_a_row_that_could_never_be_in_force_is_refused(
    program: httpx.Client, scope: str, signal: str, field: str
) -> None:
    limits = dict.fromkeys(("warn_low", "warn_high", "crit_low", "crit_high"))
    reply = put(program, scope, signal, **limits)
    assert reply.status_code in (404, 422)
    assert reply.json()["error"]["field"] == field
    assert program.get(f"/api/thresholds/{scope}/{signal}/history").status_code == 404


def test_a_machine_can_be_given_its_limits_before_it_has_ever_sent_anything(
    program: httpx.Client, person: httpx.Client
) -> None:
    reply = put(program, "MY/ASSET 1", "fluid_temp_c", warn_low=None, crit_low=None, warn_high=90.0, crit_high=120.0)
    assert reply.status_code == 200, reply.text
    assert reply.json()["note"].startswith("MY/ASSET 1 has not been heard of yet: ")
    (version,) = program.get("/api/thresholds/MY/ASSET 1/fluid_temp_c/history").json()
    assert (version["version"], version["crit_high"], version["unit"]) == (1, 120.0, "°C")
    found = person.get(
        "/thresholds/tune", params={"asset": "MY/ASSET 1", "signal": "fluid_temp_c"}, follow_redirects=True
    )
    assert (found.status_code, found.url.path) == (200, "/thresholds/MY/ASSET 1/fluid_temp_c")
    assert "has not been heard of yet" in found.text
    assert "MY/ASSET 1" in person.get("/thresholds").text


@pytest.mark.parametrize(
    ("bucket", "line"),
    [
        ("telemetry", "telemetry,asset={},asset_class=machine fluid_temp_c=70"),
        ("config", 'asset,asset={},asset_class=machine name="the new one"'),
    ],
)
def test_an_asset_that_only_sends_or_is_only_registered_has_the_limits_of_its_class(
    program: httpx.Client, operator: Gateway, bucket: str, line: str
) -> None:
    asset = f"ONLY-IN-{bucket}"
    operator.write(bucket, [f"{line.format(asset)} {time.time_ns()}"])
    reply = put(program, asset, "fluid_temp_c", warn_low=None, crit_low=None, warn_high=90.0, crit_high=120.0)
    assert (reply.status_code, reply.json()["note"]) == (200, "")
    assert put(program, asset, "coolant_temp_c").status_code == 404


@pytest.mark.parametrize("known", ["in the registry alone", "nowhere"])
def test_the_first_change_of_an_asset_without_data_is_made_on_the_page_too(
    form: "Form", program: httpx.Client, operator: Gateway, known: str
) -> None:
    asset = f"FIRST {known}"
    if known != "nowhere":
        name = asset.replace(" ", "\\ ")
        operator.write("config", [f'asset,asset={name},asset_class=machine name="new" {time.time_ns()}'])
    tuned = {"asset": asset, "signal": "fluid_temp_c"}
    path = form.browser.get("/thresholds/tune", params=tuned).headers["location"]
    reply = form.send(path, crit_high="115", why="as its maker says")
    assert (reply.status_code, reply.headers["location"]) == (303, path)
    found = setting(program, asset, "fluid_temp_c")
    assert (found["crit_high"], found["version"], found["actor"], found["origin"]) == (115.0, 1, USER, "asset")
    many = {"row": [f"1 {asset}/fluid_temp_c", f"0 {asset}/flow_m3h"], "sensitivity": "2", "why": "both"}
    assert form.browser.post("/thresholds", data=many).status_code == 303
    assert setting(program, asset, "flow_m3h")["version"] == 1
    assert setting(program, asset, "fluid_temp_c")["version"] == 2


def test_a_broken_row_in_the_store_is_reported_and_not_in_force(
    program: httpx.Client, person: httpx.Client, operator: Gateway
) -> None:
    tags = {"scope": "rig", "signal": "thrust_n"}
    broken = Point("threshold", tags, {"direction": "above", "sensitivity": 99.0, "min_deviation": 1.0, "version": 7})
    operator.write("config", encode([Point(broken.measurement, broken.tags, broken.fields, 1_767_225_600 * 10**9)]))
    page = person.get("/thresholds?class=rig").text
    assert "Not in force: rig/thrust_n of 2026-01-01 00:00 UTC: sensitivity" in page
    assert setting(program, "rig", "thrust_n")["origin"] == "catalogue"


@pytest.mark.parametrize("scope", ["default", "AN-ASSET"])
def test_a_row_of_a_counter_in_the_store_takes_nothing_away_from_the_others(
    program: httpx.Client, person: httpx.Client, operator: Gateway, scope: str
) -> None:
    policy: dict[str, Value] = {"direction": "above", "sensitivity": 1.0, "min_deviation": 1.0, "version": 1}
    operator.write("config", encode([Point("threshold", {"scope": scope, "signal": "odometer_km"}, policy, 10**18)]))
    assert person.get("/thresholds").status_code == 200
    assert "odometer_km" not in program.get("/api/thresholds").text


@pytest.fixture
def form(person: httpx.Client) -> "Form":
    return Form(person)


class Form:
    """The form of a threshold, filled in as a person does."""

    def __init__(self, browser: httpx.Client) -> None:
        self.browser = browser

    def values(self, path: str) -> dict[str, str]:
        """What the form shows."""
        page = self.browser.get(path).text
        found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        found["direction"] = re.findall(r'<option value="(\w+)" selected', page)[0]
        found["why"] = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)[0]
        return {**found, **({"enabled": "on"} if 'name="enabled" checked' in page else {})}

    def send(self, path: str, **changes: str) -> httpx.Response:
        """Change some values and save."""
        return self.browser.post(path.split("?")[0], data={**self.values(path), **changes})


def test_the_form_shows_what_is_in_force_and_saves_it_under_the_persons_name(form: Form) -> None:
    path = "/thresholds/ev/hv_voltage_v"
    before = form.values(path)
    assert (before["warn_low"], before["crit_low"], before["warn_high"], before["enabled"]) == ("280", "260", "", "on")
    reply = form.send(path, warn_low="285.5", why="older packs")
    assert (reply.status_code, reply.headers["location"]) == (303, path)
    page = form.browser.get(path).text
    assert form.values(path)["warn_low"] == "285.5"
    assert "Version 1" in page
    assert f"by {USER}" in page
    assert "older packs" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("warn_high", "nan", "is not a number"),
        ("warn_high", "1e999", "not a finite number"),
        ("crit_low", "two", "is not a number"),
        ("sensitivity", "", "is not a number"),
        ("min_deviation", "-3", "is negative"),
        ("crit_high", "999999", "physically possible"),
        ("why", " ", "say why"),
    ],
)
def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_what_was_typed(
    form: Form, field: str, value: str, words: str
) -> None:
    reply = form.send("/thresholds/machine/bearing_temp_c", **{"why": "because", "warn_high": "47", field: value})
    assert reply.status_code == 422
    place = reply.text[reply.text.index(f'id="{field}"') :]
    assert words in place[: place.index("</div>")]
    assert 'value="47"' in reply.text or field == "warn_high"
    assert "Never changed here" in reply.text


def test_of_two_who_edit_at_the_same_time_the_second_is_told_and_can_save_on_top(form: Form) -> None:
    path = "/thresholds/machine/gearbox_oil_temp_c"
    mine = form.values(path)
    form.send(path, warn_high="84", why="the other's reason")
    late = form.browser.post(path, data={**mine, "warn_high": "86", "why": "mine"})
    assert late.status_code == 409
    assert "the other&#39;s reason" in late.text
    assert 'name="warn_high" value="86"' in late.text
    assert 'name="version" value="1"' in late.text
    assert form.browser.post(path, data={**mine, "warn_high": "86", "why": "mine", "version": "1"}).status_code == 303
    assert form.values(path)["warn_high"] == "86"


def test_rolling_back_writes_the_older_values_again_as_a_new_version(form: Form) -> None:
    path = "/thresholds/machine/winding_temp_c"
    form.send(path, warn_high="120", why="one")
    form.send(path, warn_high="125", why="two")
    assert f'href="{path}?version=1"' in form.browser.get(path).text
    older = form.values(f"{path}?version=1")
    assert (older["warn_high"], older["version"], older["why"]) == ("120", "2", "Back to version 1: ")
    assert form.send(f"{path}?version=1", why="Back to version 1: two was too loud").status_code == 303
    assert form.values(path)["warn_high"] == "120"
    assert "Version 3" in form.browser.get(path).text
    assert form.browser.get(f"{path}?version=9").status_code == 404


def test_a_signal_can_be_switched_off(form: Form) -> None:
    path = "/thresholds/machine/load_tph"
    values = form.values(path)
    del values["enabled"]
    form.browser.post(path, data={**values, "why": "no belt scale fitted"})
    assert "enabled" not in form.values(path)
    assert "switched off" in form.browser.get("/thresholds?class=machine").text


def test_the_list_shows_every_signal_that_can_be_tuned_of_the_chosen_class(person: httpx.Client) -> None:
    page = person.get("/thresholds?class=ev").text
    assert 'href="/thresholds/ev/batt_temp_c"' in page
    assert "odometer_km" not in page
    assert person.get("/thresholds?class=boat").status_code == 404


def test_a_reason_is_text_and_not_markup(form: Form) -> None:
    path = "/thresholds/ev/dcdc_v"
    form.send(path, why="<img src=x onerror=alert(1)>")
    assert "<img" not in form.browser.get(path).text
