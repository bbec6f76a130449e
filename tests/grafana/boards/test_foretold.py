"""What the panels of "Were the predictions right?" make of some predictions of which it is known what came of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.hindsight import FORETOLD, OUTCOME
from contract.measurements import Measurement, Value
from contract.time import DAY, HOUR
from grafana.boards import foretold
from store import queries
from store.gateway import Gateway
from store.points import Point
from tests.grafana.boards.filled import NOON, ask, filled, written

PUMP, TWIN, VAN = "PUMP-001 pump north", "PUMP-002 pump south", "VAN-001 ice north"
Written = tuple[Measurement, Point]


def at(days: float) -> int:
    """So many days before the end."""
    return NOON - round(days * DAY)


def said(whose: str, days: float, chance: float, verdict: str, took_h: float = -1.0, **more: Value) -> Written:
    fields: dict[str, Value] = {"p_fail_30d": chance, "verdict": verdict, "took_h": took_h, "method": "linear"}
    return written(FORETOLD, whose, at(days), {**fields, **more})


def failure(whose: str, days: float, mode: str, lead_h: float, **more: Value) -> Written:
    fields: dict[str, Value] = {"failed": True, "source": "truth", "withdrawn": False, "mode": mode, "lead_h": lead_h}
    return written(OUTCOME, whose, at(days), {**fields, "said_h": -1.0, **more})


def fleet() -> Iterator[Written]:
    yield said(PUMP, 60, 0.04, "held")
    yield said(PUMP, 59, 0.06, "held", 29 * 24.0, inside=False)
    yield said(PUMP, 33, 0.95, "failed", 72.0, inside=True)
    yield said(PUMP, 32, 1.0, "failed", 48.0, inside=True)
    yield said(TWIN, 31, 0.93, "held")
    yield said(TWIN, 20, 0.5, "spared")
    yield said(TWIN, 2, 0.5, "open")
    yield said(VAN, 2, 0.5, "open")
    # A failure that was taken back, of which a range is no longer known to be right.
    yield said(TWIN, 1, 0.5, "open", -1.0, inside=True)
    before: dict[str, Value] = {"said_h": 24.0, "p_fail_30d": 0.9, "method": "linear"}
    yield failure(PUMP, 30, "bearing_wear", 240.0, **before, rul_low_h=12.0, rul_high_h=48.0)
    yield failure(PUMP, 20, "bearing_wear", 100.0, **before, rul_low_h=36.0, rul_high_h=48.0)
    yield failure(TWIN, 19, "bearing_wear", 0.0, **{**before, "p_fail_30d": 0.1})
    yield failure(TWIN, 10, "", 0.0)
    yield failure(VAN, 9, "fuel_leak", 800.0, **before, rul_low_h=1.0, rul_high_h=2.0)
    yield failure(VAN, 8, "fuel_leak", 200.0, withdrawn=True)
    yield failure(VAN, 7, "fuel_leak", 200.0, failed=False)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with filled(tmp_path_factory.mktemp("tokens"), list(fleet())) as gateway:
        yield gateway


def run(gateway: Gateway, name: str, columns: str, **more: Any) -> list[tuple[Any, ...]]:
    given = {"start": at(90), "stop": NOON, "site": ["north", "south"], "class": ["pump", "ice"], **more}
    return ask(gateway, name, columns, **given)


def test_predictions_are_counted_and_their_error_is_that_of_those_judged(gateway: Gateway) -> None:
    ((judged, waiting, spared, ranges, coverage, brier),) = run(
        gateway, "panel_foretold_figures", "judged open spared ranges coverage brier"
    )
    assert (judged, waiting, spared, ranges, coverage) == (5, 3, 1, 3, pytest.approx(2 / 3))
    assert brier == pytest.approx((0.04**2 + 0.06**2 + 0.05**2 + 0 + 0.93**2) / 5)


def test_what_cannot_be_told_yet_is_left_out_of_the_figures(gateway: Gateway) -> None:
    assert run(gateway, "panel_foretold_figures", "judged open coverage brier", **{"class": ["ice"]}) == [
        (0.0, 1.0, None, None)
    ]


def test_what_was_said_is_held_against_what_came_true_by_tenths(gateway: Gateway) -> None:
    assert run(gateway, "panel_foretold_reliability", "tenth said came predictions") == [
        ("0 to 10 %", pytest.approx(0.05), 0.0, 2.0),
        ("90 to 100 %", pytest.approx(0.96), pytest.approx(2 / 3), 3.0),
    ]


def test_lead_times_are_told_by_class_and_mode_of_those_that_really_failed(gateway: Gateway) -> None:
    columns = "asset_class mode failures announced in_time median_h least_h most_h"
    assert run(gateway, "panel_foretold_leads", columns) == [
        ("ice", "fuel leak", 1.0, 1.0, 0.0, 800.0, 800.0, 800.0),
        ("pump", "bearing wear", 3.0, pytest.approx(2 / 3), pytest.approx(1 / 3), 170.0, 100.0, 240.0),
        ("pump", "not told", 1.0, 0.0, 0.0, -1.0, -1.0, -1.0),
    ]


def test_lead_times_are_told_where_no_failure_at_all_was_announced(gateway: Gateway) -> None:
    columns = "mode announced median_h"
    assert run(gateway, "panel_foretold_leads", columns, site=["south"]) == [
        ("bearing wear", 0.0, -1.0),
        ("not told", 0.0, -1.0),
    ]


def test_the_last_failures_stand_first_with_the_range_that_was_said_before_them(gateway: Gateway) -> None:
    columns = "asset mode lead_h verdict p_fail_30d method"
    assert run(gateway, "panel_foretold_failures", columns) == [
        ("VAN-001", "fuel leak", 800.0, "after it", 0.9, "linear"),
        ("PUMP-002", "not told", 0.0, "nothing was said", -1.0, None),
        ("PUMP-002", "bearing wear", 0.0, "without a date", 0.1, "linear"),
        ("PUMP-001", "bearing wear", 100.0, "before it", 0.9, "linear"),
        ("PUMP-001", "bearing wear", 240.0, "within the range", 0.9, "linear"),
    ]
    ends = run(gateway, "panel_foretold_failures", "failed_ms said_ms low_ms high_ms")
    ms, hour = 1_000_000, HOUR // 1_000_000
    failed = at(30) // ms
    assert ends[-1] == (failed, failed - 24 * hour, failed - 12 * hour, failed + 24 * hour)
    assert ends[1] == (at(10) // ms, -1, -1, -1)


@pytest.mark.parametrize(
    "name",
    ["panel_foretold_figures", "panel_foretold_reliability", "panel_foretold_leads", "panel_foretold_failures"],
)
def test_without_data_there_is_no_row_and_every_panel_says_so(gateway: Gateway, name: str) -> None:
    assert run(gateway, name, "mode", site=["east"]) == []
    asking = [panel for panel in foretold.build()["panels"] if panel["targets"][0]["query"] == queries.source(name)]
    assert asking
    assert all(panel["fieldConfig"]["defaults"]["noValue"] for panel in asking)
