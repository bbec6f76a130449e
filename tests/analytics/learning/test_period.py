"""Finding a period in what is left."""

import numpy as np
import pytest

from analytics.learning.period import LONGEST_S, autocorrelation, find
from tests.analytics.feeds import noise

WINDOW_S, COUNT = 540, 1280
TIME = WINDOW_S * np.arange(COUNT)
EVER = np.ones((1, COUNT), np.bool_)


def wave(period_s: float, seed: int = 3) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A sine under noise as strong as it."""
    return np.asarray(np.sin(2 * np.pi * TIME / period_s) + 0.7 * noise(COUNT, seed))[None, :]


def test_autocorrelation_is_that_of_the_pairs_that_are_known() -> None:
    left, use = wave(7000.0), (noise(COUNT, 9) > -1)[None, :]
    found = autocorrelation(np.where(use, left, 0.0), use)[0]
    mean = left[use].mean()
    for lag in (0, 1, 13, 400):
        both = np.flatnonzero(use[0, lag:] & use[0, : COUNT - lag])
        products = (left[0, both] - mean) * (left[0, both + lag] - mean)
        assert np.isclose(found[lag], products.mean() / np.mean((left[use] - mean) ** 2))


@pytest.mark.parametrize("period_s", [4000.0, 7000.0, 10_800.0, 31_234.0])
def test_a_cycle_is_found_more_exactly_than_a_window(period_s: float) -> None:
    assert find(wave(period_s), EVER, WINDOW_S)[0] == pytest.approx(period_s, rel=0.005)


def test_neither_noise_nor_slow_drift_nor_the_day_is_a_cycle() -> None:
    drift = np.cumsum(noise(COUNT))
    rows = np.stack((noise(COUNT), drift, np.sin(2 * np.pi * TIME / 86_400), np.zeros(COUNT)))
    assert find(rows, np.repeat(EVER, 4, axis=0), WINDOW_S).tolist() == [0, 0, 0, 0]


def test_history_of_less_than_two_days_tells_no_period() -> None:
    assert find(wave(7000.0)[:, :300], EVER[:, :300], WINDOW_S)[0] == 0


@pytest.mark.parametrize("more", [0, 1, 2, 3])
def test_a_history_just_long_enough_for_the_longest_period_breaks_nothing(more: int) -> None:
    count = 2 * round(2 * LONGEST_S / 540) + more
    left = np.sin(np.arange(count) / 9)[None, :]
    assert find(left, np.ones(left.shape, np.bool_), 540).shape == (1,)
