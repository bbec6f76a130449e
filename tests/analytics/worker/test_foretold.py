"""What was foretold against what came of it: a store with ninety days of predictions and the ends of some lives."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics.worker.ends import End, Ends
from analytics.worker.foretold import Foretold, came_true
from analytics.worker.loop import Worker
from contract.hindsight import FORETOLD, OUTCOME
from contract.measurements import (
    COMMON_TAGS,
    FAILURE,
    MAINTENANCE,
    PROGNOSIS,
    TRUTH,
    Measurement,
    Value,
)
from contract.time import DAY, HOUR, MINUTE, SECOND, rfc3339
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned

NOW = time.time_ns() // DAY * DAY + HOUR
WORN, SOUND, MENDED, TOLD = "PUMP-001", "PUMP-002", "PUMP-003", "PUMP-004"
RANGE: dict[str, Value] = {"rul_low_h": 100.0, "rul_h": 200.0, "rul_high_h": 300.0}


def tags(asset: str) -> dict[str, str]:
    return {"asset": asset, "asset_class": "pump", "site": "north"}


def at(days: float) -> int:
    """So many days before this day's beginning."""
    return NOW - HOUR - round(days * DAY)


def said(gateway: Gateway, asset: str, days: float, p_fail_30d: float | None, **more: Value) -> None:
    """A prognosis, and another an hour later that is not looked at."""
    fields: dict[str, Value] = {"method": "linear", "because": "it rises", **more}
    fields |= {} if p_fail_30d is None else {"p_fail_30d": p_fail_30d}
    later = {**fields, "p_fail_30d": 0.77}
    points = [
        Point(PROGNOSIS.name, tags(asset), fields, at(days)),
        Point(PROGNOSIS.name, tags(asset), later, at(days) + HOUR),
    ]
    gateway.write("health", encode(points))


def phase(gateway: Gateway, asset: str, word: str, days: float, mode: str = "bearing_wear") -> None:
    told = {**tags(asset), "mode": mode, "episode": f"{asset}-{mode}"}
    gateway.write("telemetry", encode([Point(TRUTH.name, told, {"phase": word, "severity": 1.0}, at(days))]))


def failure(gateway: Gateway, asset: str, days: float, *, withdrawn: bool = False) -> None:
    fields: dict[str, Value] = {"what": "it broke", "mode": "seal_leak", "actor": "Ada", "withdrawn": withdrawn}
    gateway.write("config", encode([Point(FAILURE.name, tags(asset), fields, at(days))]))


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with provisioned(tmp_path) as store, Gateway(store.url, store.token, store.org) as operator:
        yield operator


def work(gateway: Gateway, foretold: Foretold | None = None, now: int = NOW) -> Foretold:
    """Do all that there is to do at a moment, and an hour later."""
    foretold = foretold or Foretold(gateway)
    for moment in (now, now + HOUR):
        for _ in range(200):
            gateway.write("health", encode(foretold.points(moment)))
    return foretold


def written(gateway: Gateway, measurement: Measurement) -> list[dict[str, Any]]:
    """The points of a measurement, the oldest first."""
    columns = ", ".join(f'"{name}"' for name in ("_time", *COMMON_TAGS))
    flux = (
        f'from(bucket: "health") |> range(start: {rfc3339(at(150))}, stop: {rfc3339(at(-1))})'
        f' |> filter(fn: (r) => r._measurement == "{measurement.name}")'
        f' |> pivot(rowKey: [{columns}], columnKey: ["_field"], valueColumn: "_value")'
        ' |> group() |> sort(columns: ["_time", "asset"])'
    )
    return list(gateway.query(flux).rows())


def came(gateway: Gateway, asset: str) -> list[tuple[Any, ...]]:
    """Of each prediction the days before now, the probability, the verdict, and the hours that it took."""
    return [
        (round((at(0) - row["_time"].value) / DAY, 2), row["p_fail_30d"], row["verdict"], row["took_h"])
        for row in written(gateway, FORETOLD)
        if row["asset"] == asset
    ]


