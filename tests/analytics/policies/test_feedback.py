"""What people say of incidents, and what it teaches."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.policies.feedback import Answers, Verdict, parse, standing
from analytics.policies.patterns import FULL, listed, pattern, similarity, widest
from contract.errors import ContractError
from contract.time import DAY, HOUR, SECOND

NOW = 1_780_000_000 * SECOND
MOVED = {"accel_g": 2.0, "bearing_temp_c": 0.9, "flow_m3h": -0.7}
ROW: Mapping[str, object] = {
    "_time": NOW, "incident": "PUMP-007-HOT-1", "asset": "PUMP-007", "asset_class": "pump", "verdict": "true",
    "cause": "cracked_cage", "moved": listed(MOVED),
}  # fmt: skip
patterns = st.dictionaries(
    st.sampled_from(["accel_g", "flow_m3h", "power_kw", "seal_temp_c"]),
    st.floats(-9, 9).filter(lambda value: abs(value) > 0.01),
    max_size=4,
)


def test_a_row_is_an_answer() -> None:
    found = parse({**ROW, "until": "2026-06-01T00:00:00+00:00"})
    assert (found.incident, found.asset, found.asset_class, found.verdict) == (
        "PUMP-007-HOT-1", "PUMP-007", "pump", Verdict.TRUE,
    )  # fmt: skip
    assert (found.cause, found.moved, found.until) == ("cracked_cage", MOVED, 1_780_272_000 * SECOND)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": None}, "verdict"),
        ({"_time": None}, "_time"),
        ({"incident": ""}, "incident"),
        ({"asset": 7}, "asset"),
        ({"cause": "unknown"}, "cause"),
        ({"cause": "x" * 101}, "cause"),
        ({"until": "tomorrow"}, "until"),
        ({"until": "2026-06-01T00:00:00"}, "until"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_by_its_field_and_costs_no_other(
    changes: Mapping[str, object], field: str
) -> None:
    with pytest.raises(ContractError) as refused:
        parse({**ROW, **changes})
    assert refused.value.field == field
    answers, reasons = standing([{**ROW, **changes}, ROW])
    assert len(reasons) == len(answers.by_incident) == 1


def test_of_several_answers_the_newest_holds_and_none_takes_back_what_it_taught() -> None:
    later = parse({**ROW, "_time": NOW + HOUR, "verdict": "none"})
    answers = Answers([later, parse(ROW)])
    assert answers.by_incident["PUMP-007-HOT-1"] == later
    assert answers.like("pump", MOVED, NOW + DAY, "other") is None


@pytest.mark.parametrize(
    ("verdict", "is_quiet"),
    [("true", False), ("none", False), ("false", True), ("expected", True), ("maintenance", True), ("snooze", True)],
)
def test_an_answer_keeps_an_incident_quiet_until_it_gets_worse(verdict: str, is_quiet: bool) -> None:
    found = parse({**ROW, "verdict": verdict})
    assert found.silences(NOW - HOUR, NOW + HOUR) is is_quiet
    assert not found.silences(NOW + 1, NOW + HOUR)


def test_a_snooze_is_over_when_its_time_has_come() -> None:
    found = parse({**ROW, "verdict": "snooze", "until": "2026-06-01T00:00:00Z"})
    assert found.until is not None
    assert found.silences(NOW, found.until - 1)
    assert not found.silences(NOW, found.until)


def test_what_is_like_a_confirmed_incident_of_its_class_takes_its_cause_from_then_on() -> None:
    answers = Answers([parse(ROW)])
    found = answers.like("pump", {"accel_g": 3.0, "bearing_temp_c": 1.0}, NOW + DAY, "other")
    assert found is not None
    assert found.answer.cause == "cracked_cage"
    assert found.confidence == pytest.approx(2 / 3)
    assert found.similarity > Answers.LIKE
    assert answers.like("pump", MOVED, NOW - 1, "other") is None
    assert answers.like("motor", MOVED, NOW + DAY, "other") is None
    assert answers.like("pump", MOVED, NOW + DAY, "PUMP-007-HOT-1") is None
    assert answers.like("pump", {"accel_g": -3.0}, NOW + DAY, "other") is None
    assert answers.like("pump", {}, NOW + DAY, "other") is None


def test_the_more_confirm_a_cause_the_surer_it_is_and_the_most_alike_is_named() -> None:
    second = parse({**ROW, "incident": "PUMP-008-HOT-2", "asset": "PUMP-008", "moved": "accel_g +2.0"})
    other = parse({**ROW, "incident": "PUMP-009-HOT-3", "cause": "loose_belt", "moved": "power_kw +2.0"})
    found = Answers([parse(ROW), second, other]).like("pump", {"accel_g": 2.5}, NOW, "other")
    assert found is not None
    assert found.answer.asset == "PUMP-008"
    assert found.confidence == pytest.approx(3 / 4)


@given(patterns, patterns)
def test_likeness_is_even_handed_and_of_a_pattern_with_itself_whole(
    one: Mapping[str, float], other: Mapping[str, float]
) -> None:
    assert 0 <= similarity(one, other) <= 1 + 1e-9
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert similarity(one, one) == pytest.approx(1.0 if one else 0.0)
    assert similarity(one, {name: -value for name, value in one.items()}) == 0


@given(patterns)
def test_a_pattern_goes_through_a_text_to_two_digits(one: Mapping[str, float]) -> None:
    assert pattern(listed(one)) == pytest.approx(dict(one), abs=0.006)


def test_how_far_a_signal_is_off_counts_up_to_a_point() -> None:
    far = {"accel_g": FULL * 50, "flow_m3h": FULL}
    assert similarity(far, {"accel_g": FULL, "flow_m3h": FULL}) == pytest.approx(1)


def test_what_is_no_pattern_is_left_out_of_one() -> None:
    assert pattern("accel_g +2.0; x; nan nan; y inf;  3") == {"accel_g": 2.0}
    assert all(math.isfinite(value) for value in pattern("a 1e400; b -inf").values())


def test_the_widest_of_two_patterns_has_the_further_of_each_signal() -> None:
    assert widest({"a": -2.0, "b": 1.0}, {"a": 1.0, "c": 0.5}) == {"a": -2.0, "b": 1.0, "c": 0.5}
