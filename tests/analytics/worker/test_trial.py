"""A proposal is tried on what lies in the store, and what it foretells is what happens once it is in force."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from analytics.backtest.episodes import Episodes
from analytics.backtest.found import Episode
from analytics.backtest.trial import Trial
from analytics.ground.source import Telemetry
from analytics.policies.maintenance import Work
from analytics.policies.policy import parse
from analytics.policies.proposal import proposal
from analytics.worker.stretch import Rules, Stretch
from analytics.worker.threshold_watch import Thresholds
from analytics.worker.trial import Order, run
from collectors.model import Asset
from collectors.scenario import Planned, Scenario
from collectors.world import World
from contract.errors import ContractError
from contract.measurements import THRESHOLD, Value
from contract.time import DAY, HOUR, MINUTE
from contract.zones import Zones
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned

pytestmark = pytest.mark.timeout(900)

STOP = (time.time_ns() // DAY - 1) * DAY
START, STEP = STOP - 12 * DAY, 5 * MINUTE
BEGIN = STOP - 4 * DAY
SEED = 70_193
FLEET = tuple(Asset(f"{kind.upper()}-{n}", kind, "north") for kind in ("pump", "conveyor") for n in range(3))
FAULTS = (
    Planned("PUMP-0", "unbalance", BEGIN - START + 6 * HOUR, 36 * HOUR, 60 * HOUR),
    Planned("PUMP-1", "bearing_wear", BEGIN - START - DAY, 3 * DAY, 200 * HOUR),
    Planned("CONVEYOR-2", "idler_drag", BEGIN - START, 2 * DAY, 60 * HOUR),
)
TIGHTER: dict[str, Value] = {
    "sensitivity": 3.0, "min_deviation": 0.05, "warn_high": 2.0, "crit_high": 3.0, "dwell_s": 1500.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A store with twelve days of machines, some of which fail."""
    tokens = tmp_path_factory.mktemp("tokens")
    with provisioned(tokens) as running, Gateway(running.url, running.token, running.org) as gateway:
        world = World(Scenario(SEED, START, STOP - START, STEP, FLEET, FAULTS))
        world.enter(START)
        for part in np.array_split(np.arange(START + STEP, STOP, STEP), 12):
            gateway.write("telemetry", world.advance(part))
        yield gateway


def order(**changes: object) -> Order:
    """A change of how pumps' vibration is judged."""
    return Order(start=BEGIN, stop=STOP, scope="pump", signal="vibration_mm_s", changes=changes)


def trial(gateway: Gateway, of: Order) -> Trial:
    return run(gateway, Telemetry(gateway), Zones(), of, lambda _done, _of: None).trial


def happened(gateway: Gateway) -> list[tuple[object, ...]]:
    """The episodes of the span by the worker's own judge of a past, with the rows that are in force."""
    rules = Rules(thresholds=Thresholds(gateway).changed() or {})
    seen = Episodes()
    stretch = Stretch(Telemetry(gateway), BEGIN, STOP, rules)
    seen.see(stretch.run(lambda _lines: None), {})
    return [shown(one) for one in seen.found() if one.asset.startswith("PUMP")]


def shown(one: Episode) -> tuple[object, ...]:
    """What is compared: of one that was open before the span, when it began does not count."""
    begin = max(one.raised, BEGIN)
    critical = None if one.critical is None else max(one.critical, BEGIN)
    return one.asset, one.signal, one.code, one.level, begin, critical, one.cleared


def test_what_a_trial_foretells_is_what_happens_once_the_proposal_is_in_force(gateway: Gateway) -> None:
    found = trial(gateway, order(**TIGHTER))
    assert [shown(one) for one in found.before.episodes] == happened(gateway)
    tags = {"scope": "pump", "signal": "vibration_mm_s"}
    fields: dict[str, Value] = {"direction": "above", **TIGHTER, "version": 1, "actor": "a test", "why": "to see"}
    assert parse({**tags, **fields}).policy == proposal({}, "pump", "pump", "vibration_mm_s", TIGHTER).policy
    point = Point(THRESHOLD.name, tags, fields, STOP)
    gateway.write("config", encode([point]))
    after = happened(gateway)
    assert [shown(one) for one in found.after.episodes] == after
    assert len(found.new()) > 0
    assert len(after) > len(found.before.episodes)


def test_work_on_an_asset_hides_what_would_have_been_raised_on_it_and_nothing_else(gateway: Gateway) -> None:
    work = Work("PUMP-1", BEGIN, STOP, relearn=False)
    found = trial(gateway, Order(start=BEGIN, stop=STOP, works=[work]))
    hidden = {one.asset for one in found.gone()}
    assert hidden == {"PUMP-1"}
    (line,) = [line for line in found.lines() if line.asset == "PUMP-1"]
    assert line.before.episodes > line.after.episodes
    assert line.before.hours > line.after.hours


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"changes": {"sensitivity": float("nan")}}, "sensitivity"),
        ({"changes": {"warn_high": float("inf")}}, "warn_high"),
        ({"changes": {"warn_high": 9.0, "crit_high": 3.0}}, "crit_high"),
        ({"signal": "no_such_signal"}, "signal"),
        ({"start": STOP}, "stop"),
        ({"start": STOP - 400 * DAY, "stop": STOP - 399 * DAY}, "start"),
        ({"scope": "ev"}, "signal"),
        ({"scope": "NOBODY"}, "scope"),
        ({"signal": "", "works": ()}, "signal"),
        ({"scope": 'x" or r.asset != "'}, "scope"),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused_by_field(
    gateway: Gateway, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(ContractError) as refused:
        trial(gateway, replace(order(), **changed))  # type: ignore[arg-type]
    assert refused.value.field == field