def test_the_first_that_was_said_on_a_day_is_held_against_what_came(gateway: Gateway) -> None:
    for days, chance in ((45, 0.2), (20, 0.4), (15, 0.6), (14, 0.9)):
        said(gateway, WORN, days, chance, **RANGE)
    phase(gateway, WORN, "detectable", 13)
    phase(gateway, WORN, "failed", 10)
    for hour in range(1, 30):
        phase(gateway, WORN, "failed", 10 - hour / 24)
    said(gateway, WORN, 5, 0.1)
    said(gateway, SOUND, 45, 0.1)
    said(gateway, SOUND, 2, 0.1)
    work(gateway)
    assert came(gateway, WORN) == [
        (45, 0.2, "held", 35 * 24.0),
        (20, 0.4, "failed", 240.0),
        (15, 0.6, "failed", 120.0),
        (14, 0.9, "failed", 96.0),
        (5, 0.1, "open", -1.0),
    ]
    assert came(gateway, SOUND) == [(45, 0.1, "held", -1.0), (2, 0.1, "open", -1.0)]
    inside = [row.get("inside") for row in written(gateway, FORETOLD) if row["asset"] == WORN]
    assert inside == [False, True, True, False, None]


def test_of_a_failure_it_is_told_how_long_before_it_was_announced_and_what_was_said_last(gateway: Gateway) -> None:
    for days, chance in ((40, 0.9), (30, 0.3), (20, 0.6), (15, 0.8), (11, 0.9)):
        said(gateway, WORN, days, chance, **RANGE)
    phase(gateway, WORN, "detectable", 12)
    phase(gateway, WORN, "failed", 10)
    failure(gateway, SOUND, 3)
    work(gateway)
    known, unknown = written(gateway, OUTCOME)
    assert (known["_time"].value, known["mode"], known["lead_h"], known["said_h"]) == (
        at(10),
        "bearing_wear",
        240.0,
        24.0,
    )
    assert (known["p_fail_30d"], known["rul_low_h"], known["method"], known["withdrawn"]) == (
        0.9,
        100.0,
        "linear",
        False,
    )
    assert (unknown["asset"], unknown["mode"], unknown["lead_h"], unknown["said_h"]) == (SOUND, "seal_leak", 0.0, -1.0)


def test_what_was_said_before_a_repair_is_not_judged_and_announces_nothing_after_it(gateway: Gateway) -> None:
    for days in (25, 20, 16):
        said(gateway, MENDED, days, 0.9)
    fields: dict[str, Value] = {
        "from": rfc3339(at(18)),
        "until": rfc3339(at(17)),
        "what": "new bearing",
        "actor": "Ada",
    }
    gateway.write("config", encode([Point(MAINTENANCE.name, {"asset": MENDED}, fields, at(18))]))
    failure(gateway, MENDED, 2)
    work(gateway)
    assert [row[2:] for row in came(gateway, MENDED)] == [("spared", -1.0), ("spared", -1.0), ("failed", 336.0)]
    (found,) = written(gateway, OUTCOME)
    assert found["lead_h"] == 336.0


def test_a_sensors_fault_and_a_failure_that_was_there_before_it_is_looked_are_no_failures(gateway: Gateway) -> None:
    said(gateway, SOUND, 20, 0.3)
    phase(gateway, SOUND, "failed", 15, mode="sensor_stuck")
    phase(gateway, WORN, "failed", 29 - 1 / 24)
    work(gateway)
    assert came(gateway, SOUND) == [(20, 0.3, "open", -1.0)]
    assert written(gateway, OUTCOME) == []


def test_a_failure_that_is_told_late_changes_what_was_judged_and_one_that_is_withdrawn_changes_it_back(
    gateway: Gateway,
) -> None:
    said(gateway, TOLD, 40, 0.8)
    said(gateway, TOLD, 20, 0.8)
    foretold = work(gateway)
    assert [row[2:] for row in came(gateway, TOLD)] == [("held", -1.0), ("open", -1.0)]
    failure(gateway, TOLD, 12)
    work(gateway, foretold, NOW + 3 * HOUR)
    assert [row[2:] for row in came(gateway, TOLD)] == [("failed", 672.0), ("failed", 192.0)]
    failure(gateway, TOLD, 12, withdrawn=True)
    work(gateway, foretold, NOW + 6 * HOUR)
    assert [row[2:] for row in came(gateway, TOLD)] == [("held", -1.0), ("open", -1.0)]
    (found,) = written(gateway, OUTCOME)
    assert found["withdrawn"]


