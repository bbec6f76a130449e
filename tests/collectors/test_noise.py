"""Counter-based randomness is a pure function with the statistics that it claims."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import noise

SLOTS = np.arange(20_000)[:, None]


def test_a_number_depends_on_seed_name_purpose_and_slot_alone() -> None:
    pair = noise.keys(7, ["a", "b"], "wind")
    alone = noise.keys(7, ["b"], "wind")
    assert np.array_equal(noise.uniform(pair, SLOTS)[:, 1], noise.uniform(alone, SLOTS)[:, 0])
    for other in (noise.keys(8, ["b"], "wind"), noise.keys(7, ["c"], "wind"), noise.keys(7, ["b"], "rain")):
        assert not np.any(noise.uniform(other, SLOTS) == noise.uniform(alone, SLOTS))


def test_uniform_numbers_are_uniform_and_uncorrelated() -> None:
    drawn = noise.uniform(noise.keys(1, ["a", "b"], "x"), SLOTS)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    counts = np.histogram(drawn[:, 0], 10, (0, 1))[0]
    assert np.all(np.abs(counts - 2000) < 250)
    assert abs(np.mean((drawn[:, 0] - 0.5) * (drawn[:, 1] - 0.5)) * 12) < 0.04
    assert abs(np.mean((drawn[:-1, 0] - 0.5) * (drawn[1:, 0] - 0.5)) * 12) < 0.04


def test_normal_numbers_have_mean_0_and_deviation_1_and_are_bounded() -> None:
    drawn = noise.normal(noise.keys(1, ["a"], "x"), SLOTS)
    assert abs(drawn.mean()) < 0.03
    assert abs(drawn.std() - 1) < 0.03
    assert np.abs(drawn).max() <= noise.BOUND


def test_smooth_noise_has_deviation_1_everywhere_and_is_continuous() -> None:
    key = noise.keys(1, ["a"], "x")
    path = noise.smooth(key, np.arange(0, 200_000, 7.0), 100.0)
    assert abs(path.std() - 1) < 0.05
    between = noise.smooth(key, 1e6 + np.arange(0, 5000, 0.1), 100.0)
    assert np.abs(np.diff(between[:, 0])).max() < 0.02


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**40), st.floats(1.0, 1e5))
def test_smooth_noise_is_the_same_however_its_moments_are_asked_for(start: int, period: float) -> None:
    key = noise.keys(3, ["a", "b"], "x")
    t = start + np.arange(20.0)
    together = noise.smooth(key, t, period)
    apart = np.concatenate([noise.smooth(key, t[n : n + 1], period) for n in range(20)])
    assert np.array_equal(together, apart)
