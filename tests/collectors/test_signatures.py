"""Each failure mode shows the signature that the catalogue says, and no other mode of that kind of machine shows it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import registry
from contract.failures import FailureMode
from contract.time import DAY
from tests.collectors.signatures import appears, contradiction, failed, failed_in, growing
from tests.collectors.worlds import START

CASES = [
    pytest.param(fault.asset_class, fault.failure, id=f"{fault.asset_class}-{fault.mode}") for fault in registry.FAULTS
]


@pytest.mark.parametrize(("kind", "known"), CASES)
def test_a_failed_machine_shows_its_signature_and_spares_what_tells_it_from_others(
    kind: str, known: FailureMode
) -> None:
    life = failed(kind, known.mode)
    for effect in (*known.shows, *known.spares):
        found = contradiction(effect, life, kind)
        assert not found, f"{effect.signal} {effect.sense} {effect.when.text}: {found}"


@pytest.mark.parametrize(("kind", "known"), [case for case in CASES if case.values[1].leads])  # type: ignore[union-attr]
def test_signals_appear_in_the_order_that_is_part_of_the_signature(kind: str, known: FailureMode) -> None:
    minutes = [appears(growing(kind, known.mode), kind, signal) for signal in known.leads]
    assert all(sooner < later for sooner, later in pairwise(minutes)), dict(zip(known.leads, minutes, strict=True))


@pytest.mark.parametrize("kind", registry.KINDS)
def test_no_other_fault_of_that_kind_of_machine_shows_the_same_signature(kind: str) -> None:
    modes = [fault.failure for fault in registry.faults(kind)]
    alike = [
        f"{other.mode} shows all of {known.mode}"
        for known in modes
        for other in modes
        if other is not known
        and not any(contradiction(each, failed(kind, other.mode), kind) for each in (*known.shows, *known.spares))
    ]
    assert not alike


@given(st.sampled_from([case.values for case in CASES]), st.integers(2, 10**6), st.integers(0, 364))
@settings(deadline=None, max_examples=20, derandomize=True)
def test_a_signature_does_not_depend_on_the_machine_its_weather_or_the_day(
    case: Sequence[Any], seed: int, day: int
) -> None:
    kind, known = case
    life = failed_in(seed, START + day * DAY, kind, known.mode)
    found = {
        f"{effect.signal} {effect.sense}": contradiction(effect, life, kind) for effect in (*known.shows, *known.spares)
    }
    assert not any(found.values()), found
