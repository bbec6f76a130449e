"""Failure modes in words."""

import pytest

from bench.pictures.words import caption, first, length, short
from contract.failures import ALWAYS, Effect, Sense, When
from tests.support.catalogue import MODES


def effect(sense: Sense, when: When = ALWAYS) -> Effect:
    return Effect("flow_m3h", sense, when)


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
    assert caption(effect(Sense.RISES, When(text="while standing")), "Coolant") == "Coolant rises while standing"
    assert caption(effect(Sense.FLUTTERS), "Flow") == "Flow moves restlessly"
    assert caption(effect(Sense.RISES), "Vibration, axial") == "Vibration, axial, rises"


def test_every_failure_mode_has_something_that_shows_first() -> None:
    assert all(first(mode) for mode in MODES)
