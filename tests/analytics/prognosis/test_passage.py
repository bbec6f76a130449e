"""First passages against what is known of them, and against processes that were drawn."""

import numpy as np
import pytest

from analytics.prognosis.explanations import Explanations
from analytics.prognosis.normal import above_0, below, deviates
from analytics.prognosis.passage import passages, wear, wiener
from analytics.prognosis.shapes import BENDS


def test_first_passages_of_a_wiener_process_have_the_moments_of_the_inverse_gaussian() -> None:
    rng = np.random.default_rng(1)
    left, drift, diffusion = np.full(200_000, 0.7), np.full(200_000, 0.02), np.full(200_000, 0.001)
    days = wiener(left, drift, diffusion, rng.normal(size=200_000), rng.random(200_000))
    assert days.mean() == pytest.approx(0.7 / 0.02, rel=0.01)
    assert days.var() == pytest.approx(0.7 * 0.001 / 0.02**3, rel=0.03)


def test_first_passages_of_a_gamma_process_are_as_when_it_is_drawn() -> None:
    rng = np.random.default_rng(2)
    drift, diffusion = 0.02, 0.0004
    steps = rng.gamma(drift**2 / diffusion / 10, diffusion / drift, (4000, 2000))
    drawn = (np.cumsum(steps, axis=1) < 0.7).sum(axis=1) / 10
    days = wear(np.array(0.7), np.array(drift), np.array(diffusion), rng.normal(size=4000))
    assert np.quantile(days, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(drawn, [0.1, 0.5, 0.9]), rel=0.05)


def test_without_diffusion_a_line_comes_to_its_limit_when_it_does() -> None:
    assert wiener(np.array(0.5), np.array(0.1), np.array(0.0), np.array(1.0), np.array(0.5)) == pytest.approx(5.0)
    assert wear(np.array(0.5), np.array(0.1), np.array(0.0), np.array(1.0)) == pytest.approx(5.0)


def test_the_normal_distribution_and_its_quantiles_undo_each_other() -> None:
    shares = np.linspace(0.001, 0.999, 50)
    assert below(deviates(shares)) == pytest.approx(shares, abs=1e-9)
    assert deviates(np.array([0.1, 0.5, 0.9])) == pytest.approx([-1.28155, 0.0, 1.28155], abs=1e-3)


def test_what_is_cut_off_at_0_has_the_quantiles_of_what_is_left() -> None:
    drawn = np.random.default_rng(3).normal(0.5, 1.0, 400_000)
    kept = drawn[drawn > 0]
    shares = np.array([0.1, 0.5, 0.9])
    assert above_0(np.array(0.5), np.array(1.0), shares) == pytest.approx(np.quantile(kept, shares), rel=0.02)


def test_whatever_is_left_of_the_way_no_time_is_negative_or_no_number() -> None:
    level, bend = (axis.ravel() for axis in np.meshgrid(1 - np.geomspace(1e-17, 1, 60), BENDS[:-1]))
    same = {name: np.full(len(level), 0.01) for name in ("gain_sd", "diffusion", "variance", "weight")}
    one, none = np.ones(len(level)), np.zeros(len(level))
    known = Explanations(age=9 * one, bend=bend, gain=one, level=level, level_sd=none, slant=none, **same)
    for only_grows in (True, False):
        assert (passages(known, only_grows) >= 0).all()
