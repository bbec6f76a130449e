"""The failure modes of all classes: whole, bound to a parameter, and growing as they say."""

import numpy as np
import pytest

from collectors import registry
from collectors.faults import Fault, progress
from contract.catalogue import CLASSES
from contract.failures import Growth
from tests.collectors.lives import life
from tests.collectors.worlds import CONDITIONS, asset
from tests.support.catalogue import MODES


def test_every_simulated_class_has_at_least_ten_failure_modes() -> None:
    for kind in registry.KINDS:
        assert len(registry.faults(kind)) >= 10


def test_every_failure_mode_that_ships_can_be_simulated_and_all_of_a_class_but_those_of_a_shared_part() -> None:
    simulated = {(fault.asset_class, fault.mode) for fault in registry.FAULTS}
    missing = {(mode.asset_class, mode.mode) for mode in MODES if mode.asset_class in registry.KINDS} - simulated
    assert missing == {("conveyor", "winding_insulation"), ("conveyor", "cooling_blocked")}
    assert {mode.mode for mode in MODES} == {mode for _, mode in simulated}


@pytest.mark.parametrize("fault", registry.FAULTS, ids=lambda fault: f"{fault.asset_class}-{fault.mode}")
def test_a_failure_mode_names_parameters_and_signals_that_its_machines_have(fault: Fault) -> None:
    sensors = registry.KINDS[fault.asset_class].sensors
    assert set(fault.signals) <= set(sensors)
    assert life(fault.asset_class, fault.mode).readings.signals == tuple(sensors)
    assert all((fault.failure.signature, fault.failure.discriminator, fault.failure.action))
    assert set(fault.signals) <= set(CLASSES[fault.asset_class].signals)


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_parameter_that_can_change_is_changed_by_a_failure_mode(kind: str) -> None:
    changed = {fault.parameter for fault in registry.faults(kind)}
    assert changed == set(registry.KINDS[kind]([asset(kind)], CONDITIONS).healthy)


@pytest.mark.parametrize("growth", Growth)
def test_severity_rises_from_0_at_onset_to_1_at_failure_and_never_falls(growth: Growth) -> None:
    share = np.linspace(-0.5, 1.5, 400)
    severity = progress(growth, share)
    assert np.all(severity[share < 0] == 0)
    assert np.allclose(severity[share >= 1], 1)
    assert np.all(np.diff(severity) >= 0)
