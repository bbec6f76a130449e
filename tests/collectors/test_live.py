"""A world brought up to the clock: its rate, its speed, the gaps that it fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from collectors.fleet import fleet
from collectors.live import Pace, Playback
from collectors.scenario import Planned, Scenario
from contract.errors import ContractError
from contract.time import HOUR, MINUTE, SECOND
from tests.collectors.worlds import START, Lines, Until, asset, scenario, stamps

ONE = scenario(asset("motor"))


@dataclass
class Ticking:
    """A clock that goes on by the same length each time it is read."""

    now: int
    step: int

    def __call__(self) -> int:
        self.now += self.step
        return self.now


def play(sink: Until, since: int, clock: Ticking, pace: Pace | None = None, world: Scenario = ONE) -> Playback:
    """Play until the sink has enough."""
    playback = Playback(world, since, pace or Pace(), clock)
    while not sink.stop.is_set():
        playback.step(sink)
    return playback


def test_live_telemetry_comes_at_its_rate_on_whole_multiples_of_the_period() -> None:
    sink = Until(enough=25)
    play(sink, START + HOUR, Ticking(START + HOUR, SECOND // 100), Pace(50))
    assert stamps(sink.lines) == [START + HOUR + n * SECOND // 50 for n in range(1, len(sink.lines) + 1)]


def test_a_long_gap_is_filled_at_the_history_s_step_and_its_last_minutes_at_the_live_rate() -> None:
    sink, end = Until(enough=800), START + 3 * HOUR
    play(sink, START, Ticking(end, SECOND))
    times = stamps(sink.lines)
    steps = [later - earlier for earlier, later in pairwise([START, *times])]
    coarse = steps.count(MINUTE)
    assert steps == [MINUTE] * coarse + [SECOND] * (len(steps) - coarse)
    assert abs(times[coarse - 1] - (end - 10 * MINUTE)) <= 2 * MINUTE


def test_the_gap_of_a_machine_that_was_suspended_is_filled() -> None:
    clock = Ticking(START, SECOND)

    @dataclass
    class Asleep(Until):
        def write(self, lines: Sequence[str]) -> None:
            super().write(lines)
            if len(self.lines) == 30:
                clock.now += 2 * HOUR

    sleepy = Asleep(enough=200)
    play(sleepy, START, clock)
    gaps = {later - earlier for earlier, later in pairwise(stamps(sleepy.lines))}
    assert max(gaps) <= MINUTE
    assert stamps(sleepy.lines)[-1] > START + 110 * MINUTE


def test_a_short_gap_is_filled_at_the_live_rate() -> None:
    sink = Until(enough=310)
    play(sink, START + HOUR, Ticking(START + HOUR + 5 * MINUTE, SECOND))
    assert stamps(sink.lines)[:310] == [START + HOUR + n * SECOND for n in range(1, 311)]


@pytest.mark.parametrize("speed", [1.0, 60.0, None])
def test_simulated_time_is_never_ahead_of_the_clock(speed: float | None) -> None:
    clock = Ticking(START + HOUR, SECOND // 4)

    @dataclass
    class Strict(Until):
        def write(self, lines: Sequence[str]) -> None:
            super().write(lines)
            assert max(stamps(lines)) <= clock.now

    play(Strict(enough=100), START + HOUR - 5 * MINUTE, clock, Pace(2, speed))


def test_the_past_is_played_at_the_speed_that_was_asked_for_until_the_clock_is_reached() -> None:
    clock, sink = Ticking(START + HOUR, 0), Lines()
    playback = Playback(ONE, START, Pace(1, 120), clock)
    for _ in range(10):
        clock.now += SECOND
        playback.step(sink)
    assert stamps(sink.lines) == [START + n * MINUTE for n in range(1, 21)]
    assert playback.behind_s() == 3600 + 10 - 1200
    clock.now += 60 * SECOND
    while playback.step(sink):
        pass
    assert playback.last == clock.now
    assert playback.wait_s() == 1


def test_who_plays_at_a_speed_waits_no_longer_than_until_the_next_moment() -> None:
    clock = Ticking(START + HOUR, 0)
    playback = Playback(ONE, START, Pace(1, 120), clock)
    playback.step(Lines())
    assert playback.wait_s() == 0.5


def test_a_pace_can_change_on_the_way() -> None:
    clock, sink = Ticking(START, 0), Lines()
    playback = Playback(ONE, START, Pace(), clock)
    for rate in (1, 4, 0.5):
        playback.go_on(Pace(rate))
        clock.now += 4 * SECOND
        playback.step(sink)
    steps = [later - earlier for earlier, later in pairwise([START, *stamps(sink.lines)])]
    assert steps == [SECOND] * 4 + [SECOND // 4] * 16 + [2 * SECOND] * 2


def test_the_plan_can_change_on_the_way_without_a_jump_in_what_was_there() -> None:
    clock, sinks = Ticking(START, 0), (Lines(), Lines())
    sound, broken = (Playback(scenario(asset("pump")), START, Pace(0.1), clock) for _ in range(2))
    clock.now += 10 * MINUTE
    for playback, sink in zip((sound, broken), sinks, strict=True):
        playback.step(sink)
    broken.replan([Planned("PUMP-1", "bearing_wear", 20 * MINUTE, HOUR)])
    clock.now += 10 * MINUTE
    for playback, sink in zip((sound, broken), sinks, strict=True):
        playback.step(sink)
    telemetry = [[line for line in sink.lines if line.startswith("telemetry")] for sink in sinks]
    assert telemetry[0][:119] == telemetry[1][:119]
    assert [line for line in sinks[1].lines if line.startswith("truth")]


def test_a_block_of_a_large_fleet_is_short() -> None:
    sink = Until()
    play(sink, START, Ticking(START + HOUR, SECOND), world=fleet(2000, 1, START))
    assert len(set(stamps(sink.lines))) == 36


@pytest.mark.parametrize("rate", [0, -1, 51, float("nan"), float("inf"), True])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    with pytest.raises(ContractError, match="rate_hz"):
        Pace(rate)


@pytest.mark.parametrize("speed", [0.5, -1, float("nan"), float("inf")])
def test_a_speed_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(ContractError, match="speed"):
        Pace(1, speed)
