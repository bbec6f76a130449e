"""The surprise at a distance."""

import numpy as np

from analytics.ground.columns import Floats
from analytics.layers.novelty.channels import CHANNELS
from analytics.layers.novelty.tail import BASE, FLOOR, FLOOR_ABSOLUTE, START_ROW, Tail, surprise
from tests.analytics.layers.novelty import slow


def tails(distance: Floats, span: Floats) -> Floats:
    rows = distance.shape[1]
    return surprise(Tail.of(1), np.zeros(rows, np.int64), np.arange(rows), distance, span)


def test_it_agrees_with_the_obvious_version() -> None:
    random = np.random.default_rng(0)
    distance = random.exponential(size=(len(CHANNELS), 3000)) * (random.random((len(CHANNELS), 3000)) < 0.3)
    span = np.sort(random.uniform(1, 100, distance.shape))
    found = tails(distance, span)
    for number in range(len(CHANNELS)):
        exact = slow.surprises(distance[number], span[number], FLOOR[number], FLOOR_ABSOLUTE[number])
        np.testing.assert_allclose(found[number], exact)


def test_nothing_is_surprising_before_enough_was_seen() -> None:
    found = tails(np.ones((len(CHANNELS), START_ROW + 1)), np.ones((len(CHANNELS), START_ROW + 1)))
    assert not found[:, :START_ROW].any()
    assert (found[:, START_ROW] > BASE).all()


def test_the_scale_of_a_signal_does_not_matter_where_its_range_has_the_same_scale() -> None:
    distance = np.random.default_rng(1).exponential(size=(len(CHANNELS), 1000))
    one, many = tails(distance, np.full_like(distance, 50)), tails(1e6 * distance, np.full_like(distance, 50e6))
    np.testing.assert_allclose(one[:5], many[:5])


def test_exponential_distances_have_the_surprise_of_their_probability() -> None:
    distance = np.random.default_rng(2).exponential(size=(len(CHANNELS), 60_000))
    found = tails(distance, np.zeros_like(distance))[:5, 10_000:]
    assert np.allclose((found > 0).mean(axis=1), 0.02, atol=0.004)
    assert np.allclose((found > BASE + np.log(10)).mean(axis=1), 0.002, rtol=0.5)
