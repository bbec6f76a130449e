"""A pump for the pipeline's tests, and what was told of it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from tests.analytics.feeds import Signals, every_sample, noise, samples, seconds

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
