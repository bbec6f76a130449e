"""A simulated fleet through the worker's pipeline: it learns what is normal, judges, and learns anew each week."""

from collections.abc import Iterator

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.learning.learn import HISTORY_DAYS
from analytics.learning.refresh import calm, old, take_over
from collectors.scenario import Scenario
from collectors.world import World
from contract.levels import WARNING
from contract.time import DAY, MINUTE
from forewarn.rehearsal.feed import History, as_samples, simulate


def rehearse(
    scenario: Scenario, pipeline: Pipeline, begin: int, end: int, step: int = MINUTE
) -> Iterator[tuple[int, Results]]:
    """Learn from the fortnight before `begin` (ns), with which the scenario starts, then judge until `end`; gives each
    quarter of a day with its end and what was found in it. A sample each `step` (ns)."""
    world, history = World(scenario), History()
    world.enter(scenario.start)
    for parts in simulate(world, begin - HISTORY_DAYS * DAY, begin, step):
        history.add(parts)
    history.learn(pipeline.state)
    for parts in simulate(world, begin, end, step):
        now = int(parts[0][1].times[-1])
        results = pipeline.feed(*as_samples(parts))
        history.warn(_alarms(pipeline.state, results))
        learn_anew(pipeline.state, history, now)
        history.add(parts)
        yield now, results


def silent(diagnosis_s: float = 1e9) -> Pipeline:
    """A pipeline of which nothing need be written; it says that often what an asset suffers from, in seconds."""
    return Pipeline(pace=Pace(score_s=1e9, risk_s=1e9, diagnosis_s=diagnosis_s))


def _alarms(state: State, results: Results) -> Iterator[tuple[str, int]]:
    """The machines that were in alarm, by name, and when (ns)."""
    risks = results.all_risks()
    alarmed = risks.level >= WARNING
    for asset, time in zip(risks.asset[alarmed].tolist(), risks.time[alarmed].tolist(), strict=True):
        yield state.fleet.assets[asset].name, time


def learn_anew(state: State, history: History, now: int) -> None:
    """Learn machines again whose time it is, as the worker does: without the latest hours and the time around alarms.

    What would not be taken over, as it is in alarm or was within its history, or is not calm, is not fitted either.
    """
    begin, overdue = now - HISTORY_DAYS * DAY, old(state, now)
    due = {
        asset.name
        for number, asset in enumerate(state.fleet.assets)
        if overdue[number] and not history.alarmed(asset.name, begin) and calm(state, number)
    }
    if not due:
        return
    history.forget(begin)
    anew = State()
    history.learn(anew, due.__contains__)
    take_over(state, anew, now)
