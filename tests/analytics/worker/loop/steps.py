"""A worker that is told the time, and what it told of a pump."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from analytics.worker.loop import Worker
from contract.measurements import Value
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point, encode

NOW = time.time_ns() // (86_400 * SECOND) * 86_400 * SECOND - 13 * 3600 * SECOND
"""Yesterday at 11, and the clock of these tests: the worker is told the time. No shift changes at that hour."""


HEALTHY, BROKEN = 1.5, 5.5


EPISODES = """from(bucket: "health") |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset == "{}")
    |> group() |> sort(columns: ["_time"])"""


def write(gateway: Gateway, asset: str, first: float, values: list[float], **more: Value) -> None:
    """A pump's vibration at 1 Hz from `first` seconds after NOW on."""
    points = [
        Point(
            "telemetry",
            {"asset": asset, "asset_class": "machine", "site": "north"},
            {"vibration_mm_s": value, "run_state": "running", **more},
            NOW + round((first + number) * SECOND),
        )
        for number, value in enumerate(values)
    ]
    gateway.write("telemetry", encode(points))


def started(gateway: Gateway, folder: Path, at: float) -> Worker:
    """A worker that has seen everything up to a moment, in seconds after NOW."""
    worker = Worker(gateway, folder)
    if not worker.resume():
        worker.learn(lambda _what, _part: None, now=NOW + round(at * SECOND))
    advance(worker, at)
    return worker


def advance(worker: Worker, to: float) -> None:
    """Tick until everything up to a moment is scored and stored."""
    while worker.tick(NOW + round(to * SECOND)).behind_s > 0:
        pass
    assert worker.health.flush()
    assert worker.rollup.flush()


def end(worker: Worker) -> None:
    """End the worker's threads without a snapshot, as a kill would."""
    worker.health.close()
    worker.rollup.close()


def events(gateway: Gateway, asset: str) -> list[tuple[str, str, str]]:
    """Episode, code and state of every event of an asset."""
    rows = gateway.query(EPISODES.format(asset)).rows()
    return [(row["episode"], row["code"], row["_value"]) for row in rows]


def newest(gateway: Gateway, asset: str) -> dict[str, Any]:
    """The newest risk row of an asset."""
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + 10**15)).rows()
    return next(row for row in rows if row["asset"] == asset)


def quality(gateway: Gateway, asset: str) -> dict[tuple[str, str], int]:
    """Data faults of an asset: how often each issue was counted for each signal."""
    rows = gateway.query(queries.render("admin_issues", start=0, stop=NOW + 10**15, most=1000)).rows()
    return {(row["signal"] or "", row["issue"]): row["_value"] for row in rows if (row["asset"] or "") == asset}


def scores(gateway: Gateway, asset: str) -> list[tuple[int, float]]:
    """Time and score of every score row of an asset."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "score" '
        f'and r._field == "score" and r.asset == "{asset}")'
    )
    return sorted(zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True))


def set_threshold(gateway: Gateway, asset: str, warn_high: float, version: int, **more: Value) -> None:
    """A threshold row for one pump's vibration."""
    fields: dict[str, Value] = {
        "direction": "above", "sensitivity": 1.0, "min_deviation": 0.4, "warn_high": warn_high, "enabled": True,
        "version": version, "actor": "test", "why": "to see it work",
    }  # fmt: skip
    tags = {"scope": asset, "signal": "vibration_mm_s"}
    gateway.write("config", encode([Point("threshold", tags, {**fields, **more}, NOW + version * SECOND)]))


def risks(gateway: Gateway, asset: str) -> list[tuple[int, float]]:
    """Time and value of every risk of an asset up to NOW."""
    frame = gateway.query(
        f'from(bucket: "health") |> range(start: 0) |> filter(fn: (r) => r._measurement == "risk" '
        f'and r._field == "risk" and r.asset == "{asset}")'
    )
    found = zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True)
    return sorted((time, risk) for time, risk in found if time < NOW)


def delete(gateway: Gateway, asset: str, first: int, last: int) -> None:
    """Take an asset's points of [first, last] seconds after NOW out of the store."""
    start, stop = (
        np.datetime_as_string(np.datetime64(NOW + second * SECOND, "ns"), unit="ms") + "Z" for second in (first, last)
    )
    gateway.client.delete_api().delete(start, stop, f'asset="{asset}"', "telemetry", gateway.org)


def minutes(gateway: Gateway, asset: str, field: str) -> dict[int, float]:
    """What the rollup says of an asset's vibration, minute by minute."""
    frame = gateway.query(
        'from(bucket: "rollup") |> range(start: 0) |> filter(fn: (r) => r._measurement == "telemetry_1m" '
        f'and r.asset == "{asset}" and r.signal == "vibration_mm_s" and r._field == "{field}")'
    )
    return dict(zip(frame.times().tolist(), frame.floats("_value").tolist(), strict=True))
