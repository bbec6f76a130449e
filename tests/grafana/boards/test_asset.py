"""What the panels of "Why is this one red?" answer about an hour of a sick pump and a healthy one."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from contract.measurements import (
    CONDITION,
    DIAGNOSIS,
    FAULT,
    LIMIT,
    MAINTENANCE,
    PROGNOSIS,
    RISK,
    SCORE,
    TELEMETRY,
    TELEMETRY_1M,
    THRESHOLD,
    Measurement,
    Value,
)
from contract.time import MINUTE
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

SICK, WELL, ONCE = "PUMP-001 machine north", "PUMP-002 machine north", "PUMP-004 machine north"
HOT = "bearing_temp_c"


def at(minute: float) -> int:
    return NOON + round(minute * MINUTE)


def risk(whose: str, minute: int, level: int, parts: Mapping[str, float]) -> tuple[Measurement, Point]:
    total = sum(parts.values())
    fields: dict[str, Value] = {"risk": total, "health": 100 - total, "level": level, "reason": f"level {level}"}
    return written(RISK, whose, at(minute), fields | {f"contribution_{name}": value for name, value in parts.items()})


def score(whose: str, minute: int, signal: str, observed: float, value: float) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {"observed": observed, "score": value, "expected": 50.0, "lower": 45.0, "upper": 55.0}
    return written(SCORE, whose, at(minute), fields, signal=signal)


def fault(
    minute: int, state: str, episode: str, worst: float, severity: str = "critical", code: str = "HOT", **more: Value
) -> tuple[Measurement, Point]:
    fields: dict[str, Value] = {
        "state": state, "risk": worst, "observed": 70.0, "limit": 55.0,
        "description": f"{episode} is wrong", "recommendation": f"mend {episode}",
    }  # fmt: skip
    return written(FAULT, SICK, at(minute), fields | more, code=code, severity=severity, episode=episode)


def limit(minute: float, **limits: Value) -> tuple[Measurement, Point]:
    return written(LIMIT, SICK, at(minute), limits, signal=HOT)


def config(measurement: Measurement, minute: float, tags: dict[str, str], **fields: Value) -> tuple[Measurement, Point]:
    return measurement, Point(measurement.name, tags, fields, at(minute))


def hour() -> Iterator[tuple[Measurement, Point]]:
    small = {f"small_{number}": 1.0 + number for number in range(7)}
    yield risk(SICK, 10, 3, {HOT: 40.0, "flow_m3h": 0.0, **small})
    yield risk(SICK, 50, 3, {HOT: 50.0, "flow_m3h": 0.0, **small})
    yield risk(WELL, 50, 0, {HOT: 0.0})
    yield risk(ONCE, 58, 1, {HOT: 10.0})
    for whose, mode in ((SICK, "bearing_wear"), (WELL, "unbalance"), (ONCE, "overload")):
        fields: dict[str, Value] = {
            "mode": mode, "confidence": 0.856, "supports": "it is hot", "against": "",
            "alternatives": "phase_loss 9%", "action": "grease it",
        }  # fmt: skip
        yield written(DIAGNOSIS, whose, at(40), fields)
    yield from faults()
    yield score(SICK, 20, HOT, 52.0, 0.4)
    yield score(SICK, 55, HOT, 60.0, 2.0)
    yield score(SICK, 55, "coolant_pressure_bar", 50.0, 0.0)
    yield written(
        TELEMETRY, SICK, at(59), {HOT: 61.0, "coolant_pressure_bar": 50.0, "speed_rpm": 2900.0, "run_state": "run"}
    )
    yield limit(-40, warn_high=60.0, crit_high=80.0)
    yield limit(20, warn_high=70.0, crit_high=80.0)
    yield from told()
    yield from foreseen()


def foreseen() -> Iterator[tuple[Measurement, Point]]:
    """Of the sick one a range, an hour ago and now; of the other none any more, nor what its health is."""
    for whose, minute, days in ((SICK, -30, 11.0), (SICK, 30, 10.0), (WELL, 20, 10.0)):
        hours: dict[str, Value] = {"rul_low_h": 18 * days, "rul_h": 24 * days, "rul_high_h": 36 * days}
        said: dict[str, Value] = {**hours, "p_fail_7d": 0.2, "p_fail_30d": 0.9, "method": "similar", "like": "PUMP-007"}
        yield written(PROGNOSIS, whose, at(minute), {**said, "because": "as PUMP-007 before"})
        how: dict[str, Value] = {"health": 6 * days, "status": "warning", "because": "wear takes most"}
        yield written(CONDITION, whose, at(minute), {**how, "factor_wear": 30.0, "factor_now": 70 - 6 * days})
    yield written(PROGNOSIS, WELL, at(50), {"method": "none", "because": "no trend"})
    yield written(CONDITION, WELL, at(50), {"status": "unknown", "because": "nothing was judged"})


def faults() -> Iterator[tuple[Measurement, Point]]:
    # Of before signals were kept, and written again hourly; then one that is over, and one that was before.
    yield fault(-90, "raised", "E1", 70.0)
    yield fault(-30, "raised", "E1", 70.0)
    yield fault(30, "raised", "E1", 70.0)
    yield fault(10, "raised", "E2", 90.0, "warning", signal=HOT, mode="bearing_wear", confidence=0.724)
    yield fault(25, "cleared", "E2", 90.0, "warning", signal=HOT, mode="bearing_wear", confidence=0.724)
    # One that turned worse.
    yield fault(40, "raised", "E3", 30.0, "warning", code="LOUD")
    yield fault(45, "cleared", "E3", 30.0, "warning", code="LOUD")
    yield fault(45, "raised", "E4", 30.0, code="LOUD")
    yield fault(-50, "raised", "E0", 95.0)
    yield fault(-20, "cleared", "E0", 95.0)


def told() -> Iterator[tuple[Measurement, Point]]:
    morning = {"from": "2001-01-01T08:00:00Z", "until": "2001-01-01T09:00:00Z", "what": "grease", "actor": "ann"}
    yield config(MAINTENANCE, 1, {"asset": "PUMP-001"}, **morning, relearn=False)
    yield config(MAINTENANCE, 2, {"asset": "PUMP-002"}, **morning)
    yield config(MAINTENANCE, 3, {"asset": "PUMP-003"}, **{**morning, "from": "soon"})
    for minute, scope in enumerate(("PUMP-001", "machine", "default", "PUMP-002", "ev")):
        yield config(
            THRESHOLD, minute, {"scope": scope, "signal": HOT}, why=f"for {scope}", actor="ann", warn_high=70.0
        )


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(hour())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, **more: Any) -> list[tuple[Any, ...]]:
    given = {"start": NOON, "stop": at(60), "asset": "PUMP-001", "signal": HOT, "units": "metric", **more}
    return ask(gateway, name, columns, **given)


def test_an_asset_is_what_its_newest_risk_and_condition_say(gateway: Gateway) -> None:
    assert run(gateway, "panel_asset_now", "level risk health") == [(3.0, 78.0, 60.0)]


def test_what_is_foreseen_is_told_with_its_dates_and_its_grounds(gateway: Gateway) -> None:
    columns = "status health condition low_ms middle_ms high_ms p_fail_7d p_fail_30d method because like"
    ends = [at(30 + hours * 60) // 10**6 for hours in (180, 240, 360)]
    grounds = ("similar", "as PUMP-007 before", "PUMP-007")
    assert run(gateway, "panel_outlook", columns) == [("warning", 60.0, "wear takes most", *ends, 0.2, 0.9, *grounds)]


def test_of_what_is_not_known_any_more_the_reason_is_told(gateway: Gateway) -> None:
    columns = "status health low_ms high_ms p_fail_30d method because like"
    assert run(gateway, "panel_outlook", columns, asset="PUMP-002") == [
        ("unknown", -1.0, -1, -1, -1.0, "none", "no trend", None)
    ]
    assert run(gateway, "panel_outlook", columns, asset="PUMP-004") == []


def test_range_and_probabilities_are_shown_as_they_were_said(gateway: Gateway) -> None:
    given = {"start": at(-60), "every_s": 3600}
    lives = run(gateway, "panel_remaining_life", "name _value", **given)
    assert sorted(lives) == [
        ("early end", 180.0), ("early end", 198.0), ("late end", 360.0), ("late end", 396.0), ("middle", 240.0),
        ("middle", 264.0),
    ]  # fmt: skip
    chances = run(gateway, "panel_failure_chance", "name _value", **given)
    assert sorted(chances) == [("within 30 days", 0.9)] * 2 + [("within 7 days", 0.2)] * 2
    for name in ("panel_remaining_life", "panel_failure_chance"):
        assert run(gateway, name, "name", asset="PUMP-004") == []


def test_a_sick_asset_is_explained_by_its_worst_open_fault_and_its_diagnosis(gateway: Gateway) -> None:
    assert run(gateway, "panel_asset_words", "what said") == [
        ("Why", "level 3"),
        ("What to do", "mend E1"),
        ("Likely", "bearing wear (86 %)"),
        ("Or", "phase loss 9%"),
        ("Speaks for it", "it is hot"),
    ]


def test_a_healthy_asset_has_nothing_to_be_done_whatever_was_diagnosed_before(gateway: Gateway) -> None:
    assert run(gateway, "panel_asset_words", "what said", asset="PUMP-002") == [("Why", "level 0")]
    assert run(gateway, "panel_asset_words", "what said", asset="NOBODY") == []


def test_a_diagnosis_that_is_not_said_any_more_is_not_shown(gateway: Gateway) -> None:
    assert run(gateway, "panel_asset_words", "what said", asset="PUMP-004") == [("Why", "level 1")]


def test_contributions_add_up_to_the_risk_with_the_lesser_ones_together(gateway: Gateway) -> None:
    rows = run(gateway, "panel_contributions", "_time signal _value", every_s=1800)
    moments = sorted({moment for moment, _, _ in rows})
    found = [{signal: value for at, signal, value in rows if at == moment} for moment in moments]
    assert [sum(parts.values()) for parts in found] == [68.0, 78.0]
    named = {HOT: 50.0, **{f"small_{number}": 1.0 + number for number in range(2, 7)}}
    assert found[1] == {**named, "other signals": 3.0}


def test_an_asset_without_risk_has_no_contributions(gateway: Gateway) -> None:
    assert run(gateway, "panel_contributions", "signal", asset="PUMP-002") == []


def test_a_signal_is_shown_with_the_limits_in_force_from_the_start_to_the_end_of_the_range(gateway: Gateway) -> None:
    rows = run(gateway, "panel_signal_band", "name _time _value", every_s=600)
    lines = {name: [(moment.value, value) for n, moment, value in rows if n == name] for name, _, _ in rows}
    assert lines.keys() == {HOT, "expected", "lower", "upper", "score", "warning above", "critical above"}
    assert lines[HOT] == [(at(30), 52.0), (at(60), 60.0)]
    assert lines["warning above"] == [(at(0), 60.0), (at(20), 70.0), (at(60), 70.0)]
    assert lines["critical above"] == [(at(0), 80.0), (at(20), 80.0), (at(60), 80.0)]


def test_a_limit_that_was_not_told_for_an_hour_is_no_longer_drawn(gateway: Gateway) -> None:
    rows = run(gateway, "panel_signal_band", "name", start=at(90), stop=at(120))
    assert rows == []


def test_us_units_convert_values_and_names_but_no_score(gateway: Gateway) -> None:
    rows = run(gateway, "panel_signal_band", "name _value", start=at(50), units="us")
    newest = dict(rows)
    assert newest["bearing_temp_f"] == pytest.approx(140.0)
    assert (newest["score"], newest["warning above"]) == (2.0, pytest.approx(158.0))


def test_every_unit_that_differs_is_converted(tmp_path: Any) -> None:
    fifty = {
        "jacket_dt_c": ("jacket_dt_f", 90.0),
        "map_kpa": ("map_psi", 7.252),
        "odometer_km": ("odometer_mi", 31.069),
        "oil_pressure_bar": ("oil_pressure_psi", 725.189),
        "speed_kmh": ("speed_mph", 31.069),
        "speed_rpm": ("speed_rpm", 50.0),
    }
    points = [score(SICK, 55, signal, 50.0, 0.0) for signal in fifty]
    with filled(tmp_path, [*points, written(TELEMETRY, SICK, at(59), dict.fromkeys(fifty, 50.0))]) as gateway:
        rows = run(gateway, "panel_freeze_frame", "signal shown observed expected", units="us")
        for signal, (shown, value) in fifty.items():
            band = dict(run(gateway, "panel_signal_band", "name _value", signal=signal, units="us"))
            assert band[shown] == pytest.approx(value, abs=1e-3)
            assert (signal, shown, band[shown], band[shown]) in rows


def test_the_worst_signals_are_shown_over_time_by_their_highest_score(gateway: Gateway) -> None:
    assert run(gateway, "panel_signal_states", "signal _value", every_s=3600) == [
        (HOT, 2.0),
        ("coolant_pressure_bar", 0.0),
    ]


def test_a_freeze_frame_has_every_signal_beside_what_is_normal_the_furthest_off_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_freeze_frame", "signal observed expected off score lower upper") == [
        (HOT, 61.0, 50.0, 11.0, 2.0, 45.0, 55.0),
        ("coolant_pressure_bar", 50.0, 50.0, 0.0, 0.0, 45.0, 55.0),
        ("speed_rpm", 2900.0, None, None, None, None, None),
    ]


def test_a_freeze_frame_of_what_lies_in_a_bucket_of_others_shows_its_last_minute(tmp_path: Any) -> None:
    minutes = [
        written(TELEMETRY_1M, SICK, at(58), {"mean": value, "count": 6}, signal=signal)
        for signal, value in ((HOT, 61.0), ("speed_rpm", 2900.0))
    ]
    with filled(tmp_path, [score(SICK, 55, HOT, 60.0, 2.0), *minutes]) as gateway:
        assert run(gateway, "panel_freeze_frame", "signal observed expected score") == [
            (HOT, 61.0, 50.0, 2.0),
            ("speed_rpm", 2900.0, None, None),
        ]


def test_a_freeze_frame_knows_nothing_of_what_came_after(gateway: Gateway) -> None:
    assert run(gateway, "panel_freeze_frame", "signal", stop=at(58)) == []


def test_faults_of_the_range_lead_to_the_telemetry_before_them(gateway: Gateway) -> None:
    rows = run(gateway, "panel_faults", "code severity state lasted_s signal likely raised from_ms to_ms")
    assert [(severity, state, lasted, signal, likely) for _, severity, state, lasted, signal, likely, *_ in rows] == [
        ("critical", "raised", 15 * 60.0, None, "unknown"),
        ("warning", "cleared", 5 * 60.0, None, "unknown"),
        ("warning", "cleared", 15 * 60.0, HOT, "bearing wear (72 %)"),
        ("critical", "raised", 150 * 60.0, None, "unknown"),
    ]
    assert [(raised.value, int(begin), int(end)) for *_, raised, begin, end in rows] == [
        (at(minute), at(minute - 10) // 10**6, at(minute + 2) // 10**6) for minute in (45, 40, 10, -90)
    ]


def test_health_is_shown_with_what_takes_from_it(gateway: Gateway) -> None:
    rows = run(gateway, "panel_health", "name _value", start=at(-60), every_s=86_400)
    assert sorted(rows) == [("health", 60.0), ("lost to now", 10.0), ("lost to wear", 30.0)]
    assert run(gateway, "panel_health", "name", asset="PUMP-004") == []


def test_maintenance_is_that_of_the_asset(gateway: Gateway) -> None:
    columns = "from until what actor signals relearn"
    morning = ("2001-01-01T08:00:00Z", "2001-01-01T09:00:00Z", "grease", "ann")
    assert run(gateway, "panel_maintenance", columns) == [(*morning, "all", "no")]


def marks(gateway: Gateway, name: str, **more: Any) -> list[tuple[int, str, str]]:
    given = {"start": NOON, "stop": at(60), "asset": "PUMP-001", **more}
    frame = gateway.query(queries.render(name, **given))
    return list(zip(frame.times().tolist(), frame.strings("text"), frame.strings("tags"), strict=True)) if frame else []


def test_a_fault_is_marked_where_it_was_raised_and_where_it_was_cleared_but_not_where_it_turned_worse(
    gateway: Gateway,
) -> None:
    assert sorted(marks(gateway, "panel_raised_marks")) == [
        (at(10), "E2 is wrong", "warning,HOT"),
        (at(40), "E3 is wrong", "warning,LOUD"),
        (at(45), "E4 is wrong", "critical,LOUD"),
    ]
    assert marks(gateway, "panel_cleared_marks") == [(at(25), "E2 is wrong", "warning,HOT")]


def test_maintenance_is_a_span_in_the_ranges_that_it_touches(gateway: Gateway) -> None:
    eight = 978_336_000 * 10**9
    (mark,) = run(gateway, "panel_maintenance_marks", "_time timeend text", start=eight + 30 * MINUTE)
    assert (mark[0].value, mark[1] * 10**6, mark[2]) == (eight, eight + 60 * MINUTE, "grease")
    assert run(gateway, "panel_maintenance_marks", "text") == []
    assert run(gateway, "panel_maintenance_marks", "text", start=eight, asset="PUMP-003") == []


def test_a_changed_threshold_is_marked_where_it_is_the_assets_its_classs_or_the_default(gateway: Gateway) -> None:
    found = marks(gateway, "panel_threshold_marks")
    assert sorted(found) == [
        (at(0), "for PUMP-001", "PUMP-001,ann"),
        (at(1), "for machine", "machine,ann"),
        (at(2), "for default", "default,ann"),
    ]
