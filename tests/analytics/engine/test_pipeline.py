"""The pipeline: what samples lead to, and that neither batching nor order nor a restart changes it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.engine import snapshot
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.labels import UNKNOWN_STATE
from analytics.ground.samples import Samples
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.baseline.warmup import SAMPLES
from analytics.layers.modes import Modes
from analytics.policies.policy import Policy, Threshold
from analytics.verdict.risk import severity
from contract.catalogue import Limits
from contract.time import SECOND
from tests.analytics.feeds import START, Signals, every_sample, noise, samples, seconds, states

PUMP = ("PUMP-001", "machine")


def vibration(count: int, fault_from: int | None = None, by: float = 3.0) -> npt.NDArray[np.float64]:
    """A healthy pump's vibration, and a step from some sample on."""
    value = 1.5 + 0.05 * noise(count)
    if fault_from is not None:
        value[fault_from:] += by
    return value


def run(signals: Signals, pipeline: Pipeline | None = None, first: float = 0.0) -> Results:
    """What one feed of a pump's samples at 1 Hz leads to."""
    pipeline = pipeline or every_sample()
    count = len(np.asarray(next(iter(signals.values()))))
    return pipeline.feed(samples(*PUMP, seconds(count, first), signals))


def seasonal(signal: str, level: float, scale: float, asset: tuple[str, str] = PUMP) -> Pipeline:
    """A pipeline that knows what is normal for one signal of one asset."""
    pipeline = every_sample()
    pipeline.state.fleet.series(pipeline.state.fleet.asset(*asset, "north"), signal)
    pipeline.state.fit()
    baseline = pipeline.state.of(Baseline).normal
    baseline.kind[0], baseline.level[0], baseline.scale[0], baseline.noise[0] = SEASONAL, level, scale, 1.0
    return pipeline


def dumped(results: Results) -> dict[str, Any]:
    """Results as plain values that can be compared."""
    scores = results.all_scores()
    rows = zip(scores.series.tolist(), scores.time.tolist(), scores.score.tolist(), strict=True)
    return {
        "scores": sorted(rows),
        "risks": sorted((r.asset, r.time, r.risk, r.level, r.reason) for r in results.risks),
        "events": sorted((e.time, e.tags["episode"], str(e.fields["state"])) for e in results.events),
    }


def test_a_healthy_asset_is_learned_and_stays_normal() -> None:
    results = run({"vibration_mm_s": vibration(900), "flow_m3h": 45 + 0.3 * noise(900, 2)})
    assert {risk.level for risk in results.risks} == {0}
    assert max(risk.risk for risk in results.risks) < 34
    assert results.events == []


def test_before_enough_was_seen_there_is_no_score_and_it_says_so() -> None:
    results = run({"vibration_mm_s": vibration(SAMPLES - 1)})
    assert len(results.all_scores().time) == 0
    assert results.risks[-1].reason == f"still learning: {SAMPLES - 1} of {SAMPLES} samples seen"
    assert results.risks[-1].risk == 0


def test_a_step_is_raised_once_with_its_reason_and_cleared_once() -> None:
    value = vibration(700)
    value[450:600] += 1.2
    results = run({"vibration_mm_s": value})
    worst = max(results.risks, key=lambda risk: risk.risk)
    assert worst.level >= 2
    assert worst.top_signal == "vibration_mm_s"
    assert worst.reason.startswith("vibration_mm_s is 2.")
    assert "mm/s, expected 1.5" in worst.reason
    assert [event.fields["state"] for event in results.events] == ["raised", "cleared"]
    assert results.events[0].tags["code"] == "VIBRATION_HIGH"
    assert results.events[0].fields["danger"] is False
    assert results.risks[-1].level == 0


def test_a_hard_limit_needs_no_learning() -> None:
    results = run({"vibration_mm_s": np.full(60, 5.5)})
    assert results.risks[-1].level == 3
    assert "over its critical limit of 5 mm/s" in results.risks[-1].reason


