"""The pipeline: what samples lead to."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.labels import UNKNOWN_STATE
from analytics.ground.samples import Samples
from analytics.layers.baseline.warmup import SAMPLES
from analytics.layers.modes import Modes
from analytics.policies.policy import Policy, Threshold, default_policy
from contract.catalogue import CLASSES, Limits
from contract.time import SECOND
from tests.analytics.engine.pumps import PUMP, run, seasonal, vibration
from tests.analytics.feeds import START, Signals, every_sample, noise, samples, seconds, states


def test_a_healthy_asset_is_learned_and_stays_normal() -> None:
    results = run({"vibration_mm_s": vibration(900), "flow_m3h": 45 + 0.3 * noise(900, 2)})
    assert {risk.level for risk in results.risks} == {0}
    assert max(risk.risk for risk in results.risks) < 34
    assert results.events == []


def test_before_enough_was_seen_there_is_no_score_and_it_says_so() -> None:
    results = run({"vibration_mm_s": vibration(SAMPLES - 1)})
    assert len(results.all_scores().time) == 0
    assert results.risks[-1].reason == f"still learning: {SAMPLES - 1} of at most {SAMPLES} samples seen"
    assert results.risks[-1].risk == 0


@pytest.mark.parametrize(("apart_s", "needed"), [(1, 400), (1200, 400), (3600, 169), (86_400, 100)])
def test_who_comes_seldom_is_told_how_many_samples_a_week_has(apart_s: int, needed: int) -> None:
    results = every_sample().feed(samples(*PUMP, seconds(60, step=apart_s), {"vibration_mm_s": vibration(60)}))
    assert results.risks[-1].reason == f"still learning: 60 of at most {needed} samples seen"


def test_who_wants_no_minutes_is_told_all_else() -> None:
    value = {"vibration_mm_s": vibration(700, 450)}
    all_of, less = run(value), run(value, Pipeline(pace=Pace(score_s=0, risk_s=0), rollups=False))
    assert (len(all_of.minutes), len(less.minutes)) == (11, 0)
    assert [(risk.risk, risk.reason) for risk in less.risks] == [(risk.risk, risk.reason) for risk in all_of.risks]


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


def test_it_is_remembered_when_something_of_an_asset_was_last_off() -> None:
    pipeline = every_sample()
    run({"vibration_mm_s": np.full(60, 1.5)}, pipeline)
    assert pipeline.state.assets.noticed.tolist() == [0]
    off = run({"vibration_mm_s": np.full(60, 30.0)}, pipeline, first=60)
    well = run({"vibration_mm_s": np.full(1500, 1.5)}, pipeline, first=120)
    assert pipeline.state.assets.noticed.tolist() == [max(r.time for r in (*off.risks, *well.risks) if r.level > 0)]
    assert well.risks[-1].level == 0


def test_a_hard_limit_needs_no_learning() -> None:
    results = run({"vibration_mm_s": np.full(60, 5.5)})
    assert results.risks[-1].level == 3
    assert "over its critical limit of 5 mm/s" in results.risks[-1].reason


def first_warning(value: float, pipeline: Pipeline, before: int) -> float:
    """Seconds from a step to a value, after so many ordinary samples, to its warning."""
    results = run({"vibration_mm_s": np.concatenate((vibration(before), np.full(60, value)))}, pipeline)
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


@pytest.mark.parametrize("value", [3.4, 5.5])
def test_no_level_is_entered_before_the_dwell_of_its_policy(value: float) -> None:
    def warned(dwell_s: float | None) -> float:
        pipeline = every_sample()
        policy = Policy(
            direction="above", sensitivity=1.0, min_deviation=0.4, limits=Limits(warn_high=3.0), dwell_s=dwell_s
        )
        row = Threshold(scope="machine", signal="vibration_mm_s", policy=policy)
        pipeline.adopt({("machine", "vibration_mm_s"): row})
        return first_warning(value, pipeline, before=SAMPLES + 200)

    assert warned(5.0) == warned(None)  # the worker's own dwell is longer
    assert 45 <= warned(45.0) <= 47


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


@pytest.mark.parametrize(("tolerated", "codes"), [(20.0, []), (2.0, ["SPEEDING"])])
def test_how_much_over_the_limit_is_tolerated_is_a_threshold_of_the_limit(tolerated: float, codes: list[str]) -> None:
    pipeline = every_sample()
    policy = replace(default_policy(CLASSES["ice"].signals["speed_limit_kmh"]), min_deviation=tolerated)
    row = Threshold(scope="VAN-001", signal="speed_limit_kmh", policy=policy)
    pipeline.adopt({("VAN-001", "speed_limit_kmh"): row})
    signals = {"speed_kmh": np.full(120, 54.0), "speed_limit_kmh": np.full(120, 50.0)}
    results = pipeline.feed(samples("VAN-001", "ice", seconds(120), signals))
    assert [event.tags["code"] for event in results.events] == codes


@pytest.mark.parametrize(
    ("signal", "value", "code"),
    [("cell_temperature_c", 9.9, "CELL_TEMP_LOW"), ("cell_pressure_hpa", 899.0, "CELL_PRESSURE_LOW")],
)
def test_a_test_cell_has_limits_below_too(signal: str, value: float, code: str) -> None:
    results = every_sample().feed(samples("RIG-001", "rig", seconds(120), {signal: np.full(120, value)}))
    assert [event.tags["code"] for event in results.events] == [code]
    assert results.risks[-1].level == 2


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


def test_a_stuck_sensor_is_a_data_fault_and_keeps_the_risk_as_it_was() -> None:
    value = np.concatenate((vibration(1200), np.full(1500, 1.5)))
    pipeline = every_sample()
    results = run({"vibration_mm_s": value}, pipeline)
    assert pipeline.issues == {("PUMP-001", "machine", "north", "vibration_mm_s/stuck"): 1}
    assert results.risks[-1].level == 0


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
