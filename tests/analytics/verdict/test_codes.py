"""Fault codes."""

import pytest

from analytics.verdict.codes import HIGH, LOW, TABLE, find
from contract.catalogue import CLASSES, AssetClass, Role, Signal

SYMPTOMS = [
    (spec.name, signal, side)
    for spec in CLASSES.values()
    for signal in spec.signals.values()
    for side in (HIGH, LOW)
    if signal.role is Role.SYMPTOM and signal.direction != {HIGH: "below", LOW: "above"}[side]
]


@pytest.mark.parametrize(("asset_class", "signal", "side"), SYMPTOMS)
def test_every_deviation_that_matters_has_a_code_with_advice(
    asset_class: AssetClass, signal: Signal, side: int
) -> None:
    code = find(asset_class, signal, side)
    assert (signal.name, side) in TABLE[asset_class]
    assert code.description
    assert code.recommendation


@pytest.mark.parametrize("asset_class", list(AssetClass))
def test_a_code_means_one_thing_in_a_class(asset_class: AssetClass) -> None:
    names = [code.name for code in TABLE[asset_class].values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("asset_class", list(AssetClass))
def test_the_table_names_only_signals_of_the_catalogue(asset_class: AssetClass) -> None:
    assert {signal for signal, _ in TABLE[asset_class]} <= set(CLASSES[asset_class].signals)


def test_a_deviation_without_a_code_of_its_own_gets_a_plain_one() -> None:
    signal = CLASSES[AssetClass.ICE].signals["fuel_level_pct"]
    assert find(AssetClass.ICE, signal, LOW).name == "FUEL_LEVEL_PCT_LOW"