def first_warning(value: float, pipeline: Pipeline, before: int) -> float:
    """Seconds from a step to a value, after so many ordinary samples, to its warning."""
    results = run({"vibration_mm_s": np.concatenate((vibration(before), np.full(700, value)))}, pipeline)
    step = seconds(before + 1)[-1]
    return float(min((risk.time - step) / 1e9 for risk in results.risks if risk.level >= 2))


@pytest.mark.parametrize("value", [3.05, 3.4, 4.9, 5.5])
def test_a_hard_limit_is_raised_as_soon_where_much_is_known_as_where_nothing_is(value: float) -> None:
    unlearned = first_warning(value, every_sample(), before=20)
    assert unlearned < 15
    assert first_warning(value, every_sample(), before=SAMPLES + 200) <= unlearned
    for scale in (0.1, 1.0):
        # Where noise is known, the first sample of a jump is held back, as it may be a spike.
        assert first_warning(value, seasonal("vibration_mm_s", 1.5, scale), before=300) <= unlearned + 1


@pytest.mark.parametrize(("value", "said"), [(5.0, "at its critical limit of 5"), (5.1, "over its critical limit of 5"),
                                             (4.9, "over its limit of 3")])  # fmt: skip
def test_the_reason_names_the_limit_that_is_meant(value: float, said: str) -> None:
    assert f"{said} mm/s" in run({"vibration_mm_s": np.full(60, value)}).risks[-1].reason


def test_one_who_speeds_for_long_is_said_to_speed_for_as_long() -> None:
    signals = {"speed_kmh": np.full(1200, 96.0), "speed_limit_kmh": np.full(1200, 90.0)}
    results = every_sample().feed(samples("VAN-001", "ice", seconds(1200), signals))
    assert "speed_kmh is 96 km/h, over its limit of 95 km/h" in results.risks[-1].reason
    assert not any("nearly as expected" in risk.reason for risk in results.risks)


def test_a_battery_over_45_degrees_is_critical_at_its_first_sample() -> None:
    pipeline = every_sample()
    results = pipeline.feed(samples("EVAN-001", "ev", seconds(3), {"batt_temp_c": [44.9, 45.1, 45.1]}))
    assert [risk.level for risk in results.risks] == [0, 3, 3]
    assert results.events[0].tags["severity"] == "critical"
    assert results.events[0].tags["code"] == "BAT_TEMP_HIGH"
    assert results.events[0].fields["danger"] is True
    assert results.events[0].time == int(seconds(3)[1])


def test_a_battery_is_watched_while_the_van_is_parked() -> None:
    pipeline, times = every_sample(), seconds(3)
    parked = states("EVAN-001", "ev", times, ["off"] * 3)
    results = pipeline.feed(samples("EVAN-001", "ev", times, {"batt_temp_c": [30.0, 46.0, 46.0]}), parked)
    assert results.risks[-1].level == 3


def test_outside_work_symptoms_are_not_judged() -> None:
    pipeline, times = every_sample(), seconds(60)
    value = {"discharge_pressure_bar": np.zeros(60)}
    results = pipeline.feed(samples(*PUMP, times, value), states(*PUMP, times, ["off"] * 60))
    assert results.risks[-1].level == 0
    assert results.risks[-1].reason == "not working: symptoms are not judged"
    assert run(value).risks[-1].level == 3


def test_an_electric_van_over_161_kmh_is_a_warning() -> None:
    results = every_sample().feed(samples("EVAN-001", "ev", seconds(120), {"speed_kmh": np.full(120, 165.0)}))
    assert results.risks[-1].level == 2
    assert [event.tags["code"] for event in results.events] == ["HIGH_SPEED"]


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ({"speed_kmh": np.full(120, 58.0), "speed_limit_kmh": np.full(120, 50.0)}, "SPEEDING"),
        ({"engine_rpm": np.full(120, 6300.0)}, "OVER_REV"),
    ],
)
def test_what_a_driver_does_is_an_advisory_and_adds_little_risk(signals: Signals, code: str) -> None:
    results = every_sample().feed(samples("VAN-001", "ice", seconds(120), signals))
    assert [(event.tags["code"], event.tags["severity"]) for event in results.events] == [(code, "advisory")]
    assert {event.fields["mode"] for event in results.events} == {"unknown"}
    assert {event.fields["recommendation"] for event in results.events} == {"Talk with the driver"}
    assert results.diagnoses == []
    assert results.risks[-1].level == 1
    assert 0 < results.risks[-1].risk < 15


