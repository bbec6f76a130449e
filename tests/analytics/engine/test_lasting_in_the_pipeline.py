"""What lasts, through the whole pipeline: one machine alone, and a fleet together."""

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.samples import Samples
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.ewma_charts.charts import EwmaCharts
from tests.analytics.feeds import noise, seconds

PUMPS = [f"PUMP-{number}" for number in range(8)]
LABELS = [(pump, "machine", "north", "vibration_mm_s") for pump in PUMPS]
LEVEL, SCATTER = 2.0, 0.02
"""mm/s: what is normal, and how far a sample scatters."""
CREEPS, LASTS = 0.35, 0.2
"""What does not leave the band of half a mm/s, and what is far inside it."""
MINUTES = 14 * 60


def run(off: float, moved: list[str], means: float) -> Results:
    """Half a day in which some pumps vibrate a little more from its second hour on; their means scatter by so much."""
    pipeline, times = Pipeline(), seconds(MINUTES + 1, 0.0, 60.0)
    late = np.arange(MINUTES + 1) >= 120
    courses = [
        LEVEL + SCATTER * noise(MINUTES + 1, number) + np.where(late & (pump in moved), off, 0.0)
        for number, pump in enumerate(PUMPS)
    ]
    values, codes = np.array(courses).T, np.tile(np.arange(len(PUMPS)), (MINUTES + 1, 1))
    when = np.repeat(times, len(PUMPS)).reshape(values.shape)
    pipeline.feed(Samples(when[0], codes[0], values[0], LABELS))
    learn(pipeline, means)
    return pipeline.feed(Samples(when[1:].ravel(), codes[1:].ravel(), values[1:].ravel(), LABELS))


def learn(pipeline: Pipeline, means: float) -> None:
    """Let the pipeline know what is normal for each pump."""
    state = pipeline.state
    state.of(Baseline).normal.kind[:], state.of(Baseline).normal.level[:] = SEASONAL, LEVEL
    state.of(Baseline).normal.scale[:] = state.of(Baseline).normal.change_scale[:] = SCATTER
    state.of(Baseline).normal.noise[:], state.of(Baseline).normal.noise_scale[:] = SCATTER**2, 1.0
    state.of(EwmaCharts).charts.unit[:], state.of(EwmaCharts).charts.scale[:] = 0.1, means


def alarmed(results: Results) -> set[str]:
    return {event.tags["asset"] for event in results.events}


def test_a_machine_that_is_a_little_off_for_hours_is_found_and_its_reason_says_so() -> None:
    results = run(LASTS, [PUMPS[3]], means=0.01)
    assert alarmed(results) == {PUMPS[3]}
    reasons = [risk.reason for risk in results.risks if risk.level >= 2]
    assert any("band; its mean of hours" in reason for reason in reasons)


@pytest.mark.parametrize("others", [0, 2])
def test_one_that_creeps_is_found_alone_and_with_few_others(others: int) -> None:
    moved = PUMPS[: 1 + others]
    assert alarmed(run(CREEPS, moved, means=0.1)) == set(moved)


def test_what_the_whole_fleet_does_is_nobodys_alarm() -> None:
    assert alarmed(run(CREEPS, PUMPS, means=0.1)) == set()
