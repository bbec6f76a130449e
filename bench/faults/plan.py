"""What befalls a simulated fleet, and the truth of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from analytics.learning.learn import HISTORY_DAYS
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.fleet import fleet
from collectors.records import happened
from collectors.scenario import Scenario
from collectors.scenario.drawing import drawn
from collectors.sensor_faults import MODES
from collectors.truth import Chronicle
from contract.failures import Growth
from contract.time import DAY, HOUR, SECOND

RATE = "1 per 20d"
SENSOR_EVERY = 5
"""Of so many machines one has sensors that fail."""
FAST_HOURS = 48
ENOUGH = 24 * HOUR
"""An episode that can be seen for so long counts, even if the span ends before it has failed."""
_START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND


@dataclass(frozen=True, slots=True)
class Plan:
    """A fleet with its faults; (start, stop] is the span that is scored, ns since 1970."""

    scenario: Scenario
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Case:
    """One fault of a machine or of a sensor that was under way in the span; times in ns since 1970."""

    asset: str
    asset_class: str
    mode: str
    machine: bool
    """Whether it is a fault of the machine, not of a sensor."""
    fast: bool
    onset: int
    detectable: int | None
    failed: int
    repaired: int
    counts: bool
    severity: float
    """How far it grew within the span, 0 to 1."""


def draw(assets: int, days: float, seed: int) -> Plan:
    """A fleet that is healthy while it is learned, and the faults of the days that are scored."""
    healthy = fleet(assets, seed, _START)
    start = _START + HISTORY_DAYS * DAY
    stop = start + round(days * DAY)
    common = {"rate": RATE, "after": f"{HISTORY_DAYS}d"}
    # Transport faults befall lines on their way, and here are none: values go straight to the pipeline.
    modes = [mode for mode, fault in MODES.items() if not fault.transport]
    names = [asset.name for asset in healthy.assets[::SENSOR_EVERY]]
    document = {"draw": [common, {**common, "modes": modes, "assets": names}]}
    faults = drawn(document, seed, stop - _START, healthy.assets)
    return Plan(replace(healthy, faults=faults, length=stop - _START), start, stop)


def truth(plan: Plan) -> list[Case]:
    """Every fault under way in the span, by onset."""
    found, chronicle = happened(plan.scenario, plan.start, plan.stop), Chronicle(plan.scenario.conditions)
    chronicle.look(found, plan.stop)
    return [_case(episode, chronicle.detectable(episode, plan.stop), plan.stop) for episode in found]


def _case(episode: Episode, detectable: int | None, stop: int) -> Case:
    fault, repaired = episode.fault, episode.planned.repair
    assert repaired is not None  # what is drawn is repaired
    return Case(
        asset=episode.asset.name,
        asset_class=episode.asset.asset_class,
        mode=fault.mode,
        machine=isinstance(fault, Fault),
        fast=isinstance(fault, Fault) and (fault.growth is Growth.STEP or fault.failure.hours[1] <= FAST_HOURS),
        onset=episode.onset,
        detectable=detectable,
        failed=episode.failed,
        repaired=episode.onset + repaired,
        counts=detectable is not None and (episode.failed <= stop or stop - detectable >= ENOUGH),
        severity=_severity(episode, stop),
    )


def _severity(episode: Episode, stop: int) -> float:
    last = min(stop, episode.failed, episode.onset + (episode.planned.repair or 0) - SECOND)
    return float(episode.severity(np.array([last / SECOND]))[0])