def test_five_kmh_over_the_limit_are_tolerated() -> None:
    signals = {"speed_kmh": np.full(120, 55.0), "speed_limit_kmh": np.full(120, 50.0)}
    results = every_sample().feed(samples("VAN-001", "ice", seconds(120), signals))
    assert results.events == []
    assert results.risks[-1].risk == 0


def test_creep_inside_the_band_is_found() -> None:
    pipeline = seasonal("vibration_mm_s", 1.5, 0.1)
    times = START + np.arange(600) * 60 * SECOND
    results = pipeline.feed(samples(*PUMP, times, {"vibration_mm_s": np.full(600, 1.5 + 0.36)}))
    assert results.risks[-1].level == 2
    assert "creeping above what is expected" in results.risks[-1].reason


def test_contributions_add_up_to_the_risk_in_every_row() -> None:
    bad = {"vibration_mm_s": np.full(60, 4.0), "bearing_temp_c": np.full(60, 70.0), "power_kw": np.full(60, 20.0)}
    results = run(bad)
    for risk in results.risks:
        assert np.isclose(sum(risk.contributions.values()), risk.risk)
    assert set(results.risks[-1].contributions) == set(bad)


def test_an_open_episode_is_repeated_hourly_and_all_but_its_state_stays_the_same() -> None:
    times = START + np.arange(200) * 60 * SECOND
    results = every_sample().feed(samples(*PUMP, times, {"vibration_mm_s": np.linspace(4, 4.9, 200)}))
    assert len(results.events) == 4
    first = results.events[0]
    for number, event in enumerate(results.events):
        assert event.time == first.time + number * 3600 * SECOND
        assert (event.tags, event.fields) == (first.tags, first.fields)


def test_one_that_turns_critical_ends_and_begins_as_critical() -> None:
    results = run({"vibration_mm_s": np.concatenate((np.full(120, 4.0), np.full(120, 6.0)))})
    told = [(event.tags["severity"], event.fields["state"]) for event in results.events]
    assert told == [("warning", "raised"), ("warning", "cleared"), ("critical", "raised")]
    assert len({event.tags["episode"] for event in results.events}) == 2


def test_a_lone_impossible_value_is_a_data_fault_and_no_risk() -> None:
    value = vibration(900)
    value[700] = 9e9
    pipeline = every_sample()
    results = run({"vibration_mm_s": value}, pipeline)
    assert pipeline.issues == {("PUMP-001", "machine", "north", "vibration_mm_s/impossible"): 1}
    assert max(risk.risk for risk in results.risks) < 34


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_nan_and_infinity_are_data_faults_and_stop_nothing(bad: float) -> None:
    pipeline, times = every_sample(), seconds(2)
    label = ("PUMP-001", "machine", "north", "vibration_mm_s")
    results = pipeline.feed(Samples(times, np.zeros(2, np.int64), np.array([bad, 5.5]), [label]))
    assert pipeline.issues == {(*label[:3], "vibration_mm_s/impossible"): 1}
    assert results.scored == 2


def test_what_the_contract_does_not_know_is_counted_and_the_rest_goes_through() -> None:
    pipeline = every_sample()
    results, odd = Results(), np.ones(60)
    for batch in (
        samples(*PUMP, seconds(60), {"vibration_mm_s": np.full(60, 5.5), "magic": odd, "run_state": odd}),
        samples("X", "spaceship", seconds(2), {"speed_kmh": [1.0, 2.0]}),
        samples("", "machine", seconds(3), {"vibration_mm_s": np.ones(3)}),
        samples("X", "", seconds(4), {"vibration_mm_s": np.ones(4)}),
    ):
        pipeline.count_broken(batch)
        pipeline.feed(batch, None, results)
    assert pipeline.issues == {
        ("PUMP-001", "machine", "north", "magic/unknown_signal"): 60,
        ("PUMP-001", "machine", "north", "run_state/unknown_state"): 60,
        ("X", "spaceship", "north", "speed_kmh/unknown_class"): 2,
        ("", "machine", "north", "vibration_mm_s/refused_without_asset"): 3,
        ("X", "", "north", "vibration_mm_s/refused_without_asset_class"): 4,
    }
    assert results.risks[-1].level == 3
    assert [asset.name for asset in pipeline.state.fleet.assets] == ["PUMP-001"]


