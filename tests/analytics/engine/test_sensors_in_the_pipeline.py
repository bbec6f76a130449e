"""Faults of sensors through the whole pipeline: noted as data faults, and nobody is called."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.columns import Floats
from analytics.ground.samples import Samples
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.ewma_charts.charts import EwmaCharts
from contract.catalogue import CLASSES
from tests.analytics.feeds import noise, seconds

PUMP = {"flow_m3h": 50.0, "discharge_pressure_bar": 5.0, "fluid_temp_c": 20.0, "bearing_temp_c": 40.0}
SCATTER = 0.02
CAR = {"coolant_temp_c": 90.0, "coolant_level_pct": 90.0}
MINUTES, LATE = 14 * 60, 8 * 60


def run(off: dict[str, Floats], kind: str = "machine", signals: dict[str, float] = PUMP) -> tuple[Pipeline, Results]:
    """A machine in health for eight hours, whose signals are then off by so much, minute by minute."""
    pipeline, times = Pipeline(), seconds(MINUTES, 0.0, 60.0)
    labels = [("A-1", kind, "north", name) for name in signals]
    values = np.array([level + SCATTER * noise(MINUTES, n) for n, level in enumerate(signals.values())]).T
    for name, course in off.items():
        values[LATE:, list(signals).index(name)] += course
    codes = np.tile(np.arange(len(signals)), (MINUTES, 1))
    when = np.repeat(times, len(signals)).reshape(values.shape)
    pipeline.feed(Samples(when[0], codes[0], values[0], labels))
    learn(pipeline, list(signals.values()))
    return pipeline, pipeline.feed(Samples(when[1:].ravel(), codes[1:].ravel(), values[1:].ravel(), labels))


def learn(pipeline: Pipeline, levels: list[float]) -> None:
    state = pipeline.state
    state.of(Baseline).normal.kind[:], state.of(Baseline).normal.level[:] = SEASONAL, levels
    state.of(Baseline).normal.scale[:] = state.of(Baseline).normal.change_scale[:] = SCATTER
    state.of(Baseline).normal.noise[:], state.of(Baseline).normal.noise_scale[:] = SCATTER**2, 1.0
    state.of(EwmaCharts).charts.unit[:], state.of(EwmaCharts).charts.scale[:] = 0.1, 0.1


def drift(least: float, times: float) -> Floats:
    """An offset that grows to so many smallest deviations that matter."""
    return least * times * np.minimum(np.arange(MINUTES - LATE) / 120, 1.0)


def scatter(least: float, times: float) -> Floats:
    """Noise that grows to so many smallest deviations that matter."""
    return drift(least, times) * noise(MINUTES - LATE, 99)


def found(pipeline: Pipeline) -> set[str]:
    return {label[3] for label in pipeline.issues}


def test_fluid_that_seems_to_heat_while_the_pump_pumps_is_a_data_fault() -> None:
    pipeline, results = run({"fluid_temp_c": drift(3.0, 4.0)})
    assert "fluid_temp_c/alone" in found(pipeline)
    assert not results.events
    assert max(risk.level for risk in results.risks) == 1
    assert any("perhaps its sensor" in risk.reason for risk in results.risks)


def test_the_same_heat_in_a_pump_that_no_longer_pumps_calls_somebody() -> None:
    pipeline, results = run({"fluid_temp_c": drift(3.0, 4.0), "flow_m3h": -drift(2.5, 4.0)})
    assert {"FLUID_HOT", "FLOW_LOW"} <= {event.tags["code"] for event in results.events}
    assert "fluid_temp_c/alone" not in found(pipeline)


def test_a_bearing_whose_heat_is_the_first_sign_calls_somebody() -> None:
    _, results = run({"bearing_temp_c": drift(3.0, 4.0)})
    assert results.events


@pytest.mark.parametrize("times", [1.0, 2.0])
def test_a_sensor_that_scatters_is_a_data_fault(times: float) -> None:
    pipeline, results = run({"bearing_temp_c": scatter(3.0, times)})
    assert "bearing_temp_c/noisy" in found(pipeline)
    assert not results.events


def test_one_that_scatters_about_another_mean_calls_somebody() -> None:
    _, results = run({"bearing_temp_c": scatter(3.0, 1.0) + drift(3.0, 3.0)})
    assert results.events


@pytest.mark.parametrize(("minutes", "calls"), [(9, False), (30, True)])
def test_what_lies_above_and_below_by_turns_has_not_stayed_outside(minutes: int, calls: bool) -> None:
    turns = np.where(np.arange(MINUTES - LATE) // minutes % 2, 1.0, -1.0)
    _, results = run({"coolant_temp_c": 4.2 * turns}, "ice", CAR)
    assert bool(results.events) is calls


def test_the_same_on_a_machine_of_which_no_failure_is_known_is_a_warning_of_an_unknown_pattern() -> None:
    shipped = dict(CLASSES)
    CLASSES.swap({**shipped, "plant": replace(shipped["machine"], name="plant", modes={})})
    try:
        pipeline, results = run({"fluid_temp_c": drift(3.0, 4.0)}, "plant")
    finally:
        CLASSES.swap(shipped)
    assert "fluid_temp_c/alone" not in found(pipeline)
    event = results.events[0]
    assert (event.tags["severity"], event.fields["mode"], event.fields["signal"]) == (
        "warning",
        "unknown",
        "fluid_temp_c",
    )
    assert results.diagnoses[-1].candidates[0].supports[0].startswith("fluid_temp_c rose to ")
