"""What trained models say of an asset, and on which grounds."""

import re
from functools import partial

import numpy as np
import pytest

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.prognosis.trained import Alike, Boosted, Trained
from analytics.prognosis.training import train
from tests.analytics.prognosis.machines import days, goes, pump


@pytest.fixture(scope="module")
def trees() -> Trained:
    return train(days(60, 1), "pump", "v1", seed=1)[0]


@pytest.fixture(scope="module")
def courses() -> Trained:
    return train(days(15, 2), "pump", "v1", seed=1)[0]


def worn(days_of_wear: int) -> tuple[State, int]:
    """A pump whose symptoms both went as far as they do so many days into a course of thirty."""
    state, now = pump(), 0
    for name in ("bearing_temp_c", "vibration_mm_s"):
        failed = 10 * float(state.judging.min_deviation[state.fleet.find(0, name)])
        now = goes(state, name, 20 + days_of_wear, 2.0, partial(grows, failed))
    return state, now


def grows(failed: float, day: Floats) -> Floats:
    """Nothing for 20 days, then the square of the wear."""
    return failed * (np.maximum(day - 20, 0) / 30) ** 2


def test_trees_name_the_symptoms_that_shorten_what_is_expected_in_their_unit(trees: Trained) -> None:
    state, now = worn(27)
    found = trees.foretell(state, 0, now)
    assert isinstance(trees, Boosted)
    assert found.life is not None
    assert found.life.quantile(0.5) < 15 * 24
    assert re.match(r"(over 99|\d\d) % of assets with such signs failed within 30 days: ", found.because)
    assert "vibration_mm_s +" in found.because or "bearing_temp_c +" in found.because


def test_of_a_sound_machine_trees_know_no_sign(trees: Trained) -> None:
    state = pump()
    for name in ("bearing_temp_c", "vibration_mm_s"):
        now = goes(state, name, 40, 2.0, lambda day: 0.0 * day)
    found = trees.foretell(state, 0, now)
    assert found.because == "no sign of a failure within 30 days"
    assert found.life is not None
    assert found.life.within(720.0) < 0.1


def test_likeness_names_the_machines_before(courses: Trained) -> None:
    state, now = worn(27)
    found = courses.foretell(state, 0, now)
    assert isinstance(courses, Alike)
    assert found.life is not None
    assert found.life.quantile(0.5) < 15 * 24
    assert found.like
    assert found.because.startswith("as PUMP-")
    assert "(bearing wear)" in found.because


def test_of_what_nothing_is_known_both_say_so(trees: Trained, courses: Trained) -> None:
    for model in (trees, courses):
        found = model.foretell(pump(), 0, 20_400 * 86_400 * 10**9)
        assert (found.life, found.because) == (None, "nothing is known of its last days")
