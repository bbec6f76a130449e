"""Alarms out of what was written of episodes and incidents."""

from analytics.verdict.alarm_health import Alarm
from analytics.verdict.incidents import Incidents
from bench.alarms import report, rung
from contract.time import DAY, HOUR, MINUTE
from tests.support.episodes import NOW, event


def test_an_episode_that_is_written_again_rings_once() -> None:
    points = [event("HOT", "t", at=at, since=0, state=state) for at, state in ((0, "raised"), (HOUR, "cleared"))]
    assert rung([points[0], *points], "episode") == [Alarm("PUMP-001", "HOT", "warning", NOW, NOW + HOUR)]


def test_an_incident_rings_again_where_it_gets_worse() -> None:
    events = [event("HOT", "t"), event("HOT", "t", at=MINUTE, severity="critical")]
    found = rung(Incidents().take(events), "incident")
    assert [(each.severity, each.begin - NOW) for each in found] == [("warning", 0), ("critical", MINUTE)]


def test_a_report_of_nothing_meets_every_target() -> None:
    assert "not met" not in report([], [], 0, DAY)
