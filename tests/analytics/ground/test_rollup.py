"""Minute and day aggregates against plain grouping."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ground.rollup import DAY_NS, GRACE_NS, Aggregates, Rollups, Window
from contract.time import HOUR, MINUTE

Given = dict[int, tuple[float, float, float, int]]


def take(found: Given, part: Aggregates | None) -> None:
    """Note what was given out, the later over the earlier."""
    if part is not None:
        for row in zip(part.start, part.mean, part.min, part.max, part.count, strict=True):
            found[int(row[0])] = (float(row[1]), float(row[2]), float(row[3]), int(row[4]))


@given(st.lists(st.tuples(st.integers(1, 40_000), st.floats(-1e3, 1e3)), min_size=1, max_size=40))
@settings(deadline=None, max_examples=60)
def test_minutes_and_days_are_those_of_plain_grouping(steps: list[tuple[int, float]]) -> None:
    rollups, at = Rollups(Window.of(1), Window.of(1)), np.array([0])
    minutes: Given = {}
    days: Given = {}
    times, time = [], DAY_NS
    for step, value in steps:
        time += step * 10**9
        times.append(time)
        closed = rollups.add(at, np.array([value]), np.array([time]))
        take(minutes, closed[0])
        take(days, closed[1])
    last = rollups.due(time + 2 * HOUR)
    take(minutes, last[0])
    take(days, last[1])
    for found, length in ((minutes, MINUTE), (days, DAY_NS)):
        groups: dict[int, list[float]] = {}
        for moment, (_, value) in zip(times, steps, strict=True):
            groups.setdefault(moment // length * length, []).append(value)
        assert found.keys() == groups.keys()
        for start, group in groups.items():
            assert np.allclose(found[start], (float(np.mean(group)), min(group), max(group), len(group)))


def test_a_window_is_closed_by_the_clock_and_given_out_once() -> None:
    rollups, at = Rollups(Window.of(1), Window.of(1)), np.array([0])
    rollups.add(at, np.array([1.0]), np.array([DAY_NS]))
    assert rollups.due(DAY_NS + MINUTE)[0] is None
    assert rollups.due(DAY_NS + MINUTE + GRACE_NS)[0] is not None
    assert rollups.due(DAY_NS + 2 * MINUTE + GRACE_NS)[0] is None


def test_a_sample_in_a_window_that_was_given_out_restates_it_whole() -> None:
    rollups, at = Rollups(Window.of(1), Window.of(1)), np.array([0])
    rollups.add(at, np.array([1.0]), np.array([DAY_NS]))
    rollups.due(DAY_NS + MINUTE + GRACE_NS)
    rollups.add(at, np.array([3.0]), np.array([DAY_NS + 10**9]))
    found = rollups.due(DAY_NS + MINUTE + GRACE_NS)[0]
    assert found is not None
    assert (found.mean[0], found.count[0]) == (2.0, 2)


def test_the_day_so_far_is_given_out_every_hour() -> None:
    rollups, at = Rollups(Window.of(1), Window.of(1)), np.array([0])
    rollups.add(at, np.array([1.0]), np.array([DAY_NS]))
    assert rollups.due(DAY_NS + 1)[1] is not None
    rollups.add(at, np.array([2.0]), np.array([DAY_NS + 10**9]))
    assert rollups.due(DAY_NS + 2)[1] is None
    assert rollups.due(DAY_NS + HOUR)[1] is not None
