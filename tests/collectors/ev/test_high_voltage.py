"""Round the pack: rails and insulation, the count of charge, the charge port, the 12 V supply."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.ev import high_voltage
from collectors.model import Slow
from collectors.noise import Array

RAIL = np.array([0.119])
CAUSES = ("ageing_us", "ingress_us", "damp_us")


def insulated(wet: float, **leaks: float) -> dict[str, Array]:
    """Insulation of one van with these leaks, µS."""
    leak = {cause: np.full((1, 1), leaks.get(cause, 0.0)) for cause in CAUSES}
    return high_voltage.insulation(np.full((1, 1), wet), (RAIL, RAIL), leak, np.zeros((1, 1)))


@settings(deadline=None, max_examples=40)
@given(wet=st.floats(0.2, 1), cause=st.sampled_from(CAUSES), leak=st.floats(0.01, 100))
def test_a_leak_never_raises_insulation_and_no_leak_is_drier_than_wet(wet: float, cause: str, leak: float) -> None:
    assert insulated(wet, **{cause: leak})["isolation_kohm"] <= insulated(wet)["isolation_kohm"]
    assert insulated(1.0, **{cause: leak})["isolation_kohm"] <= insulated(wet, **{cause: leak})["isolation_kohm"]


def test_only_damp_recovers_in_dry_air() -> None:
    dry = {cause: float(insulated(0.5, **{cause: 40.0})["isolation_kohm"][0, 0]) for cause in CAUSES}
    assert dry["damp_us"] > 2000
    assert dry["ageing_us"] < 40
    assert dry["ingress_us"] < 40


def test_a_sensor_that_reads_too_much_counts_too_little_until_the_van_rests() -> None:
    slow, hours = Slow(), np.full((240, 1), 1.0)
    high_voltage.counting_error_pct(slow, hours > 2, np.array([[8.0]]), np.full(240, 60.0))
    used = high_voltage.counting_error_pct(slow, hours > 0, np.array([[8.0]]), np.full(240, 60.0))[:, 0]
    assert np.all(np.diff(used) < 0)
    rested = high_voltage.counting_error_pct(slow, hours > 2, np.array([[8.0]]), np.full(240, 60.0))[:, 0]
    assert used[-1] < -9
    assert abs(rested[60]) < 0.1


@settings(deadline=None, max_examples=40)
@given(contact=st.floats(1, 10), ambient=st.floats(-20, 45))
def test_charging_is_folded_back_to_what_holds_the_port_at_100_degrees(contact: float, ambient: float) -> None:
    share = float(high_voltage.folded_back(np.array([[contact]]), np.array([[ambient]]))[0, 0])
    hot = ambient + 24 * contact * share**2
    assert hot == pytest.approx(100) if share < 1 else hot <= 100


def test_a_sound_contact_is_never_folded_back() -> None:
    assert high_voltage.folded_back(np.ones((1, 1)), np.array([[45.0]]))[0, 0] == 1


def test_a_dead_converter_leaves_the_supply_to_a_battery_that_empties() -> None:
    slow, load = Slow(), np.full((600, 1), 1.0)
    sound = high_voltage.supply_v(slow, load, np.ones((1, 1)), np.full(600, 60.0))
    dead = high_voltage.supply_v(slow, load, np.zeros((1, 1)), np.full(600, 60.0))[:, 0]
    assert np.allclose(sound, 13.83)
    assert 12.2 < dead[0] < 12.5
    assert np.all(np.diff(dead) < 0)
    assert dead[-1] < 11
