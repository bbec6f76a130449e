"""Which tasks there are: a pure function of what is known and of what people have decided."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admin.incidents.incident import Incident
from admin.prognosis.outlook import Prognosis
from admin.registry.asset import Asset
from admin.tasks.fold import SETTLES, Evidence, fold
from admin.tasks.task import PERSON, Task
from contract.catalogue import CLASSES

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
PUMP = "PUMP-1"


def incident(name: str = "i1", **more: Any) -> Incident:
    said: dict[str, Any] = {
        "id": name, "asset": PUMP, "asset_class": "ice", "site": "hall-2", "severity": "warning", "opened": NOW,
        "ended": None, "code": "P0217", "signal": "coolant_temp_c", "description": "Coolant is too hot.",
        "recommendation": "Stop.", "risk": 60.0, "observed": 110.0, "limit": 100.0, "cause": "coolant_leak",
        "confidence": 0.7, "codes": ["P0217"], "count": 1, "open_count": 1, "episodes": ["e"], "like": "",
        "answer": "", "quiet": False, "moved": "",
    }  # fmt: skip
    return Incident(**said | more)


def prognosis(indicator: str = "coolant_leak", low_h: float | None = 240.0, time: datetime = NOW) -> Prognosis:
    return Prognosis(
        time=time, method="linear", rul_h=low_h, rul_low_h=low_h, rul_high_h=low_h, p_fail_30d=0.5, asset_class="ice",
        site="hall-2", p_fail_7d=0.1, like=[], because="it leaks", model_version="", indicator=indicator, value=1.0,
        limit=2.0,
    )  # fmt: skip


def registered(**more: Any) -> Asset:
    return Asset(asset=PUMP, asset_class="ice", version=1, actor="a", why="w", time=1, **more)


def of_incidents(*found: Incident, **more: Any) -> Evidence:
    return Evidence(incidents={PUMP: list(found)}, **more)


def of_prognosis(found: Prognosis | None = None, **more: Any) -> Evidence:
    return Evidence(prognoses={PUMP: found or prognosis()}, waiting=frozenset({PUMP}), **more)


def touched(known: Evidence, **said: Any) -> Task:
    (task,) = fold([], known)
    return task.model_copy(update={"version": 1, "state": "planned", **said})


def test_an_open_incident_is_one_task_of_the_same_id_at_each_look() -> None:
    first, second = fold([], of_incidents(incident("i1"), incident("i2")))
    assert [first.incident, second.incident] == ["i1", "i2"]
    assert first.task != second.task
    (again,) = fold([], of_incidents(incident("i1", severity="critical")))
    assert (again.task, again.version, again.kind, again.state) == (first.task, 0, "predicted", "open")


def test_a_task_costs_what_its_failure_mode_does_and_nothing_is_made_up() -> None:
    known, unknown = fold([], of_incidents(incident("i1"), incident("i2", cause="")))
    cost = CLASSES["ice"].modes["coolant_leak"].cost
    assert cost is not None
    assert (known.cost_early, known.cost_deferred, known.currency) == (cost.early, cost.deferred, cost.currency)
    assert (known.downtime_early_h, known.downtime_deferred_h) == (cost.downtime_early_h, cost.downtime_deferred_h)
    assert known.cost_source == cost.source
    assert (unknown.cost_early, unknown.cost_deferred, unknown.currency, unknown.cost_source) == (None, None, "", "")


def test_a_date_without_an_incident_is_a_task_and_beside_one_it_is_not() -> None:
    (task,) = fold([], of_prognosis())
    assert (task.incident, task.mode, task.title) == ("", "coolant_leak", "Coolant leak is foretold")
    assert task.due == NOW + timedelta(hours=240)
    (both,) = fold([], of_prognosis(incidents={PUMP: [incident()]}))
    assert (both.incident, both.due) == ("i1", task.due)


@pytest.mark.parametrize("verdict", ["false", "expected", "maintenance"])
def test_an_incident_that_was_answered_needs_no_task_until_it_gets_worse(verdict: str) -> None:
    assert fold([], of_incidents(incident(answer=verdict, quiet=True))) == []
    assert len(fold([], of_incidents(incident(answer=verdict, quiet=False)))) == 1
    assert len(fold([], of_incidents(incident(answer="snooze", quiet=True)))) == 1


def test_a_retired_asset_has_no_task_that_nobody_touched() -> None:
    assert fold([], of_incidents(incident(), registry={PUMP: registered(retired_on="2026-01-01")})) == []


def test_criticality_is_of_the_registry() -> None:
    (task,) = fold([], of_incidents(incident(), registry={PUMP: registered(criticality="high")}))
    assert (task.criticality, task.due) == ("high", NOW + timedelta(days=3.5))


def test_what_people_decided_stays_and_what_is_known_is_renewed() -> None:
    stored = touched(of_incidents(incident()), assignee="Ann")
    (task,) = fold([stored], of_incidents(incident(severity="critical", description="It boils.")))
    assert (task.assignee, task.state, task.version) == ("Ann", "planned", 1)
    assert (task.title, task.due) == ("It boils.", NOW + timedelta(days=1))
    said = stored.model_copy(update={"due": NOW, "due_by": PERSON, "because": "before the audit"})
    (task,) = fold([said], of_incidents(incident(severity="critical")))
    assert (task.due, task.because) == (NOW, "before the audit")


def test_a_task_that_was_touched_outlives_its_incident_and_one_that_is_done_does_not_come_back() -> None:
    stored = touched(of_incidents(incident()))
    assert fold([stored], Evidence()) == [stored]
    done = stored.model_copy(update={"state": "done", "closed": NOW})
    assert fold([done], of_incidents(incident(severity="critical"))) == [done]


def test_an_incident_of_the_mode_of_a_task_that_was_touched_belongs_to_it() -> None:
    stored = touched(of_prognosis())
    both = of_prognosis(incidents={PUMP: [incident(severity="critical"), incident("i2", cause="thermostat_stuck")]})
    first, other = sorted(fold([stored], both), key=lambda each: each.incident)
    assert (first.task, first.due) == (stored.task, NOW + timedelta(days=1))
    assert other.incident == "i2"
    without = replace(both, waiting=frozenset())
    assert {each.incident for each in fold([stored], without)} == {"", "i1", "i2"}


def test_after_a_repair_what_is_foretold_is_believed_again_after_a_week_and_is_another_task() -> None:
    done = touched(of_prognosis()).model_copy(update={"state": "done", "closed": NOW})
    assert fold([done], of_prognosis(prognosis(time=NOW + SETTLES))) == [done]
    _, new = fold([done], of_prognosis(prognosis(time=NOW + SETTLES + timedelta(hours=1))))
    assert new.task != done.task


def test_a_prognosis_names_a_signal_or_says_why() -> None:
    titles = [fold([], of_prognosis(prognosis(indicator)))[0].title for indicator in ("coolant_temp_c", "")]
    assert titles == ["Coolant temperature is on its way to its limit", "It leaks"]
