"""One world, however it is walked through: at any rate, in any pieces, and after any restart."""

import numpy as np
import pytest

from collectors import registry
from collectors.fleet import fleet
from collectors.scenario import Scenario
from collectors.world import World
from collectors.written import min_deviation
from contract.catalogue import CLASSES, Role
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.worlds import START, asset, moments, scenario, watch

ALL = tuple(asset(kind) for kind in registry.KINDS)


def _series(step: int, length: int = 2 * HOUR) -> dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return {
        (group.assets[0].asset_class, name): readings.signal(name)[:, 0]
        for group, readings in watch(scenario(*ALL), length, step)
        for name in readings.signals
    }


def test_one_sample_a_second_and_one_in_ten_tell_the_same_story() -> None:
    """Tolerance: a fifth of the least deviation that matters, on average over time (r.m.s. half of it)."""
    fast, slow = _series(SECOND), _series(10 * SECOND)
    for (kind, name), every_second in fast.items():
        signal = CLASSES[kind].signals[name]
        gap = every_second[9::10] - slow[kind, name]
        assert abs(np.nanmean(gap)) <= 0.2 * min_deviation(signal), (kind, name)
        assert np.sqrt(np.nanmean(gap**2)) <= 0.5 * min_deviation(signal), (kind, name)


def test_history_at_a_minute_a_step_has_the_mean_and_spread_of_live_data() -> None:
    """Tolerance: half of the least deviation that matters, for symptoms."""
    fast, coarse = _series(2 * SECOND, 3 * HOUR), _series(MINUTE, 3 * HOUR)
    for (kind, name), every_second in fast.items():
        signal = CLASSES[kind].signals[name]
        if signal.role is Role.SYMPTOM:
            assert abs(np.nanmean(every_second) - np.nanmean(coarse[kind, name])) < 0.5 * min_deviation(signal), name
            assert abs(np.nanstd(every_second) - np.nanstd(coarse[kind, name])) < min_deviation(signal), name


def test_the_same_scenario_gives_the_same_bytes() -> None:
    def lines(seed: int) -> list[str]:
        world = World(fleet(12, seed, START))
        world.enter(START)
        return world.advance(moments(START, 20 * MINUTE, MINUTE))

    assert lines(5) == lines(5)
    assert lines(5) != lines(6)


def test_a_machine_is_the_same_whatever_other_machines_there_are() -> None:
    def lines(world_of: Scenario) -> list[str]:
        world = World(world_of)
        world.enter(START)
        return [line for line in world.advance(moments(START, HOUR, MINUTE)) if "asset=PUMP-1," in line]

    assert lines(scenario(asset("pump"))) == lines(scenario(asset("ice"), asset("pump", "PUMP-0"), asset("pump")))


def test_it_does_not_matter_in_which_blocks_a_world_goes_on() -> None:
    times = moments(START, HOUR, MINUTE)
    whole, pieces = World(scenario(*ALL)), World(scenario(*ALL))
    whole.enter(START)
    pieces.enter(START)
    together = whole.advance(times)
    apart = [line for time in times for line in pieces.advance(np.array([time]))]
    assert together == apart


@pytest.mark.parametrize("after", [7 * HOUR, DAY + 25 * MINUTE])
def test_a_restarted_simulator_continues_the_same_world(after: int) -> None:
    """Tolerance: two steps of the wire's resolution, and nine readings in ten are the same to the last digit."""
    ran_on, restarted = World(scenario(*ALL)), World(scenario(*ALL))
    ran_on.enter(START)
    ran_on.readings(moments(START, after, MINUTE))
    restarted.enter(START + after)
    times = moments(START + after, 2 * MINUTE, SECOND)
    for (group, before), (_, again) in zip(ran_on.readings(times), restarted.readings(times), strict=True):
        assert np.array_equal(before.states, again.states)
        for name in before.signals:
            gap = np.abs(before.signal(name) - again.signal(name))
            assert np.array_equal(np.isnan(before.signal(name)), np.isnan(again.signal(name)))
            assert np.all(gap[np.isfinite(gap)] <= 2.01 * (group.spec.signals[name].resolution or 1e-6)), name
        same = np.isnan(before.values) | (before.values == again.values)
        assert same.mean() > 0.9


def test_a_world_may_be_entered_between_two_steps_of_its_grid() -> None:
    world = World(scenario(*ALL))
    world.enter(START + 12_345_678_901)
    lines = world.advance(np.array([START + 12_400_000_000]))
    assert len(lines) == len(ALL)


def test_a_world_that_is_entered_again_is_the_one_that_is_entered_first() -> None:
    once, again = World(scenario(*ALL)), World(scenario(*ALL))
    again.enter(START + DAY)
    again.advance(moments(START + DAY, 10 * MINUTE, MINUTE))
    once.enter(START)
    again.enter(START)
    times = moments(START, 10 * MINUTE, MINUTE)
    assert again.advance(times) == once.advance(times)
