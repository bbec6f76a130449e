"""What is expected, against one series at a time."""

import numpy as np

from analytics.layers.baseline import CYCLE_PHASES, PHASES, Baseline, expected
from analytics.layers.duty import FEATURES
from tests.analytics.feeds import START, noise

COUNT = 5
DAY_S = 86_400


def slow(points: list[float], part: float) -> float:
    """The value at a part of the way around circular points."""
    place = part * len(points)
    before = int(place)
    share = place - before
    return points[before % len(points)] * (1 - share) + points[(before + 1) % len(points)] * share


def test_it_is_level_plus_profiles_plus_duty() -> None:
    baseline, at = Baseline.of(COUNT), np.array([4, 1, 3])
    baseline.level[:] = noise(COUNT)
    baseline.profile[:] = noise(PHASES * COUNT, 2).reshape(PHASES, COUNT)
    baseline.cycle[:] = noise(CYCLE_PHASES * COUNT, 3).reshape(CYCLE_PHASES, COUNT)
    baseline.beta[:] = noise(FEATURES * COUNT, 4).reshape(FEATURES, COUNT)
    baseline.period[:] = [0, 7 * DAY_S, 0, 7001.5, 0]
    features = noise(FEATURES * 3, 5).reshape(FEATURES, 3)
    for shift in (0, 12_345, 86_399, 5 * DAY_S + 1):
        seconds = START // 10**9 + shift
        found = expected(baseline, at, np.full(3, seconds * 10**9), features)
        for row, number in enumerate(at.tolist()):
            value = baseline.level[number] + baseline.beta[:, number] @ features[:, row]
            value += slow(baseline.profile[:, number].tolist(), seconds % DAY_S / DAY_S)
            period_s = float(baseline.period[number])
            if period_s:
                value += slow(baseline.cycle[:, number].tolist(), seconds % period_s / period_s)
            assert np.isclose(found[row], value)


def test_nothing_is_expected_of_what_was_never_learned() -> None:
    assert np.isnan(expected(Baseline.of(1), np.array([0]), np.array([START]), np.zeros((FEATURES, 1)))[0])