def test_an_asset_in_a_state_that_its_class_does_not_have_is_not_at_work() -> None:
    pipeline = every_sample()
    pipeline.feed(samples(*PUMP, seconds(1), {"vibration_mm_s": [1.0]}), states(*PUMP, seconds(1), [UNKNOWN_STATE]))
    assert not pipeline.state.of(Modes).working[0]
    assert pipeline.state.fleet.run_states.names == [UNKNOWN_STATE]


def test_samples_that_were_seen_before_change_nothing() -> None:
    value = vibration(900, fault_from=700)
    pipeline = every_sample()
    before = dumped(run({"vibration_mm_s": value}, pipeline))
    again = dumped(run({"vibration_mm_s": value}, pipeline))
    assert before["events"]
    assert again == {"scores": [], "risks": [], "events": []}


def test_a_stuck_sensor_is_a_data_fault_and_keeps_the_risk_as_it_was() -> None:
    value = np.concatenate((vibration(1200), np.full(1500, 1.5)))
    pipeline = every_sample()
    results = run({"vibration_mm_s": value}, pipeline)
    assert pipeline.issues == {("PUMP-001", "machine", "north", "vibration_mm_s/stuck"): 1}
    assert results.risks[-1].level == 0


def fleet_samples(count: int) -> list[Samples]:
    """Three assets, one of which fails."""
    fault = {"PUMP-001": 500, "PUMP-002": None, "PUMP-003": None}
    return [
        samples(
            name,
            "machine",
            seconds(count, first=0.1 * number),
            {"vibration_mm_s": vibration(count, begin), "flow_m3h": 45 + 0.3 * noise(count, number)},
        )
        for number, (name, begin) in enumerate(fault.items())
    ]


def together(parts: list[Samples]) -> Samples:
    """Samples of several assets as one batch."""
    offset = np.cumsum([0, *(len(part.labels) for part in parts)])
    return Samples(
        np.concatenate([part.time for part in parts]),
        np.concatenate([part.code + first for part, first in zip(parts, offset, strict=False)]),
        np.concatenate([part.value for part in parts]),
        [label for part in parts for label in part.labels],
    )


def some(batch: Samples, which: npt.NDArray[Any]) -> Samples:
    """Some rows of a batch."""
    return Samples(batch.time[which], batch.code[which], batch.value[which], batch.labels)


ALL = together(fleet_samples(600))
"""Samples of three assets; PUMP-001 fails at 500 s."""


@given(st.lists(st.integers(0, 600), min_size=1, max_size=4))
@settings(deadline=None, max_examples=3)
def test_how_samples_are_batched_changes_nothing(cuts: list[int]) -> None:
    whole = dumped(every_sample().feed(ALL))
    pipeline, parts = every_sample(), Results()
    edges = [0, *sorted(START + cut * SECOND for cut in cuts), 2**62]
    for low, high in pairwise(edges):
        parts.join(pipeline.feed(some(ALL, (ALL.time >= low) & (ALL.time < high))))
    assert dumped(parts) == whole
    assert whole["events"]


def by_name(pipeline: Pipeline, results: Results) -> list[tuple[str, int, float]]:
    """Risks with names in place of numbers."""
    assets = pipeline.state.fleet.assets
    return sorted((assets[risk.asset].name, risk.time, round(risk.risk, 9)) for risk in results.risks)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=3)
