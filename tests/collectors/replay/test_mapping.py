"""A mapping is read whole or refused with the key that is wrong."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import collectors
from collectors.replay import mapping
from collectors.replay.mapping import Column, Source
from contract.errors import ContractError

GOOD = """
delimiter = ";"
time = { column = "when", format = "%Y-%m-%d %H:%M:%S" }
asset = "RIG-{stem}"
asset_class = "machine"
site = { column = "hall" }
run_state = "running"
[columns]
"Current" = { signal = "motor_current_a" }
"Flow" = { signal = "flow_m3h", scale = 0.06, offset = 1 }
"""


def test_a_mapping_is_read_with_all_that_it_says() -> None:
    read = mapping.parse(tomllib.loads(GOOD))
    assert read.delimiter == ";"
    assert (read.asset, read.site) == (Source(text="RIG-{stem}"), Source(column="hall"))
    assert read.columns == (Column("Current", "motor_current_a"), Column("Flow", "flow_m3h", 0.06, 1.0))
    assert read.needed == ("when", "hall", "Current", "Flow")


@pytest.mark.parametrize(
    ("key", "value", "field", "reason"),
    [
        ("delimiter", ";;", "delimiter", "not one character"),
        ("delimiter", '"', "delimiter", "can stand between cells"),
        ("speed", 5, "mapping.speed", "no such key"),
        ("time", None, "time", "expected"),
        ("time", {"column": "when"}, "time", "either `format` or `unit`"),
        ("time", {"column": "when", "format": "iso", "unit": "s"}, "time", "either `format` or `unit`"),
        ("time", {"column": "when", "unit": "min"}, "time.unit", "s, ms, us, ns"),
        ("time", {"column": "when", "unit": ["s"]}, "time.unit", "s, ms, us, ns"),
        ("time", {"column": "when", "format": 5}, "time.format", "not a text"),
        ("time", {"column": "when", "unit": "s", "zone": "x"}, "time.zone", "no such key"),
        ("asset", None, "asset", "neither a text nor"),
        ("asset", {"column": "unit", "scale": 3}, "asset", "neither a text nor"),
        ("asset_class", "boat", "asset_class", "ice, ev, machine, rig"),
        ("run_state", "flying", "run_state", "off, starting, running"),
        ("columns", None, "columns", "at least one"),
        ("columns", {}, "columns", "at least one"),
        ("columns", {"A": "accel_g"}, "columns.A", "expected { signal"),
        ("columns", {"A": {"signal": "soc_pct"}}, "soc_pct", "no such signal"),
        ("columns", {"A": {"signal": "accel_g"}, "B": {"signal": "accel_g"}}, "columns.accel_g", "two columns"),
        ("columns", {"A": {"signal": "accel_g", "scale": float("inf")}}, "columns.A.scale", "finite"),
        ("columns", {"A": {"signal": "accel_g", "scale": float("nan")}}, "columns.A.scale", "finite"),
        ("columns", {"A": {"signal": "accel_g", "scale": 10**400}}, "columns.A.scale", "larger than any number"),
        ("columns", {"A": {"signal": "accel_g", "scale": True}}, "columns.A.scale", "not a number"),
        ("columns", {"A": {"signal": "accel_g", "scale": 0}}, "columns.A.scale", "every reading the same"),
        ("columns", {"A": {"signal": "accel_g", "offset": "1"}}, "columns.A.offset", "not a number"),
        ("columns", {"A": {"signal": "accel_g", "unit": "g"}}, "columns.A.unit", "no such key"),
    ],
)
def test_a_wrong_key_is_refused_by_name_and_reason(key: str, value: Any, field: str, reason: str) -> None:
    document = {name: entry for name, entry in tomllib.loads(GOOD).items() if name != key}
    if value is not None:
        document[key] = value
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        mapping.parse(document)
    assert refused.value.field == field


def test_a_missing_or_malformed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read"):
        mapping.load(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("delimiter")
    with pytest.raises(ContractError, match="is not TOML"):
        mapping.load(tmp_path / "bad.toml")


def test_a_number_of_thousands_of_digits_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(GOOD.replace("offset = 1", f"offset = {'9' * 5000}"))
    with pytest.raises(ContractError, match="is not TOML"):
        mapping.load(tmp_path / "long.toml")


def test_a_caller_may_take_some_signals_only_and_is_told_of_one_that_is_not_there() -> None:
    read = mapping.parse(tomllib.loads(GOOD))
    assert [column.signal for column in read.only(["flow_m3h"]).columns] == ["flow_m3h"]
    with pytest.raises(ContractError, match="accel_g: no column"):
        read.only(["accel_g"])


def test_every_mapping_that_ships_is_sound() -> None:
    shipped = list((Path(collectors.__file__).parent / "mappings").glob("*.toml"))
    assert shipped
    for path in shipped:
        assert mapping.load(path).columns
