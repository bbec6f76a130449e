"""What would be said of values: the scores of a preview, fused as the worker fuses them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.policies.policy import Policy
from analytics.verdict.whatif import Given, fuse, score
from contract.catalogue import Limits

LIMITS = Limits(warn_low=2.0, warn_high=10.0, crit_low=1.0, crit_high=20.0)
FINITE = st.floats(-1e6, 1e6)


def value(observed: float, *, band: bool = True, enabled: bool = True, limits: Limits = LIMITS) -> Given:
    policy = Policy(direction="both", sensitivity=1.0, min_deviation=0.1, limits=limits, enabled=enabled)
    normal = (6.0, 5.0, 7.0) if band else (math.nan,) * 3
    return Given("flow", "m³/h", observed, *normal, policy)


@given(FINITE, st.booleans())
def test_a_score_is_finite_and_not_below_zero(observed: float, band: bool) -> None:
    assert 0 <= score(value(observed, band=band)).score < math.inf


@given(st.floats(7.0, 1e5), st.floats(0.0, 1e5))
def test_what_is_further_off_scores_no_less(observed: float, further: float) -> None:
    assert score(value(observed + further)).score >= score(value(observed)).score


@given(st.lists(FINITE, min_size=1, max_size=8))
def test_points_add_up_to_the_risk(observed: list[float]) -> None:
    found = fuse([score(value(each)) for each in observed])
    assert 0 <= found.risk <= 100
    assert sum(found.points) == pytest.approx(found.risk)


def test_a_signal_that_is_off_is_not_judged() -> None:
    assert score(value(1e5, enabled=False)).score == 0


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        (12.0, "over its limit of 10 m³/h"),
        (25.0, "over its critical limit of 20 m³/h"),
        (1.5, "under its limit of 2 m³/h"),
        (0.5, "under its critical limit of 1 m³/h"),
    ],
)
def test_the_reason_names_the_limit_that_was_passed(observed: float, words: str) -> None:
    assert words in fuse([score(value(observed, band=False))]).reason


def test_without_any_signal_there_is_no_risk() -> None:
    assert (fuse([]).risk, fuse([]).points) == (0.0, [])
