"""Spells of weather reach their sites only, come and go within half a day, and break no healthy machine."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from collectors import registry
from collectors.model import Conditions, Spell
from collectors.noise import Array
from collectors.weather import Weather
from contract.time import DAY, DAY_S, HOUR_S, SECOND
from tests.collectors.test_healthy_week import violations
from tests.collectors.worlds import asset, scenario, watch

TRUE_WARNINGS = {"intake_air_temp_c"}
"""At a light in a heat wave a van draws in air of over 49 °C, as it does on the road: that warning is no mistake."""
BEGIN_S, END_S = 1000 * DAY_S, 1003 * DAY_S
T = BEGIN_S + np.arange(-DAY_S, 5 * DAY_S, 600.0)


def _warming(*spells: Spell) -> Array:
    """By how much spells change the air at two sites, a and b, (T, 2)."""
    sites = ["a", "b"]
    return Weather(sites, Conditions(1, 0.0, spells)).ambient_c(T) - Weather(sites, Conditions(1, 0.0)).ambient_c(T)


def test_a_spell_warms_only_its_sites_and_only_while_it_lasts() -> None:
    here, elsewhere = _warming(Spell(BEGIN_S, END_S, 12.0, ("a",))).T
    assert np.all(elsewhere == 0)
    assert np.all(here[(T <= BEGIN_S) | (T >= END_S)] == 0)
    assert np.all(here[(T > BEGIN_S) & (T < END_S)] > 0)


def test_a_spell_without_sites_reaches_all_of_them() -> None:
    both = _warming(Spell(BEGIN_S, END_S, -14.0))
    assert np.allclose(both[:, 0], both[:, 1])
    assert both.min() == pytest.approx(-14)


def test_a_spell_comes_and_goes_evenly_within_half_a_day() -> None:
    warming = _warming(Spell(BEGIN_S, END_S, 12.0))[:, 0]
    full = (T >= BEGIN_S + 12 * HOUR_S) & (T <= END_S - 12 * HOUR_S)
    assert np.allclose(warming[full], 12)
    assert np.allclose(warming[np.abs(T - (BEGIN_S + 6 * HOUR_S)) < 1], 6)
    assert np.abs(np.diff(warming)).max() <= 12 * 600 / (12 * HOUR_S) + 1e-9


def test_spells_add_up() -> None:
    one, other = Spell(BEGIN_S, END_S, 5.0, ("a",)), Spell(BEGIN_S + DAY_S, END_S, 3.0)
    assert np.allclose(_warming(one, other), _warming(one) + _warming(other))


@pytest.mark.parametrize(("month", "degrees"), [(7, 12.0), (1, -14.0)], ids=["heat wave", "cold spell"])
@pytest.mark.parametrize("kind", registry.KINDS)
def test_no_healthy_machine_leaves_its_default_limits_in_a_spell(kind: str, month: int, degrees: float) -> None:
    start = int(datetime(2026, month, 13, tzinfo=UTC).timestamp()) * SECOND
    machines = [asset(kind, f"{kind}-{schedule}", schedule) for schedule in ("continuous", "day", "two_shift")]
    # It has been there for a day, so that it is at its full strength from the start.
    spell = Spell(start / SECOND - DAY_S, start / SECOND + 5 * DAY_S, degrees)
    seen = watch(replace(scenario(*machines, start=start), spells=(spell,)), 3 * DAY)
    passed = [line for group, readings in seen for line in violations(group, readings)]
    assert [line for line in passed if not any(name in line for name in TRUE_WARNINGS)] == []
