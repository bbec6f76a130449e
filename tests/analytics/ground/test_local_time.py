"""Local time of assets, and a fleet whose habits follow it over both changes of the clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.columns import Ints
from analytics.ground.fleet import Fleet
from analytics.ground.local_time import LocalTime, offset
from collectors.fleet import fleet
from collectors.scenario import Scenario
from collectors.world import World
from contract.time import DAY, HOUR, MINUTE, SECOND
from contract.zones import Zones
from forewarn.rehearsal.feed import History, Parts, as_samples, simulate
from store.points import Point

BERLIN = "Europe/Berlin"
LEARNED_DAYS = 8
STEP = 3 * MINUTE
SPRING, AUTUMN = (int(datetime(2026, *day, 1, tzinfo=UTC).timestamp()) * SECOND for day in ((3, 29), (10, 25)))
"""When clocks in Europe go forward, and back."""
ZONES = [BERLIN, "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]


@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000))
def test_the_offset_is_that_of_the_data_base_of_zones(zone: str, seconds: int) -> None:
    shift = datetime.fromtimestamp(seconds, ZoneInfo(zone)).utcoffset()
    assert shift is not None
    assert offset(zone, np.array([seconds * SECOND])).tolist() == [int(shift.total_seconds()) * SECOND]


def test_each_asset_goes_by_the_clocks_of_its_site_also_after_it_has_moved() -> None:
    found = Fleet()
    for name, site in (("A", "yard"), ("B", "hall"), ("C", "elsewhere")):
        found.asset(name, "machine", site)
    clocks = LocalTime(Zones("UTC", {"yard": BERLIN, "hall": "Asia/Kathmandu"}))
    clocks.follow(found)
    assets, time = np.array([0, 1, 2, 0]), np.array([AUTUMN - 1, 0, 5, AUTUMN])
    assert (clocks.of(assets, time) - time).tolist() == [2 * HOUR, 19_800 * SECOND, 0, HOUR]
    found.asset("C", "machine", "yard")
    clocks.follow(found)
    assert (clocks.of(np.array([2]), np.array([0]))).tolist() == [HOUR]


def test_what_was_learned_by_other_zones_is_not_kept() -> None:
    state = State()
    state.fleet.asset("A", "machine", "yard")
    state.fit()
    assert state.keep(Zones("UTC", {"another": BERLIN}))
    assert not state.keep(Zones(BERLIN))
    assert State.load(*state.dump()).clocks.zones == Zones("UTC", {"another": BERLIN})


def by_the_clock(parts: Parts, change: int) -> Parts:
    """A block whose times are local ones, in UTC: an hour is left out in spring, and nothing said of one in autumn."""
    before, after = offset(BERLIN, np.array([change - 1, change])).tolist()
    moved = []
    for group, read in parts:
        early = read.times < change + before
        keep = early | (read.times >= change + after)
        times = np.where(early, read.times - before, read.times - after)[keep]
        values, states, silent = read.values[:, keep], read.states[keep], read.silent[keep]
        moved.append((group, replace(read, times=times, values=values, states=states, silent=silent)))
    return moved


def habits(change: int, begin: int, days: int) -> Iterator[Parts]:
    """Healthy pumps and rigs that live by the clock on the wall, from local midnight on."""
    healthy = fleet(12, 3, begin)
    kept = tuple(asset for asset in healthy.assets if asset.asset_class in ("pump", "rig"))
    scenario: Scenario = replace(healthy, assets=kept, length=days * DAY)
    world = World(scenario)
    world.enter(begin)
    for parts in simulate(world, begin, begin + days * DAY, STEP):
        moved = by_the_clock(parts, change)
        if len(moved[0][1].times):
            yield moved


def raised(change: int, learned_days: int, zone: str) -> list[Point]:
    """Faults raised in the three days around or after a change of clocks."""
    begin = (change + HOUR) // DAY * DAY - learned_days * DAY
    pipeline, history = Pipeline(State(clocks=LocalTime(Zones(zone))), Pace(score_s=1e9, risk_s=1e9)), History()
    events: list[Point] = []
    learned_until = begin + LEARNED_DAYS * DAY - HOUR
    for parts in habits(change, begin, LEARNED_DAYS + 3):
        times: Ints = parts[0][1].times
        if times[-1] <= learned_until:
            history.add(parts)
            continue
        if not len(pipeline.state.fleet):
            history.learn(pipeline.state)
        events += pipeline.feed(*as_samples(parts)).events
    return events


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["forward", "back"])
def test_a_change_of_clocks_raises_nothing(change: int) -> None:
    assert raised(change, LEARNED_DAYS, BERLIN) == []


def test_it_raises_much_where_the_zone_is_not_known() -> None:
    assert len(raised(AUTUMN, LEARNED_DAYS, "UTC")) > 3


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["forward", "back"])
def test_a_history_with_a_change_of_clocks_teaches_the_same_habits(change: int) -> None:
    assert raised(change, 4, BERLIN) == []
