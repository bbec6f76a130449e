"""A machine of which nobody wrote more than units: it is judged all the same, by what was learned of each series."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics.engine import snapshot
from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.ground.samples import Samples, States
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING, SEASONAL, SHORT
from analytics.layers.baseline.warmup import SAMPLES
from analytics.learning.history import COARSE_S, Grid, arrange
from analytics.learning.learn import adopt
from analytics.learning.refresh import take_over
from analytics.policies.policy import Threshold, default_policy
from contract.catalogue import CLASSES, ClassSpec, Role
from contract.levels import WARNING
from contract.time import DAY_S
from tests.analytics.feeds import START, every_sample, noise, samples, seconds
from tests.analytics.undescribed import NAME, class_without_facts

ASSET, LEVEL, SCATTER = "PRESS-1", 6600.0, 8.0
ROWS = 4 * DAY_S // COARSE_S


@pytest.fixture(autouse=True)
def press(tmp_path: Path) -> Iterator[ClassSpec]:
    with class_without_facts(tmp_path) as spec:
        yield spec


def force(count: int, seed: int = 1) -> Floats:
    return LEVEL + SCATTER * noise(count, seed)


def feed(pipeline: Pipeline, values: Floats, first_s: float = 0.0, step_s: float = 1.0) -> list[int]:
    """The level of the asset at each sample; it never says in which state it is."""
    times = seconds(len(values), first_s, step_s)
    return [risk.level for risk in pipeline.feed(samples(ASSET, NAME, times, {"force_kn": values})).risks]


def least(pipeline: Pipeline) -> float:
    return float(pipeline.state.judging.min_deviation[0])


def learned(values: Floats) -> State:
    """A state that has learned the force from history, a value each nine minutes."""
    state, grid = State(), Grid(START, len(values), COARSE_S)
    past, nothing = samples(ASSET, NAME, grid.time(), {"force_kn": values}), Samples.none()
    for history in arrange(CLASSES[NAME], grid, past, nothing, States.none(), nothing).values():
        adopt(state, state.fleet.asset(ASSET, NAME, "north"), history, grid)
    return state


def test_a_signal_is_a_symptom_where_nobody_wrote_its_role(press: ClassSpec) -> None:
    assert press.signals["force_kn"].role is Role.SYMPTOM
    pipeline = every_sample()
    feed(pipeline, force(1))
    assert pipeline.state.fleet.facts.symptom.tolist() == [True]


def test_a_machine_that_sends_no_state_and_that_nobody_described_is_judged() -> None:
    pipeline = every_sample()
    assert max(feed(pipeline, force(SAMPLES + 600))) == 0
    assert 2 * SCATTER < least(pipeline) < 5 * SCATTER
    levels = feed(pipeline, force(120, seed=2) + 12 * SCATTER, first_s=SAMPLES + 600)
    assert max(levels) >= WARNING


@pytest.mark.parametrize("step_s", [0.1, 600.0, 86_400.0])
def test_it_is_judged_at_any_cadence(step_s: float) -> None:
    pipeline = every_sample()
    first = 5 * SAMPLES if step_s < 1 else SAMPLES
    assert max(feed(pipeline, force(first + 100), 0.0, step_s)) == 0
    assert pipeline.state.of(Baseline).normal.kind.tolist() == [SHORT]
    assert 2 * SCATTER < least(pipeline) < 5 * SCATTER
    more = 400 if step_s < 1 else 40
    assert max(feed(pipeline, force(more, seed=2) + 12 * SCATTER, (first + 100) * step_s, step_s)) >= WARNING


def test_what_never_moved_is_not_judged_by_a_guess() -> None:
    pipeline = every_sample()
    feed(pipeline, np.full(2 * SAMPLES, LEVEL))
    assert pipeline.state.of(Baseline).normal.kind.tolist() == [LEARNING]
    assert max(feed(pipeline, np.full(100, LEVEL + 1e3), first_s=2 * SAMPLES)) == 0


def test_what_was_learned_survives_a_restart(tmp_path: Path) -> None:
    pipeline = every_sample()
    feed(pipeline, force(SAMPLES))
    snapshot.save(tmp_path / "memory", pipeline.state, {}, {})
    loaded = snapshot.load(tmp_path / "memory")
    assert loaded is not None
    again = loaded[0]
    assert again.judging.min_deviation.tolist() == [least(pipeline)]
    assert again.fleet.facts.min_deviation.tolist() == [least(pipeline)]
    assert again.fleet.facts.normal_width.tolist() == pipeline.state.fleet.facts.normal_width.tolist()


def test_a_threshold_row_rules_over_what_was_learned_and_one_that_is_silent_does_not() -> None:
    pipeline = every_sample()
    feed(pipeline, force(SAMPLES))
    found, policy = least(pipeline), default_policy(CLASSES[NAME].signals["force_kn"])
    assert policy.min_deviation is None
    for min_deviation, ruling in ((40.0, 40.0), (None, found)):
        row = Threshold(scope=NAME, signal="force_kn", policy=replace(policy, min_deviation=min_deviation))
        pipeline.adopt({(NAME, "force_kn"): row})
        assert least(pipeline) == ruling


def test_history_tells_what_matters_and_a_failure_in_it_changes_little() -> None:
    sound, failing = force(ROWS), force(ROWS)
    failing[-(ROWS // 12) :] += np.linspace(0, 40 * SCATTER, ROWS // 12)
    one, other = learned(sound), learned(failing)
    assert one.of(Baseline).normal.kind.tolist() == [SEASONAL]
    assert 2.5 * SCATTER < one.judging.min_deviation[0] < 5 * SCATTER
    assert other.judging.min_deviation[0] < 2 * one.judging.min_deviation[0]


def test_what_is_learned_anew_is_taken_over_with_the_baseline() -> None:
    pipeline, fresh = every_sample(), learned(force(ROWS))
    feed(pipeline, force(1), first_s=1e7)
    assert least(pipeline) == 0.0
    assert take_over(pipeline.state, fresh, START + 10**16) == 1
    assert least(pipeline) == fresh.judging.min_deviation[0] > 0
    assert pipeline.state.fleet.facts.min_deviation[0] == least(pipeline)


def test_a_change_of_unit_changes_no_level() -> None:
    values = np.concatenate((force(SAMPLES + 200), force(200, seed=2) + 12 * SCATTER))
    assert feed(every_sample(), values) == feed(every_sample(), values / 1000)
