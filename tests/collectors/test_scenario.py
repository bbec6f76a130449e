"""Scenarios are read whole or refused with the key that is wrong."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors import scenario
from collectors.scenario import drawing, machines, plan, reading
from contract.errors import ContractError
from contract.time import SECOND

GOOD = """
seed = 3
start = 2026-11-13T08:00:00Z
[backfill]
length = "2d"
step = "60s"
[[assets]]
name = "PUMP-001"
class = "pump"
site = "a"
[[assets]]
name = "VAN-001"
class = "ice"
site = "b"
schedule = "late"
[[faults]]
asset = "PUMP-001"
mode = "bearing_wear"
after = "+5d12h"
grow = "60h"
repair = "70h"
every = "7d"
[[faults]]
asset = "VAN-001"
mode = "sensor_drift"
signal = "coolant_temp_c"
amount = 9.5
after = "1h"
grow = "2h"
"""


def _changed(path: str, value: object) -> dict[str, Any]:
    """The good document with one key set, or taken away where the value is None."""
    document = tomllib.loads(GOOD)
    *parents, key = path.split(".")
    table: Any = document
    for parent in parents:
        table = table[int(parent)] if parent.isdigit() else table[parent]
    if value is None:
        del table[key]
    else:
        table[key] = value
    return document


def test_a_scenario_is_read_with_all_that_it_says() -> None:
    read = scenario.parse(tomllib.loads(GOOD))
    assert (read.seed, read.backfill, read.step) == (3, 2 * 86_400 * SECOND, 60 * SECOND)
    assert datetime.fromtimestamp(read.start / SECOND, UTC) == datetime(2026, 11, 13, 8, tzinfo=UTC)
    assert [(asset.name, asset.asset_class, asset.site, asset.schedule) for asset in read.assets] == [
        ("PUMP-001", "pump", "a", "continuous"),
        ("VAN-001", "ice", "b", "late"),
    ]
    wear, drift = read.faults
    assert (wear.after, wear.grow, wear.repair, wear.every) == tuple(n * 3600 * SECOND for n in (132, 60, 70, 168))
    assert (drift.signal, drift.amount, drift.repair, drift.every) == ("coolant_temp_c", 9.5, None, None)


@pytest.mark.parametrize(
    ("path", "value", "field", "reason"),
    [
        ("seed", "three", "seed", "not a whole number"),
        ("start", "yesterday", "start", "not a moment"),
        ("start", datetime(2026, 11, 13), "start", "time zone"),  # noqa: DTZ001
        ("start", "launch", "start", "template"),
        ("start", datetime(9999, 1, 1, tzinfo=UTC), "start", "not between 1971 and 2200"),
        ("seed", 2**64, "seed", "not between"),
        ("length", "0s", "length", "between 1s and 3660d"),
        ("length", 5, "length", "length of time"),
        ("step", "10m", "backfill.step", "a `step` already"),
        ("speed", 0.5, "speed", "not between 1 and"),
        ("speed", float("nan"), "speed", "finite"),
        ("speed", float("inf"), "speed", "finite"),
        ("speed", "fast", "speed", "not a number"),
        ("pace", 3, "scenario.pace", "no such key"),
        ("backfill.length", "4000d", "backfill.length", "more than 3660d"),
        ("backfill.length", "2 weeks", "backfill.length", "length of time"),
        ("backfill.step", "11m", "backfill.step", "between"),
        ("backfill.pace", "1s", "backfill.pace", "no such key"),
        ("backfill", 5, "backfill", "table"),
        ("assets", [], "assets", "at least one"),
        ("assets", "many", "assets", "tables"),
        ("assets.0.name", None, "assets[0].name", "missing"),
        ("assets.0.name", "VAN-001", "assets", "twice"),
        ("assets.0.name", "PUMP\n1", "assets[0].name", "printable"),
        ("assets.0.class", "boat", "assets[0].class", "ice, ev, pump, motor, conveyor, rig"),
        ("assets.0.class", "machine", "assets[0].class", "not one of ice, ev, pump"),
        ("assets.0.kind", "pump", "assets[0].kind", "no such key"),
        ("assets.1.schedule", "lazy", "assets[1].schedule", "continuous"),
        ("assets.1.colour", "red", "assets[1].colour", "no such key"),
        ("faults.0.asset", "PUMP-9", "faults[0].asset", "PUMP-001, VAN-001"),
        ("faults.0.mode", "misfire", "faults[0].mode", "bearing_wear"),
        ("faults.0.mode", 5, "faults[0].mode", "not a name"),
        ("faults.0.after", None, "faults[0].after", "length of time"),
        ("faults.0.grow", "soon", "faults[0].grow", "length of time"),
        ("faults.0.repair", "0s", "faults[0].repair", "after the onset"),
        ("faults.0.every", "3h", "faults[0].every", "repaired before it recurs"),
        ("faults.0.signal", "accel_g", "faults[0].signal", "only sensor faults"),
        ("faults.1.signal", None, "faults[1].signal", "missing"),
        ("faults.1.signal", "hv_voltage_v", "faults[1].signal", "coolant_temp_c"),
        ("faults.1.amount", float("nan"), "faults[1].amount", "finite"),
        ("faults.1.amount", "big", "faults[1].amount", "not a number"),
    ],
)
def test_a_wrong_key_is_refused_by_name_and_reason(path: str, value: object, field: str, reason: str) -> None:
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        scenario.parse(_changed(path, value))
    assert refused.value.field == field


def test_a_missing_or_malformed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read"):
        scenario.load(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("seed = = 3")
    with pytest.raises(ContractError, match="is not TOML"):
        scenario.load(tmp_path / "bad.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ContractError, match="is not TOML"):
        scenario.load(tmp_path / "binary.toml")


@pytest.mark.parametrize(("text", "seconds"), [("8d", 691_200), ("+5d12h", 475_200), ("90m", 5400), ("0s", 0)])
def test_a_length_of_time_adds_up(text: str, seconds: int) -> None:
    assert scenario.duration(text, "x") == seconds * SECOND


def test_a_template_becomes_a_scenario_that_starts_a_backfill_before_now(tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
    target = scenario.materialise(scenario.DEMO, tmp_path / "deep" / "demo.toml", now)
    read = scenario.load(target)
    assert read.start + read.backfill == int(now.replace(second=0).timestamp()) * SECOND
    assert scenario.load(target) == read


def test_a_scenario_with_a_start_of_its_own_is_copied_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "fixed.toml"
    path.write_text(GOOD)
    copy = scenario.materialise(path, tmp_path / "copy.toml", datetime.now(UTC))
    assert scenario.load(copy) == scenario.load(path)


def test_seed_and_start_can_be_given_in_place_of_the_file_s_own() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    read = scenario.load(scenario.DEMO, seed=5, start=start)
    assert (read.seed, read.start) == (5, int(start.timestamp()) * SECOND)


def test_a_template_without_its_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(GOOD.replace("2026-11-13T08:00:00Z", "'launch'"))
    with pytest.raises(ContractError, match="no line"):
        scenario.materialise(path, tmp_path / "copy.toml", datetime.now(UTC))


def test_length_step_and_speed_are_read_and_have_defaults() -> None:
    read = scenario.parse(_changed("speed", 600))
    assert (read.length, read.speed) == (read.backfill, 600.0)
    document = _changed("backfill.step", None) | {"length": "30d", "step": "10s"}
    read = scenario.parse(document)
    assert (read.length, read.step, read.speed) == (30 * 86_400 * SECOND, 10 * SECOND, None)


def _with(**tables: object) -> dict[str, Any]:
    return tomllib.loads(GOOD) | tables


def test_a_fleet_is_counted_out_and_numbered_on_by_its_prefix() -> None:
    trucks = {"class": "ice", "count": 2, "prefix": "TRUCK"}
    fleets = [
        {"class": "motor", "count": 2, "site": "a", "schedule": "two_shift"},
        {**trucks, "site": "a"},
        {**trucks, "site": "b"},
    ]
    found = {asset.name: asset for asset in scenario.parse(_with(fleet=fleets)).assets}
    assert [*found][2:] == ["MOTOR-001", "MOTOR-002", "TRUCK-001", "TRUCK-002", "TRUCK-003", "TRUCK-004"]
    assert (found["MOTOR-002"].asset_class, found["MOTOR-002"].schedule) == ("motor", "two_shift")
    assert [found[f"TRUCK-00{n}"].site for n in (1, 2, 3, 4)] == ["a", "a", "b", "b"]


@pytest.mark.parametrize(
    ("key", "value", "field", "reason"),
    [
        ("count", 0, "fleet[0].count", "not between 1 and 10000"),
        ("count", 10**6, "fleet[0].count", "not between 1 and 10000"),
        ("count", True, "fleet[0].count", "not a whole number"),
        ("count", None, "fleet[0].count", "not a whole number"),
        ("class", "boat", "fleet[0].class", "not one of"),
        ("name", "X", "fleet[0].name", "no such key"),
        ("site", None, "fleet[0].site", "missing"),
        ("prefix", "", "fleet[0].prefix", "not a name"),
        ("prefix", "VAN", "assets", "'VAN-001' is there twice"),
    ],
)
def test_a_wrong_fleet_is_refused(key: str, value: object, field: str, reason: str) -> None:
    fleet = {"class": "ice", "count": 2, "site": "a", key: value}
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        scenario.parse(_with(fleet=[{name: entry for name, entry in fleet.items() if entry is not None}]))
    assert refused.value.field == field


def test_a_scenario_has_at_most_twenty_thousand_assets() -> None:
    fleets = [{"class": "ice", "count": 10_000, "site": "a"}] * 2
    with pytest.raises(ContractError, match="at most 20000"):
        scenario.parse(_with(fleet=fleets))


def test_a_spell_of_weather_becomes_moments() -> None:
    read = scenario.parse(_with(weather=[{"after": "1d", "length": "36h", "degrees": -12, "sites": ["a"]}]))
    (spell,) = read.spells
    begin = read.start / SECOND + 86_400
    assert (spell.start_s, spell.stop_s, spell.degrees, spell.sites) == (begin, begin + 36 * 3600, -12.0, ("a",))


@pytest.mark.parametrize(
    ("key", "value", "field", "reason"),
    [
        ("after", None, "weather[0].after", "length of time"),
        ("length", "5m", "weather[0].length", "between 1h and 366d"),
        ("degrees", float("nan"), "weather[0].degrees", "finite"),
        ("degrees", 31, "weather[0].degrees", "not between -30 and 30"),
        ("degrees", None, "weather[0].degrees", "not a number"),
        ("sites", ["c"], "weather[0].sites", "not one of a, b"),
        ("sites", [], "weather[0].sites", "not a list of names"),
        ("wind", 3, "weather[0].wind", "no such key"),
    ],
)
def test_a_wrong_spell_is_refused(key: str, value: object, field: str, reason: str) -> None:
    spell = {"after": "1d", "length": "2d", "degrees": 5, key: value}
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        scenario.parse(_with(weather=[{name: entry for name, entry in spell.items() if entry is not None}]))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("fault", "field", "reason"),
    [
        ({"mode": "sensor_stuck"}, "faults[0].signal", "needs to know which"),
        ({"mode": "clock_skew", "signal": "coolant_temp_c"}, "faults[0].signal", "all that an asset sends"),
        ({"mode": "clock_skew", "amount": 4000}, "faults[0].amount", "not between -3540 and 3540"),
        ({"mode": "clock_skew", "amount": float("inf")}, "faults[0].amount", "finite"),
        ({"mode": "duplicate", "amount": 1.5}, "faults[0].amount", "not between 0 and 1"),
        ({"mode": "sensor_stuck", "signal": "coolant_temp_c", "amount": 3}, "faults[0].amount", "takes none"),
        ({"mode": "counter_reset", "signal": "coolant_temp_c"}, "faults[0].signal", "not a counter"),
        ({"mode": "sensor_wrong_unit", "signal": "engine_rpm"}, "faults[0].signal", "no other usual unit"),
    ],
)
def test_a_sensor_fault_that_cannot_be_is_refused(fault: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        scenario.parse(_with(faults=[{"asset": "VAN-001", "after": "1h", **fault}]))
    assert refused.value.field == field


@pytest.mark.parametrize("signal", [None, "coolant_temp_c"])
def test_a_dropout_silences_a_signal_or_the_asset(signal: str | None) -> None:
    words = {"asset": "VAN-001", "after": "1h", "mode": "sensor_dropout"} | ({"signal": signal} if signal else {})
    assert scenario.parse(_with(faults=[words])).faults[0].signal == signal


def test_every_shipped_scenario_is_found_by_its_name_and_a_file_by_its_path() -> None:
    assert scenario.find("demo") == scenario.DEMO
    assert scenario.find(str(scenario.DEMO)) == scenario.DEMO
    with pytest.raises(ContractError, match="demo"):
        scenario.find("nowhere")


def test_every_key_stands_in_the_page_of_the_collectors() -> None:
    page = (Path(scenario.DEMO).parents[1] / "README.md").read_text(encoding="utf-8")
    keys = reading._KEYS - {"backfill", "assets", "fleet", "faults", "draw", "weather"}
    tables = drawing._KEYS | plan._KEYS | reading._SPELL | machines._COMMON | {"count", "prefix", "name"}
    assert [key for key in sorted(keys | tables) if f"`{key}`" not in page] == []
