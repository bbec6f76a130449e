"""The condition of an asset out of several factors."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.prognosis.health import DEGRADING, HEALTHY, WARNING, Standing, condition, degradation, points

SOUND = Standing(risk=4.0, level=0)
NO_PAST = np.full(7, np.nan)
SHARES = st.floats(0.0, 1.0)
STANDINGS = st.builds(
    Standing,
    risk=st.floats(0.0, 100.0),
    level=st.integers(0, 3),
    progress=SHARES,
    p_fail=SHARES | st.just(math.nan),
    warnings=st.integers(0, 9),
    criticals=st.integers(0, 9),
    judged=st.integers(1, 30),
    faulty=SHARES,
)


@given(STANDINGS)
def test_factors_add_up_to_what_is_missing_and_none_gives_health(standing: Standing) -> None:
    found = condition(standing, NO_PAST)
    assert 0.0 <= found.health <= 100.0
    assert min(found.factors.values()) >= 0.0
    assert found.health + sum(found.factors.values()) == pytest.approx(100.0)


@given(STANDINGS, st.sampled_from(["risk", "progress", "p_fail", "faulty", "warnings", "criticals"]), SHARES)
def test_more_of_a_factor_never_makes_an_asset_healthier(standing: Standing, name: str, share: float) -> None:
    before = getattr(standing, name)
    before = 0.0 if math.isnan(before) else before
    top = {"risk": 100.0, "warnings": 20, "criticals": 20}.get(name, 1.0)
    share = share if name in ("risk", "progress", "p_fail", "faulty") else round(share)
    more: dict[str, Any] = {name: before + share * (top - before)}
    known: dict[str, Any] = {name: before}
    assert sum(points(replace(standing, **more)).values()) >= sum(points(replace(standing, **known)).values()) - 1e-9


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (SOUND, "healthy"),
        (replace(SOUND, judged=0), "unknown"),
        (replace(SOUND, rul_h=24 * 30.0, p_fail=0.4), "degrading"),
        (replace(SOUND, risk=36.0, level=2, warnings=1), "warning"),
        (replace(SOUND, risk=68.0, level=3, criticals=1), "critical"),
        (replace(SOUND, risk=100.0, level=3, criticals=3, progress=0.95, p_fail=1.0, rul_h=30.0), "critical"),
        (replace(SOUND, risk=68.0, level=3, criticals=1, progress=1.0), "down"),
        (replace(SOUND, risk=68.0, level=3, criticals=1, rul_h=0.0), "down"),
        (replace(SOUND, risk=36.0, level=2, warnings=1, progress=1.0), "warning"),
    ],
)
def test_the_word_follows_from_health_level_and_what_lies_ahead(standing: Standing, status: str) -> None:
    assert condition(standing, NO_PAST).status == status


def test_it_is_more_than_the_risk_turned_round() -> None:
    worn = condition(replace(SOUND, progress=0.8, indicator="vibration_mm_s"), NO_PAST)
    assert worn.health < HEALTHY < 100 - SOUND.risk
    assert worn.because == "vibration_mm_s has used up 80% of the way to its limit"
    assert WARNING < DEGRADING < condition(replace(SOUND, risk=36.0), NO_PAST).health


@pytest.mark.parametrize(
    ("best", "worst", "low", "high"),
    [
        (SOUND, replace(SOUND, risk=8.0, progress=0.2), 92, 98),
        (
            replace(SOUND, risk=8.0, progress=0.4, p_fail=0.2, rul_h=900.0),
            replace(SOUND, risk=20.0, progress=0.6, p_fail=0.9, rul_h=300.0), 56, 87,
        ),
        (
            replace(SOUND, risk=36.0, level=2, warnings=1),
            replace(SOUND, risk=60.0, level=2, warnings=3, progress=0.6, p_fail=0.95), 33, 70,
        ),
        (
            replace(SOUND, risk=68.0, level=3, criticals=1),
            replace(SOUND, risk=100.0, level=3, criticals=9, progress=1.0, p_fail=1.0, faulty=1.0), 10, 40,
        ),
    ],
)  # fmt: skip
def test_health_lies_where_its_word_says(best: Standing, worst: Standing, low: float, high: float) -> None:
    assert low <= condition(worst, NO_PAST).health < condition(best, NO_PAST).health <= high


def test_what_tells_of_the_same_again_counts_for_less_than_by_itself() -> None:
    taken = [sum(points(standing).values()) for standing in (
        replace(SOUND, risk=0.0, criticals=1),
        replace(SOUND, risk=60.0),
        replace(SOUND, risk=60.0, criticals=1),
    )]  # fmt: skip
    assert max(taken[:2]) < taken[2] < max(taken[:2]) + 0.5 * min(taken[:2])


@given(st.floats(-3.0, 3.0), st.integers(0, 2**32 - 1))
def test_points_lost_a_day_are_those_of_a_steady_course_whatever_one_day_says(slope: float, seed: int) -> None:
    health = 90 - slope * np.arange(8.0)
    health[np.random.default_rng(seed).integers(8)] = 0.0
    assert degradation(health) == pytest.approx(slope, abs=1e-9)
    assert degradation(np.array([50.0, np.nan, 40.0])) == 0.0


def test_an_asset_that_loses_half_a_point_a_day_degrades() -> None:
    found = condition(SOUND, 97.2 + 0.9 * np.arange(7.0)[::-1])
    assert found.status == "degrading"
    assert found.degradation == pytest.approx(0.9, abs=0.1)
