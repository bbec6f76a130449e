"""Fault codes."""

import pytest

from contract.catalogue import CLASSES, ClassSpec, Role, Signal
from contract.catalogue.types import HIGH, LOW

SYMPTOMS = [
    (signal, side)
    for spec in CLASSES.values()
    for signal in spec.signals.values()
    for side in (HIGH, LOW)
    if signal.role is Role.SYMPTOM and signal.direction != {HIGH: "below", LOW: "above"}[side]
]


@pytest.mark.parametrize(("signal", "side"), SYMPTOMS)
def test_every_deviation_that_matters_has_a_code_with_advice(signal: Signal, side: int) -> None:
    code = signal.codes.of(side)
    assert code
    assert code.description
    assert code.recommendation


@pytest.mark.parametrize("spec", CLASSES.values(), ids=lambda spec: str(spec.name))
def test_a_code_means_one_thing_in_a_class(spec: ClassSpec) -> None:
    codes = [code for signal in spec.signals.values() for code in (signal.codes.high, signal.codes.low) if code]
    assert len({code.name for code in codes}) == len(codes)


def test_what_must_be_acted_on_at_the_first_sample_is_a_danger_to_people() -> None:
    signals = [signal for spec in CLASSES.values() for signal in spec.signals.values() if signal.immediate]
    assert signals
    for signal in signals:
        code = signal.codes.of(HIGH if signal.limits.crit_high is not None else LOW)
        assert code is not None
        assert code.danger
