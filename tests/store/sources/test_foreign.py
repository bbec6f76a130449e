"""Which rows of a bucket are asked for, and what a series of it means."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.sources import Source
from store.sources.foreign import Foreign, Meaning
from store.sources.own import OWN
from store.sources.place import ALL, Wanted
from store.sources.predicate import group, within

NARROW = """
bucket = "historian"
measurements = ["opc", "modbus"]
where = { plant = "north" }
asset = { tag = "topic", pattern = "plant/(.+)/[^/]*" }
asset_class = { tag = "kind" }
site = { tag = "hall" }
signal_tag = "tag"
run_state = { signal = "MODE", values = { "1" = "running" } }
[fields]
TEMP = { signal = "bearing_temp_c", unit = "°F" }
AMPS = { signal = "motor_current_a", scale = 0.1 }
"""
PARTS = """
bucket = "rigs"
asset = { tag = "rig" }
asset_class = "machine"
site = "lab"
run_state = "running"
[fields]
b1 = { signal = "bearing_temp_c", asset = "{asset}-B1" }
b2 = { signal = "bearing_temp_c", asset = "{asset}-B2" }
speed = { signal = "speed_rpm" }
"""


def place(text: str) -> Foreign:
    return Foreign("plant", Source.model_validate(tomllib.loads(text)))


def test_our_own_rows_are_asked_for_as_ever() -> None:
    ours, no_road = 'r._measurement == "telemetry"', 'r._field != "road_type"'
    assert OWN.rows(ALL) == f"{ours} and {no_road}"
    assert OWN.rows(Wanted(states=False)) == f'{ours} and r._field != "run_state" and {no_road}'
    assert OWN.rows(Wanted("machine", ["A", "B"], ["x"])) == (
        f'{ours} and {no_road} and r.asset_class == "machine" and r.asset =~ /^(A|B)$/ and r._field =~ /^(x)$/'
    )


def test_only_rows_that_mean_something_are_asked_for() -> None:
    assert place(NARROW).rows(ALL) == (
        'r["_measurement"] =~ /^(opc|modbus)$/ and r["plant"] == "north" and r["_field"] == "value"'
        ' and r["tag"] =~ /^(TEMP|AMPS|MODE)$/ and r["topic"] =~ /plant\\/(.+)\\/[^\\/]*/'
    )


def test_some_assets_of_a_class_are_asked_for_by_their_names_in_the_source() -> None:
    rows = place(NARROW).rows(Wanted("machine", ["P-1", "P.2"], ["motor_current_a"]))
    assert rows.endswith(
        'and r["tag"] == "AMPS" and r["kind"] == "machine" and r["topic"] =~ /plant\\/(P\\-1|P\\.2)\\/[^\\/]*/'
    )
    assert 'r["rig"] =~ /^(R1|R1\\-B1)$/' in place(PARTS).rows(Wanted(assets=["R1-B1"]))


def test_of_signals_that_a_source_does_not_have_no_row_is_asked_for() -> None:
    dotted = NARROW.replace('signal_tag = "tag"', """signal_tag = { tag = "tag", pattern = '.+[.](.*)' }""")
    for text in (NARROW, dotted, PARTS):
        assert 'r["_field"] == "" and ' in place(text).rows(Wanted("machine", ["R1"], ["power_kw"]))


def test_a_series_is_a_signal_in_its_unit_or_a_run_state_or_nothing() -> None:
    source = place(NARROW)
    assert source.columns == ("topic", "kind", "hall", "tag", "_field", "_measurement")
    key = ("plant/P-1/x", "machine", "h", "TEMP", "value", "opc")
    found = source.meaning(key)
    assert found is not None
    assert (found.asset, found.asset_class, found.site, found.signal) == ("P-1", "machine", "h", "bearing_temp_c")
    assert 212 * found.scale + found.offset == pytest.approx(100)
    assert source.meaning((*key[:3], "MODE", *key[4:])) == Meaning("P-1", "machine", "h", None)
    assert source.meaning((*key[:3], "FLOW", *key[4:])) is None
    assert [source.state("machine", word) for word in ("1", "1.0", "2")] == ["running", "running", ""]


def test_many_of_one_signal_are_assets_that_go_by_the_name_of_their_whole() -> None:
    source = place(PARTS)
    found = [source.meaning(("R1", name, "m")) for name in ("b1", "b2", "speed")]
    assert [one and (one.asset, one.state) for one in found] == [
        ("R1-B1", "running"),
        ("R1-B2", "running"),
        ("R1", "running"),
    ]


@given(st.text("ab/-.()[\\", min_size=1, max_size=8), st.text("ab/-.()[\\", min_size=1, max_size=8))
def test_a_pattern_of_one_name_finds_its_rows_and_no_row_of_another(name: str, other: str) -> None:
    narrowed = within("line/(.+)", [name])
    assert re.search(narrowed.replace("\\/", "/"), f"line/{name}")
    begin, end = group("line/(.+)")
    assert "line/(.+)"[begin:end] == "(.+)"
    if not f"line/{other}".startswith(f"line/{name}"):
        assert not re.search(narrowed.replace("\\/", "/"), f"line/{other}")