def test_the_order_of_rows_and_series_changes_nothing(seed: int) -> None:
    one, other = every_sample(), every_sample()
    order = np.random.default_rng(seed).permutation(len(ALL.time))
    assert by_name(one, one.feed(ALL)) == by_name(other, other.feed(some(ALL, order)))


@given(st.integers(1, 599))
@settings(deadline=None, max_examples=3)
def test_a_snapshot_continues_as_if_nothing_had_happened(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder: Path = tmp_path_factory.mktemp("snapshot")
    early = ALL.time < START + cut * SECOND
    straight = every_sample()
    straight.feed(some(ALL, early))
    snapshot.save(folder, straight.state, {}, {})
    loaded = snapshot.load(folder)
    assert loaded is not None
    resumed = Pipeline(loaded[0], straight.pace)
    assert dumped(resumed.feed(some(ALL, ~early))) == dumped(straight.feed(some(ALL, ~early)))


def test_a_threshold_is_in_force_from_the_next_sample_on_without_learning_anew() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": vibration(600)}, pipeline)
    policy = Policy(direction="above", sensitivity=1.0, min_deviation=0.4, limits=Limits(warn_high=1.0, crit_high=9.0))
    row = Threshold(scope="PUMP-001", signal="vibration_mm_s", policy=policy)
    pipeline.adopt({("PUMP-001", "vibration_mm_s"): row})
    results = run({"vibration_mm_s": vibration(60)}, pipeline, first=600)
    assert results.risks[-1].level == 2
    assert "over its limit of 1 mm/s" in results.risks[-1].reason


def test_a_signal_that_is_switched_off_is_not_judged() -> None:
    pipeline = every_sample()
    policy = Policy(direction="above", sensitivity=1.0, min_deviation=0.4, limits=Limits(crit_high=1.0), enabled=False)
    pipeline.adopt({("default", "vibration_mm_s"): Threshold(scope="default", signal="vibration_mm_s", policy=policy)})
    assert run({"vibration_mm_s": np.full(60, 9.0)}, pipeline).risks[-1].risk == 0


def test_an_asset_that_appears_while_running_is_taken_in() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": vibration(500)}, pipeline)
    results = pipeline.feed(samples("NEW", "machine", seconds(60, 500), {"vibration_mm_s": np.full(60, 5.5)}))
    assert results.risks[-1].level == 3
    assert pipeline.state.fleet.assets[results.risks[-1].asset].name == "NEW"


def test_an_asset_that_has_only_said_its_run_state_is_taken_in() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": vibration(10)}, pipeline)
    pipeline.feed(Samples.none(), states("NEW", "machine", seconds(1), ["running"]))
    assert pipeline.state.of(Modes).working.tolist() == [True, True]


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


def test_a_signal_that_its_asset_stopped_sending_no_longer_counts() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": np.full(60, 5.5)}, pipeline)
    results = run({"flow_m3h": 45 + 0.3 * noise(1000)}, pipeline, first=60)
    assert results.risks[0].risk > 60
    assert results.risks[-1].risk == 0
    assert results.risks[-1].level == 0


def test_ordinary_series_are_written_at_their_pace_and_others_always() -> None:
    pipeline = Pipeline()
    quiet = run({"vibration_mm_s": vibration(SAMPLES + 300)}, pipeline)
    assert len(quiet.all_scores().time) <= 7
    loud = run({"vibration_mm_s": np.full(60, 4.0)}, pipeline, first=SAMPLES + 300)
    assert len(loud.all_scores().time) >= 59


def test_under_a_new_duty_a_short_history_goes_on_learning_instead_of_raising() -> None:
    speed = np.repeat([0.0, 80.0, 0.0], 700)
    voltage = 390 - speed / 4 + 0.2 * noise(2100)
    pipeline = every_sample()
    results = pipeline.feed(samples("EV", "ev", seconds(2100), {"speed_kmh": speed, "hv_voltage_v": voltage}))
    assert results.events == []
    reasons = [risk.reason for risk in results.risks]
    assert reasons[699] == "as expected"
    assert reasons[800].startswith("still learning")
    assert reasons[-1] == "as expected"
