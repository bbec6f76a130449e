"""A store with something to export: two machines for some minutes, their scores, their risk, their episodes."""

import time
from collections.abc import Iterator

from contract.measurements import FAULT, RISK, SCORE, TELEMETRY, Value
from contract.time import DAY, HOUR, MINUTE, rfc3339
from store.gateway import Gateway
from store.points import Point, encode

BEGIN = time.time_ns() // DAY * DAY - 16 * HOUR
"""Eight o'clock of the day before: older than a month, the store would not take it."""
MINUTES = 30
SINCE, UNTIL = rfc3339(BEGIN), rfc3339(BEGIN + MINUTES * MINUTE)
PUMP, CAR = "PUMP-1", 'CAR, "red"'


def fill(gateway: Gateway) -> None:
    """Write all of it. The pump's vibration leaves its band at the tenth minute."""
    gateway.write(TELEMETRY.bucket, encode(list(_samples())))
    gateway.write(SCORE.bucket, encode([*_scores(), *_risks(), *_faults()]))


def tags(asset: str, **more: str) -> dict[str, str]:
    """The tags of a machine, the car has no site."""
    own = {"asset": asset, "asset_class": "pump", "site": "north"} if asset == PUMP else _CAR
    return {**own, **more}


_CAR = {"asset": CAR, "asset_class": "ice"}


def _samples() -> Iterator[Point]:
    for minute in range(MINUTES):
        at = BEGIN + minute * MINUTE
        pump: dict[str, Value] = {"vibration_mm_s": _vibration(minute), "flow_m3_h": 40.0, "run_state": "running"}
        yield Point(TELEMETRY.name, tags(PUMP), pump, at)
        yield Point(TELEMETRY.name, tags(CAR), {"speed_kmh": 50.0 + minute}, at)


def _vibration(minute: int) -> float:
    return 2.0 + minute / 10


def _scores() -> Iterator[Point]:
    for minute in range(0, MINUTES, 2):
        said: dict[str, Value] = {
            "observed": _vibration(minute), "expected": 2.0, "lower": 1.0, "upper": 3.0, "score": minute / 10,
        }  # fmt: skip
        yield Point(SCORE.name, tags(PUMP, signal="vibration_mm_s"), said, BEGIN + minute * MINUTE)


def _risks() -> Iterator[Point]:
    for minute in range(MINUTES):
        said: dict[str, Value] = {"risk": float(minute), "level": 1, "contribution_vibration_mm_s": minute / 2}
        yield Point(RISK.name, tags(PUMP), {**said, "reason": "=it shakes"}, BEGIN + minute * MINUTE)


def _faults() -> Iterator[Point]:
    spans = {"before": (-90, 5), "within": (10, 20), "lasting": (12, None)}
    for name, (first, last) in spans.items():
        own = tags(PUMP, code="WEAR", severity="warning", episode=name)
        for at in range(first, last or 150, 60):
            yield Point(FAULT.name, own, {"state": "raised", "risk": 40.0, "description": name}, BEGIN + at * MINUTE)
        if last:
            yield Point(FAULT.name, own, {"state": "cleared"}, BEGIN + last * MINUTE)
