"""The short history and what is learned from it."""

import numpy as np

from analytics.layers.baseline.band import FLOOR
from analytics.layers.baseline.normal import SHORT, Normal
from analytics.layers.baseline.warmup import DRIFT, SAMPLES, Warmup, learn
from tests.analytics.feeds import noise


def test_level_and_scales_are_those_of_the_history() -> None:
    history = np.stack((5 + 2 * noise(SAMPLES), noise(SAMPLES, 2)), axis=1)
    found = learn(history)
    assert np.allclose(found["level"], history.mean(axis=0))
    assert np.allclose(found["spread"], history.std(axis=0))
    assert np.allclose(found["noise"] / history.var(axis=0), 1, atol=0.3)


def test_the_scale_is_at_least_its_floor() -> None:
    smooth = np.sin(np.arange(SAMPLES) / 3)[:, None]
    assert learn(smooth)["scale"][0] >= FLOOR * smooth.std()


def test_a_signal_that_drifts_in_its_history_is_given_room() -> None:
    still, drifting = noise(SAMPLES), noise(SAMPLES) + np.linspace(0, 8, SAMPLES)
    found = learn(np.stack((still, drifting), axis=1))
    ratio = 6.0 / 2
    assert found["scale"][1] / found["spread"][1] > 3 * found["scale"][0] / found["spread"][0]
    assert found["scale"][1] > (ratio / DRIFT) ** 2 * FLOOR


def test_a_constant_history_gives_finite_scales() -> None:
    found = learn(np.full((SAMPLES, 1), 7.0))
    assert all(np.isfinite(values).all() for values in found.values())
    assert found["scale"][0] == 0


def feed(warmup: Warmup, normal: Normal, series: int, count: int) -> list[int]:
    """The series that finish while one is fed."""
    done = []
    for number in range(count):
        time = np.array([10**18 + number * 2 * 10**9])
        done += warmup.add(normal, np.array([series]), np.array([float(number % 7)]), time).tolist()
    return done


def test_a_series_gets_its_baseline_with_its_last_sample_and_gives_its_memory_back() -> None:
    warmup, normal = Warmup(), Normal.of(20)
    warmup.progress.grow(20)
    assert feed(warmup, normal, 4, SAMPLES - 1) == []
    assert feed(warmup, normal, 4, 1) == [4]
    assert normal.kind.tolist().count(SHORT) == 1
    for series in (5, 6, 7):
        feed(warmup, normal, series, SAMPLES)
    assert warmup.buffer.shape == (SAMPLES, 16)


def test_the_cadence_is_that_of_the_samples() -> None:
    warmup, normal = Warmup(), Normal.of(1)
    warmup.progress.grow(1)
    feed(warmup, normal, 0, SAMPLES)
    assert normal.cadence[0] == 2.0


def test_what_is_packed_can_be_unpacked_and_goes_on() -> None:
    warmup, normal = Warmup(), Normal.of(2)
    warmup.progress.grow(2)
    feed(warmup, normal, 0, 100)
    again = Warmup.unpack(warmup.pack())
    feed(again, normal, 1, 1)
    assert again.progress.count.tolist() == [100, 1]
    assert again.progress.place[0] != again.progress.place[1]
    assert np.array_equal(again.buffer[:100, again.progress.place[0]], np.arange(100) % 7)


def test_learning_once_more_widens_the_band_over_both_histories() -> None:
    warmup, normal = Warmup(), Normal.of(1)
    warmup.progress.grow(1)
    feed(warmup, normal, 0, SAMPLES)
    low = float(normal.level[0] - 4 * normal.scale[0])
    warmup.again(normal, np.array([0]))
    for number in range(SAMPLES):
        time = np.array([10**18 + number * 10**9])
        warmup.add(normal, np.array([0]), np.array([100.0 + number % 7]), time)
    assert normal.kind[0] == SHORT
    watch = 0.75 * 4 * normal.scale[0]
    assert np.isclose(normal.level[0] - watch, low)
    assert normal.level[0] + watch > 103
