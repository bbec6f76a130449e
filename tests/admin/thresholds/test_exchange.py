"""Thresholds as a file: exported, changed and imported again by the API, the difference first."""

import csv
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin.thresholds.files import COLUMNS, Format
from contract.catalogue import CLASSES
from store.gateway import Gateway
from tests.admin.fixtures.fleet import PUMP
from tests.admin.fixtures.server import RunningAdmin
from tests.admin.thresholds.test_many import revert
from tests.admin.thresholds.test_thresholds import JSON, put, setting

FORMATS = get_args(Format)
FREE = {"warn_low": None, "crit_low": None, "warn_high": None, "crit_high": None}


def exported(client: httpx.Client, form: Format = "csv", *, changed: bool = False) -> str:
    reply = client.get("/api/thresholds/export", params={"format": form, "changed": changed})
    assert reply.status_code == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="thresholds.{form}"'
    return reply.text


def send(client: httpx.Client, text: str, form: Format = "csv", **more: object) -> httpx.Response:
    """Import a file."""
    body = json.dumps({"format": form, "text": text, **more})
    return client.post("/api/thresholds/import", content=body, headers=JSON)


def dry(client: httpx.Client, text: str, form: Format = "csv") -> dict[str, Any]:
    """What a file would change."""
    reply = send(client, text, form)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    assert not found["applied"]
    return found


def edited(text: str, change: Callable[[dict[str, str]], dict[str, str]]) -> str:
    """A table with each of its rows changed, as by a spreadsheet."""
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS)
    table.writeheader()
    table.writerows(map(change, csv.DictReader(io.StringIO(text, newline=""))))
    return file.getvalue()


def with_cells(text: str, scope: str, signal: str, **cells: str) -> str:
    """A table with cells of one row changed."""
    return edited(text, lambda row: {**row, **cells} if (row["scope"], row["signal"]) == (scope, signal) else row)


