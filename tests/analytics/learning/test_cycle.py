"""The shape of a cycle of any period."""

import numpy as np
import pytest

from analytics.layers.baseline.normal import CYCLE_PHASES
from analytics.learning.cycle import along, decomposed, shape
from tests.analytics.feeds import noise

WINDOW_S, COUNT = 540, 1280
TIME = 1_700_000_000 // WINDOW_S * WINDOW_S + WINDOW_S * np.arange(COUNT)
EVER = np.ones(COUNT, np.bool_)


@pytest.mark.parametrize("period_s", [7000.0, 40_000.0])
@pytest.mark.parametrize("make", [shape, decomposed])
def test_a_wave_is_found_at_its_place(make: type[shape], period_s: float) -> None:  # type: ignore[valid-type]
    left = np.sin(2 * np.pi * TIME / period_s) + 0.2 * noise(COUNT)
    found = make(left, EVER, TIME, period_s, WINDOW_S)  # type: ignore[misc]
    assert np.abs(found - np.sin(2 * np.pi * np.arange(CYCLE_PHASES) / CYCLE_PHASES)).max() < 0.25


def test_the_means_are_those_of_one_place_at_a_time() -> None:
    period_s = 10 * WINDOW_S
    left = np.tile(np.array([0.0, 1, 3, 6, 8, 9, 8, 6, 3, 1]), COUNT // 10)
    found = along(shape(left, EVER, TIME, period_s, WINDOW_S), TIME, period_s)
    assert np.allclose(found, left - 4.5, atol=0.2)


def test_the_shadow_of_a_faster_cycle_is_no_shape() -> None:
    left = np.tile(np.array([0.0, 5, 1, 6, 2, 7, 3, 8, 4, 9]), COUNT // 10)
    assert not shape(left, EVER, TIME, 10 * WINDOW_S, WINDOW_S).any()


def test_noise_has_no_shape() -> None:
    assert np.ptp(shape(noise(COUNT), EVER, TIME, 20_000.0, WINDOW_S)) < 1.2


def test_gaps_do_not_count() -> None:
    period_s = 40_000.0
    left, use = np.sin(2 * np.pi * TIME / period_s), np.arange(COUNT) % 3 > 0
    spoilt = np.where(use, left, 1e6)
    for make in (shape, decomposed):
        assert np.allclose(
            make(spoilt, use, TIME, period_s, WINDOW_S), make(left, EVER, TIME, period_s, WINDOW_S), atol=0.15
        )
