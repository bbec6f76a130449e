"""A machine that yields no more once it is rated: a model of what it seldom did there must not call it weak."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.ground.columns import Floats
from analytics.ground.samples import Samples, States
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.history import COARSE_S, Grid, arrange
from analytics.learning.learn import adopt
from contract.catalogue import CLASSES
from contract.levels import WARNING
from contract.time import DAY_S
from tests.analytics.feeds import START, every_sample, noise, samples, seconds
from tests.analytics.undescribed import NAME, class_without_facts

ASSET, RATED = "PRESS-1", 6000.0
ROWS = 6 * DAY_S // COARSE_S
HIGHEST = 90.0


@pytest.fixture(autouse=True)
def press(tmp_path: Path) -> Iterator[None]:
    with class_without_facts(tmp_path):
        yield


def strokes(count: int) -> Floats:
    """It is asked for all between 10 and 55 mm by the hour, and for a moment, every other day, for the most."""
    found = 32.5 + 22.5 * np.sin(np.arange(count) / 9)
    found[100::300] = found[101::300] = HIGHEST
    return found


def force(stroke: Floats, seed: int = 1) -> Floats:
    return np.minimum(100 * stroke, RATED) + 10 * noise(len(stroke), seed)


def taught() -> Pipeline:
    pipeline, grid, stroke = every_sample(), Grid(START, ROWS, COARSE_S), strokes(ROWS)
    past = samples(ASSET, NAME, grid.time(), {"stroke_mm": stroke, "force_kn": force(stroke)})
    nothing = Samples.none()
    for history in arrange(CLASSES[NAME], grid, past, nothing, States.none(), nothing).values():
        adopt(pipeline.state, pipeline.state.fleet.asset(ASSET, NAME, "north"), history, grid)
    return pipeline


def levels(part: float) -> list[int]:
    """The levels of two hours of the most, in which it yields that part of what it should."""
    pipeline, stroke = taught(), np.full(120, HIGHEST)
    times = seconds(len(stroke), ROWS * COARSE_S, 60.0)
    fed = samples(ASSET, NAME, times, {"stroke_mm": stroke, "force_kn": part * force(stroke, 2)})
    found = [risk.level for risk in pipeline.feed(fed).risks]
    at = pipeline.state.fleet.series(pipeline.state.fleet.asset(ASSET, NAME, "north"), "force_kn")
    assert pipeline.state.of(Baseline).normal.kind[at] == SEASONAL
    return found


def test_what_never_was_more_is_not_expected_to_become_more() -> None:
    assert max(levels(1.0)) < WARNING


def test_and_less_than_it_was_is_still_told() -> None:
    assert max(levels(0.6)) >= WARNING
