"""The memory of the values that a channel has taken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ground.columns import Floats
from analytics.layers.novelty.channels import CHANNELS
from analytics.layers.novelty.memory import BINS, RENEWAL, Memory, recall
from tests.analytics.layers.novelty import signals, slow


def remember(values: Floats) -> tuple[Floats, Floats]:
    """Distances and ranges of one channel; the others stand still."""
    grid = np.zeros((len(CHANNELS), len(values)))
    grid[0] = values
    distance, span = recall(Memory.of(1), np.zeros(len(values), np.int64), np.arange(len(values)), grid)
    assert not distance[1:].any()
    return distance[0], span[0]


def check(values: Floats) -> None:
    """Exact outside the range, within two bins (a 256th of the range each, at highest) inside."""
    distance, span = remember(values)
    exact, exact_span = slow.distances(values, RENEWAL)
    np.testing.assert_allclose(span, exact_span)
    outside = exact > 0
    bin_width = 4 * span / BINS
    assert (np.abs(distance - exact) <= 2 * bin_width + 1e-12).all()
    assert (distance[~outside] <= bin_width[~outside] + 1e-12).all()


@pytest.mark.parametrize("name", signals.ALL)
def test_it_agrees_with_a_memory_of_every_value(name: str) -> None:
    check(signals.ALL[name](2500))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
@settings(deadline=None, max_examples=200)
def test_it_agrees_on_any_values(values: list[float]) -> None:
    check(np.array(values))


def test_what_was_seen_long_ago_is_forgotten_after_two_renewals_at_the_latest() -> None:
    values = np.full(3 * RENEWAL, 0.0)
    values[::2] = 1.0
    values[100] = 50.0
    values[2 * RENEWAL], values[3 * RENEWAL - 1] = 50.0, 49.0
    distance, span = remember(values)
    assert distance[2 * RENEWAL] == 49.0
    assert span[2 * RENEWAL] == 1.0
    assert distance[3 * RENEWAL - 1] == pytest.approx(1.0, abs=0.1)


def test_a_range_that_grows_a_million_fold_keeps_the_newest_values_apart() -> None:
    values = np.concatenate([np.linspace(0, 1, 50), np.linspace(0, 1e6, 50), [5e5]])
    distance, _ = remember(values)
    assert distance[-1] == pytest.approx(1e6 / 98, rel=0.2)


def test_a_missing_value_is_neither_far_nor_remembered() -> None:
    distance, span = remember(np.array([1.0, np.nan, 3.0, np.nan, 2.0]))
    assert distance.tolist() == pytest.approx([0, 0, 2, 0, 1], abs=0.01)
    assert span[-1] == 2.0
