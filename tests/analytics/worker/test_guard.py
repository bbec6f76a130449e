"""One asset that the step stumbles over costs no other its judging."""

import logging

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.samples import Samples, States
from analytics.worker.guard import PAUSE_S, Guard
from contract.time import SECOND
from tests.analytics.feeds import START, samples, seconds, states

POISON = "POISON"


class Stumbling(Pipeline):
    """A pipeline whose step fails for one asset, as it would for a fault of ours that nobody has found."""

    def __init__(self) -> None:
        super().__init__()
        self.cured = False

    def feed(self, samples: Samples, states: States | None = None, results: Results | None = None) -> Results:
        used = {samples.labels[code][0] for code in samples.code.tolist()}
        used |= {states.labels[code][0] for code in states.code.tolist()} if states else set()
        if POISON in used and not self.cured:
            raise ZeroDivisionError("as nobody has thought")
        return super().feed(samples, states, results)


def batch(first: float, count: int) -> tuple[Samples, States]:
    """Five pumps, one of which the step stumbles over."""
    names = ["PUMP-001", "PUMP-002", POISON, "PUMP-003", "PUMP-004"]
    parts = [samples(name, "machine", seconds(count, first), {"vibration_mm_s": np.full(count, 5.5)}) for name in names]
    labels = [label for part in parts for label in part.labels]
    codes = np.repeat(np.arange(len(names)), count)
    time, value = (np.concatenate([getattr(part, name) for part in parts]) for name in ("time", "value"))
    return Samples(time, codes, value, labels), states(POISON, "machine", seconds(1, first), ["running"])


def test_an_asset_that_the_step_stumbles_over_is_passed_over_and_told(caplog: pytest.LogCaptureFixture) -> None:
    pipeline, guard = Stumbling(), Guard()
    with caplog.at_level(logging.ERROR):
        results = Results()
        guard.feed(pipeline, *batch(0, 60), START + 60 * SECOND, results)
        guard.feed(pipeline, *batch(60, 60), START + 120 * SECOND, results)
    assert {pipeline.state.fleet.assets[risk.asset].name for risk in results.risks} == {
        "PUMP-001", "PUMP-002", "PUMP-003", "PUMP-004",
    }  # fmt: skip
    assert results.scored == 4 * 120
    assert [record.getMessage() for record in caplog.records] == [
        "POISON is passed over for 600 s: ZeroDivisionError('as nobody has thought')"
    ]
    assert pipeline.issues[POISON, "machine", "north", "vibration_mm_s/unscored"] == 60


def test_it_is_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    pipeline, guard, results = Stumbling(), Guard(), Results()
    guard.feed(pipeline, *batch(0, 60), START, Results())
    pipeline.cured = True
    guard.feed(pipeline, *batch(900, 60), START + round(PAUSE_S + 1) * SECOND, results)
    assert results.scored == 5 * 60
    assert not guard.out
    assert len(caplog.records) == 1


def test_a_clock_that_was_set_back_lengthens_no_pause() -> None:
    pipeline, guard, results = Stumbling(), Guard(), Results()
    guard.feed(pipeline, *batch(0, 60), START + 7200 * SECOND, Results())
    pipeline.cured = True
    guard.feed(pipeline, *batch(60, 60), START, results)
    assert results.scored == 5 * 60
