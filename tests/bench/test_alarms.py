"""Alarm health of a simulated fleet, beside the targets."""

from bench.alarms import measure, report
from contract.time import DAY


def test_a_report_of_nothing_misses_no_target() -> None:
    assert "not met" not in report([], [], 0, DAY)


def test_a_day_of_a_small_fleet_is_told_by_figures_and_actors() -> None:
    text = measure(1, 1.0, 102)
    assert "alarms a day" in text
    assert "worst actor" in text
