"""Scenarios are read whole or refused with the key that is wrong."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors import scenario
from collectors.scenario import SECOND
from telemetry.errors import ContractError

GOOD = """
seed = 3
start = 2026-11-13T08:00:00Z
[backfill]
length = "2d"
step = "60s"
[[assets]]
name = "PUMP-001"
class = "machine"
kind = "pump"
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
    assert [(asset.name, asset.kind, asset.site, asset.schedule) for asset in read.assets] == [
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
        ("speed", 3, "scenario.speed", "no such key"),
        ("backfill.length", "2 weeks", "backfill.length", "length of time"),
        ("backfill.step", "10m", "backfill.step", "between"),
        ("backfill.pace", "1s", "backfill.pace", "no such key"),
        ("backfill", 5, "backfill", "table"),
        ("assets", [], "assets", "at least one"),
        ("assets", "many", "assets", "tables"),
        ("assets.0.name", None, "assets[0].name", "missing"),
        ("assets.0.name", "VAN-001", "assets", "twice"),
        ("assets.0.class", "boat", "assets[0].class", "ice, ev, machine, rig"),
        ("assets.0.kind", None, "assets[0].kind", "missing"),
        ("assets.0.kind", "fan", "assets[0].kind", "pump, motor, conveyor"),
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


def test_a_scenario_with_a_start_is_no_template(tmp_path: Path) -> None:
    path = tmp_path / "fixed.toml"
    path.write_text(GOOD)
    with pytest.raises(ContractError, match="launch"):
        scenario.materialise(path, tmp_path / "copy.toml", datetime.now(UTC))
