"""Running a world: history, real time, files, and coming back after a kill."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from collectors import simulate
from collectors.fleet import fleet
from collectors.scenario import SECOND, Planned
from telemetry.errors import ContractError
from telemetry.gateway import Gateway
from telemetry.provision import provision
from telemetry.writer import Writer
from tests.collectors.worlds import DAY, HOUR, MINUTE, START, Lines, asset, scenario
from tests.support.store import RunningStore

ONE = scenario(asset("motor"))


def _times(lines: Sequence[str]) -> list[int]:
    return [int(line.rpartition(" ")[2]) for line in lines]


@dataclass
class Until(Lines):
    """A sink that sets an event once it has enough lines."""

    enough: int = 1
    stop: threading.Event = field(default_factory=threading.Event)

    def write(self, lines: Sequence[str]) -> None:
        super().write(lines)
        if len(self.lines) >= self.enough:
            self.stop.set()


@dataclass
class Ticking:
    """A clock that goes on by the same length each time it is read."""

    now: int
    step: int

    def __call__(self) -> int:
        self.now += self.step
        return self.now


def test_a_backfill_covers_its_span_at_the_scenario_s_step_and_says_how_far_it_is() -> None:
    sink, seen = Lines(), list[tuple[int, int]]()
    simulate.backfill(ONE, sink, lambda done, total: seen.append((done, total)), START, START + DAY)
    assert _times(sink.lines) == list(range(START + MINUTE, START + DAY + 1, MINUTE))
    assert seen[-1] == (1440, 1440)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_backfill_of_an_empty_span_writes_nothing() -> None:
    sink = Lines()
    simulate.backfill(ONE, sink, lambda _done, _total: None, START, START + 59 * SECOND)
    assert sink.lines == []


def test_a_backfill_that_is_asked_to_stop_ends_after_the_block_that_it_is_at() -> None:
    sink = Until()
    simulate.backfill(ONE, sink, lambda _done, _total: None, START, START + 7 * DAY, sink.stop)
    assert 0 < len(sink.lines) < 1440


def test_live_telemetry_comes_at_its_rate_on_whole_multiples_of_the_period() -> None:
    sink = Until(enough=25)
    simulate.live(ONE, sink, sink.stop, 50, START + HOUR, Ticking(START + HOUR, SECOND // 100))
    assert _times(sink.lines) == [START + HOUR + n * SECOND // 50 for n in range(1, len(sink.lines) + 1)]


def test_live_fills_a_long_gap_at_the_history_s_step_and_its_last_minutes_at_its_own_rate() -> None:
    sink, seen, end = Until(enough=800), list[tuple[int, int]](), START + 3 * HOUR
    clock = Ticking(end, SECOND)
    simulate.live(ONE, sink, sink.stop, 1, START, clock, lambda done, total: seen.append((done, total)))
    times = _times(sink.lines)
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
    simulate.live(ONE, sleepy, sleepy.stop, 1, START, clock)
    gaps = {later - earlier for earlier, later in pairwise(_times(sleepy.lines))}
    assert max(gaps) <= MINUTE
    assert _times(sleepy.lines)[-1] > START + 110 * MINUTE


def test_live_fills_a_short_gap_at_its_own_rate() -> None:
    sink = Until(enough=310)
    simulate.live(ONE, sink, sink.stop, 1, START + HOUR, Ticking(START + HOUR + 5 * MINUTE, SECOND))
    assert _times(sink.lines)[:310] == [START + HOUR + n * SECOND for n in range(1, 311)]


def test_live_begins_at_the_scenario_s_start_where_nothing_was_written_yet() -> None:
    sink = Until(enough=61)
    simulate.live(ONE, sink, sink.stop, 1, None, Ticking(START + HOUR, SECOND))
    assert _times(sink.lines)[0] == START + MINUTE


def test_live_ends_at_once_when_it_is_stopped_before_it_starts() -> None:
    sink, stop = Lines(), threading.Event()
    stop.set()
    simulate.live(ONE, sink, stop, 1, None, Ticking(START + DAY, SECOND))
    assert sink.lines == []


@pytest.mark.parametrize("rate", [0, -1, 51, float("nan"), float("inf")])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    with pytest.raises(ContractError, match="rate_hz"):
        simulate.live(ONE, Lines(), threading.Event(), rate, START)


def test_a_file_holds_the_lines_of_its_span_and_the_same_ones_each_time(tmp_path: Path) -> None:
    count = simulate.to_file(ONE, tmp_path / "a.lp", START, START + HOUR, 5 * SECOND)
    simulate.to_file(ONE, tmp_path / "b.lp", START, START + HOUR, 5 * SECOND)
    assert (tmp_path / "a.lp").read_bytes() == (tmp_path / "b.lp").read_bytes()
    assert count == 720 == len((tmp_path / "a.lp").read_text().splitlines())


@pytest.mark.parametrize("step", [0, -SECOND, HOUR])
def test_a_file_s_step_out_of_range_is_refused(tmp_path: Path, step: int) -> None:
    with pytest.raises(ContractError, match="step"):
        simulate.to_file(ONE, tmp_path / "a.lp", START, START + HOUR, step)


def test_a_benchmark_s_fleet_has_as_many_machines_as_asked_of_every_kind_with_names_of_their_own() -> None:
    world_of = fleet(100, 3, START)
    assert len({entry.name for entry in world_of.assets}) == 100
    assert {entry.kind for entry in world_of.assets} == {"ice", "ev", "pump", "motor", "conveyor", "rig"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with RunningStore() as store:
        provision(store.url, store.org, tmp_path_factory.mktemp("secrets"), operator=store.token)
        with Gateway(store.url, store.token, store.org) as opened:
            yield opened


def test_a_killed_simulator_leaves_no_gap_and_tells_the_truth_once(gateway: Gateway) -> None:
    wear = Planned("K-1", "bearing_wear", HOUR, HOUR, 3 * HOUR)
    world_of = scenario(asset("pump", "K-1"), faults=(wear,))
    now = START + 6 * HOUR
    with Writer(gateway, "telemetry", interval_s=0.05) as writer:
        simulate.backfill(world_of, writer, lambda _done, _total: None, START, START + 2 * HOUR)
    stop = threading.Event()
    with Writer(gateway, "telemetry", interval_s=0.05) as writer:
        # Half an hour is simulated twice, as after a kill between writing and noting it.
        simulate.backfill(world_of, writer, lambda _done, _total: None, START + 2 * HOUR - HOUR // 2, now, stop)
    span = f"range(start: {_rfc(START)}, stop: {_rfc(now + SECOND)})"
    accel = 'r._measurement == "telemetry" and r.asset == "K-1" and r._field == "accel_g"'
    kept = gateway.query(f'from(bucket: "telemetry") |> {span} |> filter(fn: (r) => {accel})')
    assert sorted(kept.times().tolist()) == list(range(START + MINUTE, now + 1, MINUTE))
    phase = 'r._measurement == "truth" and r.asset == "K-1" and r._field == "phase"'
    truth = gateway.query(f'from(bucket: "telemetry") |> {span} |> filter(fn: (r) => {phase})')
    assert set(truth.strings("_value")) == {"onset", "detectable", "failed", "repaired"}
    assert truth.strings("_value").count("repaired") == 1


def _rfc(moment: int) -> str:
    return datetime.fromtimestamp(moment // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
