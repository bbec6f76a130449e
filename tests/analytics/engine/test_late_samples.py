"""Samples that come behind newer ones: scored and counted in their place, by what is known."""

import numpy as np
import pytest

from analytics.verdict.risk import severity
from contract.time import SECOND
from tests.analytics.engine.pumps import PUMP, run, seasonal, vibration
from tests.analytics.feeds import START, every_sample, samples, seconds


def test_a_sample_is_behind_where_its_asset_has_shown_a_newer_one() -> None:
    pipeline = every_sample()
    assert pipeline.behind(samples("X", "spaceship", seconds(2), {"speed_kmh": [1.0, 2.0]})).tolist() == [False, False]
    run({"vibration_mm_s": vibration(10)}, pipeline)
    batch = samples(*PUMP, seconds(2, first=9.0), {"vibration_mm_s": [1.0, 2.0], "magic": [1.0, 2.0]})
    assert pipeline.behind(batch).tolist() == [True, False, False, False]


def test_a_late_sample_is_scored_in_its_place_and_leaves_no_trace_in_the_running_views() -> None:
    pipeline = seasonal("vibration_mm_s", 1.5, 0.1)
    run({"vibration_mm_s": vibration(100)}, pipeline)
    before = pipeline.state.dump()[0]
    late, closed = pipeline.late(samples(*PUMP, [START + SECOND // 2], {"vibration_mm_s": [2.3]}))
    assert late.scores.time.tolist() == [START + SECOND // 2]
    assert late.scores.score[0] == pytest.approx(1.5)
    assert closed == {(START, 0)}
    after = pipeline.state.dump()[0]
    kept = [name for name in before if not name.startswith("rollups.day.")]
    assert all(np.array_equal(before[name], after[name], equal_nan=True) for name in kept)


def test_one_late_sample_alone_adds_no_risk_and_of_two_the_lower_counts() -> None:
    pipeline = seasonal("vibration_mm_s", 1.5, 0.1)
    run({"vibration_mm_s": vibration(100)}, pipeline)
    half_past = [START + second * SECOND + SECOND // 2 for second in (1, 2, 90)]
    late, _ = pipeline.late(samples(*PUMP, half_past, {"vibration_mm_s": [4.0, 2.3, 4.0]}))
    assert late.points[[0, 2]].tolist() == [0, 0]
    assert late.points[1] == pytest.approx(severity(late.scores.score[1:2])[0])


def test_a_late_sample_beyond_a_limit_is_scored_where_nothing_was_learned() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": vibration(10)}, pipeline)
    late, _ = pipeline.late(samples(*PUMP, [START + 1, START + 2], {"vibration_mm_s": [1.0, 5.5]}))
    assert late.scores.observed.tolist() == [5.5]
    assert late.scores.score[0] >= 2


def test_a_late_sample_of_a_minute_that_is_open_is_counted_in_it() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": np.full(30, 1.0)}, pipeline)
    _, closed = pipeline.late(samples(*PUMP, [START + SECOND // 2], {"vibration_mm_s": [4.0]}))
    assert not closed
    (minute,) = run({"vibration_mm_s": [1.0]}, pipeline, first=60).minutes
    assert (minute.count.tolist(), minute.max.tolist(), minute.mean.tolist()) == ([31], [4.0], [34 / 31])


def test_a_closed_minute_is_counted_again_whole() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": np.full(100, 1.0)}, pipeline)
    whole = samples(*PUMP, seconds(4), {"vibration_mm_s": [1.0, 2.0, 6.0, 9e9], "flow_m3h": [40.0, 44.0, 42.0, 42.0]})
    found = pipeline.count_again(whole, START)
    assert found.start.tolist() == [START] * 2
    assert found.count.tolist() == [3, 4]
    assert found.mean.tolist() == [3.0, 42.0]
    assert found.min.tolist() == [1.0, 40.0]
    assert found.max.tolist() == [6.0, 44.0]
