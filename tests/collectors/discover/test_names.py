"""Headers of any language become names that telemetry takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.discover.naming import RESERVED, class_name, signal_name
from collectors.discover.words import words

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@given(st.lists(st.tuples(st.text(max_size=90), st.sampled_from(["", "°C", "m³/h", "%", "kW", "mm/s"])), max_size=30))
def test_any_headers_get_names_that_are_valid_and_each_once(headers: list[tuple[str, str]]) -> None:
    taken: set[str] = set()
    for header, unit in headers:
        name = signal_name(header, unit, taken)
        assert NAME.fullmatch(name)
        assert name not in taken | RESERVED
        taken.add(name)


@given(st.text(max_size=90))
def test_any_name_of_a_file_gives_the_name_of_a_class(text: str) -> None:
    assert NAME.fullmatch(class_name(text))


@pytest.mark.parametrize(
    ("header", "unit", "name"),
    [
        ("Öltemperatur", "°C", "oil_temperature_c"),
        ("Вибрация подшипника", "mm/s", "vibration_podshipnika_mm_s"),
        ("Débit d'eau", "m³/h", "flow_d_eau_m3h"),
        ("FlowRate [gpm]", "gpm", "flow_rate_gpm"),
        ("speed_rpm", "rpm", "speed_rpm"),
        ("Supply temp degF", "°F", "supply_temp_f"),
        ("Flow m3/h", "m³/h", "flow_m3h"),
        ("Druck in bar", "bar", "druck_bar"),
        ("Temp, °C", "°C", "temp_c"),
        ("vib_mm_s", "mm/s", "vib_mm_s"),
        ("RPM", "rpm", "rpm"),
        ("温度", "°C", "signal_c"),
        ("4 bar line", "bar", "signal_4_bar_line_bar"),
        ("Time", "", "time_2"),
    ],
)
def test_a_header_s_words_and_its_unit_make_the_name(header: str, unit: str, name: str) -> None:
    assert signal_name(header, unit) == name


def test_words_are_parted_by_signs_capitals_and_digits() -> None:
    assert words("P101.MotorCurrent-2") == ("p", "101", "motor", "current", "2")
    assert words("HVACMode") == ("hvac", "state")
