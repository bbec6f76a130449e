"""When a task is due: one rule, of what is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.prognosis.outlook import Checkup, Forecast
from admin.tasks.due import EARLIER, WITHIN, Known, due
from contract.registry import WEIGHTS

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
HOURS = st.none() | st.floats(0, 5000)


def forecast(low_h: float | None) -> Forecast:
    return Forecast(time=NOW, method="linear", rul_h=low_h, rul_low_h=low_h, rul_high_h=low_h, p_fail_30d=None)


def checkup(health: float, pace: float) -> Checkup:
    return Checkup(
        time=NOW, status="degrading", health=health, asset_class="pump", site="n", degradation_per_day=pace, because=""
    )


def test_a_task_is_due_at_the_low_end_of_the_range_where_that_is_known() -> None:
    found = due(Known(since=NOW, severity="warning", forecast=forecast(240.0), condition=checkup(90.0, 50.0)))
    assert found.at == NOW + timedelta(hours=240)
    assert found.because == "one of ten such cases has failed by then"


@pytest.mark.parametrize(("severity", "days"), [("critical", 1), ("warning", 7), ("advisory", 30)])
def test_without_a_range_the_severity_says_it_from_when_it_began(severity: str, days: int) -> None:
    found = due(Known(since=NOW, severity=severity, forecast=forecast(None)))
    assert found.at == NOW + timedelta(days=days)


def test_what_falls_fast_is_due_before_it_would_be_down() -> None:
    found = due(Known(since=NOW, severity="warning", condition=checkup(50.0, 10.0)))
    assert found.at == NOW + timedelta(days=2)
    assert "loses 10.0 points of health a day" in found.because


def test_a_critical_one_is_due_within_its_day_whatever_is_foretold() -> None:
    assert due(Known(since=NOW, severity="critical", forecast=forecast(900.0))).at == NOW + WITHIN["critical"]


def test_an_asset_of_high_criticality_is_due_earlier_and_never_before_there_was_anything_to_see() -> None:
    severe = due(Known(since=NOW, severity="critical", criticality="high"))
    assert (severe.at, "12 hours" in severe.because) == (NOW + timedelta(hours=12), True)
    far = due(Known(since=NOW, criticality="high", forecast=forecast(240.0)))
    assert far.at == NOW + timedelta(hours=240) - EARLIER
    assert due(Known(since=NOW, criticality="high", forecast=forecast(5.0))).at == NOW


def test_where_nothing_speaks_for_a_date_none_is_made_up() -> None:
    assert due(Known(since=NOW)).at is None
    assert due(Known(since=NOW, condition=checkup(80.0, 0.0))).at is None
    assert due(Known(since=NOW, condition=checkup(100.0, 1e-300))).at is None


@given(HOURS, st.sampled_from(["", *WITHIN]), st.floats(0, 100), st.floats(-10, 100))
def test_more_criticality_is_never_due_later(low: float | None, severity: str, health: float, pace: float) -> None:
    known = {"since": NOW, "severity": severity, "forecast": forecast(low), "condition": checkup(health, pace)}
    dates = [due(Known(criticality=each, **known)).at for each in WEIGHTS]  # type: ignore[arg-type]  # of one dict
    never = datetime.max.replace(tzinfo=UTC)
    assert sorted(dates, key=lambda at: at or never, reverse=True) == dates
    assert all(at is None or at >= NOW for at in dates)


@given(st.floats(0, 5000), st.floats(0, 5000), st.sampled_from(list(WEIGHTS)), st.sampled_from(["", *WITHIN]))
def test_less_life_that_remains_is_never_due_later(one: float, other: float, criticality: str, severity: str) -> None:
    less, more = (
        due(Known(since=NOW, severity=severity, criticality=criticality, forecast=forecast(hours))).at
        for hours in sorted((one, other))
    )
    assert less is not None
    assert more is not None
    assert less <= more
