"""What a pipeline makes of a lasting change when all that it knows of a signal is a short history."""

import numpy as np
import numpy.typing as npt

from analytics.engine.results import Results
from analytics.layers.baseline.warmup import PLATEAU, SAMPLES
from tests.analytics.feeds import every_sample, noise, samples, seconds

LATER = 2 * PLATEAU


def flow(step: float) -> Results:
    """A pump's flow that moves by `step`, in m³/h, for good after its history; 2.5 matters, 10 is critical."""
    values: npt.NDArray[np.float64] = 45 + 0.3 * noise(SAMPLES + 100 + LATER + SAMPLES)
    values[SAMPLES + 100 :] += step
    return every_sample().feed(samples("P", "machine", seconds(len(values)), {"flow_m3h": values}))


def test_what_lasts_longer_than_the_history_is_learned_as_normal_too() -> None:
    risks = flow(-5.0).risks
    assert {risk.level for risk in risks[SAMPLES + 130 : SAMPLES + 90 + PLATEAU]} == {2}
    assert risks[SAMPLES + 150 + PLATEAU].reason.startswith("still learning")
    assert {risk.level for risk in risks[SAMPLES + 150 + PLATEAU :]} == {0}
    assert risks[-1].reason == "as expected"


def test_what_is_critical_never_becomes_normal_by_lasting() -> None:
    assert {risk.level for risk in flow(-20.0).risks[-LATER:]} == {3}


def test_what_breaks_a_limit_never_becomes_normal_by_lasting() -> None:
    values = np.full(SAMPLES + LATER, 2.6)
    values[:SAMPLES] = 4 + 0.1 * noise(SAMPLES)
    found = every_sample().feed(samples("P", "machine", seconds(len(values)), {"discharge_pressure_bar": values}))
    assert [event.measurement for event in found.events].count("fault") <= 2
    assert min(risk.level for risk in found.risks[SAMPLES + 60 :]) >= 2
