"""Finding late points by counts."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.ground.samples import Samples
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.worker.lateness import Seen
from contract.time import MINUTE as MINUTE_NS
from tests.analytics.feeds import START, noise, samples, seconds

PUMP = ("PUMP-001", "machine")
MINUTE = START // MINUTE_NS * MINUTE_NS


def batch(*moments: float) -> Samples:
    """Two values at each moment, seconds after START."""
    times = [START + round(moment * 1e9) for moment in moments]
    ones = np.ones(len(moments))
    return samples(*PUMP, times, {"vibration_mm_s": ones, "flow_m3h": ones})


def counts(minute: int, count: int) -> Samples:
    """What the store says of a minute: half the values of each signal."""
    end = [minute + MINUTE_NS]
    return samples(*PUMP, end, {"vibration_mm_s": [count / 2], "flow_m3h": [count / 2]})


def test_where_the_store_has_what_was_seen_nothing_is_missing() -> None:
    seen = Seen()
    seen.add(batch(0, 1, 2))
    assert seen.missing(counts(MINUTE, 6)) == []


def test_samples_that_are_read_twice_count_once() -> None:
    seen = Seen()
    seen.add(batch(0, 1, 2))
    seen.add(batch(1, 2, 3))
    assert seen.missing(counts(MINUTE, 8)) == []
    assert len(seen) == 4


def test_a_point_that_came_late_is_found_once() -> None:
    seen = Seen()
    seen.add(batch(0, 2))
    (place,) = seen.missing(counts(MINUTE, 6))
    assert place == (MINUTE, PUMP)
    late = seen.late(batch(0, 1, 2))
    assert late.time.tolist() == [START + 10**9] * 2
    assert seen.missing(counts(MINUTE, 6)) == []
    assert len(seen.late(batch(0, 1, 2)).time) == 0


def test_a_whole_minute_of_an_unknown_asset_is_late() -> None:
    seen = Seen()
    assert seen.missing(counts(MINUTE, 2)) == [(MINUTE, PUMP)]
    assert len(seen.late(batch(5)).time) == 2


def test_memory_ends_where_lateness_ends() -> None:
    seen = Seen()
    seen.add(samples(*PUMP, seconds(600), {"vibration_mm_s": np.ones(600)}))
    seen.forget(MINUTE + 8 * MINUTE_NS)
    assert len(seen) == 120


def test_what_was_seen_survives_a_restart() -> None:
    seen = Seen()
    seen.add(batch(0, 1, 2))
    arrays, data = seen.dump()
    again = Seen.load(arrays, json.loads(json.dumps(data)))
    assert again.missing(counts(MINUTE, 6)) == []
    assert len(again.late(batch(0, 1, 2)).time) == 0
    assert len(Seen.load(*Seen().dump())) == 0


def test_a_signal_that_came_after_the_others_of_its_moment_is_late() -> None:
    seen = Seen()
    first = samples(*PUMP, seconds(3), {"vibration_mm_s": np.ones(3)})
    assert seen.add(first).all()
    assert seen.missing(counts(MINUTE, 6)) == [(MINUTE, PUMP)]
    late = seen.late(batch(0, 1, 2))
    assert {late.labels[code][3] for code in late.code.tolist()} == {"flow_m3h"}
    assert len(late.time) == 3


def test_more_signals_than_can_be_told_apart_are_looked_into_once() -> None:
    many = samples(*PUMP, [START], {f"signal_{number}": [1.0] for number in range(70)})
    seen = Seen()
    seen.add(many)
    end = [MINUTE + MINUTE_NS]
    stored = samples(*PUMP, end, {f"signal_{number}": [1.0] for number in range(70)})
    assert seen.missing(stored) == [(MINUTE, PUMP)]
    assert len(seen.late(many).time) == 0
    assert seen.missing(stored) == []


@given(st.permutations(range(24)), st.lists(st.integers(1, 23), max_size=6))
@settings(deadline=None, max_examples=40)
def test_in_whatever_order_samples_come_each_is_scored_once_in_its_place(order: list[int], cuts: list[int]) -> None:
    pipeline, seen = Pipeline(pace=Pace(score_s=0, risk_s=0)), Seen()
    number = pipeline.state.fleet.series(pipeline.state.fleet.asset(*PUMP, "north"), "vibration_mm_s")
    pipeline.state.fit()
    baseline = pipeline.state.of(Baseline).normal
    baseline.kind[0], baseline.level[0], baseline.scale[0], baseline.noise[0] = SEASONAL, 1.5, 0.1, 1.0
    stream = samples(*PUMP, seconds(12), {"vibration_mm_s": 1.5 + 0.05 * noise(12), "flow_m3h": np.full(12, 45.0)})
    scored: list[int] = []
    for arrived in np.split(np.array(order), sorted(cuts)):
        batch = stream.take(arrived)
        # Everything is read twice, as neighbouring reads overlap.
        for _ in range(2):
            late = batch.take(seen.add(batch) & pipeline.behind(batch))
            for found in (pipeline.feed(batch).all_scores(), pipeline.late(late)[0].scores):
                scored += found.time[found.series == number].tolist()
    assert sorted(scored) == seconds(12).tolist()