def table(*rows: dict[str, str]) -> str:
    """A table of the rows that somebody wrote by hand."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


OF_ASSET = {
    "scope": "NEW-7", "signal": "fluid_temp_c", "version": "0", "direction": "above", "sensitivity": "1",
    "min_deviation": "2", "crit_high": "110", "enabled": "true",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_exported_and_is_imported_changes_nothing(program: httpx.Client, form: Format) -> None:
    put(program, "default", "vibration_mm_s", sensitivity=2.0)
    put(program, "=PUMP '1", "flow_m3h", sensitivity=1 / 3)
    put(program, "machine", "strainer_dp_bar", **FREE)
    revert(program, "machine", "strainer_dp_bar", 0, seen=1)
    text = exported(program, form)
    found = dry(program, text, form)
    signals = sum(
        len([row for row in program.get("/api/thresholds").json() if row["scope"] == name]) for name in CLASSES
    )
    assert (found["rows"], found["refused"], found["new"], found["changed"], found["withdrawn"]) == ([], [], 0, 0, 0)
    assert found["unchanged"] >= signals + 2
    reply = send(program, text, form, dry_run=False, why="nothing to do")
    assert (reply.status_code, reply.json()["applied"], reply.json()["rows"]) == (200, True, [])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sensitivity=st.floats(0.1, 10),
    min_deviation=st.floats(0, 3),
    limits=st.lists(st.floats(0, 10), min_size=4, max_size=4, unique=True),
    form=st.sampled_from(FORMATS),
)
def test_whatever_is_in_force_is_exported_and_imported_as_it_is(
    program: httpx.Client, sensitivity: float, min_deviation: float, limits: list[float], form: Format
) -> None:
    names = ("crit_low", "warn_low", "warn_high", "crit_high")
    version = len(program.get("/api/thresholds/machine/discharge_pressure_bar/history").json())
    said = {**dict(zip(names, sorted(limits), strict=True)), "sensitivity": sensitivity, "min_deviation": min_deviation}
    reply = put(program, "machine", "discharge_pressure_bar", version=version, **said)
    assert reply.status_code == 200, reply.text
    found = dry(program, exported(program, form), form)
    assert (found["rows"], found["refused"]) == ([], [])


def test_only_what_was_changed_is_exported_where_that_is_asked_for(program: httpx.Client) -> None:
    put(program, "ice", "coolant_temp_c", **FREE)
    rows = list(csv.DictReader(io.StringIO(exported(program, changed=True), newline="")))
    assert ("ice", "coolant_temp_c") in {(row["scope"], row["signal"]) for row in rows}
    assert "oil_temp_c" not in {row["signal"] for row in rows if row["scope"] == "ice"}
    assert "catalogue" not in {row["basis"] for row in rows}


def test_a_dry_run_shows_each_field_before_and_after_and_sets_nothing(program: httpx.Client) -> None:
    before = setting(program, "rig", "thrust_n")
    found = dry(program, with_cells(exported(program), "rig", "thrust_n", sensitivity="0.5", enabled="false"))
    (row,) = found["rows"]
    assert (row["scope"], row["signal"], row["kind"]) == ("rig", "thrust_n", "new")
    assert row["fields"] == [
        {"field": "sensitivity", "before": before["sensitivity"], "after": 0.5},
        {"field": "enabled", "before": True, "after": False},
    ]
    assert setting(program, "rig", "thrust_n") == before


def test_a_file_is_set_with_who_and_why_and_each_row_has_its_audit(program: httpx.Client, operator: Gateway) -> None:
    put(program, "ev", "hv_voltage_v", **{**FREE, "warn_low": 280.0})
    text = with_cells(exported(program), "ev", "hv_voltage_v", warn_low="290", sensitivity="2")
    text = with_cells(text, "ev", "batt_temp_c", sensitivity="0.8")
    assert send(program, text, dry_run=False).json()["error"]["field"] == "why"
    reply = send(program, text, dry_run=False, why="by the file")
    assert reply.status_code == 200, reply.text
    assert {name: reply.json()[name] for name in ("applied", "new", "changed")} == {
        "applied": True, "new": 1, "changed": 1,
    }  # fmt: skip
    found = setting(program, "ev", "hv_voltage_v")
    assert (found["warn_low"], found["version"], found["actor"], found["why"]) == (290.0, 2, "api", "by the file")
    flux = (
        'from(bucket: "config") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "audit")'
        ' |> pivot(rowKey: ["_time", "action"], columnKey: ["_field"], valueColumn: "_value") |> group()'
    )
    told = {row["target"] for row in operator.query(flux).rows() if row["why"] == "by the file"}
    assert told == {"ev/hv_voltage_v", "ev/batt_temp_c"}


def test_a_file_that_was_set_can_be_sent_again_and_changes_nothing(program: httpx.Client) -> None:
    text = with_cells(exported(program), "ev", "dcdc_v", sensitivity="0.9")
    assert send(program, text, dry_run=False, why="once").status_code == 200
    reply = send(program, text, dry_run=False, why="again, as the answer was lost")
    assert (reply.status_code, reply.json()["rows"]) == (200, [])
    assert setting(program, "ev", "dcdc_v")["version"] == 1


def test_a_file_that_is_older_than_what_is_in_force_is_a_conflict_that_names_every_stale_row(
    program: httpx.Client,
) -> None:
    text = exported(program)
    put(program, "machine", "flow_m3h", sensitivity=2.5, why="meanwhile")
    put(program, "default", "bearing_temp_c", **FREE, sensitivity=2.5)
    text = with_cells(text, "machine", "power_kw", sensitivity="0.5")
    assert all(row["stale"] for row in dry(program, text)["refused"])
    reply = send(program, text, dry_run=False, why="too late")
    assert (reply.status_code, reply.json()["error"]["field"]) == (409, "version")
    message = reply.json()["error"]["message"]
    assert "machine/flow_m3h: version: Version 1 is in force, set by api: meanwhile. You saw version 0." in message
    # What the file has of it was inherited, and is no longer what is.
    assert "machine/bearing_temp_c: basis: default 1 is in force. You saw catalogue." in message
    assert setting(program, "machine", "power_kw")["version"] == 0


def test_of_two_who_import_the_same_file_at_the_same_time_each_row_is_set_once(admin: RunningAdmin) -> None:
    with admin.program() as client, ThreadPoolExecutor(4) as pool:
        text = with_cells(exported(client), "motor", "winding_temp_c", sensitivity="0.7")
        replies = list(pool.map(lambda _: send(client, text, dry_run=False, why="all at once"), range(4)))
        assert [reply.status_code for reply in replies] == [200] * 4
        assert sum(reply.json()["new"] for reply in replies) == 1
        assert setting(client, "motor", "winding_temp_c")["version"] == 1


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [
        ({"sensitivity": "11"}, "sensitivity", "not between"),
        ({"sensitivity": "nan"}, "sensitivity", "is not a number"),
        ({"crit_high": "1e999"}, "crit_high", "not a finite number"),
        ({"crit_high": "-1e6"}, "crit_high", "physically possible"),
        ({"direction": "up"}, "direction", "is not one of"),
        ({"signal": "nothing"}, "signal", "There is no signal"),
        ({"signal": ""}, "signal", "must not be empty"),
        ({"scope": PUMP.name, "signal": "coolant_temp_c"}, "signal", "There is no signal"),
        ({"version": "0.5"}, "version", "is no version"),
        ({"version": "-1"}, "version", "is no version"),
        ({"withdrawn": "perhaps"}, "withdrawn", "neither true nor false"),
    ],
)
def test_a_row_that_makes_no_sense_is_named_by_its_line_and_field_and_refuses_all(
    program: httpx.Client, cells: dict[str, str], field: str, words: str
) -> None:
    text = table({**OF_ASSET, "scope": "NEW-8"}, {**OF_ASSET, **cells})
    (refused,) = dry(program, text)["refused"]
    assert (refused["line"], refused["field"], refused["stale"]) == (3, field, False)
    assert words in refused["reason"]
    reply = send(program, text, dry_run=False, why="all or nothing")
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, field)
    assert reply.json()["error"]["message"].startswith("line 3: ")
    assert "NEW-8" not in program.get("/api/thresholds").text


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("sensitivity = nan", "sensitivity"),
        ("sensitivity = inf", "sensitivity"),
        ("sensitivity = 1\nwarn_high = -inf", "warn_high"),
        (f"sensitivity = {'9' * 400}", "sensitivity"),
        ('sensitivity = "1"', "sensitivity"),
        ("sensitivity = 1\nenabled = 1", "enabled"),
        ("sensitivity = 1\nwithdrawn = 1", "withdrawn"),
        ("sensitivity = 1\nversion = 2026-01-01", "version"),
        ("sensitivity = 1\nbasis = 1", "basis"),
        ("sensitivity = 1\nwarn_hihg = 1", "warn_hihg"),
        ("sensitivity = [[1]]", "sensitivity"),
    ],
)
def test_a_value_of_toml_that_makes_no_sense_is_named_by_its_field(
    program: httpx.Client, line: str, field: str
) -> None:
    text = f'[[threshold]]\nscope = "NEW-9"\nsignal = "fluid_temp_c"\ndirection = "above"\nmin_deviation = 2\n{line}\n'
    (refused,) = dry(program, text, "toml")["refused"]
    assert (refused["line"], refused["scope"], refused["field"]) == (1, "NEW-9", field)


def test_a_row_that_is_named_twice_is_refused(program: httpx.Client) -> None:
    (refused,) = dry(program, table(OF_ASSET, OF_ASSET))["refused"]
    assert (refused["line"], refused["field"]) == (3, "scope")


def test_rows_are_withdrawn_by_a_file_and_what_it_does_not_name_stays(program: httpx.Client) -> None:
    put(program, "MINE-1", "fluid_temp_c", **FREE, sensitivity=3.0)
    put(program, "MINE-2", "fluid_temp_c", **FREE, sensitivity=3.0)
    ends = '[[threshold]]\nscope = "MINE-1"\nsignal = "fluid_temp_c"\nversion = 1\nwithdrawn = true\n'
    (row,) = dry(program, ends, "toml")["rows"]
    assert row["kind"] == "withdrawn"
    assert ("sensitivity", 3.0) in {(change["field"], change["before"]) for change in row["fields"]}
    reply = send(program, ends, "toml", dry_run=False, why="sold")
    assert (reply.status_code, reply.json()["withdrawn"]) == (200, 1)
    scopes = {row["scope"] for row in program.get("/api/thresholds").json()}
    assert "MINE-1" not in scopes
    assert "MINE-2" in scopes
    assert dry(program, ends, "toml")["unchanged"] == 1


def test_a_file_gives_a_machine_its_first_limits_before_it_has_sent_anything(program: httpx.Client) -> None:
    reply = send(program, table(OF_ASSET), dry_run=False, why="before it comes")
    assert reply.status_code == 200, reply.text
    assert setting(program, "NEW-7", "fluid_temp_c")["crit_high"] == 110.0


def test_more_rows_of_assets_than_one_order_changes_are_refused(program: httpx.Client) -> None:
    text = table(*({**OF_ASSET, "scope": f"MANY-{number}"} for number in range(502)))
    assert [row["line"] for row in dry(program, text)["refused"]] == [502, 503]
    reply = send(program, text, dry_run=False, why="too many")
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "scope")
    assert "after 500 others that change: import fewer" in reply.json()["error"]["message"]


def test_of_very_many_rows_that_make_no_sense_the_first_are_named(program: httpx.Client) -> None:
    text = table(*({**OF_ASSET, "direction": "up"} for _ in range(60)))
    message = send(program, text, dry_run=False, why="all wrong").json()["error"]["message"]
    assert message.endswith(" And 10 more.")


def test_a_store_that_is_away_is_said_and_nothing_is_half_done(stranded: RunningAdmin) -> None:
    with stranded.program() as client:
        assert client.get("/api/thresholds/export").status_code == 503
        reply = send(client, table(OF_ASSET), dry_run=False, why="into the dark")
    assert (reply.status_code, reply.json()["error"]["field"]) == (503, "store")


@pytest.mark.parametrize("scope", ["A\u0000B", "A\nB", "A\tB", "A\\", "A\\nB", "ü 🚂", "a" * 2000, "..", "%2F/x"])
def test_a_name_of_odd_characters_comes_back_as_it_was_or_is_refused(program: httpx.Client, scope: str) -> None:
    reply = send(program, table({**OF_ASSET, "scope": scope}), dry_run=False, why="an odd name")
    assert reply.status_code in (200, 422), reply.text
    if reply.status_code == 200:
        assert setting(program, scope, "fluid_temp_c")["version"] == 1
        assert dry(program, exported(program, "toml"), "toml")["rows"] == []


def test_a_body_that_is_too_large_or_no_order_is_refused(program: httpx.Client, admin: RunningAdmin) -> None:
    assert send(program, "x" * 1_000_001).json()["error"]["field"] == "text"
    assert send(program, "x" * 3_000_000).status_code == 413
    assert send(program, "", form="xlsx").json()["error"]["field"] == "format"  # type: ignore[arg-type]
    assert send(program, "", drry_run=True).json()["error"]["field"] == "drry_run"
    assert program.get("/api/thresholds/export?format=xlsx").json()["error"]["field"] == "format"
    with admin.stranger() as stranger:
        assert stranger.post("/api/thresholds/import", content="x" * 200_000).status_code in (303, 401)
