"""Incidents of a store: put together from the episodes that lie in it, and kept up with those that are raised."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics.verdict.incidents import LINGER_NS
from analytics.worker.incident_watch import IncidentWatch
from contract.incidents import INCIDENT
from contract.measurements import FAULT
from contract.time import DAY, HOUR, MINUTE, SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from store.rows import whole
from tests.support import episodes
from tests.support.provisioned import provisioned

NOW = time.time_ns() // HOUR * HOUR
TAGS = {"asset": "PUMP-001", "asset_class": "pump", "site": "north"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with provisioned(tmp_path) as store, Gateway(store.url, store.token, store.org) as operator:
        yield operator


def event(code: str, signal: str, at: int, state: str = "raised", since: int | None = None) -> Point:
    return episodes.event(code, signal, now=0, at=at, state=state, since=since)


def put(gateway: Gateway, *points: Point) -> None:
    gateway.write("health", encode(points))


def work(gateway: Gateway, watch: IncidentWatch, now: int = NOW) -> list[Point]:
    found = list(watch.points(now))
    put(gateway, *found)
    return found


def stored(gateway: Gateway) -> dict[str, dict[str, Any]]:
    """The newest point of each incident that lies in the store."""
    flux = queries.render("admin_incidents", start=NOW - 100 * DAY, stop=NOW + DAY)
    return {row["incident"]: row for row in whole(gateway.blocks(flux), *INCIDENT.tags)}


def states(gateway: Gateway) -> dict[str, tuple[str, str]]:
    return {name: (row["state"], row["codes"]) for name, row in stored(gateway).items()}


def name(code: str, at: int) -> str:
    return f"PUMP-001-{code}-{at // SECOND}"


def test_what_lies_in_the_store_is_put_together_and_what_is_heard_goes_on_with_it(gateway: Gateway) -> None:
    old, new = NOW - 2 * DAY, NOW - 3 * HOUR
    put(gateway, event("VIBRATION_HIGH", "vibration_mm_s", old))
    put(gateway, event("VIBRATION_HIGH", "vibration_mm_s", old + HOUR, "cleared", old))
    put(gateway, event("VIBRATION_HIGH", "vibration_mm_s", new), event("BEARING_HOT", "bearing_temp_c", new + MINUTE))
    put(gateway, event("VIBRATION_HIGH", "vibration_mm_s", new + HOUR, since=new))
    watch = IncidentWatch(gateway)
    work(gateway, watch)
    both = "VIBRATION_HIGH,BEARING_HOT"
    assert states(gateway) == {
        name("VIBRATION_HIGH", old): ("closed", "VIBRATION_HIGH"),
        name("VIBRATION_HIGH", new): ("open", both),
    }
    power = event("POWER_HIGH", "power_kw", NOW)
    put(gateway, power)
    watch.hear([power])
    (told,) = work(gateway, watch, NOW + SECOND)
    assert told.fields["codes"] == f"{both},POWER_HIGH"
    assert not work(gateway, watch, NOW + 2 * SECOND)


def test_looking_back_again_finds_the_same_and_misses_nothing_that_was_just_heard(gateway: Gateway) -> None:
    first, second = event("VIBRATION_HIGH", "vibration_mm_s", NOW - HOUR), event("POWER_HIGH", "power_kw", NOW)
    put(gateway, first)
    watch = IncidentWatch(gateway)
    watch.hear([first])
    work(gateway, watch)
    watch.hear([second])  # it is still on its way into the store
    work(gateway, watch, NOW + SECOND)
    before = states(gateway)
    watch.again()
    work(gateway, watch, NOW + 2 * SECOND)
    assert states(gateway) == before == {name("VIBRATION_HIGH", first.time): ("open", "VIBRATION_HIGH,POWER_HIGH")}
    put(gateway, second)
    watch.again()
    assert not work(gateway, watch, NOW + 3 * SECOND), "what the store has already is not written again"
    assert states(gateway) == before


def test_when_more_of_the_past_is_known_what_was_told_under_another_name_is_ended(gateway: Gateway) -> None:
    live = event("VIBRATION_HIGH", "vibration_mm_s", NOW - HOUR)
    put(gateway, live)
    watch = IncidentWatch(gateway)
    work(gateway, watch)
    earlier = event("BEARING_HOT", "bearing_temp_c", NOW - 5 * HOUR)
    put(gateway, earlier)
    watch.again()
    work(gateway, watch, NOW + MINUTE)
    assert states(gateway) == {
        name("VIBRATION_HIGH", live.time): ("closed", "VIBRATION_HIGH"),
        name("BEARING_HOT", earlier.time): ("open", "BEARING_HOT,VIBRATION_HIGH"),
    }


def test_an_incident_keeps_its_name_when_its_first_event_is_no_longer_kept(gateway: Gateway) -> None:
    raised = NOW - 95 * DAY
    put(gateway, event("VIBRATION_HIGH", "vibration_mm_s", NOW - HOUR, since=raised))
    work(gateway, IncidentWatch(gateway))
    assert states(gateway) == {name("VIBRATION_HIGH", raised): ("open", "VIBRATION_HIGH")}


def test_an_end_is_told_when_its_hour_has_passed_though_nothing_more_is_heard(gateway: Gateway) -> None:
    raised = event("VIBRATION_HIGH", "vibration_mm_s", NOW - MINUTE)
    cleared = event("VIBRATION_HIGH", "vibration_mm_s", NOW, "cleared", raised.time)
    watch = IncidentWatch(gateway)
    watch.hear([raised, cleared])
    work(gateway, watch)
    work(gateway, watch, NOW + LINGER_NS)
    assert states(gateway)[name("VIBRATION_HIGH", raised.time)][0] == "closed"


def test_an_odd_row_costs_no_other(gateway: Gateway) -> None:
    odd = Point(FAULT.name, {**TAGS, "code": "X", "severity": "warning", "episode": "X"}, {"state": "raised"}, NOW)
    put(gateway, odd, event("VIBRATION_HIGH", "vibration_mm_s", NOW))
    assert len(_incidents(work(gateway, IncidentWatch(gateway)))) == 1


def _incidents(points: Iterable[Point]) -> set[str]:
    return {point.tags["incident"] for point in points}
