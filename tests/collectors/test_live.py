"""Running a world in real time: its rate, the gaps that it fills, its end."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest

from collectors.live import live
from collectors.scenario import SECOND
from telemetry.errors import ContractError
from tests.collectors.worlds import DAY, HOUR, MINUTE, START, Lines, Until, asset, scenario, stamps

ONE = scenario(asset("motor"))


@dataclass
class Ticking:
    """A clock that goes on by the same length each time it is read."""

    now: int
    step: int

    def __call__(self) -> int:
        self.now += self.step
        return self.now


def test_live_telemetry_comes_at_its_rate_on_whole_multiples_of_the_period() -> None:
    sink = Until(enough=25)
    live(ONE, sink, sink.stop, 50, START + HOUR, Ticking(START + HOUR, SECOND // 100))
    assert stamps(sink.lines) == [START + HOUR + n * SECOND // 50 for n in range(1, len(sink.lines) + 1)]


def test_live_fills_a_long_gap_at_the_history_s_step_and_its_last_minutes_at_its_own_rate() -> None:
    sink, seen, end = Until(enough=800), list[tuple[int, int]](), START + 3 * HOUR
    clock = Ticking(end, SECOND)
    live(ONE, sink, sink.stop, 1, START, clock, lambda done, total: seen.append((done, total)))
    times = stamps(sink.lines)
    steps = [later - earlier for earlier, later in pairwise([START, *times])]
    coarse = steps.count(MINUTE)
    assert steps == [MINUTE] * coarse + [SECOND] * (len(steps) - coarse)
    assert abs(times[coarse - 1] - (end - 10 * MINUTE)) <= 2 * MINUTE
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert 3 * 3600 - 5 <= seen[-1][0] <= seen[-1][1]


def test_live_fills_the_gap_of_a_machine_that_was_suspended() -> None:
    clock = Ticking(START, SECOND)

    @dataclass
    class Asleep(Until):
        def write(self, lines: Sequence[str]) -> None:
            super().write(lines)
            if len(self.lines) == 30:
                clock.now += 2 * HOUR

    sleepy = Asleep(enough=200)
    live(ONE, sleepy, sleepy.stop, 1, START, clock)
    gaps = {later - earlier for earlier, later in pairwise(stamps(sleepy.lines))}
    assert max(gaps) <= MINUTE
    assert stamps(sleepy.lines)[-1] > START + 110 * MINUTE


def test_live_fills_a_short_gap_at_its_own_rate() -> None:
    sink = Until(enough=310)
    live(ONE, sink, sink.stop, 1, START + HOUR, Ticking(START + HOUR + 5 * MINUTE, SECOND))
    assert stamps(sink.lines)[:310] == [START + HOUR + n * SECOND for n in range(1, 311)]


def test_live_begins_at_the_scenario_s_start_where_nothing_was_written_yet() -> None:
    sink = Until(enough=61)
    live(ONE, sink, sink.stop, 1, None, Ticking(START + HOUR, SECOND))
    assert stamps(sink.lines)[0] == START + MINUTE


def test_live_ends_at_once_when_it_is_stopped_before_it_starts() -> None:
    sink, stop = Lines(), threading.Event()
    stop.set()
    live(ONE, sink, stop, 1, None, Ticking(START + DAY, SECOND))
    assert sink.lines == []


@pytest.mark.parametrize("rate", [0, -1, 51, float("nan"), float("inf")])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    with pytest.raises(ContractError, match="rate_hz"):
        live(ONE, Lines(), threading.Event(), rate, START)
