"""When the rules about the system itself fire, and when they are silent, on data written by hand."""

from collections.abc import Callable

import pytest

from analytics.worker.monitor import EVERY_S
from contract.measurements import BUCKETS
from grafana.alerting import system
from grafana.alerting.rule import Rule
from tests.grafana.alerting.conftest import Stage

WORKER = {"component": "worker"}
OUTPUT = {"alias": "telemetry", "output": "influxdb_v2"}


def report(stage: Stage, age_s: float, **figures: float) -> None:
    """A report of the worker."""
    stage.write("health", "worker", age_s, {"behind_s": 0.0, **figures}, **WORKER)


def test_a_worker_that_reports_is_well(stage: Stage) -> None:
    report(stage, 2 * EVERY_S)
    assert stage.firing(system.worker_silent()) == []


def test_a_worker_that_has_not_reported_for_two_minutes_fires(stage: Stage) -> None:
    report(stage, 125)
    assert stage.firing(system.worker_silent()) == [WORKER]


def test_a_worker_that_never_reported_fires(stage: Stage) -> None:
    assert stage.firing(system.worker_silent()) == [{}]


@pytest.mark.parametrize("rule", [system.worker_silent, system.worker_behind, system.waiting, system.lost])
def test_a_stray_line_that_names_no_component_is_no_worker(stage: Stage, rule: Callable[[], Rule]) -> None:
    report(stage, 5)
    for age, much in ((290, 100.0), (200, 900.0)):
        figures = dict.fromkeys(("behind_s", "spooled_batches", "refused_lines"), much)
        stage.write("health", "worker", age, dict(figures), asset="BAD-1")
    assert stage.firing(rule()) == []


def test_a_worker_that_is_a_minute_behind_fires_and_one_that_caught_up_does_not(stage: Stage) -> None:
    report(stage, 30, behind_s=75.0)
    assert stage.firing(system.worker_behind()) == [WORKER]
    report(stage, 5, behind_s=0.4)
    assert stage.firing(system.worker_behind()) == []


def test_a_fleet_that_is_silent_does_not_make_the_worker_behind(stage: Stage) -> None:
    report(stage, 5, behind_s=0.0, lag_s=7200.0)
    assert stage.firing(system.worker_behind()) == []


def test_a_spool_and_a_buffer_that_fill_fire(stage: Stage) -> None:
    report(stage, 5, spooled_batches=40.0)
    stage.write("health", "internal_write", 5, {"buffer_size": 12_000}, **OUTPUT)
    assert stage.firing(system.waiting()) == [{"component": "telegraf telemetry"}, WORKER]


def test_a_full_buffer_is_not_hidden_by_an_empty_one_of_another_telegraf(stage: Stage) -> None:
    for folder, waiting in (("/a", 0), ("/b", 12_000), ("/c", 0)):
        stage.write("health", "internal_write", 5, {"buffer_size": waiting}, buffer=folder, **OUTPUT)
    assert stage.firing(system.waiting()) == [{"component": "telegraf telemetry"}]


def test_counters_of_two_telegrafs_are_not_taken_for_one_that_rises_and_falls(stage: Stage) -> None:
    for age in (40, 30, 20, 10):
        for folder, dropped in (("/a", 0), ("/b", 7)):
            stage.write("health", "internal_write", age, {"metrics_dropped": dropped}, buffer=folder, **OUTPUT)
    assert stage.firing(system.lost()) == []


def test_what_is_on_its_way_does_not_wait(stage: Stage) -> None:
    report(stage, 5, spooled_batches=0.0)
    stage.write("health", "internal_write", 5, {"buffer_size": 4_900}, **OUTPUT)
    assert stage.firing(system.waiting()) == []


def counted(stage: Stage, *pairs: tuple[int, int]) -> None:
    """What the worker has had refused, and Telegraf has dropped, since their starts: reports ten seconds apart."""
    for number, (refused, dropped) in enumerate(pairs):
        age = 10 * (len(pairs) - number)
        report(stage, age, refused_lines=float(refused))
        stage.write("health", "internal_write", age, {"metrics_dropped": dropped, "metrics_rejected": 0}, **OUTPUT)


def test_losses_fire(stage: Stage) -> None:
    counted(stage, (5, 0), (9, 0), (9, 3))
    assert stage.firing(system.lost()) == [{"component": "telegraf telemetry"}, WORKER]


def test_losses_of_long_ago_and_counters_that_begin_anew_do_not(stage: Stage) -> None:
    counted(stage, (5, 8), (5, 8), (0, 0), (0, 0))
    assert stage.firing(system.lost()) == []


def test_a_door_that_was_there_and_is_silent_fires(stage: Stage) -> None:
    for alias, age in (("http", 5), ("mqtt", 300)):
        stage.write("health", "internal_gather", age, {"metrics_gathered": 7}, alias=alias, input="listener")
    assert stage.firing(system.door_silent()) == [{"component": "telegraf mqtt"}]


def test_a_system_without_telegraf_is_allowed(stage: Stage) -> None:
    assert stage.firing(system.door_silent()) == []


def test_a_store_that_shows_all_buckets_is_there(stage: Stage) -> None:
    assert stage.firing(system.store_away()) == []
    assert system.store_away().fires == ("lt", (len(BUCKETS),))


@pytest.mark.parametrize("make", [system.worker_behind, system.waiting, system.lost, system.door_silent])
def test_a_rule_about_reports_is_silent_where_there_are_none(stage: Stage, make: Callable[[], Rule]) -> None:
    assert stage.firing(make()) == []
