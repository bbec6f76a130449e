"""Signatures matched with what has moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.verdict.diagnosis import CANDIDATES, Candidate, Deviations, diagnose
from contract.catalogue import CLASSES, Role
from contract.failures import ALWAYS, FailureMode, Sense

PUMP = frozenset(CLASSES["machine"].signals) - {"belt_speed_ms", "belt_slip_pct", "belt_tension_kn"}


def symptoms(mode: FailureMode) -> Deviations:
    """What a fully grown fault of a mode shows, and nothing else; spared signals are as expected."""
    spec = CLASSES[mode.asset_class]
    calm = {(effect.signal, effect.when): 0.0 for effect in mode.spares}
    ways = {Sense.RISES: 1.5, Sense.FALLS: -1.5}
    shown = {(effect.signal, effect.when): ways[effect.sense] for effect in mode.shows if effect.sense in ways}
    return {key: value for key, value in {**calm, **shown}.items() if spec.signals[key[0]].role is Role.SYMPTOM}


MODES = [mode for spec in CLASSES.values() for mode in spec.modes.values() if any(symptoms(mode).values())]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: f"{mode.asset_class}-{mode.mode}")
def test_the_whole_signature_of_a_mode_is_recognised_as_that_mode_or_one_of_the_next_two(mode: FailureMode) -> None:
    found = diagnose(mode.asset_class, frozenset(CLASSES[mode.asset_class].signals), symptoms(mode))
    assert mode.mode in [candidate.mode.mode for candidate in found[:3]]


def test_nothing_moved_is_nothing_to_diagnose() -> None:
    assert diagnose("machine", PUMP, {("vibration_mm_s", ALWAYS): 0.2}) == []


def test_what_speaks_for_a_mode_and_what_against_it_is_said() -> None:
    found: Deviations = {
        ("accel_g", ALWAYS): 2.0,
        ("accel_kurtosis", ALWAYS): 1.2,
        ("vibration_mm_s", ALWAYS): 0.0,
        ("bearing_temp_c", ALWAYS): 0.1,
        ("seal_leak_ml_h", ALWAYS): 1.0,
    }
    first = diagnose("machine", PUMP, found)[0]
    assert first.mode.mode == "bearing_wear"
    assert "accel_g rises" in first.supports
    assert "vibration_mm_s should be higher" in first.against
    assert "seal_leak_ml_h has moved too" in first.against


def test_a_machine_without_a_belt_has_no_fault_of_the_belt() -> None:
    found = diagnose("machine", PUMP, {("power_kw", ALWAYS): 2.0})
    assert found
    assert not {"belt_slip", "idler_drag"} & {candidate.mode.mode for candidate in found}


@given(
    st.dictionaries(
        st.sampled_from([(name, ALWAYS) for name in sorted(PUMP)]), st.floats(-20, 20), min_size=1, max_size=12
    )
)
def test_confidence_is_a_share_and_falls_from_one_candidate_to_the_next(found: Deviations) -> None:
    candidates: list[Candidate] = diagnose("machine", PUMP, found)
    confidence = [candidate.confidence for candidate in candidates]
    assert len(candidates) <= CANDIDATES
    assert confidence == sorted(confidence, reverse=True)
    assert sum(confidence) <= 1 + 1e-9