def test_a_restart_writes_the_same_points_over_the_same_ones_and_asks_for_no_day_again(gateway: Gateway) -> None:
    for days in (40, 20, 3, 2):
        said(gateway, WORN, days, 0.7, **RANGE)
    phase(gateway, WORN, "detectable", 12)
    phase(gateway, WORN, "failed", 10)
    work(gateway)
    first = written(gateway, FORETOLD), written(gateway, OUTCOME)
    again = Foretold(gateway)
    asked = sum(bool(again.points(NOW)) for _ in range(20))
    assert asked <= 3
    work(gateway)
    assert (written(gateway, FORETOLD), written(gateway, OUTCOME)) == first


def test_what_the_telemetry_has_forgotten_is_still_known_after_a_restart(gateway: Gateway) -> None:
    said(gateway, WORN, 20, 0.7)
    said(gateway, MENDED, 20, 0.7)
    phase(gateway, WORN, "failed", 10)
    phase(gateway, MENDED, "repaired", 10)
    work(gateway)
    assert [row["failed"] for row in written(gateway, OUTCOME)] == [True, False]
    failure(gateway, WORN, 1)
    failure(gateway, MENDED, 1)
    work(gateway, now=NOW + 25 * DAY)
    assert [row[2:] for row in came(gateway, WORN)] == [("failed", 240.0)]
    assert [row[2:] for row in came(gateway, MENDED)] == [("spared", -1.0)]


def test_a_day_is_looked_at_once_it_is_over(gateway: Gateway) -> None:
    said(gateway, WORN, 0, 0.7)
    foretold = work(gateway)
    assert came(gateway, WORN) == []
    work(gateway, foretold, NOW + DAY)
    assert came(gateway, WORN) == [(0, 0.7, "open", -1.0)]


def test_a_day_that_begins_without_a_probability_is_left_out(gateway: Gateway) -> None:
    said(gateway, WORN, 3, None)
    work(gateway)
    assert came(gateway, WORN) == []


def test_rows_of_failures_that_are_broken_are_left_out(gateway: Gateway) -> None:
    gateway.write("config", encode([Point(FAILURE.name, {"asset": WORN}, {"what": "no class"}, at(3))]))
    ends = Ends(gateway)
    assert ends.look(NOW) == set()
    failure(gateway, WORN, 2)
    assert ends.look(NOW + HOUR) == {WORN}
    assert ends.look(NOW + 2 * HOUR) == set()
    assert [(end.time, end.failed, end.mode) for end in ends.of(WORN)] == [(at(2), True, "seal_leak")]


@pytest.mark.parametrize(
    ("took", "verdict", "hours"),
    [
        (30 * DAY, "failed", 720.0),
        (30 * DAY + SECOND, "held", pytest.approx(720.0, abs=0.01)),
        (91 * DAY, "held", -1.0),
    ],
)
def test_thirty_days_are_what_a_probability_is_about_and_ninety_what_a_range_is(
    took: int, verdict: str, hours: float
) -> None:
    assert came_true({}, 0, [End(took, failed=True)], 100 * DAY) == {"verdict": verdict, "took_h": hours}


def test_it_is_tried_again_later_where_the_store_does_not_answer(gateway: Gateway) -> None:
    lines: list[str] = []
    said(gateway, WORN, 3, 0.7)
    with Gateway("http://127.0.0.1:9", "token", "forewarn") as away:
        foretold = Foretold(away)
        foretold.turn(NOW, lines.extend)
        assert (foretold.job.failures, lines) == (1, [])
        assert not foretold.job.due(NOW + SECOND)
    foretold = Foretold(gateway)
    for step in range(100):
        foretold.turn(NOW + step * MINUTE // 2, lines.extend)
    assert len([line for line in lines if line.startswith(FORETOLD.name)]) == 1


def test_the_worker_does_it_beside_the_judging(gateway: Gateway, tmp_path: Path) -> None:
    said(gateway, WORN, 3, 0.7)
    work(gateway)
    said(gateway, WORN, 1, 0.8)
    worker = Worker(gateway, tmp_path / "worker")
    worker.cursor = NOW - HOUR
    for step in range(10):
        worker.turn(NOW + step * 6 * SECOND)
    assert worker.failing_jobs == 0
    worker.close()
    assert came(gateway, WORN) == [(3, 0.7, "open", -1.0), (1, 0.8, "open", -1.0)]
