"""The short history and what is learned from it."""

import numpy as np
import pytest

from analytics.ground.columns import Ints
from analytics.layers.baseline.band import FLOOR
from analytics.layers.baseline.facts import LearnedFacts
from analytics.layers.baseline.normal import LEARNING, SHORT, Normal
from analytics.layers.baseline.warmup import FEWEST, SAMPLES, WIDEST, Warmup, learn
from contract.levels import BAND_SIGMAS
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
    histories = np.stack((still, drifting), axis=1)
    assert learn(histories)["scale"][1] > 1.5 * learn(histories, True)["scale"][1]
    found = learn(histories, np.ones(2, np.bool_))
    assert found["scale"][1] / found["spread"][1] > 3 * found["scale"][0] / found["spread"][0]
    assert found["scale"][1] * BAND_SIGMAS == pytest.approx(WIDEST * np.ptp(drifting))


def test_a_history_of_warming_up_is_let_go_of_until_it_has_settled() -> None:
    warmup, normal, facts = Warmup(), Normal.of(1), LearnedFacts.of(1)
    warmup.progress.grow(1)
    value = 90 - 70 * np.exp(-np.arange(1500) / 240) + noise(1500)
    one, second = np.array([0]), 0
    while normal.kind[0] == LEARNING:
        warmup.add(normal, facts, np.ones(1, np.bool_), one, value[[second]], one + 10**18 + second * 10**9)
        second += 1
    assert SAMPLES < second < 1300
    assert normal.level[0] == pytest.approx(90, abs=4)
    assert normal.scale[0] * BAND_SIGMAS < 25


def test_a_rest_between_two_runs_is_no_part_of_a_cadence() -> None:
    warmup, normal, facts, one = Warmup(), Normal.of(1), LearnedFacts.of(1), np.array([0])
    warmup.progress.grow(1)
    seconds = np.arange(SAMPLES) + 1800 * (np.arange(SAMPLES) // 100)
    for number, value in enumerate(noise(SAMPLES)):
        time, ran = one + 10**18 + seconds[number] * 10**9, 5.0 + number % 100
        warmup.add(normal, facts, np.zeros(1, np.bool_), one, one + value, time, run_s=ran)
    assert normal.kind[0] == SHORT
    assert normal.cadence[0] == pytest.approx(1.0, rel=0.01)


def test_a_constant_history_gives_finite_scales() -> None:
    found = learn(np.full((SAMPLES, 1), 7.0))
    assert all(np.isfinite(values).all() for values in found.values())
    assert found["scale"][0] == 0


def feed(warmup: Warmup, normal: Normal, series: int, count: int, first: int = 0) -> list[int]:
    """The series that finish while one is fed a sample every two seconds, from the one with number `first` on."""
    done = []
    for number in range(first, first + count):
        time = np.array([10**18 + number * 2 * 10**9])
        done += add(warmup, normal, series, float(number % 7), time).tolist()
    return done


def add(warmup: Warmup, normal: Normal, series: int, value: float, time: Ints) -> Ints:
    """One sample of a series whose facts are written down."""
    size = len(normal)
    facts, needs = LearnedFacts.of(size), np.zeros(size, np.bool_)
    return warmup.add(normal, facts, needs, np.array([series]), np.array([value]), time)


def test_a_series_gets_its_baseline_with_its_last_sample_and_gives_its_memory_back() -> None:
    warmup, normal = Warmup(), Normal.of(20)
    warmup.progress.grow(20)
    assert feed(warmup, normal, 4, SAMPLES - 1) == []
    assert feed(warmup, normal, 4, 1, first=SAMPLES - 1) == [4]
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
        add(warmup, normal, 0, 100.0 + number % 7, time)
    assert normal.kind[0] == SHORT
    watch = 0.75 * 4 * normal.scale[0]
    assert np.isclose(normal.level[0] - watch, low)
    assert normal.level[0] + watch > 103


def test_samples_that_come_many_times_a_second_are_taken_no_closer_than_half_a_second() -> None:
    warmup, normal = Warmup(), Normal.of(1)
    warmup.progress.grow(1)
    times = 10**18 + np.arange(SAMPLES * 25) * 20_000_000
    done = [number for number, time in enumerate(times) if len(add(warmup, normal, 0, number % 7, np.array([time])))]
    assert done == [(SAMPLES - 1) * 25]
    assert normal.cadence[0] == pytest.approx(0.5)


@pytest.mark.parametrize(("cadence_s", "samples"), [(60, SAMPLES), (3600, 169), (86_400, FEWEST)])
def test_a_series_that_is_slow_to_come_needs_fewer_samples(cadence_s: int, samples: int) -> None:
    warmup, normal = Warmup(), Normal.of(1)
    warmup.progress.grow(1)
    times = [np.array([10**18 + number * cadence_s * 10**9]) for number in range(SAMPLES)]
    done = [len(add(warmup, normal, 0, float(number % 7), time)) for number, time in enumerate(times, 1)]
    assert done.index(1) + 1 == samples
    assert normal.cadence[0] == pytest.approx(cadence_s)


def test_a_series_that_nobody_described_goes_on_learning_while_it_never_moves() -> None:
    warmup, normal, facts = Warmup(), Normal.of(2), LearnedFacts.of(2)
    warmup.progress.grow(2)
    both, needs = np.arange(2), np.array([True, False])
    for number in range(2 * SAMPLES):
        still = normal.kind == LEARNING
        warmup.add(
            normal, facts, needs, both[still], np.full(2, 5.0)[still], np.full(2, 10**18 + number * 10**9)[still]
        )
    assert normal.kind.tolist() == [LEARNING, SHORT]
    assert np.isnan(facts.min_deviation).all()
