"""Transport faults: the readings are those of a sound world, however and whenever their lines arrive."""

from collections import Counter
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.scenario import Planned
from collectors.transport import deliver
from collectors.world import World
from contract.checks import AHEAD_NS
from contract.failures.sensors import SENSOR_FAULTS
from contract.time import HOUR, MINUTE, SECOND
from tests.collectors.worlds import START, asset, episode, moments, scenario

TRANSPORT = [mode for mode, fault in SENSOR_FAULTS.items() if fault.transport]
ONSET, REPAIR, END = HOUR, 3 * HOUR, 4 * HOUR
STEP = 30 * SECOND


def _planned(mode: str, amount: float | None = None) -> Planned:
    return Planned("MOTOR-1", mode, ONSET, HOUR, REPAIR - ONSET, None, None, amount)


def _world(*planned: Planned) -> World:
    return World(scenario(asset("motor"), asset("motor", "MOTOR-2"), faults=planned))


@lru_cache
def _lines(*planned: Planned) -> list[list[str]]:
    """The lines that arrive by each moment of four hours, one list a moment."""
    world = _world(*planned)
    world.enter(START)
    return [world.advance(np.array([moment])) for moment in moments(START, END, STEP)]


def _flat(arrived: list[list[str]]) -> list[str]:
    return [line for lines in arrived for line in lines]


def _of(lines: list[str], start: str = "telemetry,asset=MOTOR-1,") -> list[str]:
    return [line for line in lines if line.startswith(start)]


def _time(line: str) -> int:
    return int(line.rsplit(" ", 1)[1])


def _delays(arrived: list[list[str]]) -> dict[int, float]:
    """Seconds from each sample of the faulty motor to the moment at which it was there, by the time that it bears."""
    return {
        _time(line): (int(moment) - _time(line)) / SECOND
        for moment, lines in zip(moments(START, END, STEP), arrived, strict=True)
        for line in _of(lines)
    }


@pytest.mark.parametrize("mode", TRANSPORT)
def test_no_line_of_another_machine_or_of_another_time_is_touched(mode: str) -> None:
    broken, sound = _lines(_planned(mode)), _lines()
    for moment, lines, as_sampled in zip(moments(START, END, STEP), broken, sound, strict=True):
        others = [line for line in lines if "asset=MOTOR-1," not in line]
        assert others == [line for line in as_sampled if "asset=MOTOR-1," not in line]
        if not START + ONSET <= moment <= START + REPAIR + 10 * MINUTE:
            assert _of(lines) == _of(as_sampled)
    assert [_of(lines) for lines in broken] != [_of(lines) for lines in sound]


@pytest.mark.parametrize("mode", TRANSPORT)
def test_no_reading_is_changed_or_lost(mode: str) -> None:
    def readings(lines: list[str]) -> set[str]:
        return {line.rsplit(" ", 1)[0] for line in _of(lines)}

    assert readings(_flat(_lines(_planned(mode)))) == readings(_flat(_lines()))


@pytest.mark.parametrize("mode", TRANSPORT)
def test_truth_is_told_in_time_and_bears_the_right_time(mode: str) -> None:
    arrived = _lines(_planned(mode))
    told = {
        _time(line): int(moment)
        for moment, lines in zip(moments(START, END, STEP), arrived, strict=True)
        for line in _of(lines, "truth,")
    }
    assert min(told) == START + ONSET
    assert max(told) == START + REPAIR
    assert all(0 <= arrival - time < STEP for time, arrival in told.items())


@given(cuts=st.sets(st.integers(1, 239), max_size=12))
@settings(deadline=None, max_examples=8)
def test_lines_arrive_in_the_same_order_in_whatever_blocks_a_world_goes_on(cuts: set[int]) -> None:
    plan = [_planned(mode) for mode in TRANSPORT]
    whole, pieces = _world(*plan), _world(*plan)
    times = moments(START, END, MINUTE)
    whole.enter(START)
    pieces.enter(START)
    apart = [
        line for begin, end in pairwise([0, *sorted(cuts), len(times)]) for line in pieces.advance(times[begin:end])
    ]
    assert apart == whole.advance(times)


@pytest.mark.parametrize("mode", TRANSPORT)
def test_after_a_restart_what_was_sampled_before_it_still_arrives_and_nothing_twice(mode: str) -> None:
    """Readings agree to two digits of the wire, as after any restart; which lines come in which order is exact."""

    def heads(lines: list[str]) -> list[tuple[str, int]]:
        return [(line.split(" ", 1)[0], _time(line)) for line in lines]

    ran_on, restarted = _world(_planned(mode)), _world(_planned(mode))
    moment = START + 2 * HOUR + 17 * MINUTE
    ran_on.enter(START)
    before = ran_on.advance(moments(START, moment - START, STEP))
    restarted.enter(moment, STEP)
    later = moments(moment, 20 * MINUTE, STEP)
    again = restarted.advance(later)
    assert heads(again) == heads(ran_on.advance(later))
    waiting = {_time(line) for line in _of(again) if mode in ("late_batch", "out_of_order")}
    assert not waiting & {_time(line) for line in _of(before)}


