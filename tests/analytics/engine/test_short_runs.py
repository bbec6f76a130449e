"""An engine on a test stand runs for seconds, and rests for half an hour: it is judged once it has run a few times."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SHORT
from contract.levels import WARNING
from tests.analytics.feeds import every_sample, noise, samples, seconds, states
from tests.analytics.undescribed import written

ASSET, NAME = "STAND-1", "stand"
TEXT = """label = "Test stand"
run_states = ["off", "running"]
working_states = ["running"]

[signals.chamber_bar]
unit = "bar"
"""
STEP_S, RUN, RUNS, APART_S = 0.1, 200, 8, 1800.0


@pytest.fixture(autouse=True)
def stand(tmp_path: Path) -> Iterator[None]:
    with written(tmp_path, NAME, TEXT):
        yield


def highest(last: float) -> list[int]:
    """The highest level of each run; of the last one the pressure is that part of what it should be."""
    pipeline, found = every_sample(), []
    for run in range(RUNS):
        times = seconds(RUN + 20, run * APART_S, STEP_S)
        works = np.arange(len(times)) % (RUN + 10) >= 10
        pressure = 60 * works * (last if run == RUNS - 1 else 1.0) + 0.3 * noise(len(times), run)
        said = states(ASSET, NAME, times, ["running" if one else "off" for one in works])
        risks = pipeline.feed(samples(ASSET, NAME, times, {"chamber_bar": pressure}), said).risks
        found.append(max(risk.level for risk in risks))
    assert pipeline.state.of(Baseline).normal.kind.tolist() == [SHORT]
    assert pipeline.state.of(Baseline).normal.cadence[0] == pytest.approx(STEP_S, rel=0.1)
    return found


def test_sound_runs_call_nobody() -> None:
    assert highest(1.0) == [0] * RUNS


def test_a_run_that_is_unlike_those_before_it_is_told() -> None:
    found = highest(0.9)
    assert found[:-1] == [0] * (RUNS - 1)
    assert found[-1] >= WARNING
