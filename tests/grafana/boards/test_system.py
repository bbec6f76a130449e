"""What the system board's queries answer about reports that are known by heart."""

import time
from collections.abc import Iterator, Mapping

import pytest

from contract.measurements import Value
from contract.time import SECOND
from store import queries
from store.frame import Frame
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned

PUMP = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
VAN = {"asset": "EVAN-001", "asset_class": "ev", "site": "south"}
BUSY = {"asset": "PUMP-002", "asset_class": "machine", "site": "north"}


@pytest.fixture(scope="module")
def now() -> int:
    """A full hour, so that windows are known; one of the past, so that nothing is in the future."""
    return time.time_ns() // (3600 * SECOND) * 3600 * SECOND


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, now: int) -> Iterator[Gateway]:
    """A store with an hour of reports."""
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as store,
        Gateway(store.url, store.token, store.org) as operator,
    ):
        fill(operator, now)
        yield operator


def fill(gateway: Gateway, now: int) -> None:
    """Three reports of the worker, two of Telegraf, and what they are about."""
    for age, lag, errors, spooled in ((1800, 90.0, 0.0, 3.0), (1200, 2.0, 4.0, 0.0), (5, 1.0, 1.0, 0.0)):
        figures: dict[str, Value] = {"lag_s": lag, "behind_s": lag - 1, "errors": errors, "spooled_batches": spooled}
        figures |= {"read_ms": 10 * lag, "step_ms": lag, "write_ms": 1.0, "cpu_pct": lag / 10, "assets": 12.0}
        write(gateway, "health", "worker", now, age, figures, component="worker")
    for age, errors, size in ((1200, 2, 10_000), (600, 5, 500)):
        fields: dict[str, Value] = {"errors": errors, "metrics_dropped": 0, "buffer_size": size}
        write(gateway, "health", "internal_write", now, age, fields, alias="telemetry", output="influxdb_v2")
    for tags, age, state in ((PUMP, 700, "running"), (BUSY, 30, "running"), (VAN, 5000, "off")):
        write(gateway, "telemetry", "telemetry", now, age, {"run_state": state}, **tags)
    for signal, count in (("speed_rpm", 60), ("power_kw", 30)):
        write(gateway, "rollup", "telemetry_1m", now, 600, {"count": count}, **PUMP, signal=signal)
    for signal, count in (("speed_rpm", 2), ("power_kw", 3)):
        write(gateway, "health", "data_quality", now, 600, {"count": count}, **PUMP, signal=signal, issue="stuck")
    set_by_people(gateway, now)
    for age, title, about in ((60, "newer", {"asset": "PUMP-001"}), (120, "older", {})):
        words: dict[str, Value] = {"title": title, "message": "words"}
        write(gateway, "health", "notification", now, age, words, status="firing", **about)


def set_by_people(gateway: Gateway, now: int) -> None:
    """Rows of three scopes, one of them changed since, one withdrawn; and one without its scope."""
    policy: dict[str, Value] = {"direction": "above", "sensitivity": 0.5, "enabled": True, "actor": "ann"}
    rows: tuple[tuple[int, str, dict[str, Value]], ...] = (
        (900, "machine", {"warn_high": 11.5, "version": 1, "why": "older"}),
        (800, "machine", {"crit_high": 14.0, "version": 2, "min_deviation": 0.25, "enabled": False, "why": "newer"}),
        (700, "PUMP-001", {"version": 1, "why": "trial"}),
        (600, "PUMP-001", {"version": 2, "withdrawn": True, "why": "over"}),
        (86_400 * 400, "default", {"version": 1, "why": "long ago"}),
    )
    for age, scope, more in rows:
        write(gateway, "config", "threshold", now, age, {**policy, **more}, scope=scope, signal="flow_m3h")
    write(gateway, "config", "threshold", now, 500, {**policy, "why": "nobody's"}, signal="flow_m3h")


def write(
    gateway: Gateway, bucket: str, name: str, now: int, age_s: int, fields: Mapping[str, Value], **tags: str
) -> None:
    """One point."""
    gateway.write(bucket, encode([Point(name, tags, fields, now - age_s * SECOND)]))


def ask(gateway: Gateway, name: str, now: int, every_s: float = 3600, span_s: int = 7200) -> Frame:
    """The answer of the hours before now."""
    return gateway.query(queries.render(name, start=now - span_s * SECOND, stop=now, every_s=every_s))


