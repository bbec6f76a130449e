"""Who must have moved, too, for a signal that is off to be the machine's doing."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.ground.fleet import Fleet
from analytics.verdict.corroboration import MOVED, Corroboration, alone, called
from contract.catalogue import CLASSES

MACHINE = CLASSES["machine"]


def fleet(*signals: str) -> Fleet:
    found = Fleet()
    asset = found.asset("PUMP-1", "machine", "north")
    for name in signals:
        found.series(asset, name)
    return found


def one(found: Fleet, off: dict[str, float], name: str, side: int) -> bool:
    """Whether a signal is alone while signals are off by so much."""
    witnesses = Corroboration()
    witnesses.describe(found)
    now = np.array([off.get(signal.name, np.nan) for signal in found.signals])
    at = np.array([found.find(0, name)])
    return bool(alone(witnesses, at, np.array([side]), now, -now)[0])


def test_heat_in_the_fluid_needs_a_pump_that_no_longer_moves_it() -> None:
    found = called(MACHINE, frozenset(MACHINE.signals))["fluid_temp_c", 1]
    assert {name for name, _ in found} == {"flow_m3h", "discharge_pressure_bar", "power_kw"}
    assert ("flow_m3h", -1) in found


def test_what_moves_first_in_some_failure_needs_nobody() -> None:
    found = called(MACHINE, frozenset(MACHINE.signals))
    assert ("accel_g", 1) not in found
    assert ("strainer_dp_bar", 1) not in found


def test_a_class_without_failure_modes_asks_for_no_witness() -> None:
    plain = replace(MACHINE, modes={})
    assert called(MACHINE, frozenset(MACHINE.signals))
    assert called(plain, frozenset(plain.signals)) == {}


def test_of_what_the_catalogue_says_nothing_no_witness_is_asked() -> None:
    found = called(MACHINE, frozenset(MACHINE.signals))
    assert not {name for name, _ in found} & {"accel_nde_g"}
    assert not one(fleet(*MACHINE.signals), {"accel_nde_g": 3.0, "flow_m3h": 0.0}, "accel_nde_g", 1)


def test_what_an_asset_does_not_send_is_called_by_nobody() -> None:
    assert called(MACHINE, frozenset({"fluid_temp_c", "flow_m3h"}))["fluid_temp_c", 1] == (("flow_m3h", -1),)
    assert ("fluid_temp_c", 1) not in called(MACHINE, frozenset({"fluid_temp_c", "accel_g"}))


@pytest.mark.parametrize(
    ("flow", "lone"), [(0.0, True), (-2.0, False), (2.0, True), (-0.9 * MOVED, True), (-MOVED, False)]
)
def test_a_witness_must_have_moved_its_own_way_and_far_enough(flow: float, lone: bool) -> None:
    off = {"flow_m3h": flow, "discharge_pressure_bar": 0.0, "power_kw": 0.0, "fluid_temp_c": 3.0}
    assert one(fleet(*MACHINE.signals), off, "fluid_temp_c", 1) is lone


def test_nobody_is_called_alone_whose_witnesses_are_all_silent() -> None:
    assert not one(fleet(*MACHINE.signals), {"fluid_temp_c": 3.0}, "fluid_temp_c", 1)


@pytest.mark.parametrize(("flow", "lone"), [(0.0, True), (0.7, True), (-0.8, False), (0.8, False)])
def test_what_no_failure_does_needs_any_other_symptom_that_is_nearly_outside(flow: float, lone: bool) -> None:
    off = {"flow_m3h": flow, "discharge_pressure_bar": 0.0, "supply_voltage_v": 3.0}
    assert one(fleet(*MACHINE.signals), off, "supply_voltage_v", 1) is lone


def test_the_only_symptom_of_an_asset_needs_nobody() -> None:
    assert not one(fleet("supply_voltage_v"), {"supply_voltage_v": 3.0}, "supply_voltage_v", 1)
