"""Fault codes."""

import pytest

from contract.catalogue import CLASSES, AssetClass, Role, Signal
from contract.codes import CODES, HIGH, LOW

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
    code = CODES[asset_class][signal.name, side]
    assert code.description
    assert code.recommendation


@pytest.mark.parametrize("asset_class", list(AssetClass))
def test_a_code_means_one_thing_in_a_class(asset_class: AssetClass) -> None:
    names = [code.name for code in CODES[asset_class].values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("asset_class", list(AssetClass))
def test_the_table_names_only_signals_of_the_catalogue(asset_class: AssetClass) -> None:
    assert {signal for signal, _ in CODES[asset_class]} <= set(CLASSES[asset_class].signals)


def test_what_must_be_acted_on_at_the_first_sample_is_a_danger_to_people() -> None:
    immediate = [
        (name, signal) for name, spec in CLASSES.items() for signal in spec.signals.values() if signal.immediate
    ]
    assert immediate
    for name, signal in immediate:
        assert CODES[name][signal.name, HIGH if signal.limits.crit_high is not None else LOW].danger