def by(frame: Frame, label: str) -> dict[str, float]:
    """The value of each label; one that comes twice fails."""
    names = frame.strings(label)
    assert len(set(names)) == len(names)
    return dict(zip(names, frame.floats("_value").tolist(), strict=True))


def test_the_newest_report_is_shown_with_its_age(gateway: Gateway, now: int) -> None:
    newest = ask(gateway, "panel_system_now", now)
    assert (newest.floats("lag_s").tolist(), newest.floats("age_s").tolist()) == ([1.0], [5.0])


def test_half_of_the_reports_99_of_100_and_the_worst_are_told(gateway: Gateway, now: int) -> None:
    lag = ask(gateway, "panel_system_lag_quantiles", now)
    assert (lag.floats("median").tolist(), lag.floats("worst").tolist()) == ([2.0], [90.0])
    assert lag.floats("p99").tolist() == pytest.approx([2 + 0.98 * 88])


def test_the_worst_lag_of_each_window_is_drawn(gateway: Gateway, now: int) -> None:
    assert by(ask(gateway, "panel_system_lag", now), "figure") == {"lag": 90.0, "behind": 89.0}


def test_values_are_counted_by_class_and_second(gateway: Gateway, now: int) -> None:
    assert by(ask(gateway, "panel_system_ingest", now), "asset_class") == {"machine": 90 / 3600}


def test_a_minute_is_counted_once_however_short_the_window(gateway: Gateway, now: int) -> None:
    assert by(ask(gateway, "panel_system_ingest", now, every_s=10), "asset_class") == {"machine": 1.5}


def test_the_steps_of_the_worker_are_told_apart(gateway: Gateway, now: int) -> None:
    steps = by(ask(gateway, "panel_system_work", now), "step")
    assert steps == pytest.approx({"read": 310, "judge": 31, "write": 1})
    assert by(ask(gateway, "panel_system_cpu", now), "part") == pytest.approx({"all": 3.1})


def test_what_waits_is_counted_in_batches(gateway: Gateway, now: int) -> None:
    assert by(ask(gateway, "panel_system_waiting", now), "component") == {"worker": 3.0, "telegraf telemetry": 2.0}


def test_errors_are_the_rises_of_counters_also_after_a_restart(gateway: Gateway, now: int) -> None:
    found = by(ask(gateway, "panel_system_errors", now), "kind")
    assert {kind: count for kind, count in found.items() if count} == {
        "worker: store away": 4.0,
        "telegraf: errors": 3.0,
    }


def test_data_faults_are_counted_by_kind(gateway: Gateway, now: int) -> None:
    assert by(ask(gateway, "panel_system_data_faults", now), "issue") == {"stuck": 5.0}


def test_assets_are_counted_by_how_recently_they_were_heard_of(gateway: Gateway, now: int) -> None:
    heard = ask(gateway, "panel_system_freshness", now)
    counts = {name: heard.floats(name).tolist() for name in ("live", "delayed", "silent", "parked")}
    assert counts == {"live": [1], "delayed": [0], "silent": [1], "parked": [1]}


def test_thresholds_that_people_set_and_that_are_in_force_are_listed_newest_first(gateway: Gateway, now: int) -> None:
    found = ask(gateway, "panel_thresholds", now)
    names = (
        "scope",
        "signal",
        "direction",
        "sensitivity",
        "least",
        "warn_high",
        "crit_high",
        "enabled",
        "actor",
        "why",
    )
    assert list(zip(*(found.strings(name) for name in names), strict=True)) == [
        ("machine", "flow_m3h", "above", "0.5", "0.25", "–", "14", "no", "ann", "newer"),
        ("default", "flow_m3h", "above", "0.5", "learned", "–", "–", "yes", "ann", "long ago"),
    ]


def test_notifications_are_shown_newest_first_also_those_that_are_about_no_asset(gateway: Gateway, now: int) -> None:
    assert ask(gateway, "panel_system_notifications", now).strings("title") == ["newer", "older"]


def test_an_hour_without_reports_shows_nothing_and_fails_nowhere(gateway: Gateway, now: int) -> None:
    for name in queries.names():
        if name.startswith("panel_system_") and not name.endswith("freshness"):
            assert len(ask(gateway, name, now - 8 * 3600 * SECOND)) == 0, name
