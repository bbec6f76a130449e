"""Signatures matched with what has moved."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.verdict.codes import GENERAL
from analytics.verdict.diagnosis import CANDIDATES, MOVED, SPEAKS, Candidate, Deviations, diagnose
from contract.catalogue import CLASSES, ClassSpec, Codes, Role
from contract.failures import ALWAYS, FailureMode, Sense, When
from contract.failures.types import UNKNOWN

PUMP = frozenset(CLASSES["machine"].signals) - {"belt_speed_ms", "belt_slip_pct", "belt_tension_kn"}

FIRING = next(effect.when for effect in CLASSES["rig"].modes["pump_cavitation"].shows)


def symptoms(mode: FailureMode) -> Deviations:
    """What a fully grown fault of a mode shows, and nothing else; spared signals are as expected."""
    spec = CLASSES[mode.asset_class]
    calm = {(effect.signal, effect.when): 0.0 for effect in mode.spares}
    ways = {Sense.RISES: 1.5, Sense.FALLS: -1.5}
    shown = {(effect.signal, effect.when): ways[effect.sense] for effect in mode.shows if effect.sense in ways}
    return {key: value for key, value in {**calm, **shown}.items() if spec.signals[key[0]].role is Role.SYMPTOM}


def _keys(kind: str) -> list[tuple[str, When]]:
    """Every signal that a mode of a class tells of, always and under each of its conditions."""
    effects = (effect for mode in CLASSES[kind].modes.values() for effect in (*mode.shows, *mode.spares))
    return sorted({(effect.signal, when) for effect in effects for when in (ALWAYS, effect.when)}, key=str)


MODES = [mode for spec in CLASSES.values() for mode in spec.modes.values() if any(symptoms(mode).values())]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: f"{mode.asset_class}-{mode.mode}")
def test_the_whole_signature_of_a_mode_is_recognised_as_that_mode_or_one_of_the_next_two(mode: FailureMode) -> None:
    found = diagnose(CLASSES[mode.asset_class], frozenset(CLASSES[mode.asset_class].signals), symptoms(mode))
    assert mode.mode in [candidate.mode for candidate in found[:3]]


def test_nothing_moved_is_nothing_to_diagnose() -> None:
    assert diagnose(CLASSES["machine"], PUMP, {("vibration_mm_s", ALWAYS): 0.2}) == []


def test_what_speaks_for_a_mode_and_what_against_it_is_said() -> None:
    found: Deviations = {
        ("accel_g", ALWAYS): 2.0,
        ("accel_kurtosis", ALWAYS): 1.2,
        ("vibration_mm_s", ALWAYS): 0.0,
        ("bearing_temp_c", ALWAYS): 0.1,
        ("seal_leak_ml_h", ALWAYS): 1.0,
    }
    first = diagnose(CLASSES["machine"], PUMP, found)[0]
    assert first.mode == "bearing_wear"
    assert "accel_g rises" in first.supports
    assert first.against == ("seal_leak_ml_h moved, too",)
    late: Deviations = {**found, ("bearing_temp_c", ALWAYS): 1.0}
    overtaken = diagnose(CLASSES["machine"], PUMP, late)[0]
    assert "vibration_mm_s should be higher" in overtaken.against


def test_what_is_off_in_a_way_that_is_of_no_matter_speaks_against_nothing() -> None:
    def first(bearing: float) -> Candidate:
        found = {("pump_inlet_pressure_bar", FIRING): -1.5, ("turbopump_bearing_temp_c", ALWAYS): bearing}
        return diagnose(CLASSES["rig"], frozenset(CLASSES["rig"].signals), found)[0]

    assert first(bearing=-1.5).mode == first(bearing=0.0).mode == "pump_cavitation"
    assert first(bearing=-1.5).against == ()
    assert first(bearing=1.5).mode == UNKNOWN


def test_a_mean_of_hours_speaks_for_a_mode_before_it_counts_as_moved() -> None:
    spec = CLASSES["ice"]
    warm = next(effect.when for effect in spec.modes["radiator_fan"].shows)
    for lasting, is_named in ((0.9 * SPEAKS, False), (SPEAKS, True)):
        found = {("coolant_temp_c", ALWAYS): 1.2, ("coolant_temp_c", warm): lasting}
        named = [one.mode for one in diagnose(spec, frozenset(spec.signals), found)]
        assert ("radiator_fan" in named) == is_named


def test_a_pattern_that_no_mode_shows_is_unknown_and_its_advice_is_that_of_the_symptom() -> None:
    signals = frozenset({"winding_temp_c", "efficiency_pct"})
    found = diagnose(CLASSES["machine"], signals, {("efficiency_pct", ALWAYS): -2.4, ("winding_temp_c", ALWAYS): 0.1})
    assert [candidate.mode for candidate in found] == [UNKNOWN]
    assert found[0].supports == ("efficiency_pct fell to 2.4 times its band",)
    assert found[0].action == "Inspect impeller and wear rings"


def test_of_a_class_without_modes_everything_is_unknown_and_a_signal_without_a_code_has_general_advice() -> None:
    signals = {name: replace(CLASSES["machine"].signals[name], codes=Codes()) for name in ("flow_m3h", "power_kw")}
    spec = ClassSpec(name="ahu", label="Air handler", signals=signals)
    only, *others = diagnose(spec, frozenset(signals), {("flow_m3h", ALWAYS): -3.0, ("power_kw", ALWAYS): 1.0})
    assert (only.mode, only.confidence, others) == (UNKNOWN, 1.0, [])
    assert only.supports == ("flow_m3h fell to 3.0 times its band", "power_kw rose to 1.0 times its band")
    assert only.action == GENERAL


def test_a_mode_that_fits_better_than_nothing_at_all_comes_before_the_unknown_one() -> None:
    spec = CLASSES["machine"].modes["bearing_wear"]
    found = diagnose(CLASSES["machine"], PUMP, symptoms(spec))
    assert found[0].mode == "bearing_wear"
    assert found[0].confidence > next(one.confidence for one in found if one.mode == UNKNOWN)


def test_what_a_driver_does_now_is_held_against_no_mode_but_those_of_driving() -> None:
    signals = frozenset(CLASSES["ice"].signals)
    worn = symptoms(CLASSES["ice"].modes["oil_pump_wear"])
    assert diagnose(CLASSES["ice"], signals, worn)[0].mode == "oil_pump_wear"
    named = [one.mode for one in diagnose(CLASSES["ice"], signals, worn, lasting={})]
    assert named == [UNKNOWN]
    late = symptoms(CLASSES["ice"].modes["late_shifting"])
    assert diagnose(CLASSES["ice"], signals, late, lasting={})[0].mode == "late_shifting"
    assert diagnose(CLASSES["ice"], signals, {**late, **worn}, lasting=worn)[0].mode == "oil_pump_wear"


def test_a_machine_without_a_belt_has_no_fault_of_the_belt() -> None:
    found = diagnose(CLASSES["machine"], PUMP, {("power_kw", ALWAYS): 2.0})
    assert found
    assert not {"belt_slip", "idler_drag"} & {candidate.mode for candidate in found}


@given(
    st.sampled_from(sorted(CLASSES)).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.dictionaries(st.sampled_from(_keys(kind)), st.floats(-20, 20), min_size=1, max_size=12),
        )
    )
)
def test_candidates_are_in_order_of_confidence_and_each_mode_has_more_for_it_than_against_it(
    seen: tuple[str, Deviations],
) -> None:
    kind, found = seen
    candidates: list[Candidate] = diagnose(CLASSES[kind], frozenset(CLASSES[kind].signals), found)
    confidence = [candidate.confidence for candidate in candidates]
    assert bool(candidates) == any(abs(value) >= MOVED for value in found.values())
    assert len(candidates) <= CANDIDATES
    assert confidence == sorted(confidence, reverse=True)
    assert all(0 <= share <= 1 for share in confidence)
    assert sum(confidence) <= 1 + 1e-9
    for candidate in candidates:
        assert candidate.supports
        assert candidate.action
        assert len(candidate.against) <= len(candidate.supports)
