"""The worker against a running store: learn, read, score and write, by the rows that are in force."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.worker.loop import Worker
from collectors.scenario import parse
from collectors.simulate import backfill
from contract.catalogue import CLASSES
from contract.incidents import INCIDENT
from contract.measurements import Value
from contract.time import DAY, SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from store.rows import whole
from store.writer import Writer
from tests.analytics.worker.loop.steps import (
    BROKEN,
    HEALTHY,
    NOW,
    advance,
    end,
    events,
    minutes,
    newest,
    quality,
    set_threshold,
    started,
    write,
)


def test_a_broken_machine_is_raised_with_its_reason(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "RAISED", -120, [HEALTHY] * 60 + [BROKEN] * 60)
    worker = started(gateway, tmp_path, 0)
    end(worker)
    found = newest(gateway, "RAISED")
    assert (found["level"], found["band"], found["top_signal"]) == (3, "high", "vibration_mm_s")
    assert found["reason"].startswith("vibration_mm_s is 5.5 mm/s, over its critical limit of 5 mm/s for ")
    assert [(code, state) for _, code, state in events(gateway, "RAISED")] == [("VIBRATION_HIGH", "raised")]


def test_what_is_raised_is_an_incident_which_outlasts_a_worker_without_memory(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "PUMP-9", 0, [HEALTHY] * 60 + [BROKEN] * 240)
    worker = started(gateway, tmp_path / "one", 300)
    worker.turn(NOW + 301 * SECOND)
    assert worker.health.flush()
    (told,) = incidents(gateway, "PUMP-9")
    assert (told["state"], told["code"], told["open_count"]) == ("open", "VIBRATION_HIGH", 1)
    end(worker)
    again = started(gateway, tmp_path / "two", 302)
    again.turn(NOW + 303 * SECOND)
    assert again.health.flush()
    assert [row["incident"] for row in incidents(gateway, "PUMP-9")] == [told["incident"]]
    end(again)


def incidents(gateway: Gateway, asset: str) -> list[dict[str, Any]]:
    """The newest point of each incident of an asset."""
    flux = queries.render("admin_incidents", start=NOW - DAY, stop=NOW + DAY)
    newest = {row["incident"]: row for row in whole(gateway.blocks(flux), *INCIDENT.tags)}
    return [row for row in newest.values() if row["asset"] == asset]


def test_a_row_that_was_there_before_its_asset_is_in_force_from_the_first_sample(
    gateway: Gateway, tmp_path: Path
) -> None:
    set_threshold(gateway, "NEW_HERE", warn_high=1.0, version=1)
    worker = started(gateway, tmp_path, -60)
    write(gateway, "NEW_HERE", -60, [HEALTHY] * 60)
    advance(worker, 40)
    end(worker)
    assert "over its limit of 1 mm/s" in newest(gateway, "NEW_HERE")["reason"]


def test_a_threshold_is_in_force_within_one_tick_and_a_bad_row_leaves_the_last_good_one(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(gateway, "TUNED", -300, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, -240)
    assert newest(gateway, "TUNED")["level"] == 0
    set_threshold(gateway, "TUNED", warn_high=1.0, version=1)
    write(gateway, "TUNED", -240, [HEALTHY] * 60)
    advance(worker, -180)
    assert "over its limit of 1 mm/s" in newest(gateway, "TUNED")["reason"]
    set_threshold(gateway, "TUNED", warn_high=3.0, version=2, sensitivity=-1.0)
    write(gateway, "TUNED", -180, [HEALTHY] * 60)
    advance(worker, -120)
    end(worker)
    assert "threshold of vibration_mm_s for TUNED is refused: sensitivity" in caplog.text
    assert "over its limit of 1 mm/s" in newest(gateway, "TUNED")["reason"]
    assert limits(gateway, "TUNED") == [("crit_high", 5.0), ("warn_high", 3.0), ("warn_high", 1.0)]


def test_a_row_that_is_withdrawn_gives_way_to_the_next_wider_one_within_one_tick(
    gateway: Gateway, tmp_path: Path
) -> None:
    set_threshold(gateway, "WITHDRAWN", warn_high=1.0, version=1)
    write(gateway, "WITHDRAWN", -300, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, -240)
    assert "over its limit of 1 mm/s" in newest(gateway, "WITHDRAWN")["reason"]
    set_threshold(gateway, "WITHDRAWN", warn_high=1.0, version=2, withdrawn=True)
    write(gateway, "WITHDRAWN", -240, [HEALTHY] * 60)
    advance(worker, -180)
    end(worker)
    shipped = CLASSES["machine"].signals["vibration_mm_s"].limits.warn_high
    assert ("warn_high", shipped) in limits(gateway, "WITHDRAWN")


def limits(gateway: Gateway, asset: str) -> list[tuple[str, float]]:
    """The limits of a pump's vibration that were told, one after the other."""
    frame = gateway.query(
        'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "limit" '
        f'and r.asset == "{asset}" and r.signal == "vibration_mm_s") |> group() |> sort(columns: ["_time", "_field"])'
    )
    told = zip(frame.strings("_field"), frame.floats("_value").tolist(), strict=True)
    return list(dict.fromkeys(told))


