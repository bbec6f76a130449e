"""Which episodes are one incident."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest

from analytics.policies.feedback import Answers, parse
from analytics.verdict.incidents import LINGER_NS, MOST_LISTED, Incidents
from contract.failures.types import UNKNOWN
from contract.incidents import INCIDENT
from contract.time import DAY, HOUR, MINUTE, SECOND, rfc3339
from store.points import Point
from tests.support.episodes import NOW, WEAR, event

FAST = "SPEEDING", "speed_kmh"
STRAINER = "clogged_strainer"
VIBRATION = event("VIBRATION_HIGH", "vibration_mm_s")
HOT = event("BEARING_HOT", "bearing_temp_c", at=MINUTE)
POWER = event("POWER_HIGH", "power_kw", at=2 * MINUTE)


def told(incidents: Incidents, *events: Point) -> list[Point]:
    return list(incidents.take(events))


def ids(points: Iterable[Point]) -> set[str]:
    return {point.tags["incident"] for point in points}


def test_codes_that_one_cause_explains_are_one_incident_told_in_the_words_of_the_first() -> None:
    points = told(Incidents(), VIBRATION, HOT, POWER)
    assert ids(points) == {f"PUMP-001-VIBRATION_HIGH-{NOW // SECOND}"}
    last = points[-1]
    assert (last.measurement, last.time) == (INCIDENT.name, POWER.time)
    assert last.fields["codes"] == "VIBRATION_HIGH,BEARING_HOT,POWER_HIGH"
    assert (last.fields["count"], last.fields["open_count"]) == (3, 3)
    assert (last.fields["code"], last.fields["description"]) == ("VIBRATION_HIGH", "VIBRATION_HIGH it is")
    assert (last.fields["cause"], last.fields["severity"], last.fields["opened"]) == (WEAR, "warning", NOW)
    assert set(INCIDENT.fields) - {"ended"} == set(last.fields)


def test_what_the_cause_moves_belongs_to_it_also_before_the_diagnosis_knows() -> None:
    late = event("BEARING_HOT", "bearing_temp_c", UNKNOWN, at=MINUTE)
    assert len(ids(told(Incidents(), VIBRATION, late))) == 1


def test_what_nobody_can_name_is_one_incident_until_a_mode_explains_it() -> None:
    first = event("VIBRATION_HIGH", "vibration_mm_s", UNKNOWN)
    other = event("SUCTION_LOW", "suction_pressure_bar", UNKNOWN, at=MINUTE)
    named = event("BEARING_HOT", "bearing_temp_c", WEAR, at=2 * MINUTE)
    points = told(Incidents(), first, other, named)
    assert len(ids(points)) == 1
    assert [point.fields["cause"] for point in points] == [UNKNOWN, UNKNOWN, WEAR]
    assert {point.fields["mode"] for point in points} == {UNKNOWN}, "what an alert says stays"


def test_another_cause_is_another_incident() -> None:
    clogged = event("STRAINER_CLOGGED", "strainer_dp_bar", STRAINER, at=MINUTE)
    assert len(ids(told(Incidents(), VIBRATION, clogged))) == 2
    assert len(ids(told(Incidents(), event("VIBRATION_HIGH", "vibration_mm_s", UNKNOWN), clogged))) == 2


def test_other_assets_and_a_drivers_doing_are_incidents_of_their_own() -> None:
    other = event("VIBRATION_HIGH", "vibration_mm_s", asset="PUMP-002")
    assert len(ids(told(Incidents(), VIBRATION, other))) == 2
    speeding, hot, again = (
        event(code, signal, UNKNOWN, at=minute * MINUTE, asset="VAN-001", asset_class="ice")
        for minute, (code, signal) in enumerate([FAST, ("COOLANT_HOT", "coolant_temp_c"), FAST])
    )
    assert len(ids(told(Incidents(), speeding, hot, again))) == 2


def test_a_worse_severity_is_told_once_in_its_own_words_and_nothing_makes_it_better() -> None:
    worse = event("BEARING_HOT", "bearing_temp_c", at=MINUTE, severity="critical")
    over = event("BEARING_HOT", "bearing_temp_c", at=2 * MINUTE, since=MINUTE, severity="critical", state="cleared")
    points = told(Incidents(), VIBRATION, worse, over)
    assert [point.fields["severity"] for point in points] == ["warning", "critical", "critical"]
    assert [point.fields["code"] for point in points] == ["VIBRATION_HIGH", "BEARING_HOT", "BEARING_HOT"]
    assert len(ids(points)) == 1


def test_it_ends_an_hour_after_its_last_episode_and_goes_on_where_more_comes_before() -> None:
    incidents = Incidents()
    over = event("VIBRATION_HIGH", "vibration_mm_s", at=10 * MINUTE, since=0, state="cleared")
    back = event("VIBRATION_HIGH", "vibration_mm_s", at=40 * MINUTE)
    gone = event("VIBRATION_HIGH", "vibration_mm_s", at=50 * MINUTE, since=40 * MINUTE, state="cleared")
    points = told(incidents, VIBRATION, over, back, gone)
    assert [point.fields["open_count"] for point in points] == [1, 0, 1, 0]
    assert not list(incidents.settle(gone.time + MINUTE))
    *_, end = incidents.settle(gone.time + LINGER_NS)
    assert (end.fields["state"], end.fields["ended"], end.time) == ("closed", gone.time, gone.time + LINGER_NS)
    assert ids([*points, end]) == ids(points[:1])
    assert not incidents.open
    assert ids(told(incidents, event("VIBRATION_HIGH", "vibration_mm_s", at=3 * HOUR))) != ids(points)


def test_an_open_incident_is_told_again_hourly() -> None:
    incidents = Incidents()
    told(incidents, VIBRATION)
    assert not list(incidents.settle(NOW + HOUR - 1))
    (again,) = incidents.settle(NOW + 3 * HOUR + MINUTE)
    assert (again.time, again.fields["state"]) == (NOW + 3 * HOUR, "open")
    assert not list(incidents.settle(NOW + 3 * HOUR + 2 * MINUTE))


def test_an_event_that_is_told_again_changes_nothing_and_an_end_without_a_beginning_is_none() -> None:
    incidents = Incidents()
    assert not told(incidents, event("POWER_HIGH", "power_kw", state="cleared"))
    told(incidents, VIBRATION)
    assert not told(incidents, event("VIBRATION_HIGH", "vibration_mm_s", at=5 * MINUTE, since=0))


@pytest.mark.parametrize("order", list(permutations([VIBRATION, HOT, POWER])))
def test_in_whatever_order_episodes_of_one_cause_come_they_are_one_incident(order: tuple[Point, ...]) -> None:
    assert len(ids(told(Incidents(), *order))) == 1


def test_of_many_episodes_the_newest_are_named() -> None:
    incidents, points = Incidents(), list[Point]()
    for number in range(MOST_LISTED + 5):
        begin, end = number * 10 * MINUTE, (number * 10 + 5) * MINUTE
        points += told(
            incidents,
            event("VIBRATION_HIGH", "vibration_mm_s", at=begin),
            event("VIBRATION_HIGH", "vibration_mm_s", at=end, since=begin, state="cleared"),
        )
    assert len(ids(points)) == 1
    assert points[-1].fields["count"] == MOST_LISTED + 5
    assert len(str(points[-1].fields["episodes"]).split(",")) == MOST_LISTED


def confirmed(at: int, verdict: str = "true", incident: str = "", **more: object) -> Answers:
    row = {
        "_time": NOW + at, "incident": incident or f"PUMP-001-SHAKES-{NOW // SECOND}", "asset": "PUMP-001",
        "asset_class": "pump", "verdict": verdict, **more,
    }  # fmt: skip
    return Answers([parse(row)])


def test_a_new_failure_mode_is_named_by_its_second_occurrence_on_another_asset() -> None:
    first = Incidents()
    shakes = event("SHAKES", "vibration_mm_s", UNKNOWN, moved="vibration_mm_s +2.4; flow_m3h -1.3")
    told(first, shakes)
    seen = told(first, event("FLOW_LOW", "flow_m3h", UNKNOWN, at=HOUR, moved="flow_m3h -2.2; power_kw -0.9"))[-1]
    assert seen.fields["moved"] == "vibration_mm_s +2.40; flow_m3h -2.20; power_kw -0.90"
    answers = confirmed(DAY, cause="cracked_cage", moved=seen.fields["moved"])
    again = event(
        "FLOW_LOW", "flow_m3h", UNKNOWN, at=2 * DAY, asset="PUMP-009", moved="flow_m3h -1.8; vibration_mm_s +1.2"
    )
    (point,) = told(Incidents(answers), again)
    assert (point.fields["cause"], point.fields["mode"]) == ("cracked_cage", "cracked_cage")
    assert point.fields["like"] == "as on PUMP-001 on 29 May 2026, confirmed: cracked cage"
    assert point.fields["confidence"] == pytest.approx(2 / 3)
    (before,) = told(Incidents(answers), replace(again, time=NOW + HOUR))
    assert (before.fields["cause"], before.fields["like"]) == (UNKNOWN, "")
    denied = confirmed(DAY, cause="cracked_cage", moved=seen.fields["moved"], instead_of=WEAR)
    for known, sure, cause in ((answers, 0.7, WEAR), (answers, 0.6, "cracked_cage"), (denied, 0.9, "cracked_cage")):
        (named,) = told(Incidents(known), replace(again, fields={**again.fields, "mode": WEAR, "confidence": sure}))
        assert (named.fields["cause"], named.fields["like"]) == (cause, point.fields["like"])


def test_of_what_was_answered_nobody_is_told_until_it_gets_worse_and_the_evidence_stays() -> None:
    incidents = Incidents()
    told(incidents, VIBRATION)
    name = f"PUMP-001-VIBRATION_HIGH-{NOW // SECOND}"
    incidents.answers = confirmed(MINUTE, "expected", name)
    (point,) = incidents.settle(NOW + 2 * MINUTE)
    assert (point.fields["quiet"], point.fields["answer"], point.fields["state"]) == (True, "expected", "open")
    assert not list(incidents.settle(NOW + 3 * MINUTE))
    worse = event("BEARING_HOT", "bearing_temp_c", at=5 * MINUTE, severity="critical")
    assert [point.fields["quiet"] for point in told(incidents, worse)] == [False]


def test_a_snooze_ends_and_an_answer_that_is_taken_back_is_none() -> None:
    incidents = Incidents()
    told(incidents, VIBRATION)
    name = f"PUMP-001-VIBRATION_HIGH-{NOW // SECOND}"
    incidents.answers = confirmed(0, "snooze", name, until=rfc3339(NOW + 10 * MINUTE))
    assert [point.fields["quiet"] for point in incidents.settle(NOW + MINUTE)] == [True]
    assert [point.fields["quiet"] for point in incidents.settle(NOW + 10 * MINUTE)] == [False]
    incidents.answers = confirmed(11 * MINUTE, "false", name)
    assert [point.fields["quiet"] for point in incidents.settle(NOW + 12 * MINUTE)] == [True]
    incidents.answers = confirmed(13 * MINUTE, "none", name)
    assert [point.fields["quiet"] for point in incidents.settle(NOW + 14 * MINUTE)] == [False]
