"""Errors by bins of predictions: what they cover, what censoring does to them, what lies beyond the cap."""

import numpy as np
import pytest

from analytics.ground.columns import Bools, Floats
from analytics.prognosis.conformal import calibrate, survival_quantiles
from analytics.prognosis.lifetime import HIGH, LOW

CAP = 100.0


def cases(count: int, seed: int) -> tuple[Floats, Floats]:
    """Predictions, and lives that are as far from them as they are large."""
    rng = np.random.default_rng(seed)
    predicted = rng.uniform(5, 80, count)
    return predicted, np.maximum(predicted * (1 + 0.2 * rng.normal(size=count)), 0)


def none(values: Floats) -> Bools:
    return np.zeros(len(values), np.bool_)


def test_eight_of_ten_lives_lie_in_the_range_near_a_failure_and_far_from_it() -> None:
    predicted, life = cases(2000, 1)
    errors = calibrate(predicted, life, none(life), 2000, CAP, np.ones(len(life)))
    predicted, life = cases(2000, 2)
    told = errors.lifetimes(predicted)
    inside = np.array([one.quantile(LOW) <= true <= one.quantile(HIGH) for one, true in zip(told, life, strict=True)])
    for part in (predicted < 20, (predicted >= 20) & (predicted < 50), predicted >= 50):
        assert inside[part].mean() == pytest.approx(0.8, abs=0.05)
    assert told[int(predicted.argmin())].quantile(HIGH) < 12


def test_probabilities_come_true_as_often_as_they_say() -> None:
    predicted, life = cases(3000, 3)
    errors = calibrate(predicted, life, none(life), 3000, CAP, np.ones(len(life)))
    predicted, life = cases(3000, 4)
    told = np.array([one.within(30.0) for one in errors.lifetimes(predicted)])
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.0)):
        part = (told >= low) & (told < high)
        assert (life[part] <= 30).mean() == pytest.approx(told[part].mean(), abs=0.06)


def test_a_life_that_reaches_the_cap_is_told_as_longer_than_any() -> None:
    predicted, life = np.full(50, 95.0), np.full(50, 150.0)
    errors = calibrate(predicted, life, none(life), 50, CAP, np.ones(len(life)))
    assert np.isinf(errors.lifetimes(np.array([95.0]))[0].hours).all()


def test_no_life_is_told_that_is_below_nothing_or_falls_from_one_level_to_the_next() -> None:
    predicted, life = cases(200, 5)
    errors = calibrate(predicted, life, none(life), 200, CAP, np.ones(len(life)))
    for told in errors.lifetimes(np.linspace(0, CAP, 50)):
        finite = told.hours[np.isfinite(told.hours)]
        assert (finite >= 0).all()
        assert (np.diff(finite) >= 0).all()
        assert np.isinf(told.hours[len(finite) :]).all()


def test_a_little_more_life_expected_moves_what_is_told_a_little() -> None:
    predicted, life = cases(2000, 6)
    errors = calibrate(predicted, life, none(life), 2000, 10 * CAP, np.ones(len(life)))
    steps = np.diff([told.hours[::10] for told in errors.lifetimes(np.linspace(5, 80, 1000))], axis=0)
    assert np.abs(steps).max() < 0.5


def test_quantiles_without_censoring_are_those_of_the_sample() -> None:
    sample = np.random.default_rng(7).normal(size=4000)
    levels = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(survival_quantiles(sample, none(sample)), np.quantile(sample, levels), atol=0.02)


def test_quantiles_of_censored_values_are_those_of_the_truth_and_not_of_what_was_seen() -> None:
    rng = np.random.default_rng(8)
    life, end = rng.exponential(100, 20_000), rng.exponential(100, 20_000)
    seen, censored = np.minimum(life, end), end < life
    assert survival_quantiles(seen, censored)[49] == pytest.approx(100 * np.log(2), rel=0.05)
    assert np.median(seen[~censored]) < 0.6 * 100 * np.log(2)


def test_where_all_are_censored_nothing_is_told() -> None:
    assert np.isinf(survival_quantiles(np.arange(5.0), np.ones(5, np.bool_))).all()