def test_an_asset_is_not_judged_while_it_is_worked_on(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(gateway, "WORKED_ON", -300, [BROKEN] * 60)
    worker = started(gateway, tmp_path, -240)
    assert newest(gateway, "WORKED_ON")["level"] == 3
    tell(gateway, "WORKED_ON", -240, -120)
    tell(gateway, "PUMP-001", -240, -300)
    write(gateway, "WORKED_ON", -240, [BROKEN] * 60)
    advance(worker, -180)
    assert newest(gateway, "WORKED_ON")["level"] == 0
    assert [state for _, _, state in events(gateway, "WORKED_ON")] == ["raised", "cleared"]
    assert "maintenance of PUMP-001 is refused: until: is not after from" in caplog.text
    write(gateway, "WORKED_ON", -180, [BROKEN] * 120)
    advance(worker, -60)
    end(worker)
    assert newest(gateway, "WORKED_ON")["level"] == 3


def tell(gateway: Gateway, asset: str, first: int, last: int) -> None:
    """Work on an asset, in seconds after NOW."""
    begin, end = (
        str(np.datetime64(NOW + second * SECOND, "ns").astype("datetime64[s]")) + "Z" for second in (first, last)
    )
    fields: dict[str, Value] = {"from": begin, "until": end, "what": "bearing", "actor": "test", "relearn": False}
    gateway.write("config", encode([Point("maintenance", {"asset": asset}, fields, NOW)]))


def test_an_asset_that_falls_silent_at_work_has_dropped_out(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "SILENT", -60, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, 0)
    for second in range(30, 151, 30):
        advance(worker, second)
    end(worker)
    assert quality(gateway, "SILENT")["", "dropout"] >= 1


def test_minutes_are_rolled_up(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "ROLLED", -120, [1.0] * 30 + [3.0] * 30 + [2.0] * 60)
    worker = started(gateway, tmp_path, 120)
    end(worker)
    assert minutes(gateway, "ROLLED", "mean") == {NOW - 120 * SECOND: 2.0, NOW - 60 * SECOND: 2.0}


def test_history_is_learned_from_the_store_and_healthy_machines_stay_below_warning(
    gateway: Gateway, tmp_path: Path
) -> None:
    days = 3
    scenario = parse(
        {
            "seed": 5,
            "start": np.datetime64(NOW - days * 86_400 * SECOND, "ns").astype("datetime64[s]").item().astimezone(),
            "backfill": {"length": f"{days}d", "step": "60s"},
            "assets": [
                {"name": "WELL", "class": "pump", "site": "north"},
                {"name": "WORN", "class": "pump", "site": "north"},
            ],
            "faults": [{"asset": "WORN", "mode": "bearing_wear", "after": f"+{days * 24 - 14}h", "grow": "14h"}],
        }
    )
    with Writer(gateway, "telemetry") as writer:
        backfill(scenario, writer, lambda _done, _total: None, scenario.start, NOW)
    told: list[float] = []
    worker = Worker(gateway, tmp_path)
    worker.learn(lambda _what, part: told.append(part), now=NOW)
    advance(worker, 0)
    end(worker)
    assert told == sorted(told)
    assert told[-1] == 1
    assert newest(gateway, "WELL")["level"] < 2, newest(gateway, "WELL")["reason"]
    assert newest(gateway, "WORN")["level"] == 3
    assert "expected" in newest(gateway, "WORN")["reason"]
