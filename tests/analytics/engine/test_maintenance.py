"""Maintenance: out of judgement, and back with another level."""

import numpy as np
import numpy.typing as npt
import pytest

from analytics.engine import maintenance
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.engine.upkeep import Upkeep
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.level_shift import SAMPLES
from analytics.policies.maintenance import Work
from contract.time import HOUR_S, SECOND
from tests.analytics.feeds import START, every_sample, noise, samples, seconds

PUMP = ("PUMP-001", "machine")


def pump() -> Pipeline:
    """A pipeline that expects 1.5 mm/s of a pump's vibration, give or take 0.4."""
    pipeline = every_sample()
    pipeline.state.fleet.series(pipeline.state.fleet.asset(*PUMP, "north"), "vibration_mm_s")
    pipeline.state.fit()
    baseline = pipeline.state.of(Baseline).normal
    baseline.kind[0], baseline.level[0], baseline.scale[0], baseline.noise[0] = SEASONAL, 1.5, 0.1, 1.0
    return pipeline


def run(pipeline: Pipeline, value: npt.ArrayLike, first: int, step: float = 10.0) -> Results:
    """Feed the pump's vibration, a sample every `step` seconds from `first` on."""
    values = np.atleast_1d(np.asarray(value, np.float64))
    return pipeline.feed(samples(*PUMP, seconds(len(values), first, step), {"vibration_mm_s": values}))


Told = dict[str, tuple[Work, ...]]


def work(begin: int, end: int, *, relearn: bool, signals: frozenset[str] = frozenset()) -> Told:
    """Work on the pump, in seconds after START."""
    return {PUMP[0]: (Work(PUMP[0], START + begin * SECOND, START + end * SECOND, relearn, signals),)}


def both(first: Told, second: Told) -> Told:
    """Two pieces of work on the pump, the earlier first."""
    return {PUMP[0]: first[PUMP[0]] + second[PUMP[0]]}


def around(level: float, count: int) -> npt.NDArray[np.float64]:
    """Values around a level."""
    return level + 0.05 * noise(count)


def test_an_asset_that_is_worked_on_is_not_judged_and_its_episodes_end() -> None:
    pipeline = pump()
    raised = run(pipeline, np.full(60, 5.5), 0)
    assert raised.risks[-1].level == 3
    pipeline.maintain(work(600, HOUR_S, relearn=False))
    results = run(pipeline, np.full(200, 9.0), 600)
    assert [event.fields["state"] for event in results.events] == ["cleared"]
    assert {(risk.risk, risk.level) for risk in results.risks} == {(0.0, 0)}
    assert len(results.all_scores().time) == 0


def test_afterwards_it_is_judged_as_before() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, HOUR_S, relearn=False))
    run(pipeline, np.full(300, 5.5), 0)
    assert run(pipeline, around(1.5, 60), HOUR_S).risks[-1].risk == 0
    assert run(pipeline, np.full(60, 2.9), HOUR_S + 600).risks[-1].level >= 2


def test_with_relearn_the_level_that_it_came_back_with_is_expected() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, HOUR_S, relearn=True))
    run(pipeline, around(1.5, 300), 0)
    learning = run(pipeline, around(2.2, 12 * SAMPLES), HOUR_S)
    assert {risk.level for risk in learning.risks} == {0}
    assert pipeline.state.of(Baseline).normal.level[0] == pytest.approx(2.2, abs=0.05)
    assert run(pipeline, around(2.2, 100), HOUR_S + 120 * SAMPLES).risks[-1].risk == 0
    assert run(pipeline, around(2.9, 400), 3 * HOUR_S).all_scores().score[-1] > 1


def test_what_came_back_far_off_is_moved_by_no_more_than_can_be_believed() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 60, relearn=True))
    run(pipeline, around(1.5, 6), 0)
    run(pipeline, np.full(12 * SAMPLES, 4.9), 60)
    assert pipeline.state.of(Baseline).normal.level[0] == pytest.approx(1.5 + 4 * 0.4)


def test_hard_limits_are_judged_while_the_level_is_learned() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 60, relearn=True))
    run(pipeline, around(1.5, 6), 0)
    assert run(pipeline, np.full(60, 5.5), 60).risks[-1].level == 3


def test_only_the_signals_that_it_names_are_learned_anew() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 60, relearn=True, signals=frozenset({"flow_m3h"})))
    run(pipeline, around(2.2, 300), 0)
    assert pipeline.state.of(Baseline).normal.level[0] == 1.5


def test_the_same_work_is_done_once_also_after_a_restart() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 60, relearn=True))
    run(pipeline, around(2.2, 12 * SAMPLES + 60), 0)
    level = pipeline.state.of(Baseline).normal.level[0]
    pipeline.maintain(work(0, 60, relearn=True))
    run(pipeline, around(1.9, 12 * SAMPLES + 60), 3 * HOUR_S)
    assert pipeline.state.of(Baseline).normal.level[0] == level


