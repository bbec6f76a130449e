"""Simulated machines fed to the product: what is thinned out is what the store would have given."""

import tomllib
from datetime import UTC, datetime

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.columns import Floats
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from collectors import scenario
from collectors.fleet import fleet
from collectors.scenario import Planned
from collectors.world import World
from contract.time import DAY, SECOND
from forewarn.rehearsal import feed
from forewarn.rehearsal.feed import WINDOW, History, as_samples, simulate

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND


def _world(mode: str, signal: str | None) -> World:
    """Three machines, the first of which loses readings or whole messages from the start."""
    what = fleet(3, 4, START)
    gone = Planned("ICE-0001", mode, 0, 0, 100 * DAY, signal=signal)
    world = World(scenario.Scenario(4, START, 0, feed.STEP, what.assets, (gone,)))
    world.enter(START)
    return world


def test_samples_are_all_readings_with_their_labels_and_none_that_are_missing() -> None:
    (parts,) = simulate(_world("sensor_dropout", "oil_temp_c"), START, START + DAY // 8)
    samples, states = as_samples(parts)
    found = {
        (samples.labels[code], time): value
        for code, time, value in zip(samples.code.tolist(), samples.time.tolist(), samples.value.tolist(), strict=True)
    }
    told = {(states.labels[code], time) for code, time in zip(states.code.tolist(), states.time.tolist(), strict=True)}
    for group, read in parts:
        for place, asset in enumerate(group.assets):
            tags = (asset.name, group.spec.name, asset.site)
            for moment, time in enumerate(read.times.tolist()):
                for number, signal in enumerate(read.signals):
                    value = found.pop(((*tags, signal), time), np.nan)
                    assert np.array_equal(value, read.values[number, moment, place], equal_nan=True)
                told.remove(((*tags, group.spec.run_states[read.states[moment, place]]), time))
    assert not found
    assert not told


def test_blocks_do_not_change_what_is_simulated_and_no_window_lies_in_two() -> None:
    span = START + 7 * SECOND * 60, START + DAY
    blocks = [*simulate(_world("sensor_dropout", None), *span)]
    assert len(blocks) > 2
    for parts in blocks[1:]:
        assert (int(parts[0][1].times[0]) - feed.STEP) % WINDOW == 0
    times = np.concatenate([parts[0][1].times for parts in blocks])
    assert np.array_equal(times, np.arange(span[0] + feed.STEP, span[1] + 1, feed.STEP))


def test_windows_keep_the_last_reading_the_mean_and_the_last_state_of_those_that_were_heard() -> None:
    (parts,) = simulate(_world("sensor_dropout", None), START, START + DAY // 8)
    for group, read in parts:
        found = feed._thin(group, read)
        assert found.last.shape == (len(read.signals), DAY // 8 // WINDOW, len(group.assets))
        for window in range(len(found.ends)):
            rows = slice(9 * window, 9 * window + 9)
            assert found.ends[window] == read.times[rows][-1]
            for place in range(len(group.assets)):
                heard = ~read.silent[rows, place]
                last = [_last(read.values[k, rows, place]) for k in range(len(read.signals))]
                assert np.array_equal(found.last[:, window, place], last, equal_nan=True)
                states = read.states[rows, place][heard]
                assert found.states[window, place] == (states[-1] if len(states) else -1)
                means = [_mean(read.signal(name)[rows, place]) for name in feed._duty(group)]
                assert np.allclose(found.means[:, window, place], means, equal_nan=True)


def _last(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else np.nan


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan


def test_only_the_machines_that_are_asked_for_are_learned_and_only_from_what_is_kept() -> None:
    history, pipeline = History(), Pipeline()
    for parts in simulate(_world("sensor_dropout", "oil_temp_c"), START, START + 3 * DAY):
        history.add(parts)
    history.learn(pipeline.state, {"PUMP-0003"}.__contains__)
    assert {asset.name for asset in pipeline.state.fleet.assets} == {"PUMP-0003"}
    assert (pipeline.state.of(Baseline).normal.kind == SEASONAL).any()
    history.forget(START + 3 * DAY - 3 * WINDOW)
    later = Pipeline()
    history.learn(later.state)
    assert not (later.state.of(Baseline).normal.kind == SEASONAL).any()


def test_the_hours_before_an_alarm_that_lasts_are_not_learned_from_where_enough_is_left() -> None:
    history, plain = History(), History()
    for parts in simulate(_world("sensor_dropout", "oil_temp_c"), START, START + 4 * DAY):
        history.add(parts)
        plain.add(parts)
    history.warn(("PUMP-0003", START + 4 * DAY - step * feed.STEP) for step in range(1, DAY // 4 // feed.STEP))
    warned, other = Pipeline().state, Pipeline().state
    history.learn(warned)
    plain.learn(other)
    changed = np.nan_to_num(warned.of(Baseline).normal.scale) != np.nan_to_num(other.of(Baseline).normal.scale)
    pump = [asset.name for asset in warned.fleet.assets].index("PUMP-0003")
    assert changed.any()
    assert (warned.fleet.facts.asset[changed] == pump).all()
    assert np.flatnonzero(warned.assets.alarmed).tolist() == [pump]


def test_the_faults_of_the_demo_are_found_and_its_stuck_sensor_is_a_data_fault() -> None:
    document = tomllib.loads(scenario.DEMO.read_text(encoding="utf-8"))
    demo = scenario.parse({**document, "start": datetime(2026, 11, 13, 10, tzinfo=UTC)})
    world, history, pipeline, results = World(demo), History(), Pipeline(), Results()
    world.enter(demo.start)
    learned = demo.start + 31 * DAY // 4
    for parts in simulate(world, demo.start, learned):
        history.add(parts)
    history.learn(pipeline.state)
    for parts in simulate(world, learned, learned + DAY // 2):
        results.join(pipeline.feed(*as_samples(parts)))
    codes: dict[str, set[str]] = {}
    for event in results.events:
        codes.setdefault(event.tags["asset"], set()).add(event.tags["code"])
    assert {"VIBRATION_HIGH", "BEARING_HOT"} <= codes["PUMP-001"]
    assert "STRAINER_CLOGGED" in codes["PUMP-002"]
    assert "COOLANT_FLOW_LOW" in codes["EVAN-001"]
    assert set(codes) <= {"PUMP-001", "PUMP-002", "EVAN-001", "RIG-001", "VAN-002"}
    assert ("MOTOR-001", "motor", "warsaw", "winding_temp_c/stuck") in pipeline.issues
