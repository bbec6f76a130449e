"""A failure mode that nobody wrote down: named by what people said of it, when it comes again on another machine."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from analytics.engine.pipeline import Pipeline
from analytics.learning.learn import HISTORY_DAYS
from analytics.policies.feedback import Answers, parse
from analytics.verdict.incidents import Incidents
from collectors.model import Asset
from collectors.scenario import Planned, Scenario
from contract.catalogue import CLASSES
from contract.time import DAY, HOUR
from forewarn.rehearsal.lives import STEP
from forewarn.rehearsal.run import rehearse, silent
from store.points import Point

START = 20_500 * DAY
BEGIN = START + HISTORY_DAYS * DAY
FIRST, SECOND = "PUMP-1", "PUMP-2"


def ignorant(mode: str) -> Pipeline:
    """A pipeline whose catalogue of pumps lacks a mode."""
    pipeline, spec = silent(), CLASSES["pump"]
    poorer = replace(spec, modes={name: known for name, known in spec.modes.items() if name != mode})
    fleet = pipeline.state.fleet
    for name in (FIRST, SECOND):
        number = fleet.asset(name, "pump", "north")
        fleet.assets[number] = replace(fleet.assets[number], spec=poorer)
    return pipeline


def life(mode: str) -> Scenario:
    """Two pumps that fail of a mode one after the other, within a day each: the second after two and up to three."""
    faults = tuple(
        Planned(name, mode, BEGIN - START + day * DAY, DAY, 30 * HOUR) for name, day in ((FIRST, 0), (SECOND, 2))
    )
    fleet = tuple(Asset(name, "pump", "north") for name in (FIRST, SECOND))
    return Scenario(7, START, 4 * DAY, STEP, fleet, faults)


def told(mode: str, incidents: Incidents) -> Iterator[tuple[int, Point]]:
    """What is written of incidents, with the end of the quarter of a day in which it is."""
    for now, results in rehearse(life(mode), ignorant(mode), BEGIN, BEGIN + 4 * DAY, STEP):
        for point in incidents.take(results.events):
            yield now, point


@pytest.mark.parametrize("mode", ["unbalance", "clogged_strainer"])
def test_a_mode_that_the_catalogue_lacks_is_named_right_when_it_comes_again_on_another_asset(mode: str) -> None:
    incidents, before, after = Incidents(), list[Point](), list[Point]()
    for now, point in told(mode, incidents):
        (before if point.tags["asset"] == FIRST else after).append(point)
        if now >= BEGIN + 7 * DAY // 4 and not incidents.answers.by_incident:
            last = before[-1]
            known = {"moved": last.fields["moved"], "instead_of": last.fields["cause"]}
            said = {"_time": now, "verdict": "true", "cause": "cracked_cage", **known}
            incidents.answers = Answers([parse({**last.tags, **said})])
    assert {point.fields["like"] for point in before} == {""}
    assert "cracked_cage" not in {point.fields["cause"] for point in before}
    *_, last = (point for point in after if point.time < BEGIN + 3 * DAY)
    assert str(last.fields["like"]).startswith(f"as on {FIRST} on ")
    assert last.fields["cause"] == "cracked_cage"
