"""A table as a whole: guesses that fit each other, and files that say them."""

import tomllib
from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from collectors.discover.guess import guess
from collectors.discover.summary import summary
from collectors.discover.writing import class_text, mapping_text
from tests.collectors.discover.tables import MOMENTS, guessed, noise, one

HALF = [*noise(0.1, 0.05, rows=100), *noise(1480, 5, rows=100)]


def test_many_of_one_are_assets_of_one_signal() -> None:
    found = guessed({f"Bearing {n}": noise(0.06, 0.01, n) for n in range(1, 5)})
    assert list(found.signals) == ["bearing"]
    assert [item.asset for item in found.found] == ["Bearing 1", "Bearing 2", "Bearing 3", "Bearing 4"]


@pytest.mark.parametrize("other", ["Flow", "Temp 1"])
def test_where_other_columns_stand_beside_them_they_are_parts_of_one(other: str) -> None:
    found = guessed({"Bearing 1": noise(1, 1), "Bearing 2": noise(1, 1, 2), other: noise(1, 1, 3)})
    assert {item.asset for item in found.found} == {""}
    assert len(found.signals) == 3


def test_a_speed_that_is_near_nothing_at_times_tells_when_the_machine_works() -> None:
    found = guessed({"Pump speed rpm": HALF, "Flow": noise(5, 1)})
    assert found.state is not None
    assert found.state.when == "pump_speed_rpm > 100"
    always = guessed({"Pump speed rpm": noise(1480, 200), "Flow": noise(5, 1)})
    assert always.state is None


def test_an_engine_that_turns_all_the_time_works_at_a_red_light() -> None:
    drive = [*noise(0.1, 0.05, rows=100), *noise(60, 5, rows=100)]
    found = guessed({"Engine RPM (rpm)": noise(1500, 200), "Speed (km/h)": drive, "Coolant (°C)": noise(90, 1)})
    assert found.state is None


def test_words_of_a_state_are_put_into_ours_and_count_before_a_rule() -> None:
    found = guessed({"Pump speed rpm": HALF, "Mode": ["RUN", "STOP"] * 100})
    assert found.state is not None
    assert (found.state.column, found.state.values) == ("Mode", {"RUN": "running", "STOP": "off"})


def test_words_that_nobody_understands_leave_the_state_to_a_rule() -> None:
    found = guessed({"Pump speed rpm": HALF, "Mode": ["RUN", "XQ7"] * 100})
    assert found.state is not None
    assert found.state.when


def test_five_signals_of_duty_explain_and_what_else_is_asked_for_is_not_judged() -> None:
    valves: dict[str, Sequence[object]] = {f"Valve {c} command": noise(40, 9, at) for at, c in enumerate("abcdefg", 1)}
    found = guessed({**valves, "Level": noise(3, 1)})
    assert [item.role.name for item in found.found] == ["duty"] * 7 + ["symptom"]
    assert list(found.duty) == list(found.signals)[:5]
    machine = tomllib.loads(class_text(found))
    assert (len(machine["duty"]), machine["signals"]["valve_g_command_pct"]["role"]) == (5, "duty")


def test_where_nothing_else_could_be_judged_what_is_asked_for_is_but_no_switch() -> None:
    found = guessed({"Load": noise(40, 9), "Valve command": noise(40, 9, 2), "Heater demand": [0, 1] * 100})
    assert [item.role.name for item in found.found] == ["symptom", "symptom", "duty"]
    assert found.duty == []


def test_a_table_without_a_time_gives_no_guess() -> None:
    assert guess("x", [one("Flow", noise(1, 1))]) is None


ODD: dict[str, Sequence[object]] = {
    'Say "x"\\y': noise(1, 1),
    "Труба\x7f#1": noise(2, 1, 2),
    "Time": [1, 2] * 100,
    "[signals]": noise(3, 1, 3),
    "Truth label": [0, 1] * 100,
}


def test_what_is_written_is_toml_that_says_what_was_guessed() -> None:
    found = guessed({**ODD, "Mode": ["RUN", "STOP"] * 100, "Oil temp [°C]": noise(60, 1)})
    machine, mapping = tomllib.loads(class_text(found)), tomllib.loads(mapping_text(found, {"decimal": ","}))
    assert set(machine["signals"]) == {entry["signal"] for entry in mapping["columns"].values()} == set(found.signals)
    assert {item.column.name for item in found.found if item.signal} == set(mapping["columns"])
    assert machine["signals"]["oil_temp_c"] == {"label": "Oil temp", "unit": "°C"}
    assert mapping["time"] == {"column": "Time", "format": "iso"}
    assert mapping["run_state"] == {"column": "Mode", "values": {"RUN": "running", "STOP": "off"}}
    assert (mapping["decimal"], mapping["asset_class"]) == (",", "plant_log")


