"""Stretches of courses against their slow, obvious versions."""

import numpy as np
import pytest

from analytics.ground.columns import Floats
from analytics.prognosis.stretches import BLOCKS, Stretches, apart, stretched


def naive(value: Floats, end: int) -> list[float]:
    """The means of the blocks that end before place `end`, one channel."""
    found = []
    for length in BLOCKS:
        block = [one for one in value[max(end - length, 0) : max(end, 0)].tolist() if not np.isnan(one)]
        found.append(sum(block) / len(block) if block else np.nan)
        end -= length
    return found


def holed(rng: np.random.Generator, *shape: int) -> Floats:
    return np.where(rng.uniform(size=shape) < 0.3, np.nan, rng.normal(size=shape))


@pytest.mark.parametrize("count", [1, 2, 7, 70, 150])
def test_a_stretch_is_the_means_of_what_is_known_in_blocks_that_grow(count: int) -> None:
    value = holed(np.random.default_rng(count), count)
    rows = stretched(value)
    assert rows == pytest.approx(np.array([naive(value, end) for end in range(1, count + 1)]), nan_ok=True)
    assert stretched(value, last=1) == pytest.approx(rows[-1:], nan_ok=True)


def test_channels_are_told_side_by_side() -> None:
    value = holed(np.random.default_rng(1), 40, 2)
    both = stretched(value)
    for channel in (0, 1):
        assert both[:, channel::2] == pytest.approx(stretched(value[:, channel]), nan_ok=True)


def test_distances_are_over_what_both_know_where_that_is_half_of_what_is_asked() -> None:
    rng = np.random.default_rng(2)
    rows, asked = holed(rng, 60, 6), holed(rng, 10, 6)
    found = apart(Stretches.of(rows), asked)
    for at, one in enumerate(asked):
        for to, other in enumerate(rows):
            both = np.isfinite(one) & np.isfinite(other)
            enough = both.sum() >= max(np.isfinite(one).sum() / 2, 1)
            expected = np.sqrt(np.mean((one - other)[both] ** 2)) if enough else np.inf
            assert found[at, to] == pytest.approx(expected, abs=1e-7)


def test_rows_come_back_as_they_were_given() -> None:
    rows = holed(np.random.default_rng(3), 9, 6)
    assert Stretches.of(rows).rows(np.array([4, 2])) == pytest.approx(rows[[4, 2]], nan_ok=True)
