"""What the panels of "Where are they, and how are they driven?" answer about ten minutes of three vehicles."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from contract.measurements import RISK, TELEMETRY, Measurement
from contract.time import MINUTE, SECOND
from grafana.boards import drives
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

STEP = 10 * SECOND
VAN, OTHER, EVAN, PUMP = "VAN-001 ice north", "VAN-002 ice south", "EVAN-001 ev north", "PUMP-001 machine north"


def at(step: int) -> int:
    return NOON + step * STEP


def drive(whose: str, step: int, speed: float, **more: float) -> tuple[Measurement, Point]:
    fields = {"lat": 52.0 + step / 1000, "lon": 21.0, "speed_kmh": speed, **more}
    return written(TELEMETRY, whose, at(step), fields)


def fleet() -> Iterator[tuple[Measurement, Point]]:
    fast = {10: 60.0, 11: 70.0, 12: 56.0, 20: 55.0}  # 5 km/h above the limit is no speeding yet
    revs = {30: 6300.0, 31: 6200.0}
    for step in range(40):
        yield drive(
            VAN, step, fast.get(step, 40.0), speed_limit_kmh=50.0, engine_rpm=revs.get(step, 2000.0), gear=3.0,
            fuel_level_pct=70.0,
        )  # fmt: skip
    # Too fast before and after a silence of eleven minutes.
    for step in (0, 1, 67, 68):
        yield drive(OTHER, step, 140.0, speed_limit_kmh=130.0)
    for step, speed in enumerate((0.0, 161.0, 162.0, 30.0)):
        yield drive(EVAN, step, speed, motor_rpm=5000.0, soc_pct=44.0)
    yield written(TELEMETRY, EVAN, at(3), {"road_type": "highway"})
    yield written(TELEMETRY, PUMP, at(0), {"pressure_bar": 5.0})
    yield written(RISK, VAN, at(5), {"level": 2})
    yield written(RISK, PUMP, at(5), {"level": 3})


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, site: str = "north", **more: Any) -> list[tuple[Any, ...]]:
    span = {"start": NOON, "stop": NOON + 20 * MINUTE, "every_s": 10, "asset": "VAN-001"}
    return ask(gateway, name, columns, **{**span, **more}, site=site)


def test_vehicles_of_the_chosen_sites_are_offered_and_nothing_else(gateway: Gateway) -> None:
    assert run(gateway, "panel_vehicles", "asset") == [("EVAN-001",), ("VAN-001",)]


def test_a_route_is_every_place_in_its_order_with_the_speed_there(gateway: Gateway) -> None:
    route = run(gateway, "panel_route", "lat lon speed_kmh")
    assert route[9:12] == [(52.009, 21.0, 40.0), (52.01, 21.0, 60.0), (52.011, 21.0, 70.0)]
    assert len(route) == 40


def test_every_vehicle_stands_where_it_was_last_with_its_level(gateway: Gateway) -> None:
    assert run(gateway, "panel_positions", "asset lat level speed_kmh") == [
        ("EVAN-001", 52.003, None, 30.0),
        ("VAN-001", 52.039, 2, 40.0),
    ]


def test_heat_is_speed_over_130_within_its_bounds_and_none_where_a_vehicle_stands(gateway: Gateway) -> None:
    heat = [row[0] for row in run(gateway, "panel_speed_heat", "heat")]
    # Of the electric vehicle: too slow to matter, at the edge of speeding, beyond it; it stood at first.
    assert len(heat) == 3 + 40
    assert sorted(heat)[0] == pytest.approx(30 / 130)
    assert heat.count(1.0) == 2
    assert heat.count(0.9) == 3
    assert heat.count(pytest.approx(40 / 130)) == 36
    assert run(gateway, "panel_speed_heat", "heat", site="west") == []


def test_what_a_vehicle_does_now_is_told_with_or_without_an_engine(gateway: Gateway) -> None:
    columns = "speed_kmh rpm gear road limit_kmh charge_pct"
    assert run(gateway, "panel_drive_now", columns) == [(40.0, 2000.0, 3.0, "urban", 50.0, 70.0)]
    assert run(gateway, "panel_drive_now", columns, asset="EVAN-001") == [(30.0, 5000.0, None, "highway", None, 44.0)]
    assert run(gateway, "panel_drive_now", "speed_kmh road", site="south", asset="VAN-002") == [(140.0, "highway")]


def test_speed_is_drawn_with_the_limit_and_engine_speed_whatever_drives(gateway: Gateway) -> None:
    speed = run(gateway, "panel_speed", "_field _value")
    assert {value for field, value in speed if field == "speed_limit_kmh"} == {50.0, None}
    assert ("speed_kmh", 70.0) in speed
    assert ("engine_rpm", 6300.0) in run(gateway, "panel_engine_speed", "_field _value")
    van = set(run(gateway, "panel_engine_speed", "_field _value", asset="EVAN-001"))
    assert van == {("motor_rpm", 5000.0), ("motor_rpm", None)}


def test_where_a_vehicle_is_silent_there_is_no_speed(gateway: Gateway) -> None:
    speeds = [value for field, value in run(gateway, "panel_speed", "_field _value") if field == "speed_kmh"]
    assert [value is None for value in speeds] == [False] * 40 + [True] * 80


def test_events_are_told_with_begin_length_worst_value_and_place(gateway: Gateway) -> None:
    columns = "asset event begin duration_s worst limit road place"
    assert run(gateway, "panel_drive_events", columns) == [
        ("VAN-001", "Redline", moment(30), 10.0, 6300.0, 6200.0, "urban", "52.03, 21"),
        ("VAN-001", "Speeding", moment(10), 30.0, 70.0, 50.0, "urban", "52.011, 21"),
        ("EVAN-001", "Speeding", moment(2), 10.0, 162.0, 161.0, "unknown", "52.002, 21"),
    ]


def test_a_silence_ends_an_event(gateway: Gateway) -> None:
    assert run(gateway, "panel_drive_events", "begin duration_s road", site="south") == [
        (moment(67), 20.0, "highway"),
        (moment(0), 20.0, "highway"),
    ]


def test_an_event_leads_to_five_minutes_before_and_after_it(gateway: Gateway) -> None:
    ((begin, end),) = [
        row[1:] for row in run(gateway, "panel_drive_events", "event from_ms to_ms") if row[0] == "Redline"
    ]
    assert begin == (at(30) - 5 * MINUTE) // 10**6
    assert end == (at(31) + 5 * MINUTE) // 10**6


def test_where_nobody_overdoes_anything_there_are_no_events(gateway: Gateway) -> None:
    assert run(gateway, "panel_drive_events", "event", start=at(4), stop=at(10)) == []


def test_the_redline_of_the_query_is_that_of_the_catalogue() -> None:
    assert drives.REDLINE_RPM is not None
    assert f"r.rpm > {drives.REDLINE_RPM:.1f}" in queries.source("panel_drive_events")


def moment(step: int) -> datetime:
    return datetime.fromtimestamp(at(step) // SECOND, UTC)
