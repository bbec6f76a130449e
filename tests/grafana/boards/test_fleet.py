"""What the panels of "Which assets need attention today?" answer about an hour of five assets."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.incidents import INCIDENT
from contract.measurements import (
    CONDITION,
    DATA_QUALITY,
    DIAGNOSIS,
    FAULT,
    PROGNOSIS,
    RISK,
    TELEMETRY,
    THRESHOLD,
    Measurement,
    Value,
)
from contract.time import HOUR, MINUTE
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

SICK, WATCHED, WARNED = "PUMP-001 machine north", "VAN-001 ice south", "VAN-002 ice south"
WELL, AWAY = "EVAN-001 ev north", "EVAN-002 ev north"
ALL: dict[str, Any] = {"site": ["north", "south"], "class": ["machine", "ice", "ev"]}
ELECTRIC: dict[str, Any] = {"class": ["ev"]}


def at(minute: int) -> int:
    return NOON + minute * MINUTE


def judged(whose: str, minute: int, risk: float, level: int) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {"risk": risk, "level": level, "reason": f"risk is {risk:g}"}
    return written(RISK, whose, at(minute), fields)


def fault(
    whose: str, minute: int, state: str, episode: str, risk: float, severity: str = "critical", **more: Value
) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {
        "state": state,
        "risk": risk,
        "description": f"{episode} is wrong",
        "recommendation": f"mend {episode}",
    }
    tags = {"code": "HOT", "severity": severity, "episode": episode}
    return written(FAULT, whose, at(minute), {**fields, **more}, **tags)


def incident(
    whose: str, minute: int, state: str, name: str, risk: float, severity: str = "critical", **more: Value
) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {"state": state, "severity": severity, "opened": at(5), "risk": risk}
    return written(INCIDENT, whose, at(minute), {**fields, **more}, incident=name)


def foretold(low_h: float) -> dict[str, Value]:
    hours: dict[str, Value] = {"rul_low_h": low_h, "rul_h": 2 * low_h, "rul_high_h": 3 * low_h}
    return {**hours, "p_fail_30d": 0.9, "method": "linear", "because": "it rises"}


def fleet() -> Iterator[tuple[Measurement, Point]]:
    for minute, (risk, level) in {10: (20.0, 0), 20: (80.0, 3), 40: (90.0, 3)}.items():
        yield judged(SICK, minute, risk, level)
    yield judged(WATCHED, 30, 30.0, 1)
    yield judged(WARNED, 30, 25.0, 2)
    yield judged(WELL, 50, 1.0, 0)
    # Of before modes were written; then the worst, one that is closed, and a lesser one.
    yield fault(SICK, -30, "raised", "E0", 40.0)
    yield fault(SICK, 30, "raised", "E0", 40.0)
    yield fault(SICK, 20, "raised", "E1", 80.0, mode="bearing_wear", confidence=0.724)
    yield fault(SICK, 5, "raised", "E2", 95.0)
    yield fault(SICK, 15, "cleared", "E2", 95.0)
    yield fault(WARNED, 25, "raised", "E3", 30.0, severity="advisory", mode="unknown", confidence=0.0)
    yield incident(SICK, -30, "open", "I0", 40.0, "warning")
    yield incident(SICK, 30, "open", "I0", 40.0, "warning")
    yield incident(SICK, 20, "open", "I1", 80.0, cause="bearing_wear", cause_confidence=0.724, codes="HOT,LOUD")
    yield incident(SICK, 5, "open", "I2", 95.0)
    yield incident(SICK, 15, "closed", "I2", 95.0)
    yield incident(WARNED, 25, "open", "I3", 90.0, "warning", cause="unknown", cause_confidence=0.0, codes="FAST")
    for whose, mode in ((SICK, "unbalance"), (WATCHED, "oil_pump_wear"), (WELL, "cooling_pump")):
        yield written(
            DIAGNOSIS, whose, at(25), {"mode": mode, "confidence": 0.5, "action": f"look for {mode}", "against": ""}
        )
    for whose, minute in ((SICK, 59), (WATCHED, 58), (WELL, 50), (AWAY, 1)):
        yield written(TELEMETRY, whose, at(minute), {"run_state": "run"})
    for whose, minute, lat in ((WATCHED, 10, 1.0), (WATCHED, 20, 2.0), (WELL, 20, 3.0), (AWAY, 1, 4.0)):
        yield written(TELEMETRY, whose, at(minute), {"lat": lat, "lon": 20.0})
    for minute, signal, count in ((10, "accel_g", 2), (20, "accel_g", 3), (20, "flow_m3h", 1)):
        yield written(DATA_QUALITY, SICK, at(minute), {"count": count}, signal=signal, issue="stuck")
    row: dict[str, Value] = {"why": "trial", "actor": "ann", "warn_high": 70.0}
    yield THRESHOLD, Point(THRESHOLD.name, {"scope": "machine", "signal": "accel_g"}, row, at(7))
    yield written(DATA_QUALITY, WATCHED, at(20), {"count": 1}, issue="dropout")
    for whose, minute, low in ((SICK, 10, 100.0), (SICK, 40, 48.0), (WATCHED, 30, 24.0), (WARNED, 20, 5.0)):
        yield written(PROGNOSIS, whose, at(minute), foretold(low))
    yield written(CONDITION, SICK, at(40), {"status": "critical", "health": 12.5})
    yield written(CONDITION, WARNED, at(20), {"status": "degrading", "health": 70.0})
    yield written(CONDITION, WARNED, at(30), {"status": "unknown"})
    # A date that is not known any more.
    yield written(PROGNOSIS, WARNED, at(30), {"method": "none", "because": "no trend"})


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, minutes: int = 60, **more: Any) -> list[tuple[Any, ...]]:
    return ask(gateway, name, columns, **{"start": NOON, "stop": at(minutes), **ALL, **more})


def test_every_asset_is_counted_at_its_newest_level(gateway: Gateway) -> None:
    assert run(gateway, "panel_level_counts", "normal watch warning critical") == [(1, 1, 1, 1)]
    assert run(gateway, "panel_level_counts", "normal watch warning critical", site=["south"]) == [(0, 1, 1, 0)]


def test_a_silent_asset_with_a_critical_fault_open_stays_in_the_critical_count(tmp_path: Any) -> None:
    event: dict[str, Value] = {"state": "raised", "risk": 90.0}
    gone = "P-1 machine north"
    points = [
        judged(gone, -600, 90.0, 3),
        written(FAULT, gone, at(-600), event, code="X", severity="critical", episode="E1"),
        judged("P-2 machine north", 30, 95.0, 3),
        written(FAULT, "P-2 machine north", at(20), event, code="X", severity="critical", episode="E2"),
        judged("P-3 machine north", 30, 1.0, 0),
        written(FAULT, "P-3 machine north", at(10), event, code="X", severity="critical", episode="E3"),
        written(FAULT, "P-3 machine north", at(20), {"state": "cleared"}, code="X", severity="critical", episode="E3"),
        written(FAULT, "P-4 machine south", at(-600), event, code="X", severity="warning", episode="E4"),
    ]
    with filled(tmp_path, points) as gateway:
        assert run(gateway, "panel_level_counts", "normal watch warning critical") == [(1, 0, 0, 2)]
        assert run(gateway, "panel_level_counts", "normal watch warning critical", site=["south"]) == [(0, 0, 0, 0)]


def test_assets_are_ranked_by_risk_with_how_soon_to_act(gateway: Gateway) -> None:
    assert run(gateway, "panel_fleet", "asset level risk priority reason") == [
        ("PUMP-001", 3, 90.0, "now", "risk is 90"),
        ("VAN-001", 1, 30.0, "this week", "risk is 30"),
        ("VAN-002", 2, 25.0, "this shift", "risk is 25"),
        ("EVAN-001", 0, 1.0, "none", "risk is 1"),
    ]


def test_condition_range_and_probability_stand_beside_the_level_where_they_are_known(gateway: Gateway) -> None:
    ends = [at(40 + 60 * hours) // 10**6 for hours in (48, 144)]
    assert run(gateway, "panel_fleet", "asset status health low_ms high_ms p_fail_30d") == [
        ("PUMP-001", "critical", 12.5, *ends, 0.9),
        ("VAN-001", "unknown", -1.0, *(at(30 + 60 * hours) // 10**6 for hours in (24, 72)), 0.9),
        ("VAN-002", "unknown", -1.0, -1, -1, -1.0),
        ("EVAN-001", "unknown", -1.0, -1, -1, -1.0),
    ]


def test_the_advice_is_the_worst_open_faults_else_the_diagnosis_and_none_for_a_healthy_asset(gateway: Gateway) -> None:
    assert run(gateway, "panel_fleet", "asset action likely") == [
        ("PUMP-001", "mend E1", "bearing wear (72 %)"),
        ("VAN-001", "look for oil_pump_wear", "oil pump wear (50 %)"),
        ("VAN-002", "mend E3", None),
        ("EVAN-001", None, None),
    ]


def test_a_diagnosis_that_is_not_said_any_more_is_no_advice(tmp_path: Any) -> None:
    old = written(DIAGNOSIS, WATCHED, at(10), {"mode": "oil_pump_wear", "confidence": 0.5, "action": "look"})
    with filled(tmp_path, [old, judged(WATCHED, 30, 30.0, 1)]) as gateway:
        assert run(gateway, "panel_fleet", "asset action likely") == [("VAN-001", None, None)]


def test_a_choice_of_site_and_class_narrows_the_ranking_and_may_leave_nobody(gateway: Gateway) -> None:
    assert run(gateway, "panel_fleet", "asset", **ELECTRIC) == [("EVAN-001",)]
    assert run(gateway, "panel_fleet", "asset", site=["south"], **ELECTRIC) == []


def test_the_ranking_stops_at_a_hundred_assets(tmp_path: Any) -> None:
    many = [judged(f"P-{number:03} machine north", 1, float(number) / 2, 0) for number in range(120)]
    with filled(tmp_path, many) as gateway:
        found = run(gateway, "panel_fleet", "asset risk")
        assert (len(found), found[0], found[-1]) == (100, ("P-119", 59.5), ("P-020", 10.0))
        assert run(gateway, "panel_level_counts", "normal") == [(120,)]


def test_the_map_has_the_newest_place_of_each_judged_asset_that_tells_one_the_worst_on_top(gateway: Gateway) -> None:
    assert run(gateway, "panel_map", "asset lat lon level") == [
        ("EVAN-001", 3.0, 20.0, 0.0),
        ("VAN-001", 2.0, 20.0, 1.0),
    ]


def test_risk_over_time_is_the_highest_of_each_window_of_each_asset(gateway: Gateway) -> None:
    risk = run(gateway, "panel_fleet_risk", "asset _value", every_s=1800, site=["north"])
    assert sorted(risk) == [("EVAN-001", 1.0), ("PUMP-001", 80.0), ("PUMP-001", 90.0)]


def test_only_incidents_that_are_open_are_shown_the_worst_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_open_incidents", "incident severity cause confidence codes") == [
        ("I1", "critical", "bearing wear", 0.724, "HOT, LOUD"),
        ("I3", "warning", "unknown", 0.0, "FAST"),
        ("I0", "warning", "unknown", 0.0, None),
    ]


def test_an_open_incident_that_was_last_written_within_the_hour_before_the_range_is_shown(gateway: Gateway) -> None:
    assert run(gateway, "panel_open_incidents", "incident", minutes=4) == [("I0",)]


def test_the_longest_silent_comes_first(gateway: Gateway) -> None:
    found = dict(run(gateway, "panel_last_heard", "asset silent_s"))
    # One that was judged was heard of, wherever its telemetry lies.
    assert list(found) == ["EVAN-002", "VAN-002", "EVAN-001", "VAN-001", "PUMP-001"]
    assert found["EVAN-002"] - found["EVAN-001"] == pytest.approx(49 * 60, abs=1)


def test_data_faults_are_counted_by_asset_and_issue(gateway: Gateway) -> None:
    assert run(gateway, "panel_data_quality", "asset issue signals times") == [
        ("PUMP-001", "stuck", 2, 6),
        ("VAN-001", "dropout", 1, 1),
    ]


def test_a_fault_of_warning_or_worse_is_marked_once_when_it_was_raised(gateway: Gateway) -> None:
    frame = gateway.query(queries.render("panel_fleet_fault_marks", start=NOON, stop=at(60), **ALL))
    assert frame.times().tolist() == [at(20), at(5)]
    assert (frame.strings("title")[0], frame.strings("text")[0]) == ("PUMP-001", "E1 is wrong")
    assert frame.strings("tags")[0] == "critical,HOT"
    assert run(gateway, "panel_fleet_fault_marks", "title", site=["south"]) == []


def test_a_changed_threshold_is_marked_with_what_it_is_for_and_why(gateway: Gateway) -> None:
    (mark,) = run(gateway, "panel_fleet_threshold_marks", "_time title text tags")
    assert (mark[0].value, *mark[1:]) == (at(7), "Threshold of accel_g for machine", "trial", "ann")


def test_sites_and_classes_of_judged_assets_are_offered_by_name(gateway: Gateway) -> None:
    assert run(gateway, "panel_classes", "asset_class") == [("ev",), ("ice",), ("machine",)]
    assert run(gateway, "panel_sites", "site", stop=NOON + HOUR) == [("north",), ("south",)]


def test_what_is_due_first_stands_first_and_a_date_that_was_lost_is_not_told(gateway: Gateway) -> None:
    columns = "asset low_ms middle_ms high_ms p_fail_30d because status health"
    hour, ms = 3_600_000, 1_000_000
    assert run(gateway, "panel_due", columns) == [
        ("VAN-001", *(at(30) // ms + hours * hour for hours in (24, 48, 72)), 0.9, "it rises", "unknown", -1.0),
        ("PUMP-001", *(at(40) // ms + hours * hour for hours in (48, 96, 144)), 0.9, "it rises", "critical", 12.5),
    ]
    assert run(gateway, "panel_due", "asset", **ELECTRIC) == []
