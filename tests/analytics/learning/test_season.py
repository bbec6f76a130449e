"""The day's shape of many series at once, against one series, one slot and one day at a time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ground.columns import Bools, Floats
from analytics.layers.baseline.normal import PHASES
from analytics.learning.masked import NORMAL_MAD
from analytics.learning.season import CUT, DETAIL, SMOOTH, SURE, decomposed, profiles
from tests.analytics.feeds import noise

SLOTS, DAYS = 160, 5
COUNT = SLOTS * DAYS
FIRST = 37
LOCAL = FIRST + np.arange(COUNT)
SLOT = LOCAL % SLOTS
EVER = np.ones((1, COUNT), np.bool_)


def around(ring: Floats, at: int, width: int) -> float:
    """The mean of `width` entries about one, around the ring."""
    return float(np.mean([ring[(at + off) % len(ring)] for off in range(-(width // 2), width // 2 + 1)]))


def slow(left: Floats, use: Bools) -> Floats:
    """The shape of one series."""
    from statsmodels.tsa.seasonal import seasonal_decompose  # every process that collects would wait two seconds for it

    cut = CUT * NORMAL_MAD * np.median(np.abs(left[use]))
    filled = left.copy()
    for number in range(SLOTS):
        same = use & (number == SLOT)
        middle = np.median(left[same]) if same.any() else 0.0
        filled[same] = np.clip(left[same], middle - cut, middle + cut)
        filled[~use & (number == SLOT)] = filled[same].mean() if same.any() else 0.0
    trend = np.asarray(seasonal_decompose(filled, period=SLOTS).trend)
    inside = np.isfinite(trend)
    flat, slot = (filled - trend)[inside], SLOT[inside]
    mean = np.array([flat[slot == number].mean() for number in range(SLOTS)])
    mean -= mean.mean()
    coarse, detail = (np.array([around(mean, at, width) for at in range(SLOTS)]) for width in (SMOOTH, DETAIL))
    own, days = flat - mean[slot], len(flat) / SLOTS
    noise, doubt = (
        np.std([around(own, at, width) for at in range(len(own))]) / np.sqrt(days - 1) for width in (SMOOTH, DETAIL)
    )
    coarse *= max(0.0, 1 - noise**2 / (coarse**2).mean())
    smooth = np.mean(mean * np.roll(mean, 1)) >= 0.8 * np.mean(mean**2)
    return np.where(smooth & (np.abs(detail - coarse) > SURE * doubt), detail, coarse)


def test_it_is_what_one_series_at_a_time_gives() -> None:
    left = noise(3 * COUNT).reshape(3, COUNT) + np.outer([0.0, 3.0, 1.0], np.sin(2 * np.pi * SLOT / SLOTS))
    left[2] += np.linspace(0, 5, COUNT)
    left[1, SLOT == 40] -= 5
    use = np.ones((3, COUNT), np.bool_)
    use[1, ::7] = False
    use[2, SLOT < 20] = False
    found = profiles(np.where(use, left, 0.0), use, LOCAL, SLOTS)
    assert found.shape == (3, PHASES)
    for row in range(3):
        assert np.allclose(found[row], slow(left[row], use[row]))


def test_noise_has_no_shape() -> None:
    assert np.ptp(profiles(0.1 * noise(COUNT)[None, :], EVER, LOCAL, SLOTS)) < 0.25


def test_a_dip_of_half_an_hour_is_followed_and_the_shadow_of_a_faster_cycle_is_not() -> None:
    dip = -3 * np.exp(-(((SLOT - 51) / 2.5) ** 2))
    found = profiles((dip + 0.1 * noise(COUNT))[None, :], EVER, LOCAL, SLOTS)[0]
    assert found[51] < -2.3
    assert found[58] > -0.5
    shadow = 3.0 * (SLOT % 10 == 3)
    assert np.ptp(profiles((shadow + 0.1 * noise(COUNT))[None, :], EVER, LOCAL, SLOTS)) < 1


def test_decomposition_and_moving_mean_agree_on_the_shape() -> None:
    left = 0.2 * noise(COUNT) + np.sin(2 * np.pi * SLOT / SLOTS) + np.linspace(0, 1, COUNT)
    quick, kept = (shapes(left[None, :], EVER, LOCAL, SLOTS)[0] for shapes in (profiles, decomposed))
    assert np.abs(quick - kept).max() < 0.2


@given(st.floats(0.01, 100.0))
@settings(max_examples=10, deadline=None)
def test_a_factor_scales_the_shape(factor: float) -> None:
    left = (noise(COUNT) + 3 * np.sin(2 * np.pi * SLOT / SLOTS))[None, :]
    found = profiles(left, EVER, LOCAL, SLOTS)
    assert np.allclose(profiles(factor * left, EVER, LOCAL, SLOTS), factor * found)
