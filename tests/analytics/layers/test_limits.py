"""Hard limits: 1 beyond warning, 2 beyond critical, growing with the distance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers.limits import score

number = st.floats(-1e6, 1e6)


def one(value: float, warn: float = np.inf, crit: float = np.inf, width: float = 10.0) -> float:
    """The score of one value."""
    return float(score(*(np.array([part]) for part in (value, warn, crit, width)))[0])


@given(number, st.floats(0.01, 1e3), number)
def test_beyond_a_limit_the_score_says_which(warn: float, gap: float, value: float) -> None:
    found = one(value, warn, warn + gap)
    assert (found >= 1) == (value > warn)
    assert (found >= 2) == (value > warn + gap) or np.isclose(found, 2)


@given(number, number, st.one_of(st.just(np.inf), number), st.one_of(st.just(np.inf), number))
def test_a_higher_value_never_scores_less(low: float, high: float, warn: float, crit: float) -> None:
    low, high, warn, crit = min(low, high), max(low, high), min(warn, crit), max(warn, crit)
    assert one(low, warn, crit) <= one(high, warn, crit)


@given(number)
def test_without_limits_nothing_is_beyond_them(value: float) -> None:
    assert one(value) == 0


def test_a_warning_limit_alone_never_becomes_critical() -> None:
    assert 1 < one(161.1, warn=161) < one(200, warn=161) < one(1e6, warn=161) < 2


def test_a_critical_limit_needs_no_warning_limit() -> None:
    assert one(45.0, crit=45) == 0
    assert one(45.1, crit=45) > 2


def test_where_warning_and_critical_are_one_value_it_is_critical() -> None:
    assert one(45.1, warn=45, crit=45) > 2


def test_lower_limits_are_upper_limits_of_the_negative() -> None:
    assert one(-2.5, warn=-3.0, crit=-2.0) == 1.5
    assert one(-1.9, warn=-3.0, crit=-2.0) > 2
