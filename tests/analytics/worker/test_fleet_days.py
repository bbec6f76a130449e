"""The facts of a day: what an asset did, and what was wrong with it, by the clock of its site."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.worker.day_facts import Day, facts
from analytics.worker.fleet_days import FleetDays, Span, write
from contract.fleet_days import FLEET_DAY
from contract.incidents import INCIDENT
from contract.measurements import COMMON_TAGS, FAULT, TELEMETRY, TELEMETRY_1D, TELEMETRY_1M, Value
from contract.time import DAY, HOUR, MINUTE, SECOND
from contract.zones import Zones
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from store.rows import whole
from tests.support.provisioned import provisioned

PUNE = "Asia/Kolkata"
ZONES = Zones("UTC", {"pune": PUNE})
TODAY = datetime.now(UTC).date()
BEFORE = date.fromordinal(TODAY.toordinal() - 2)
CAR = {"asset": "ICE-1", "asset_class": "ice", "site": "pune"}
PUMP = {"asset": 'PUMP "1" ü', "asset_class": "pump", "site": "north"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with provisioned(tmp_path) as store, Gateway(store.url, store.token, store.org) as operator:
        yield operator


def minutes(gateway: Gateway, tags: Mapping[str, str], start: int, signal: str, values: list[float]) -> None:
    """Minutes of a signal from a time on, and its day."""
    told = {**tags, "signal": signal}
    points = [
        Point(TELEMETRY_1M.name, told, {"mean": each, "min": each, "max": each, "count": 60}, start + at * MINUTE)
        for at, each in enumerate(values)
    ]
    points.append(Point(TELEMETRY_1D.name, told, {"mean": 1.0, "count": 60}, start // DAY * DAY))
    gateway.write("rollup", encode(points))


def written(gateway: Gateway) -> list[dict[str, Any]]:
    flux = queries.render("fleet_days", start="-60d", named=".+")
    return whole(gateway.blocks(flux), *COMMON_TAGS)


def states(gateway: Gateway, tags: Mapping[str, str], start: int, words: list[str]) -> None:
    points = [Point(TELEMETRY.name, tags, {"run_state": word}, start + at * MINUTE) for at, word in enumerate(words)]
    gateway.write("telemetry", encode(points))


def event(gateway: Gateway, tags: Mapping[str, str], state: str, time: int) -> None:
    told = {**tags, "code": "P0217", "severity": "warning", "episode": "e1"}
    gateway.write("health", encode([Point(FAULT.name, told, {"state": state}, time)]))


def test_a_day_of_a_car_tells_its_work_way_values_and_alarms_by_the_clock_of_its_site(gateway: Gateway) -> None:
    start = Span.of(BEFORE, PUNE).start
    minutes(gateway, CAR, start, "speed_kmh", [60.0] * 90)
    minutes(gateway, CAR, start, "coolant_temp_c", [80.0, 90.0, 100.0])
    minutes(gateway, CAR, start - 60 * MINUTE, "coolant_temp_c", [500.0])
    states(gateway, CAR, start, ["cruise"] * 90 + ["off"] * 30)
    event(gateway, CAR, "raised", start + HOUR)
    event(gateway, CAR, "cleared", start + 3 * HOUR)
    opened: dict[str, Value] = {"state": "open", "severity": "warning", "opened": start + HOUR}
    gateway.write("health", encode([Point(INCIDENT.name, {**CAR, "incident": "i1"}, opened, start + HOUR)]))
    assert write(gateway, ZONES, PUNE, BEFORE) == 1
    assert written(gateway) == [
        {
            **CAR, "_time": start, "day": BEFORE.isoformat(), "worked_h": 1.5, "distance_km": 90.0, "alarms": 1,
            "incidents": 1, "alarm_h": 2.0, "mean_speed_kmh": 60.0, "max_speed_kmh": 60.0, "mean_coolant_temp_c": 90.0,
            "max_coolant_temp_c": 100.0,
        }
    ]  # fmt: skip


def test_a_day_that_is_written_again_stands_once_with_what_came_late(gateway: Gateway) -> None:
    start = Span.of(BEFORE, "UTC").start
    minutes(gateway, PUMP, start, "operating_hours", [100.0, 101.5])
    days = FleetDays(gateway, ZONES, lambda: start + 2 * DAY)
    days.look()
    assert [(row["asset"], row["worked_h"]) for row in written(gateway)] == [(PUMP["asset"], 1.5)]
    minutes(gateway, PUMP, start + HOUR, "operating_hours", [104.0])
    assert days.look() == 0
    days = FleetDays(gateway, ZONES, lambda: start + 3 * DAY)
    days.look()
    assert [(row["asset"], row["worked_h"]) for row in written(gateway)] == [(PUMP["asset"], 4.0)]


def test_an_old_day_that_the_store_has_is_not_worked_out_again_after_a_start(gateway: Gateway) -> None:
    start = Span.of(BEFORE, "UTC").start
    minutes(gateway, PUMP, start, "power_kw", [6.0] * 60)
    first = FleetDays(gateway, ZONES, lambda: start + 6 * DAY).look()
    assert FleetDays(gateway, ZONES, lambda: start + 6 * DAY).look() == first - 1


def test_odd_rows_of_others_take_no_day_away(gateway: Gateway) -> None:
    start = Span.of(BEFORE, "UTC").start
    minutes(gateway, PUMP, start, "power_kw", [6.0] * 60)
    told = {**PUMP, "code": "P0217", "severity": "warning", "episode": "e1"}
    odd = [Point(FAULT.name, told, {"state": 5}, start), Point(FAULT.name, PUMP, {"state": 5}, start)]
    odd.append(Point(INCIDENT.name, {**PUMP, "incident": "i"}, {"opened": "long ago"}, start))
    gateway.write("health", encode(odd))
    gateway.write("telemetry", encode([Point(TELEMETRY.name, PUMP, {"run_state": 5.0}, start)]))
    assert write(gateway, ZONES, "UTC", BEFORE) == 1
    assert [(row["alarms"], row["energy_kwh"]) for row in written(gateway)] == [(0, 6.0)]


def test_a_day_is_not_written_before_it_is_over(gateway: Gateway) -> None:
    start = Span.of(BEFORE, "UTC").start
    minutes(gateway, PUMP, start, "power_kw", [6.0] * 60)
    FleetDays(gateway, ZONES, lambda: start + DAY + HOUR - SECOND).look()
    assert written(gateway) == []
    FleetDays(gateway, ZONES, lambda: start + DAY + HOUR).look()
    (row,) = written(gateway)
    assert (row["energy_kwh"], row["mean_power_kw"], row["alarms"], row["alarm_h"]) == (6.0, 6.0, 0, 0.0)


def test_a_store_that_is_away_costs_nothing_but_the_facts() -> None:
    with Gateway("http://127.0.0.1:9", "token", "org") as nowhere:
        days = FleetDays(nowhere, ZONES)
        days.start()
        days.close()


def test_an_episode_that_began_the_day_before_is_open_and_not_raised() -> None:
    day = Day("pump", events=[(-5, "a", "raised"), (HOUR, "a", "raised"), (2 * HOUR, "a", "cleared")])
    found = facts(day, 0, DAY)
    assert (found["alarms"], found["alarm_h"]) == (0, 2.0)


def test_episodes_that_overlap_count_their_hours_once_and_one_that_goes_on_to_the_end_of_the_day() -> None:
    events = [(HOUR, "a", "raised"), (3 * HOUR, "a", "cleared"), (2 * HOUR, "b", "raised")]
    found = facts(Day("pump", events=events), 0, 4 * HOUR)
    assert (found["alarms"], found["alarm_h"]) == (2, 3.0)


def test_an_odometer_that_was_set_anew_is_not_believed() -> None:
    signals = {"odometer_km": {"min": 0.0, "max": 90_000.0}, "speed_kmh": {"mean": 30.0, "minutes": 120.0}}
    assert facts(Day("ice", signals=signals), 0, DAY)["distance_km"] == 60.0


def test_a_class_that_is_not_known_has_only_its_alarms() -> None:
    day = Day("spaceship", signals={"warp": {"mean": float("inf"), "max": 9.0}}, states={"on": 5.0})
    assert facts(day, 0, DAY) == {"alarms": 0, "incidents": 0, "alarm_h": 0.0}


def test_a_day_of_a_clock_change_has_another_length() -> None:
    span = Span.of(date(2026, 3, 29), "Europe/Berlin")
    assert span.stop - span.start == 23 * HOUR


def test_what_is_written_is_what_the_contract_says() -> None:
    signals = {"coolant_temp_c": {"mean": 1.0, "max": 2.0}, "speed_kmh": {"mean": 1.0, "minutes": 60.0}}
    named = {name for name in facts(Day("ice", signals=signals, states={"cruise": 1.0}), 0, DAY) if "_c" not in name}
    assert {name for name in named if not name.startswith(("mean_", "max_"))} <= set(FLEET_DAY.fields)