def test_work_on_an_asset_that_appears_later_is_known_by_then() -> None:
    pipeline = every_sample()
    pipeline.maintain(work(0, HOUR_S, relearn=False))
    run(pipeline, np.full(60, 9.0), 0)
    excused = maintenance.excused(pipeline.state, np.array([0, 0]), START + np.array([1, HOUR_S]) * SECOND)
    assert excused.tolist() == [True, False]
    assert pipeline.state.assets.level[0] == 0


def test_a_second_window_that_is_planned_does_not_end_the_one_under_way() -> None:
    pipeline = pump()
    first = work(0, HOUR_S, relearn=False)
    pipeline.maintain(first)
    run(pipeline, np.full(60, 9.0), 0)
    pipeline.maintain(both(first, work(3 * HOUR_S, 4 * HOUR_S, relearn=False)))
    assert run(pipeline, np.full(60, 9.0), 600).risks[-1].risk == 0
    assert run(pipeline, np.full(60, 9.0), HOUR_S).risks[-1].level == 3
    assert run(pipeline, np.full(60, 9.0), 3 * HOUR_S).risks[-1].risk == 0
    assert run(pipeline, np.full(60, 9.0), 4 * HOUR_S).risks[-1].level == 3


def test_an_earlier_window_that_is_told_after_a_later_one_counts_too() -> None:
    pipeline = pump()
    later = work(3 * HOUR_S, 4 * HOUR_S, relearn=False)
    pipeline.maintain(later)
    run(pipeline, np.full(60, 1.5), 0)
    pipeline.maintain(both(work(HOUR_S, 2 * HOUR_S, relearn=False), later))
    assert run(pipeline, np.full(60, 9.0), HOUR_S).risks[-1].risk == 0
    assert run(pipeline, np.full(60, 9.0), 2 * HOUR_S).risks[-1].level == 3
    assert run(pipeline, np.full(60, 9.0), 3 * HOUR_S).risks[-1].risk == 0


def test_a_window_that_ends_early_lets_the_asset_be_judged_from_then_on() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 4 * HOUR_S, relearn=False))
    assert run(pipeline, np.full(60, 9.0), 0).risks[-1].risk == 0
    pipeline.maintain(work(0, 700, relearn=False))
    assert run(pipeline, np.full(60, 9.0), 600).risks[-1].level == 3


def test_a_window_that_ends_early_is_followed_by_learning_where_it_says_so() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 4 * HOUR_S, relearn=True))
    run(pipeline, around(1.5, 60), 0)
    pipeline.maintain(work(0, 700, relearn=True))
    run(pipeline, around(2.2, 12 * SAMPLES + 20), 600)
    assert pipeline.state.of(Baseline).normal.level[0] == pytest.approx(2.2, abs=0.05)


def test_a_window_that_is_taken_back_while_the_asset_is_inside_ends_at_once_and_nothing_is_learned_anew() -> None:
    pipeline = pump()
    pipeline.maintain(work(0, 4 * HOUR_S, relearn=True))
    run(pipeline, around(1.5, 60), 0)
    pipeline.maintain({})
    assert run(pipeline, np.full(12 * SAMPLES, 9.0), 600).risks[-1].level == 3
    assert pipeline.state.of(Baseline).normal.level[0] == 1.5


def test_what_is_planned_is_known_again_after_a_restart() -> None:
    planned = work(HOUR_S, 2 * HOUR_S, relearn=False)
    pipeline = pump()
    pipeline.maintain(planned)
    run(pipeline, np.full(60, 1.5), 0)
    again = Pipeline(State.load(*pipeline.state.dump()), pipeline.pace)
    again.maintain(planned)
    assert run(again, np.full(60, 9.0), HOUR_S).risks[-1].risk == 0
    assert run(again, np.full(60, 9.0), 2 * HOUR_S).risks[-1].level == 3


def test_many_assets_with_several_windows_are_excused_each_in_its_own() -> None:
    told = {
        name: tuple(Work(name, at, at + 5, False) for at in begins) for name, begins in (("A", (0, 20)), ("C", (8,)))
    }
    upkeep = Upkeep(told)
    upkeep.lay_out(["A", "B", "C"])
    asset, time = np.repeat([0, 1, 2], 30), np.tile(np.arange(30), 3)
    inside = {(0, t) for t in (*range(5), *range(20, 25))} | {(2, t) for t in range(8, 13)}
    found = upkeep.covers(asset, time)
    assert set(zip(asset[found].tolist(), time[found].tolist(), strict=True)) == inside
    assert not upkeep.covers(np.zeros(0, np.int64), np.zeros(0, np.int64)).any()
