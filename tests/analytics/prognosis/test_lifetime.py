"""A distribution of remaining life by its quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.prognosis.lifetime import LEVELS, Lifetime

LIVES = st.lists(st.floats(0.0, 1e5), min_size=1, max_size=50)


@given(LIVES, st.floats(0.0, 2e5), st.floats(0.0, 2e5))
def test_more_time_never_makes_a_failure_less_likely(lives: list[float], one: float, other: float) -> None:
    life = Lifetime.of_sample(np.array(lives))
    soon, later = sorted((life.within(one), life.within(other)))
    assert 0.0 <= soon <= later <= 1.0
    assert life.within(min(one, other)) <= life.within(max(one, other))


@given(LIVES)
def test_quantiles_rise_and_lie_within_the_lives_they_are_of(lives: list[float]) -> None:
    hours = Lifetime.of_sample(np.array(lives)).hours
    assert (np.diff(hours) >= -1e-9 * max(lives)).all()
    assert min(lives) <= hours[0] + 1e-6
    assert hours[-1] <= max(lives) * (1 + 1e-12)


def test_a_life_counts_as_much_as_its_weight() -> None:
    life = Lifetime.of_sample(np.array([10.0, 1000.0]), np.array([9.0, 1.0]))
    assert life.quantile(0.3) == pytest.approx(10.0)
    assert life.within(500.0) > 0.6


def test_what_may_never_fail_has_no_end_from_there_on() -> None:
    life = Lifetime.of_sample(np.array([10.0, 20.0, 30.0, np.inf, np.inf, np.inf]))
    assert life.quantile(0.9) == np.inf
    assert 0.35 < life.within(1e6) < 0.55


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_a_quantile_is_reached_with_its_own_probability(level: float) -> None:
    life = Lifetime.of_sample(np.linspace(5.0, 100.0, 500))
    assert life.within(life.quantile(level) + 1e-9) == pytest.approx(level, abs=LEVELS[0])
