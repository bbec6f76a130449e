"""The evidence on the grid against the same by matrices, and what wear that only grows is told from."""

import numpy as np
import pytest

from analytics.ground.columns import Floats
from analytics.prognosis.evidence import AGAINST, FORGETS, WANDERS, weigh
from analytics.prognosis.gamma import only_grows
from analytics.prognosis.shapes import rise

DAYS = np.concatenate((np.arange(-20, -5.0), np.arange(-5, 0.01, 0.25)))
AGE = np.array([2.0, 8.0])


def covariance(kind: int, fine: Floats) -> Floats:
    """Of values, against the variance of a quarter of a day, for a kind of noise that does not begin at an onset."""
    first, second = DAYS[:, None], DAYS[None, :]
    if WANDERS[kind]:
        state = AGAINST[kind] * (np.minimum(first, second) - DAYS[0])
    else:
        state = AGAINST[kind] * np.exp(-np.abs(first - second) / FORGETS[kind])
    return np.asarray(np.diag(fine) + state)


@pytest.mark.parametrize("kind", [0, 2, 5, 7, 9])
def test_gain_level_and_evidence_are_those_of_generalized_least_squares(kind: int) -> None:
    rng = np.random.default_rng(4)
    fine = np.where(DAYS < -5, 0.25, 1.0)
    value = 0.3 * rise(DAYS, AGE)[1, 4] + 0.05 * rng.normal(size=len(DAYS))
    found = weigh(DAYS, value, fine, 0.05, 8.0, AGE)
    inverse = np.linalg.inv(covariance(kind, fine))
    design = np.stack((np.ones_like(DAYS), rise(DAYS, AGE)[1, 4]), axis=1)
    information = design.T @ inverse @ design
    level, gain = np.linalg.solve(information, design.T @ inverse @ value)
    n, own = len(DAYS), information[1, 1] - information[0, 1] ** 2 / information[0, 0]
    assert found.gain[1, kind, 4] == pytest.approx(gain * n / (n + 1), rel=1e-6)
    if not WANDERS[kind]:
        shrunk = gain * n / (n + 1)
        base = level + (gain - shrunk) * information[0, 1] / information[0, 0]
        assert found.level[1, kind, 4] == pytest.approx(base + shrunk, rel=1e-6)
    rest = value - design @ np.array([level, gain])
    unexplained = rest @ inverse @ rest
    still = unexplained + gain**2 * own
    shrunk_rest = unexplained + gain**2 * own / (n + 1)
    prior, freedom = 8.0 * 0.05**2, 8.0 + n - 1
    odds = -0.5 * freedom * (np.log(prior + shrunk_rest) - np.log(prior + still)) - 0.5 * np.log1p(n)
    assert found.rising[1, kind, 4] - found.still[kind] == pytest.approx(odds, rel=1e-5)


@pytest.mark.parametrize("grows", [True, False])
def test_wear_that_only_grows_is_told_from_a_drift_that_also_falls(grows: bool) -> None:
    rng, right = np.random.default_rng(5), 0
    days = np.arange(-40, 0.01)
    for _ in range(40):
        steps = rng.gamma(0.5, 0.04, len(days)) if grows else rng.normal(0.02, 0.04 * np.sqrt(0.5), len(days))
        value = np.cumsum(steps) + 0.002 * rng.normal(size=len(days))
        right += only_grows(days, value, 0.02, 0.0008, 0.002) is grows
    assert right >= 34
