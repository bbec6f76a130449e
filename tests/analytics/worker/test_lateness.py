"""Finding late points by counts."""

import json

import numpy as np

from analytics.engine.samples import Samples
from analytics.worker.lateness import MINUTE_NS, Seen
from tests.analytics.feeds import START, samples, seconds

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
    late = seen.late(place, batch(0, 1, 2))
    assert late.time.tolist() == [START + 10**9] * 2
    assert seen.missing(counts(MINUTE, 6)) == []
    assert len(seen.late(place, batch(0, 1, 2)).time) == 0


def test_a_whole_minute_of_an_unknown_asset_is_late() -> None:
    seen = Seen()
    (place,) = seen.missing(counts(MINUTE, 2))
    assert len(seen.late(place, batch(5)).time) == 2


def test_memory_ends_where_lateness_ends() -> None:
    seen = Seen()
    seen.add(samples(*PUMP, seconds(600), {"vibration_mm_s": np.ones(600)}))
    seen.forget(MINUTE + 8 * MINUTE_NS)
    assert len(seen) == 120


def test_what_was_seen_survives_a_restart() -> None:
    seen = Seen()
    seen.add(batch(0, 1, 2))
    again = Seen.load(json.loads(json.dumps(seen.dump())))
    assert again.missing(counts(MINUTE, 6)) == []
    assert len(again.late((MINUTE, PUMP), batch(0, 1, 2)).time) == 0
