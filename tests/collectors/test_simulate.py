"""Running a world: history, files, and coming back after a kill."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import registry, simulate
from collectors.fleet import fleet
from collectors.live import Pace, Playback
from collectors.model import Spell
from collectors.scenario import Planned
from collectors.world import World
from contract.errors import ContractError
from contract.time import DAY, HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.writer import Writer
from tests.collectors.worlds import START, Lines, Until, asset, scenario, stamps, watch
from tests.support.provisioned import provisioned

ONE = scenario(asset("motor"))


def test_a_backfill_covers_its_span_at_the_scenario_s_step_and_says_how_far_it_is() -> None:
    sink, seen = Lines(), list[tuple[int, int]]()
    simulate.backfill(ONE, sink, lambda done, total: seen.append((done, total)), START, START + DAY)
    assert stamps(sink.lines) == list(range(START + MINUTE, START + DAY + 1, MINUTE))
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


def test_a_file_holds_the_lines_of_its_span_and_the_same_ones_each_time(tmp_path: Path) -> None:
    count = simulate.to_file(ONE, tmp_path / "a.lp", START, START + HOUR, 5 * SECOND)
    simulate.to_file(ONE, tmp_path / "b.lp", START, START + HOUR, 5 * SECOND)
    assert (tmp_path / "a.lp").read_bytes() == (tmp_path / "b.lp").read_bytes()
    assert count == 720 == len((tmp_path / "a.lp").read_text().splitlines())


def test_at_long_steps_the_same_moments_read_as_at_short_ones() -> None:
    """Between two samples physics goes in steps of its own."""
    fleet_of = scenario(*(asset(kind) for kind in registry.KINDS))
    for (group, often), (_, seldom) in zip(
        watch(fleet_of, 6 * HOUR, MINUTE), watch(fleet_of, 6 * HOUR, 6 * MINUTE), strict=True
    ):
        shared = np.searchsorted(often.times, seldom.times)
        step = np.array([group.spec.signals[name].resolution or 1e-6 for name in often.signals])[:, None, None]
        apart = np.abs(often.values[:, shared] - seldom.values) / step
        assert np.nanmax(apart) <= 2
        assert np.array_equal(often.states[shared], seldom.states)


@pytest.mark.parametrize("step", [0, -SECOND, HOUR])
def test_a_file_s_step_out_of_range_is_refused(tmp_path: Path, step: int) -> None:
    with pytest.raises(ContractError, match="step"):
        simulate.to_file(ONE, tmp_path / "a.lp", START, START + HOUR, step)


ALL_KINDS = replace(
    scenario(
        *(asset(kind) for kind in registry.KINDS),
        faults=(
            Planned("PUMP-1", "bearing_wear", HOUR, 2 * HOUR, 5 * HOUR, 6 * HOUR),
            Planned("ICE-1", "misfire", 2 * HOUR, 2 * HOUR),
            Planned("EV-1", "sensor_stuck", HOUR, 0, None, None, "batt_temp_c"),
            Planned("MOTOR-1", "out_of_order", HOUR, 0, 3 * HOUR),
            Planned("CONVEYOR-1", "duplicate", HOUR, 0),
            Planned("RIG-1", "sensor_dropout", HOUR, 0),
        ),
    ),
    spells=(Spell(START / SECOND, START / SECOND + 86_400, 7.0),),
)
"""Everything that a scenario can have."""


def _by_speed(speed: float | None, ticks: int) -> str:
    """The lines of eight hours at a minute a step, played live long after, in steps of a clock of our own."""
    now, sink = [START + 30 * DAY], Lines()
    playback = Playback(ALL_KINDS, START, Pace(speed=speed), lambda: now[0])
    while playback.last < START + 8 * HOUR:
        now[0] += ticks * SECOND
        playback.step(sink)
    return "\n".join(line for line in sink.lines if int(line.rpartition(" ")[2]) <= START + 6 * HOUR)


def test_the_same_bytes_come_at_any_speed() -> None:
    fastest = _by_speed(None, 1)
    assert fastest.count("truth,") > 20
    assert _by_speed(60.0, 7) == fastest
    assert _by_speed(3600.0, 1) == fastest


@settings(deadline=None, max_examples=3)
@given(st.lists(st.integers(1, 6 * 60 - 1), max_size=6, unique=True))
def test_the_same_bytes_come_in_any_blocks(cuts: list[int]) -> None:
    times = np.arange(START + MINUTE, START + 6 * HOUR + 1, MINUTE)
    whole, pieces = World(ALL_KINDS), World(ALL_KINDS)
    whole.enter(START, MINUTE)
    pieces.enter(START, MINUTE)
    parts = [line for block in np.split(times, sorted(cuts)) for line in pieces.advance(block)]
    assert parts == whole.advance(times)


def test_a_file_says_how_far_it_is(tmp_path: Path) -> None:
    seen = list[tuple[int, int]]()
    simulate.to_file(ONE, tmp_path / "a.lp", START, START + DAY, MINUTE, lambda *told: seen.append(told))
    assert seen[-1] == (1440, 1440)
    assert len(seen) > 1


def test_a_benchmark_s_fleet_has_as_many_machines_as_asked_of_every_kind_with_names_of_their_own() -> None:
    world_of = fleet(100, 3, START)
    assert len({entry.name for entry in world_of.assets}) == 100
    assert {entry.asset_class for entry in world_of.assets} == {"ice", "ev", "pump", "motor", "conveyor", "rig"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with (
        provisioned(tmp_path_factory.mktemp("secrets")) as store,
        Gateway(store.url, store.token, store.org) as opened,
    ):
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
