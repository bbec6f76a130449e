"""Units, by what the header says and by what the values are."""

import pyarrow as pa
import pytest

from collectors.discover.column import column
from collectors.discover.quantities import agreed, quantity, unit_in
from contract.units import known_unit
from tests.collectors.discover.tables import noise, one


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Temp [°C]", "°C"), ("Oil Pressure (psi)", "psi"), ("Pressure, kPa", "kPa"), ("flow_m3_h", "m³/h"),
        ("Power MW", "MW"), ("Motor current A", "A"), ("wind speed m/s", "m/s"), ("vib_mm_s", "mm/s"), ("temp_f", "°F"),
        ("bearing_temp_degC", "°C"), ("RPM", "rpm"), ("Druck in bar", "bar"), ("Load (%)", "%"), ("ratio [-]", ""),
        ("Duct inH2O", "inH2O"), ("Discharge kPa(g)", "kPa"), ("Steam t/h", "t/h"), ("Reactive kVAr", "kVAr"),
        ("Air Nm3/h", "m³/h"), ("Suction psig", "psi"), ("Fan CFM", "cfm"), ("Heat kBtu/h", "kBtu/h"),
        ("Oil Temp_C_avg", "°C"),
        ("GPS Speed (Meters/second)", "m/s"), ("T (Deg C)", "°C"), ("m [KG/HR]", "kg/h"),
        ("Leistung kW", "kW"),
        ("torque_nm", "Nm"), ("Volt_V", "V"), ("ox_flow_kg_s", "kg/s"), ("n [1/min]", "rpm"), ("Coolant (℃)", "°C"),
    ],
)  # fmt: skip
def test_a_unit_that_the_header_says_is_taken(header: str, unit: str) -> None:
    assert unit_in(header) == unit
    assert known_unit(unit)


@pytest.mark.parametrize(
    "header", ["Set Point", "Phase A", "Class K", "Mode", "Bearing 1", "Sensor (inner)", "Plan B", ""]
)
def test_a_word_that_could_be_a_unit_elsewhere_is_none(header: str) -> None:
    assert unit_in(header) is None


@pytest.mark.parametrize(
    ("header", "mean", "spread", "unit"),
    [
        ("Outdoor air temp", 71, 6, "°F"), ("Outdoor air temp", 12, 6, "°C"), ("Bearing temperature", 71, 6, "°C"),
        ("Temperature 1", 300, 2, "K"), ("Давление", 6, 0.2, "bar"), ("Pressure", 101, 1, "kPa"),
        ("Druck", 101_300, 100, "Pa"), ("Drehzahl", 1480, 5, "rpm"), ("Fan speed", 0.5, 0.1, ""),
        ("Fan speed", 60, 5, "%"), ("Wind speed", 8, 2, "m/s"),
        ("Valve", 0.4, 0.1, ""), ("Valve opening", 40, 5, "%"), ("Strom", 12, 1, "A"), ("Vibration", 2, 0.1, "mm/s"),
        ("P1.PI_201", 6, 0.2, "bar"), ("TIC101.PV", 60, 1, "°C"), ("PT100 DE", 60, 1, "°C"), ("SAT", 57, 1, "°F"),
        ("WTUR_W", 900, 9, "kW"), ("WROT_RotSpd_avg", 14, 1, "rpm"),
        ("Acceleration", 0.1, 0.01, "g"), ("Motorstrom", 12, 1, "A"), ("Förderstrom", 200, 5, "m³/h"),
    ],
)  # fmt: skip
def test_a_word_and_a_range_tell_the_likeliest_unit(header: str, mean: float, spread: float, unit: str) -> None:
    found = quantity(one(header, noise(mean, spread)))
    assert (found.unit, found.sure) == (unit, False)
    assert found.reason


def test_what_nobody_can_tell_has_no_unit_and_says_so() -> None:
    found = quantity(one("Bearing 1", noise(0.06, 0.001)))
    assert (found.name, found.unit, found.reason) == ("", "", "neither header nor data say a unit")


def test_cells_and_a_line_of_units_say_it_for_sure() -> None:
    found = one("Line 4", [f"{value:.2f} bar" for value in noise(6, 0.1)])
    assert found.numeric
    assert abs(found.span[0] - 6) < 1
    assert (quantity(found).unit, quantity(found).sure) == ("bar", True)
    assert quantity(column("Line 4", pa.array([1.0, 2.0]), unit="degC")).unit == "°C"


def test_temperatures_of_one_log_are_in_one_unit() -> None:
    columns = [one("Outdoor air temp", noise(71, 6)), one("Oil temp", noise(90, 2)), one("Cold temp degC", noise(5, 1))]
    assert [item.unit for item in agreed([quantity(column) for column in columns[:2]])] == ["°F", "°F"]
    assert [item.unit for item in agreed([quantity(column) for column in columns])] == ["°F", "°C", "°C"], "they differ"


def test_temperatures_are_in_fahrenheit_where_others_are_in_units_of_those_who_use_it() -> None:
    columns = [one("Coil temp", noise(120, 2)), one("CHW flow (gpm)", noise(90, 2))]
    assert [item.unit for item in agreed([quantity(column) for column in columns])] == ["°F", "gpm"]
    assert "are in gpm" in agreed([quantity(column) for column in columns])[0].reason


@pytest.mark.parametrize(("header", "doubt"), [("Temp 3", True), ("Bearing temp", False)])
def test_what_may_be_a_room_in_fahrenheit_is_said_to_be_doubtful(header: str, doubt: bool) -> None:
    assert ("is in °F" in quantity(one(header, noise(65, 2))).reason) is doubt


def test_a_set_point_alone_is_in_the_unit_of_what_is_set() -> None:
    columns = [one("Давление", noise(6, 0.2)), one("Уставка", noise(6, 0.01))]
    assert [item.unit for item in agreed([quantity(column) for column in columns])] == ["bar", "bar"]
