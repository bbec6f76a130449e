"""What the panels of "Do the alarms call for what a person can do?" make of some incidents and fault episodes."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.incidents import INCIDENT
from contract.measurements import FAULT, Measurement, Value
from contract.time import DAY, HOUR, MINUTE, SECOND
from grafana.admin import ADMIN_URL
from grafana.boards import alarms
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

PUMP, TWIN, VAN = "PUMP-001 pump north", "PUMP-002 pump south", "VAN-001 ice north"
Written = tuple[Measurement, Point]


def incident(whose: str, name: str, ago: int, state: str, severity: str = "warning", lasted: int = 0) -> Written:
    """What was said so long ago of an incident that had lasted so long by then, both in ns."""
    fields: dict[str, Value] = {"state": state, "severity": severity, "opened": NOON - ago - lasted, "code": "X"}
    return written(INCIDENT, whose, NOON - ago, fields, incident=name)


def episode(whose: str, code: str, name: str, ago: int, state: str = "raised", **more: Value) -> Written:
    return written(FAULT, whose, NOON - ago, {"state": state, **more}, code=code, severity="warning", episode=name)


def fleet() -> Iterator[Written]:
    """Two days: twelve incidents within ten minutes, one that got worse, one that stands for long, two from before."""
    for number in range(12):
        yield incident(PUMP, f"flood {number}", 10 * HOUR - number * SECOND, "open", "advisory")
        yield incident(PUMP, f"flood {number}", 9 * HOUR, "closed", "advisory", HOUR)
    yield incident(TWIN, "worse", 5 * HOUR, "open")
    yield incident(TWIN, "worse", 4 * HOUR, "open", "critical", HOUR)
    yield incident(VAN, "long", 49 * HOUR, "open", lasted=DAY)
    yield incident(VAN, "long", 2 * HOUR, "open", lasted=3 * DAY)
    yield incident(VAN, "before", 49 * HOUR, "closed", lasted=2 * DAY)
    for number in range(3):
        yield episode(PUMP, "BEARING", f"bearing {number}", (20 - number) * HOUR, signal="accel_g")
        yield episode(PUMP, "BEARING", f"bearing {number}", (20 - number) * HOUR - MINUTE, "cleared", signal="accel_g")
    yield episode(VAN, "FAN", "fan", 3 * HOUR)
    yield episode(VAN, "FAN", "old", 49 * HOUR)
    yield episode(VAN, "FAN", "old", 47 * HOUR)
    yield episode(TWIN, "SEAL", "end", 2 * HOUR, "cleared")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, **more: Any) -> list[tuple[Any, ...]]:
    given = {"start": NOON - 2 * DAY, "stop": NOON, "site": ["north", "south"], "class": ["pump", "ice"], **more}
    return ask(gateway, name, columns, **given)


def test_people_are_told_of_an_incident_once_and_anew_where_it_got_worse(gateway: Gateway) -> None:
    assert run(gateway, "panel_alarm_figures", "a_day an_hour most standing stale") == [
        (7.0, pytest.approx(14 / 48), 12.0, 2.0, 1.0)
    ]


def test_what_is_over_before_the_range_is_neither_told_nor_stale(gateway: Gateway) -> None:
    figures = run(gateway, "panel_alarm_figures", "a_day standing stale", **{"class": ["ice"]})
    assert figures == [(0.0, 1.0, 1.0)]


def test_alarms_are_counted_by_ten_minutes_with_the_episodes_beside_them(gateway: Gateway) -> None:
    found = run(gateway, "panel_alarm_rate", "what _value")
    assert sorted(found) == [("Fault episodes", 1.0)] * 4 + [("Incidents", 1.0)] * 2 + [("Incidents", 12.0)]


def test_alarms_are_counted_by_the_hour_and_severity(gateway: Gateway) -> None:
    assert sorted(run(gateway, "panel_alarm_hours", "severity _value")) == [
        ("advisory", 12.0),
        ("critical", 1.0),
        ("warning", 1.0),
    ]


def test_the_share_of_each_severity_stands_beside_what_it_should_be(gateway: Gateway) -> None:
    assert run(gateway, "panel_alarm_priorities", "severity alarms share about") == [
        ("critical", 1.0, pytest.approx(100 / 14), 5.0),
        ("warning", 1.0, pytest.approx(100 / 14), 15.0),
        ("advisory", 12.0, pytest.approx(1200 / 14), 80.0),
    ]


def test_what_rang_most_stands_first_with_its_signal_and_its_share(gateway: Gateway) -> None:
    assert run(gateway, "panel_worst_alarms", "asset code signal episodes share") == [
        ("PUMP-001", "BEARING", "accel_g", 3.0, 75.0),
        ("VAN-001", "FAN", None, 1.0, 25.0),
    ]


def test_a_signal_leads_to_its_threshold_in_the_admin() -> None:
    (worst,) = (each for each in alarms.build()["panels"] if each["title"].startswith("What rang most"))
    links = [
        each for field in worst["fieldConfig"]["overrides"] for each in field["properties"] if each["id"] == "links"
    ]
    assert links[1]["value"][0]["url"] == ADMIN_URL + "/thresholds/${__data.fields.asset}/${__value.text}"


@pytest.mark.parametrize(
    "name", ["panel_alarm_rate", "panel_alarm_hours", "panel_alarm_priorities", "panel_worst_alarms"]
)
def test_where_nothing_rang_there_is_no_row_and_every_panel_says_so(gateway: Gateway, name: str) -> None:
    assert run(gateway, name, "what", site=["east"]) == []
    asking = [panel for panel in alarms.build()["panels"] if panel["targets"][0]["query"] == queries.source(name)]
    assert asking
    assert all(panel["fieldConfig"]["defaults"]["noValue"] for panel in asking)


def test_figures_of_silence_are_nought(gateway: Gateway) -> None:
    assert run(gateway, "panel_alarm_figures", "a_day most standing stale", site=["east"]) == [(0.0, 0.0, 0.0, 0.0)]
