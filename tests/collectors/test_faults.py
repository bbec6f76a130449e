"""The failure modes of all classes: whole, bound to a parameter, and growing as they say."""

import numpy as np
import pytest

from collectors import registry
from collectors.faults import Fault, progress
from contract.catalogue import CLASSES, AssetClass
from contract.failures import Growth
from tests.collectors.lives import life
from tests.collectors.worlds import CONDITIONS, asset


def test_every_class_has_at_least_three_failure_modes_and_every_kind_of_machine_two() -> None:
    for name in AssetClass:
        assert len([fault for fault in registry.FAULTS if fault.failure.asset_class == name]) >= 3
    for kind in registry.KINDS:
        assert len([fault for fault in registry.FAULTS if kind in fault.kinds]) >= 2


@pytest.mark.parametrize("fault", registry.FAULTS, ids=lambda fault: f"{fault.failure.asset_class}-{fault.mode}")
def test_a_failure_mode_names_parameters_and_signals_that_its_machines_have(fault: Fault) -> None:
    for kind in fault.kinds:
        asset_class, physics = registry.KINDS[kind]
        assert asset_class == fault.failure.asset_class
        assert set(fault.signals) <= set(physics.sensors)
        assert life(kind, fault.mode).readings.signals == tuple(physics.sensors)
    assert all((fault.failure.signature, fault.failure.discriminator, fault.failure.action))
    assert set(fault.signals) <= set(CLASSES[fault.failure.asset_class].signals)


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_parameter_that_can_change_is_changed_by_a_failure_mode(kind: str) -> None:
    changed = {fault.parameter for fault in registry.FAULTS if kind in fault.kinds}
    assert changed == set(registry.KINDS[kind][1]([asset(kind)], CONDITIONS).healthy)


@pytest.mark.parametrize("growth", Growth)
def test_severity_rises_from_0_at_onset_to_1_at_failure_and_never_falls(growth: Growth) -> None:
    share = np.linspace(-0.5, 1.5, 400)
    severity = progress(growth, share)
    assert np.all(severity[share < 0] == 0)
    assert np.allclose(severity[share >= 1], 1)
    assert np.all(np.diff(severity) >= 0)
