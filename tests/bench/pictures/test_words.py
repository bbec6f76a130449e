"""Failure modes in words."""

import pytest

from bench.pictures.words import caption, first, length, short
from contract.failures import FAILURES, When
from contract.failures.types import flutters, rises


@pytest.mark.parametrize(
    ("hours", "said"),
    [((0, 0), "at once"), ((2, 36), "2 to 36 h"), ((48, 240), "2 to 10 d"), ((0.5, 72), "0.5 h to 3 d")],
)
def test_a_length_of_time_is_said_in_hours_or_days(hours: tuple[float, float], said: str) -> None:
    assert length(hours) == said


def test_a_label_loses_how_it_is_measured_but_keeps_where() -> None:
    assert short("Vibration velocity, r.m.s., 10–1000 Hz, axial") == "Vibration velocity, axial"
    assert short("Pack current (discharge positive)") == "Pack current"


def test_an_effect_is_said_with_its_condition() -> None:
    assert caption(rises("coolant_temp_c", When(text="while standing")), "Coolant") == "Coolant rises while standing"
    assert caption(flutters("flow_m3h"), "Flow") == "Flow moves restlessly"
    assert caption(rises("vibration_axial_mm_s"), "Vibration, axial") == "Vibration, axial, rises"


def test_every_failure_mode_has_something_that_shows_first() -> None:
    assert all(first(mode) for modes in FAILURES.values() for mode in modes.values())
