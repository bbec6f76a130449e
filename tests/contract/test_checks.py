"""What the contract refuses, and that the refusal names the field and the reason."""

import math
from dataclasses import replace

import numpy as np
import pytest

from contract import checks
from contract.catalogue import CLASSES, Signal
from contract.errors import ContractError

ICE = CLASSES["ice"]


@pytest.mark.parametrize("value", [math.nan, math.inf, "12", True, None])
def test_only_a_finite_number_is_a_number(value: object) -> None:
    with pytest.raises(ContractError, match="speed_kmh: "):
        checks.sample(ICE, "speed_kmh", value)


def test_where_nobody_wrote_a_physical_range_only_what_is_no_number_is_refused() -> None:
    signals = {"level_mm": Signal("level_mm", "mm")}
    tank = replace(ICE, signals=signals)
    assert checks.sample(tank, "level_mm", -1e12) == -1e12
    with pytest.raises(ContractError, match="level_mm: inf is not a finite number"):
        checks.sample(tank, "level_mm", math.inf)
    values = np.array([6600.0, -1e300, math.nan, math.inf, -math.inf])
    assert checks.possible(signals["level_mm"], values).tolist() == [True, True, False, False, False]


def test_a_whole_number_of_hundreds_of_digits_is_refused_and_not_a_crash() -> None:
    for number in (10**400, -(10**400)):
        with pytest.raises(ContractError, match="version: is larger than any number"):
            checks.finite("version", number)


@pytest.mark.parametrize(
    ("value", "reason"), [(7, "7 is not a text"), ("x" * 11, "is 11 characters"), ("\ud800", "half")]
)
def test_only_a_text_of_bounded_length_that_can_be_stored_is_one(value: object, reason: str) -> None:
    with pytest.raises(ContractError, match=f"why: .*{reason}"):
        checks.text("why", value, 10)
    assert checks.text("why", "\U0001f697 ü", 10) == "\U0001f697 ü"


def test_an_impossible_value_is_refused_with_its_range() -> None:
    with pytest.raises(ContractError, match=r"coolant_temp_c: -9999.0 °C is outside .* -40 to 215"):
        checks.sample(ICE, "coolant_temp_c", -9999)


def test_an_unknown_signal_or_class_is_refused_by_name() -> None:
    with pytest.raises(ContractError, match="warp_factor: class ice has no such signal"):
        checks.sample(ICE, "warp_factor", 1.0)
    with pytest.raises(
        ContractError, match="asset_class: 'boat' is not one of conveyor, ev, ice, machine, motor, pump, rig"
    ):
        checks.asset_class("boat")


def test_a_time_more_than_an_hour_ahead_is_refused() -> None:
    assert checks.time(3600 * 10**9, now=0) == 3600 * 10**9
    with pytest.raises(ContractError, match="time: 3601 s ahead of now"):
        checks.time(3601 * 10**9, now=0)


def test_possible_values_are_told_from_impossible_ones() -> None:
    values = np.array([20.0, np.nan, np.inf, 300.0, -41.0])
    assert checks.possible(ICE.signals["coolant_temp_c"], values).tolist() == [True, False, False, False, False]
