"""Alarm health of a simulated fleet: what its operator is told by the product's own pipeline, beside the targets.

The fleet and its faults are those of `forewarn bench faults`. What rings is an incident, and once more where it gets
worse; episodes, of which incidents are made, are shown beside it: so much would ring without them.
"""

from analytics.verdict.alarm_health import PRIORITIES, Alarm, figures, priorities, rung, worst_actors
from analytics.verdict.incidents import Incidents
from bench.faults.plan import draw
from bench.plain import table
from contract.measurements import FAULT
from forewarn.context import bar
from forewarn.rehearsal.run import rehearse, silent
from store.points import Point


def measure(assets: int, days: float, seed: int) -> str:
    """The figures as text."""
    plan, heard = draw(assets, days, seed), list[Point]()
    with bar("judging") as show:
        for now, results in rehearse(plan.scenario, silent(), plan.start, plan.stop):
            heard += [event for event in results.events if event.measurement == FAULT.name]
            show(now - plan.start, plan.stop - plan.start)
    heard.sort(key=lambda event: event.time)
    incidents = Incidents()
    written = [*incidents.take(heard), *incidents.settle(plan.stop)]
    return report(rung(written, "incident"), rung(heard, "episode"), plan.start, plan.stop)


def report(incidents: list[Alarm], episodes: list[Alarm], begin: int, end: int) -> str:
    """The figures of both beside the targets, and what rang most."""
    pairs = zip(figures(incidents, begin, end), figures(episodes, begin, end), strict=True)
    rows = [
        (told.name, f"{told.value:.2f}", f"{raised.value:.2f}", f"{told.most:g}", told.verdict)
        for told, raised in pairs
    ]
    told, raised = priorities(incidents), priorities(episodes)
    rows += [(f"{name}, %", f"{told[name]:.0f}", f"{raised[name]:.0f}", f"~{PRIORITIES[name]:g}", "") for name in told]
    worst = [(f"{asset} {code}", str(count)) for (asset, code), count in worst_actors(episodes)]
    head = ("figure", "incidents", "episodes", "at most", "incidents are")
    return table(head, rows) + "\n" + table(("worst actor", "episodes"), worst)
