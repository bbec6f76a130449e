"""Thresholds: one change to many rows, back to an older version, and a row that is withdrawn."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from admin.thresholds.service import TUNABLE_ROLES
from contract.catalogue import CLASSES
from store.gateway import Gateway
from tests.admin.fixtures.fleet import PUMP
from tests.admin.fixtures.server import RunningAdmin
from tests.admin.thresholds.test_thresholds import put, setting


def batch(
    client: httpx.Client, *rows: tuple[str, str, int], why: object = "calmer", **changes: object
) -> httpx.Response:
    named = [{"scope": scope, "signal": signal, "version": version} for scope, signal, version in rows]
    return client.post("/api/thresholds/batch", json={"rows": named, "changes": changes, "why": why})


def revert(
    client: httpx.Client, scope: str, signal: str, version: int, seen: int, why: str = "as it was"
) -> httpx.Response:
    order = {"version": version, "seen": seen, "why": why}
    return client.post(f"/api/thresholds/{scope}/{signal}/revert", json=order)


def test_one_change_is_made_to_many_rows_and_what_is_left_out_stays(program: httpx.Client) -> None:
    put(program, "machine", "flow_m3h", sensitivity=2.0)
    before = setting(program, "machine", "motor_current_a")
    reply = batch(program, ("machine", "flow_m3h", 1), ("machine", "motor_current_a", 0), sensitivity=0.5)
    assert reply.status_code == 200, reply.text
    assert [(row["version"], row["sensitivity"], row["why"]) for row in reply.json()] == [
        (2, 0.5, "calmer"), (1, 0.5, "calmer"),
    ]  # fmt: skip
    after = setting(program, "machine", "motor_current_a")
    assert after["warn_high"] == before["warn_high"]
    assert setting(program, "machine", "flow_m3h")["warn_high"] == 11.5


def test_each_row_of_many_has_an_audit_of_its_own(program: httpx.Client, operator: Gateway) -> None:
    batch(program, ("ev", "hv_voltage_v", 0), ("ev", "batt_temp_c", 0), why="two at once", sensitivity=0.7)
    flux = (
        'from(bucket: "config") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "audit")'
        ' |> pivot(rowKey: ["_time", "action"], columnKey: ["_field"], valueColumn: "_value") |> group()'
    )
    found = {row["target"] for row in operator.query(flux).rows() if row["why"] == "two at once"}
    assert found == {"ev/hv_voltage_v", "ev/batt_temp_c"}


def test_one_stale_row_refuses_all_and_is_named(program: httpx.Client) -> None:
    put(program, "machine", "fluid_temp_c", warn_low=None, crit_low=None, warn_high=90.0, crit_high=120.0)
    reply = batch(program, ("machine", "bearing_temp_c", 0), ("machine", "fluid_temp_c", 0), sensitivity=0.5)
    assert (reply.status_code, reply.json()["error"]["field"]) == (409, "version")
    assert "machine/fluid_temp_c: Version 1 is in force" in reply.json()["error"]["message"]
    assert setting(program, "machine", "bearing_temp_c")["version"] == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sensitivity": 11.0}, "sensitivity"),
        ({"direction": None}, "direction"),
        ({"min_deviation": -1.0}, "min_deviation"),
    ],
)
def test_one_row_that_makes_no_sense_refuses_all_by_its_name(
    program: httpx.Client, changes: dict[str, object], field: str
) -> None:
    reply = batch(program, ("ice", "oil_temp_c", 0), ("ice", "coolant_temp_c", 0), **changes)
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, field)
    assert "ice/oil_temp_c" in reply.json()["error"]["message"]
    assert setting(program, "ice", "coolant_temp_c")["version"] == 0


def test_a_row_that_is_named_twice_and_a_change_without_a_reason_are_refused(program: httpx.Client) -> None:
    row = ("ice", "oil_temp_c", 0)
    assert batch(program, row, row, sensitivity=0.5).json()["error"]["field"] == "rows"
    assert batch(program, row, why=" ", sensitivity=0.5).json()["error"]["field"] == "why"


def test_an_older_version_is_put_in_force_as_a_new_one(program: httpx.Client) -> None:
    for version in range(2):
        put(program, "machine", "strainer_dp_bar", version=version, sensitivity=1.0 + version)
    reply = revert(program, "machine", "strainer_dp_bar", 1, seen=2)
    assert (reply.status_code, reply.json()["version"], reply.json()["sensitivity"]) == (200, 3, 1.0)
    assert setting(program, "machine", "strainer_dp_bar")["sensitivity"] == 1.0
    assert revert(program, "machine", "strainer_dp_bar", 1, seen=2).status_code == 409
    assert revert(program, "machine", "strainer_dp_bar", 9, seen=3).status_code == 404


def test_a_row_that_goes_back_to_version_0_lets_the_next_wider_scope_rule(program: httpx.Client) -> None:
    put(program, "machine", "vibration_mm_s", sensitivity=3.0)
    put(program, PUMP.name, "vibration_mm_s", sensitivity=4.0)
    reply = revert(program, PUMP.name, "vibration_mm_s", 0, seen=1, why="the bearing is new")
    assert (reply.status_code, reply.json()["withdrawn"], reply.json()["sensitivity"]) == (200, True, 3.0)
    assert [row["scope"] for row in program.get("/api/thresholds").json() if row["scope"] == PUMP.name] == []
    history = program.get(f"/api/thresholds/{PUMP.name}/vibration_mm_s/history").json()
    assert [(row["version"], row["withdrawn"]) for row in history] == [(2, True), (1, False)]
    assert put(program, PUMP.name, "vibration_mm_s", version=1).status_code == 409
    assert put(program, PUMP.name, "vibration_mm_s", version=2, sensitivity=5.0).status_code == 200
    assert setting(program, PUMP.name, "vibration_mm_s")["sensitivity"] == 5.0


def test_a_row_is_withdrawn_on_its_page_with_a_reason(person: httpx.Client, program: httpx.Client) -> None:
    put(program, "ice", "oil_pressure_bar", warn_low=None, crit_low=None, warn_high=None, crit_high=None)
    path = "/thresholds/ice/oil_pressure_bar"
    assert f'action="{path}/withdraw"' in person.get(path).text
    assert person.post(f"{path}/withdraw", data={"version": "1", "why": "a mistake"}).status_code == 303
    page = person.get(path).text
    assert "a mistake" in page
    assert "in force: the catalogue" in page
    assert "withdrawn: this row" in page
    assert f'action="{path}/withdraw"' not in page


@pytest.mark.parametrize(
    ("version", "why", "status", "words"),
    [
        ("1", " ", 422, "Not withdrawn: say why"),
        ("1", "x" * 501, 422, "at most 500 are kept"),
        ("0", "too late", 409, "Not withdrawn: Version 1 is in force"),
    ],
)
def test_a_row_that_is_not_withdrawn_stays_on_its_page_with_the_reason_and_what_was_typed(
    person: httpx.Client, program: httpx.Client, version: str, why: str, status: int, words: str
) -> None:
    put(program, "ice", "map_kpa", warn_low=None, crit_low=None, warn_high=None, crit_high=None)
    path = "/thresholds/ice/map_kpa"
    reply = person.post(f"{path}/withdraw", data={"version": version, "why": why})
    assert reply.status_code == status
    assert words in reply.text
    form = reply.text[reply.text.index(f'action="{path}/withdraw"') :]
    assert f'value="{why}"' in form
    assert 'name="version" value="1"' in form
    assert person.get(f"{path}/withdraw").headers["location"] == path


def test_a_row_that_somebody_else_withdrew_meanwhile_is_told_so(person: httpx.Client, program: httpx.Client) -> None:
    put(program, "ice", "intake_air_temp_c", warn_low=None, crit_low=None, warn_high=None, crit_high=None)
    revert(program, "ice", "intake_air_temp_c", 0, seen=1, why="not needed")
    reply = person.post("/thresholds/ice/intake_air_temp_c/withdraw", data={"version": "1", "why": "mine"})
    assert reply.status_code == 409
    assert "Not withdrawn: Version 2 is in force, set by api: not needed" in reply.text


def test_what_many_rows_inherit_is_read_when_nobody_else_can_change_it(admin: RunningAdmin) -> None:
    signals = [name for name, signal in CLASSES["motor"].signals.items() if signal.role in TUNABLE_ROLES]
    with admin.program() as one, admin.program() as other, ThreadPoolExecutor(2) as pool:
        for signal in signals:
            wider = pool.submit(batch, one, ("default", signal, 0), sensitivity=3.0)
            narrower = pool.submit(batch, other, ("motor", signal, 0), enabled=True)
            of_default, of_class = wider.result().json()[0], narrower.result().json()[0]
            came_later = of_class["time"] > of_default["time"]
            assert (of_class["sensitivity"] == 3.0) == came_later, signal
