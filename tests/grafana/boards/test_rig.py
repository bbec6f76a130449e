"""What the panels of "Is the test rig in bounds?" answer about two days of one rig, written by hand."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.catalogue import CLASSES
from contract.measurements import FAULT, LIMIT, RISK, SCORE, TELEMETRY, Measurement
from contract.time import DAY, HOUR, MINUTE, SECOND
from grafana.boards import rig
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

RIG, QUIET, PUMP = "RIG-001 rig north", "RIG-002 rig north", "PUMP-001 machine north"
WARM, DENSE = "cell_temperature_c", "cell_pressure_hpa"
START = NOON - DAY
LAST = NOON - MINUTE


def score(signal: str, time: int, observed: float, expected: float, upper: float) -> tuple[Measurement, Point]:
    return written(SCORE, RIG, time, {"observed": observed, "expected": expected, "upper": upper}, signal=signal)


def fleet() -> Iterator[tuple[Measurement, Point]]:
    # Expected: 50 in the first day, and 52 in the second but its last two minutes; always 1 more is observed.
    for quarter in range(192):
        expected = 50.0 if quarter < 96 else 52.0
        yield score(WARM, START - DAY + quarter * 15 * MINUTE + SECOND, expected + 1, expected, expected + 4)
    yield score(WARM, LAST, 60.0, 50.0, 60.0)
    yield score(DENSE, LAST, 1110.0, 1107.0, 1117.0)
    for signal, limit in ((WARM, 80.0), (DENSE, 1100.0)):
        yield written(LIMIT, RIG, LAST, {"warn_high": limit}, signal=signal)
    for hour, temperature in ((1, 40.0), (2, 60.0)):
        fields = {WARM: temperature, DENSE: 1000.0, "uptime_h": 100.0 + hour}
        yield written(TELEMETRY, RIG, START + hour * HOUR, fields)
    yield written(TELEMETRY, QUIET, START + HOUR, {WARM: 20.0, "uptime_h": 7.0})
    for severity, hour, state in (
        ("warning", 1, "raised"), ("warning", 2, "raised"), ("warning", 3, "cleared"), ("advisory", 4, "raised"),
    ):  # fmt: skip
        tags = {"code": "HOT", "severity": severity, "episode": severity}
        yield written(FAULT, RIG, START + hour * HOUR, {"state": state}, **tags)
    for whose, risk in ((RIG, 20.0), (QUIET, 40.0), (PUMP, 90.0)):
        yield written(RISK, whose, LAST, {"risk": risk})


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(
    gateway: Gateway, name: str, columns: str, units: str = "metric", asset: str = "RIG-001"
) -> list[tuple[Any, ...]]:
    return ask(gateway, name, columns, start=START, stop=NOON, units=units, asset=asset, signal=WARM)


def test_rigs_are_offered_with_the_highest_risk_first_and_nothing_else(gateway: Gateway) -> None:
    assert run(gateway, "panel_rigs", "asset") == [("RIG-002",), ("RIG-001",)]


def test_figures_are_means_alarms_and_hours_up_in_the_range(gateway: Gateway) -> None:
    assert sorted(run(gateway, "panel_rig_figures", "name _value")) == [
        ("Alarms", 1.0),
        ("Average pressure, hPa", 1000.0),
        ("Average temperature, °C", 50.0),
        ("Hours up", 1.0),
    ]
    assert ("Average temperature, °F", 122.0) in run(gateway, "panel_rig_figures", "name _value", "us")


def test_a_rig_without_an_alarm_has_none(gateway: Gateway) -> None:
    assert ("Alarms", 0.0) in run(gateway, "panel_rig_figures", "name _value", asset="RIG-002")


def test_the_cell_is_judged_by_its_z_score_and_its_limits(gateway: Gateway) -> None:
    assert run(gateway, "panel_rig_bounds", "name state observed expected limit z z_limit") == [
        # At the edge of its band, which is no longer near and not yet beyond.
        ("Cell temperature, °C", "near", 60.0, 50.0, 80.0, 2.0, 2.0),
        ("Cell pressure, hPa", "over its limit", 1110.0, 1107.0, 1100.0, pytest.approx(0.75), 2.5),
    ]
    assert run(gateway, "panel_rig_bounds", "name observed limit", "us")[0] == ("Cell temperature, °F", 140.0, 176.0)
    assert run(gateway, "panel_rig_bounds", "name", asset="RIG-002") == []


def test_limits_that_were_last_written_within_the_hour_before_the_range_hold(gateway: Gateway) -> None:
    span: dict[str, Any] = {"start": LAST + SECOND, "stop": NOON, "units": "metric", "asset": "RIG-001"}
    assert ("pressure limit, hPa", 1100.0) in ask(gateway, "panel_rig_cell", "name _value", **span)


def test_a_z_score_is_the_share_of_the_band_times_its_edge(gateway: Gateway) -> None:
    *before, last = run(gateway, "panel_rig_z", f"{WARM} {DENSE}")
    assert {row[0] for row in before} == {0.5}
    assert last == (2.0, pytest.approx(0.75))


def test_the_edges_are_those_that_the_catalogues_sensitivity_makes() -> None:
    signals = CLASSES["rig"].signals
    assert 4 / signals[WARM].sensitivity == rig.Z_TEMPERATURE
    assert 4 / signals[DENSE].sensitivity == rig.Z_PRESSURE


def test_the_cell_is_drawn_with_its_limits_from_end_to_end(gateway: Gateway) -> None:
    lines: dict[str, list[float]] = {}
    for name, value in run(gateway, "panel_rig_cell", "name _value"):
        lines.setdefault(name, []).append(value)
    assert lines == {
        "temperature, °C": [40.0, 60.0],
        "temperature limit, °C": [80.0, 80.0],
        "pressure, hPa": [1000.0, 1000.0],
        "pressure limit, hPa": [1100.0, 1100.0],
    }
    assert {name for (name,) in run(gateway, "panel_rig_cell", "name", "us")} == {
        "temperature, °F", "temperature limit, °F", "pressure, psi", "pressure limit, psi",
    }  # fmt: skip


def test_a_signal_is_the_sum_of_trend_seasonal_part_and_residual(gateway: Gateway) -> None:
    rows = run(gateway, "panel_decomposition", "observed trend seasonal residual")
    assert len(rows) == 95
    assert all(observed == pytest.approx(sum(parts)) for observed, *parts in rows)
    # A quarter of the 24 hours before lies in the second day.
    assert rows[24] == pytest.approx((53.0, 50.5, 1.5, 1.0))


def test_a_difference_is_turned_into_other_units_without_a_zero(gateway: Gateway) -> None:
    metric, us = (run(gateway, "panel_decomposition", "observed residual", units)[0] for units in ("metric", "us"))
    assert us == pytest.approx((metric[0] * 1.8 + 32, metric[1] * 1.8))
