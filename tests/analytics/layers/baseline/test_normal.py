"""What is expected, against one series at a time."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.layers.baseline.normal import CYCLE_PHASES, PHASES, Normal, expected
from analytics.layers.duty import FEATURES
from contract.time import DAY_S
from tests.analytics.feeds import START, noise

COUNT = 5


def slow(points: list[float], part: float) -> float:
    """The value at a part of the way around circular points."""
    place = part * len(points)
    before = int(place)
    share = place - before
    return points[before % len(points)] * (1 - share) + points[(before + 1) % len(points)] * share


def test_it_is_level_plus_profiles_plus_duty() -> None:
    baseline, at = Normal.of(COUNT), np.array([4, 1, 3])
    baseline.level[:] = noise(COUNT)
    baseline.profile[:] = noise(PHASES * COUNT, 2).reshape(PHASES, COUNT)
    baseline.cycle[:] = noise(CYCLE_PHASES * COUNT, 3).reshape(CYCLE_PHASES, COUNT)
    baseline.beta[:] = noise(FEATURES * COUNT, 4).reshape(FEATURES, COUNT)
    baseline.period[:] = [0, 7 * DAY_S, 0, 7001.5, 0]
    features = noise(FEATURES * 3, 5).reshape(FEATURES, 3)
    for shift in (0, 12_345, 86_399, 5 * DAY_S + 1):
        seconds = START // 10**9 + shift
        local = seconds + 7200
        found = expected(baseline, at, np.full(3, seconds * 10**9), np.full(3, local * 10**9), features)
        for row, number in enumerate(at.tolist()):
            value = baseline.level[number] + baseline.beta[:, number] @ features[:, row]
            value += slow(baseline.profile[:, number].tolist(), local % DAY_S / DAY_S)
            period_s = float(baseline.period[number])
            if period_s:
                clock = local if period_s == 7 * DAY_S else seconds
                value += slow(baseline.cycle[:, number].tolist(), clock % period_s / period_s)
            assert np.isclose(found[row], value)


def test_nothing_is_expected_of_what_was_never_learned() -> None:
    assert np.isnan(
        expected(Normal.of(1), np.array([0]), np.array([START]), np.array([START]), np.zeros((FEATURES, 1)))[0]
    )


@given(st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_single_precision_moves_what_is_expected_by_less_than_a_millionth_of_its_range(seed: int, size: float) -> None:
    random = np.random.default_rng(seed)
    profile, beta = size * random.normal(size=PHASES), size * random.normal(size=FEATURES)
    features, phase = random.normal(size=(FEATURES, 1)), int(random.integers(PHASES))
    baseline = Normal.of(1)
    baseline.level[0], baseline.profile[:, 0], baseline.beta[:, 0] = 0.0, profile, beta
    time = np.array([phase * 540 * 10**9])
    found = expected(baseline, np.array([0]), time, time, features)[0]
    exact = profile[phase] + beta @ features[:, 0]
    assert abs(found - exact) <= 1e-6 * (np.abs(profile).max() + np.abs(beta) @ np.abs(features[:, 0]))
