"""When one indicator comes to its limit, and that no date is told where there is no trend."""

import re
from dataclasses import replace

import numpy as np
import pytest

from analytics.ground.columns import Floats
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE
from analytics.prognosis.trend import foresee
from bench.prognosis.courses import Seen, healthy, observed, seen
from contract.failures.types import Growth

PARTS = 480


def course(rise: Floats, noise: float = 0.03, seed: int = 1) -> Seen:
    """Four months that end with a rise, one value a quarter of a day."""
    return seen(np.random.default_rng(seed), np.concatenate((np.zeros(PARTS - len(rise)), rise)), noise)


def days(told: Seen, level: float) -> float:
    life = foresee(told).life
    assert life is not None
    return life.quantile(level) / 24


LINE = np.linspace(0, 0.6, 120)
"""A straight rise of 30 days that comes to its limit in 20."""
BENT = np.expm1(np.linspace(0, 3, 120)) / np.expm1(4.0)
"""A growth that began 30 days ago and comes to its limit in 10."""


def test_a_straight_rise_is_told_when_it_comes_to_its_limit_and_since_when_it_rises() -> None:
    trend = foresee(course(LINE))
    assert trend.life is not None
    assert trend.life.quantile(LOW) / 24 < 20 < trend.life.quantile(HIGH) / 24
    assert trend.method in ("linear", "wear")
    assert trend.slope == pytest.approx(0.02, rel=0.25)
    assert trend.since_h / 24 == pytest.approx(30, rel=0.25)


def test_a_course_that_bends_is_told_as_growth_and_comes_to_its_limit_sooner_than_a_line_would() -> None:
    trend = foresee(course(BENT, 0.01))
    assert trend.life is not None
    assert trend.method == "growth"
    assert trend.life.quantile(MIDDLE) / 24 == pytest.approx(10, rel=0.3)


def test_a_limit_below_is_come_to_from_above() -> None:
    down = course(LINE)
    down = replace(down, value=5 - 2 * down.value, sound=5.0, limit=3.0, is_above=False, noise=2 * down.noise)
    assert days(down, MIDDLE) == pytest.approx(days(course(LINE), MIDDLE), rel=1e-6)
    assert foresee(down).slope == pytest.approx(-2 * foresee(course(LINE)).slope, rel=1e-6)


def test_the_reason_names_signal_slope_limit_and_what_is_left_of_the_way() -> None:
    told = replace(course(LINE), signal="vibration_mm_s", unit="mm/s")
    because = foresee(told).because
    # The last digits differ from processor to processor.
    assert re.search(r" rises by 0\.0[12]\d* mm/s a day since (2|3)\d days; ", because)
    assert re.search(r"; its limit of 1 mm/s is 0\.(39|4\d?) away$", because)


@pytest.mark.parametrize("keeps", [0.0, 0.95])
def test_a_healthy_course_gets_no_date_however_it_wanders(keeps: float) -> None:
    rng = np.random.default_rng(3)
    trends = [foresee(observed(healthy(rng, PARTS, keeps, 0.05), 0.05)) for _ in range(40)]
    assert sum(trend.life is not None for trend in trends) <= 1
    assert trends[0].because == "no trend: indicator stays where it is, within how it wanders"


@pytest.mark.parametrize("off", [0.3, 0.6])
def test_one_odd_value_is_no_trend_however_far_it_is_off(off: float) -> None:
    trend = foresee(course(np.array([off])))
    assert trend.life is None
    assert trend.because == "no trend yet: only the newest value of indicator tells of one"
    assert foresee(course(np.array([off / 2, off, 1.4 * off]))).life is not None


def test_a_step_is_no_trend() -> None:
    trend = foresee(course(np.full(60, 0.5)))
    assert trend.life is None
    assert trend.because.startswith("no trend")


def test_what_moves_away_from_its_limit_gets_no_date() -> None:
    trend = foresee(course(-LINE))
    assert trend.life is None
    assert "moves away from its limit" in trend.because


def test_what_is_beyond_its_limit_has_no_life_left() -> None:
    trend = foresee(course(np.linspace(0, 1.5, 120)))
    assert trend.life is not None
    assert trend.life.quantile(HIGH) == 0.0
    assert "beyond its limit of 1 already" in trend.because


def test_of_few_values_nothing_is_told() -> None:
    told = course(LINE)
    assert foresee(replace(told, time_h=told.time_h[-5:], value=told.value[-5:])).because == (
        "too little is known of indicator: 5 values"
    )


def test_what_does_not_move_has_no_trend() -> None:
    told = course(LINE)
    assert "does not move" in foresee(replace(told, value=np.zeros_like(told.value))).because


def test_a_slope_that_takes_years_is_told_but_gets_no_date() -> None:
    slow = replace(course(np.linspace(0, 0.3, 400), 0.003))
    assert foresee(slow).life is not None
    trend = foresee(replace(slow, limit=100.0))
    assert trend.life is None
    assert "years from now" in trend.because


def test_noise_that_was_not_learned_is_seen_from_the_course() -> None:
    trend = foresee(replace(course(LINE), noise=float("nan")))
    assert trend.life is not None
    assert trend.life.quantile(LOW) / 24 < 20 < trend.life.quantile(HIGH) / 24


def test_the_end_that_is_told_hardly_moves_with_one_more_day() -> None:
    rng = np.random.default_rng(5)
    path = np.concatenate((np.zeros(PARTS), np.linspace(0, 1, 200))) + 0.03 * rng.normal(size=PARTS + 200)
    ends, widths = [], []
    for now in range(PARTS + 100, PARTS + 180, 4):
        life = foresee(observed(path[now - PARTS : now], 0.03)).life
        assert life is not None
        ends.append(now / 4 + life.quantile(MIDDLE) / 24)
        widths.append((life.quantile(HIGH) - life.quantile(LOW)) / 24)
    assert np.abs(np.diff(ends)).max() < 0.6 * np.median(widths)
    assert np.median(np.abs(np.diff(ends))) < 0.1 * np.median(widths)


def test_usual_hours_of_a_mode_draw_the_range_towards_them() -> None:
    told = course(LINE[:60], 0.05)
    with_hours = foresee(told, Growth.LINEAR, (20 * 24.0, 30 * 24.0)).life
    without = foresee(told).life
    assert with_hours is not None
    assert without is not None
    assert with_hours.quantile(MIDDLE) < without.quantile(MIDDLE)
    assert with_hours.quantile(HIGH) < without.quantile(HIGH)
