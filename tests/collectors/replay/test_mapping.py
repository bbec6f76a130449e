"""A mapping is read whole or refused with the key that is wrong."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import collectors
from collectors.replay import mapping
from contract.errors import ContractError
from contract.mapping import Reading, Who

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
    assert (read.delimiter, read.time.format, read.time.zone) == (";", ("%Y-%m-%d %H:%M:%S",), "UTC")
    assert (read.asset, read.site) == (Who(text="RIG-{stem}"), Who(column="hall"))
    assert read.columns["Flow"] == Reading(signal="flow_m3h", scale=0.06, offset=1)
    assert read.needed == ("when", "hall", "Current", "Flow")


def test_a_long_file_needs_the_columns_of_name_and_value_and_those_of_its_readings_are_none() -> None:
    long = {"signal_column": "tag", "value_column": "value", "time": {"column": ["d", 2], "format": "iso"}}
    read = mapping.parse({**tomllib.loads(GOOD), **long})
    assert read.needed == ("d", "2", "hall", "tag", "value")


@pytest.mark.parametrize(
    ("key", "value", "field", "reason"),
    [
        ("delimiter", ";;", "delimiter", "not one character"),
        ("delimiter", '"', "delimiter", "can stand between cells"),
        ("encoding", "klingon", "encoding", "no encoding that is known"),
        ("decimal", ":", "decimal", "'.' or ','"),
        ("skip_rows", -1, "skip_rows", "greater than or equal to 0"),
        ("same_moment", "drop", "same_moment", "'refuse' or 'spread'"),
        ("speed", 5, "speed", "Extra inputs"),
        ("time", None, "time", "required"),
        ("time", {"column": "when"}, "time", "either `format` or `unit`"),
        ("time", {"column": [], "format": "iso"}, "time.column", "at least 1 item"),
        ("time", {"column": "when", "format": "iso", "unit": "s"}, "time", "either `format` or `unit`"),
        ("time", {"column": "when", "unit": "min"}, "time.unit", "'s', 'ms', 'us', 'ns', 'days' or 'datenum'"),
        ("time", {"column": "when", "unit": "s", "zone": "x"}, "time.zone", "no time zone"),
        ("asset", None, "asset", "required"),
        ("asset", {"column": "unit", "scale": 3}, "asset.scale", "Extra inputs"),
        ("asset", {"tag": "unit"}, "asset.tag", "a recording has columns, not tags"),
        ("asset_class", "boat", "asset_class", "conveyor, ev, ice, machine"),
        ("run_state", "flying", "run_state", "off, starting, running"),
        ("run_state", {"column": "m", "values": {"RUN": "flying"}}, "run_state", "off, starting, running"),
        ("run_state", {"field": "m"}, "run_state", "neither tags nor fields"),
        ("run_state", {"signal": "m"}, "run_state.signal", "only a long file"),
        ("run_state", {"when": "A >"}, "run_state.when", "expected a name"),
        ("signal_column", "tag", "signal_column", "needs both"),
        ("columns", None, "columns", "required"),
        ("columns", {}, "columns", "at least 1 item"),
        ("columns", {"A": "accel_g"}, "columns.A", "valid dictionary"),
        ("columns", {"A": {"signal": "soc_pct"}}, "columns.A.signal", "no signal of class machine"),
        ("columns", {"A": {"signal": "accel_g"}, "B": {"signal": "accel_g"}}, "columns.B", "column 'A' gives accel_g"),
        ("columns", {"A": {"signal": "accel_g", "scale": float("inf")}}, "columns.A.scale", "finite"),
        ("columns", {"A": {"signal": "accel_g", "scale": float("nan")}}, "columns.A.scale", "finite"),
        ("columns", {"A": {"signal": "accel_g", "scale": 10**400}}, "columns.A.scale", "number"),
        ("columns", {"A": {"signal": "accel_g", "scale": 0}}, "columns.A.scale", "every reading the same"),
        ("columns", {"A": {"signal": "accel_g", "unit": "bar"}}, "columns.A.unit", "different quantities"),
        ("columns", {"A": {"signal": "accel_g", "unit": "wombat"}}, "columns.A.unit", "no unit that is known"),
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


def test_what_is_wrong_in_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(GOOD.replace("accel_g", "x").replace('"motor_current_a"', '"soc_pct"'))
    with pytest.raises(ContractError, match=r"map\.toml, line 9: columns\.Current\.signal: 'soc_pct' is no signal"):
        mapping.load(tmp_path / "map.toml")


def test_a_number_of_thousands_of_digits_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(GOOD.replace("offset = 1", f"offset = {'9' * 5000}"))
    with pytest.raises(ContractError, match="is not TOML"):
        mapping.load(tmp_path / "long.toml")


def test_a_caller_may_take_some_signals_only_and_is_told_of_one_that_is_not_there() -> None:
    read = mapping.parse(tomllib.loads(GOOD))
    assert [reading.signal for reading in read.only(["flow_m3h"]).columns.values()] == ["flow_m3h"]
    with pytest.raises(ContractError, match="accel_g: no column"):
        read.only(["accel_g"])


def test_the_mapping_that_the_page_shows_is_sound() -> None:
    page = Path(collectors.__file__).parents[1] / "docs" / "recordings.md"
    shown = page.read_text(encoding="utf-8").split("```toml\n")[1].partition("```")[0]
    assert mapping.parse(tomllib.loads(shown)).columns["Flow"].unit == "gpm"


def test_the_schema_for_editors_takes_what_the_code_takes() -> None:
    path = Path(collectors.__file__).parent / "mappings" / "mapping.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert set(schema["properties"]) == set(mapping.Mapping.model_fields)
    assert schema["required"] == ["time", "asset", "asset_class", "site", "columns"]


def test_every_mapping_that_ships_is_sound() -> None:
    shipped = list((Path(collectors.__file__).parent / "mappings").glob("*.toml"))
    assert shipped
    for path in shipped:
        assert mapping.load(path).columns