def test_every_guess_is_marked_and_what_the_data_say_is_not() -> None:
    text = class_text(guessed({"Druck": noise(6, 0.1), "Oil temp [°C]": noise(60, 1)}))
    assert 'unit = "bar"  # guessed: pressure' in text
    assert 'unit = "°C"  # its header says the unit' in text


def test_the_summary_has_a_row_a_column_with_its_reason() -> None:
    console = Console(file=StringIO(), width=300)
    console.print(summary(guessed({**ODD, "Druck": noise(6, 0.1)})))
    told = console.file.getvalue() if isinstance(console.file, StringIO) else ""
    assert "looks like the truth" in told
    assert "[signals]" in told
    assert "pressure, at most 6" in told


def test_a_long_table_is_read_by_the_names_in_its_rows() -> None:
    rows: list[tuple[str, object]] = [("PT1.Pressure", value) for value in noise(6, 0.1, rows=90)]
    rows += [("TT1.OilTemp [°C]", value) for value in noise(60, 1, rows=70)]
    rows += [("Mode", word) for word in ["RUN", "STOP"] * 20]
    found = guessed({"Tag": [name for name, _ in rows], "Value": [value for _, value in rows], "Unit": ["U7"] * 200})
    assert {item.column.name: item.signal for item in found.found if item.signal} == {
        "PT1.Pressure": "pt_1_pressure_bar",
        "TT1.OilTemp [°C]": "tt_1_oil_temp_c",
    }
    mapping = tomllib.loads(mapping_text(found, {}))
    assert (mapping["signal_column"], mapping["value_column"]) == ("Tag", "Value")
    assert mapping["run_state"]["signal"] == "Mode"
    assert mapping["asset"] == {"column": "Unit"}


def test_columns_say_whose_rows_are_and_the_rhythm_is_each_asset_s() -> None:
    minutes = [moment for moment in MOMENTS[:100] for _ in range(2)]
    cells: dict[str, Sequence[object]] = {"Machine": ["A", "B"] * 100, "Plant": ["north"] * 200, "Druck": noise(6, 0.1)}
    found = guess("x", [one("Time", minutes), *(one(header, values) for header, values in cells.items())])
    assert found is not None
    assert (found.rhythm.cadence_s, found.rhythm.same) == (60, 0)
    mapping = tomllib.loads(mapping_text(found, {}))
    assert (mapping["asset"], mapping["site"]) == ({"column": "Machine"}, {"column": "Plant"})


def test_channels_that_are_numbered_and_columns_of_other_heights_are_of_one_machine() -> None:
    sensors = guessed({f"sensor_{n:02d}": noise(5, 1, n) for n in range(8)})
    assert {item.asset for item in sensors.found} == {""}
    heights = guessed({"Temp 1": noise(900, 1), "Temp 2": noise(20, 1)})
    assert {item.asset for item in heights.found} == {""}


def test_several_of_each_number_are_of_one_asset() -> None:
    found = guessed({f"P{n} {what}": noise(5, 1, n) for n in (1, 2) for what in ("Temp", "Flow")})
    assert {item.column.name: item.asset for item in found.found} == {
        "P1 Temp": "P1", "P1 Flow": "P1", "P2 Temp": "P2", "P2 Flow": "P2",
    }  # fmt: skip
    assert len(found.signals) == 2
    apart = guessed({f"{what} {n}": noise(5, 1, n) for n in (1, 2) for what in ("Temp", "Flow")})
    assert {item.asset for item in apart.found} == {"machine 1", "machine 2"}


def test_what_stands_at_one_of_two_places_is_a_switch_whatever_they_are() -> None:
    found = guessed({"Fan stage": [20, 100, 100, 20] * 50, "Level": noise(3, 1)})
    assert [item.role.name for item in found.found] == ["duty", "symptom"]


def test_a_long_table_may_say_each_signal_s_unit() -> None:
    rows = [("Engine RPM", 900, "rpm"), ("Coolant", 90, "°C"), ("Speed", 50, "km/h")] * 66
    table: dict[str, Sequence[object]] = {"SECONDS": [n // 3 for n in range(198)], "PID": [row[0] for row in rows],
             "VALUE": [row[1] + n % 5 for n, row in enumerate(rows)], "UNITS": [row[2] for row in rows]}  # fmt: skip
    found = guess("car", [one(header, cells) for header, cells in table.items()])
    assert found is not None
    assert (found.clock.columns, found.clock.unit, found.rhythm.cadence_s) == (("SECONDS",), "s", 1)
    assert {item.column.name: item.measured.unit for item in found.found if item.signal} == {
        "Engine RPM": "rpm", "Coolant": "°C", "Speed": "km/h",
    }  # fmt: skip
