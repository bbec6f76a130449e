"""An hour of a small fleet, written by hand: one critical pump, one watched conveyor, one healthy motor.

It stands for what collectors, worker and admin write together, so that a query can be judged without running them.
"""

from collections.abc import Iterator, Mapping

from contract.incidents import INCIDENT
from contract.measurements import (
    DATA_QUALITY,
    FAULT,
    RISK,
    SCORE,
    TELEMETRY,
    TELEMETRY_1D,
    TELEMETRY_1M,
    THRESHOLD,
    TRUTH,
    WORKER,
    Measurement,
    Value,
)
from contract.time import MINUTE
from store.gateway import Gateway
from store.points import Point, encode

MINUTES = 60
SICK = "PUMP-001"
SIGNAL = "bearing_temp_c"
LEVELS = {SICK: 3, "CONV-001": 1, "MOTOR-001": 0}
"""The level of every asset of the fleet."""


def fill(gateway: Gateway, now_ns: int) -> None:
    """Write the hour before `now_ns` to every bucket of the contract."""
    for measurement, points in _fleet(now_ns):
        gateway.write(measurement.bucket, encode(points))


def _fleet(now_ns: int) -> Iterator[tuple[Measurement, list[Point]]]:
    start = now_ns - MINUTES * MINUTE
    minutes = [start + step * MINUTE for step in range(MINUTES)]
    for asset, level in LEVELS.items():
        yield (
            TELEMETRY,
            [_point(TELEMETRY, asset, time, {SIGNAL: 50.0 + level, "run_state": "run"}) for time in minutes],
        )
        yield RISK, [_risk(asset, level, time) for time in minutes]
        yield SCORE, [_score(asset, level, time) for time in minutes]
        for rollup in (TELEMETRY_1M, TELEMETRY_1D):
            fields: dict[str, Value] = {"mean": 50.0, "min": 49.0, "max": 51.0, "count": 60}
            yield rollup, [_point(rollup, asset, time, fields, signal=SIGNAL) for time in minutes]
    yield (
        FAULT,
        [
            _fault("E2", "raised", minutes[30], mode="bearing_wear", confidence=0.724),
            # As a worker wrote it that did not know of modes yet.
            _fault("E1", "raised", minutes[5]),
            _fault("E1", "cleared", minutes[20]),
        ],
    )
    yield INCIDENT, [_incident(minutes[30])]
    yield (
        TRUTH,
        [_point(TRUTH, SICK, minutes[25], {"severity": 0.7, "phase": "detectable"}, mode="bearing_wear", episode="T1")],
    )
    yield (
        DATA_QUALITY,
        [_point(DATA_QUALITY, "CONV-001", minutes[40], {"count": 3, "age_s": 12.0}, signal=SIGNAL, issue="stuck")],
    )
    yield WORKER, [Point(WORKER.name, {"component": "worker"}, {"lag_s": 0.4, "step_ms": 3.0}, minutes[59])]
    yield (
        THRESHOLD,
        [
            Point(
                THRESHOLD.name,
                {"scope": "machine", "signal": SIGNAL},
                {
                    "direction": "above",
                    "sensitivity": 1.0,
                    "warn_high": 60.0,
                    "version": 1,
                    "actor": "test",
                    "why": "trial",
                },
                start,
            )
        ],
    )


def _point(measurement: Measurement, asset: str, time: int, fields: Mapping[str, Value], **tags: str) -> Point:
    return Point(measurement.name, {"asset": asset, "asset_class": "machine", "site": "north", **tags}, fields, time)


def _risk(asset: str, level: int, time: int) -> Point:
    fields: dict[str, Value] = {
        "risk": 5.0 + 30 * level,
        "level": level,
        "band": ("low", "medium", "medium", "high")[level],
        "health": 95.0 - 30 * level,
        "top_signal": SIGNAL,
        "reason": f"{SIGNAL} is {5 * level} °C above what is expected",
        f"contribution_{SIGNAL}": 5.0 + 30 * level,
    }
    return _point(RISK, asset, time, fields)


def _score(asset: str, level: int, time: int) -> Point:
    fields: dict[str, Value] = {
        "observed": 50.0 + 5 * level,
        "expected": 50.0,
        "lower": 46.0,
        "upper": 54.0,
        "score": 1.25 * level,
    }
    return _point(SCORE, asset, time, fields, signal=SIGNAL)


def _fault(episode: str, state: str, time: int, **likely: Value) -> Point:
    fields: dict[str, Value] = {
        "state": state,
        "risk": 95.0,
        "observed": 65.0,
        "limit": 54.0,
        "description": "Bearing temperature is 15 °C above what is expected",
        "recommendation": "Check the lubrication and plan a bearing change",
        **likely,
    }
    return _point(FAULT, SICK, time, fields, code="BEARING_TEMP_HIGH", severity="critical", episode=episode)


def _incident(time: int) -> Point:
    fields: dict[str, Value] = {
        "state": "open",
        "severity": "critical",
        "opened": time,
        "code": "BEARING_TEMP_HIGH",
        "codes": "BEARING_TEMP_HIGH",
        "signal": SIGNAL,
        "observed": 65.0,
        "limit": 54.0,
        "risk": 95.0,
        "description": "Bearing temperature is 15 °C above what is expected",
        "recommendation": "Check the lubrication and plan a bearing change",
        "mode": "bearing_wear",
        "confidence": 0.724,
        "cause": "bearing_wear",
        "cause_confidence": 0.724,
    }
    return _point(INCIDENT, SICK, time, fields, incident="I1")