def test_a_wrong_clock_is_off_by_its_amount() -> None:
    broken, sound = _flat(_lines(_planned("clock_skew", -90.5))), _flat(_lines())
    off = {(before, _time(line) - before) for line, before in zip(_of(broken), map(_time, _of(sound)), strict=True)}
    assert {gap for time, gap in off if START + ONSET <= time < START + REPAIR} == {-90_500_000_000}
    assert {gap for time, gap in off if not START + ONSET <= time < START + REPAIR} == {0}


def test_a_drifting_clock_goes_wrong_little_by_little() -> None:
    broken, sound = _of(_flat(_lines(_planned("clock_drift", 120)))), _of(_flat(_lines()))
    gaps = [(_time(late) - _time(right)) / SECOND for late, right in zip(broken, sound, strict=True)]
    grown = gaps[ONSET // STEP - 1 : 2 * ONSET // STEP - 1]
    assert grown == pytest.approx(np.linspace(0, 120, len(grown), endpoint=False), abs=0.001)
    assert set(gaps[2 * ONSET // STEP : REPAIR // STEP - 1]) == {120}


@given(skew=st.floats(-1e9, 1e9), drift=st.floats(-1e9, 1e9))
@settings(deadline=None, max_examples=30)
def test_no_line_is_ever_stamped_more_than_an_hour_ahead(skew: float, drift: float) -> None:
    times = moments(START, 2 * HOUR, MINUTE)
    wrong = [episode("motor", "clock_skew", 0, amount=skew), episode("motor", "clock_drift", HOUR, amount=drift)]
    delivery = deliver(times, wrong)
    assert np.all(np.abs(delivery.stamped - times) < AHEAD_NS)
    assert np.array_equal(delivery.due, times)


def test_late_lines_come_together_and_all_by_the_repair() -> None:
    arrived = _lines(_planned("late_batch", 600))
    held = {time: delay for time, delay in _delays(arrived).items() if START + ONSET <= time < START + REPAIR}
    assert {time + delay * SECOND for time, delay in held.items()} == {
        START + ONSET + n * 600 * SECOND for n in range(1, 13)
    }
    assert max(held.values()) == 600
    assert [_time(line) for line in _of(_flat(arrived))] == sorted(_delays(arrived))


def test_a_connection_that_is_repaired_delivers_what_it_has_held() -> None:
    held = _delays(_lines(_planned("late_batch", 3500)))
    assert all(time + delay * SECOND <= START + REPAIR for time, delay in held.items() if time < START + REPAIR)


def test_lines_out_of_order_overtake_each_other_within_their_longest_time_on_the_way() -> None:
    arrived = _lines(_planned("out_of_order", 100))
    times = [_time(line) for line in _of(_flat(arrived))]
    assert times != sorted(times)
    assert sorted(times) == moments(START, END, STEP).tolist()
    assert 60 < max(_delays(arrived).values()) < 100 + STEP / SECOND


def test_some_lines_come_twice_the_same_to_the_byte() -> None:
    counts = Counter(_of(_flat(_lines(_planned("duplicate", 0.3)))))
    assert set(counts.values()) == {1, 2}
    within = [count for line, count in counts.items() if START + ONSET <= _time(line) < START + REPAIR]
    assert np.mean(np.array(within) == 2) == pytest.approx(0.3, abs=0.08)


def test_faults_of_one_line_add_up() -> None:
    lines = _of(_flat(_lines(_planned("late_batch"), _planned("duplicate", 1.0), _planned("clock_skew", 60))))
    counts = Counter(lines)
    assert len(counts) == END // STEP
    assert sum(counts.values()) == END // STEP + (REPAIR - ONSET) // STEP


def test_a_silent_machine_has_nothing_on_its_way() -> None:
    silent = _planned("sensor_dropout")
    late = _of(_flat(_lines(silent, _planned("late_batch"))))
    assert sorted(late, key=_time) == _of(_flat(_lines(silent)))
    assert len(late) < END // STEP - 100


def test_nothing_is_on_its_way_when_a_world_begins() -> None:
    world = _world(Planned("MOTOR-1", "late_batch", 0, 0, HOUR))
    world.enter(START)
    arrived = _of(world.advance(moments(START, 2 * HOUR, STEP)))
    assert [_time(line) for line in arrived] == moments(START, 2 * HOUR, STEP).tolist()
