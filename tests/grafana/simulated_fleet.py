"""A day of three simulated machines, judged by the worker: what the store holds where everything of ours runs.

A pump's bearing fails in the last hours, and one reading of it is impossible. What people write (a threshold,
maintenance) and what a live worker reports about itself are added by hand. Some have twins in a bucket of others.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics.worker import output
from analytics.worker.incident_watch import IncidentWatch
from analytics.worker.loop import Worker
from collectors.scenario import parse
from collectors.simulate import backfill
from contract.access import API_TOKEN, REQUEST, USER
from contract.fleet_days import FLEET_DAY
from contract.hindsight import FORETOLD, OUTCOME
from contract.incidents import FEEDBACK, INCIDENT
from contract.measurements import (
    AUDIT,
    CHECKPOINT,
    CONDITION,
    FAILURE,
    FAULT,
    LEARNED,
    LIMIT,
    MAINTENANCE,
    NOTIFICATION,
    PROGNOSIS,
    RISK,
    SCORE,
    TELEMETRY,
    TELEMETRY_1D,
    THRESHOLD,
    TRUTH,
    Value,
)
from contract.registry import ASSET
from contract.tasks import QUEUE_TIME, TASK, TASK_QUEUE
from contract.time import HOUR, MINUTE, SECOND
from contract.trouble import TROUBLE_CODE
from store.gateway import Gateway
from store.points import Point, encode
from store.sources.folder import Sources
from store.writer import Writer
from tests.grafana import foreign
from tests.support.waiting import wait_until

BY_HAND = "by hand {}"
"""The id of an incident and of an episode that were written by hand, of an asset."""
KEPT = "a-key"
"""The Idempotency-Key of a request."""
SICK, SIGNAL = "PUMP-001", "accel_g"
"""The asset that fails, and a signal that tells."""
VEHICLE = "VAN-001"
"""One that has places, and is too fast."""
RIG = "RIG-001"
DUE = "to do on {}"
"""The id of a task, of an asset."""

_CELL = {"cell_temperature_c": (50.0, 54.0, 80.0), "cell_pressure_hpa": (950.0, 962.0, 1100.0)}
"""What a cell has: what is expected, the edge of its band, its limit."""
_SCENARIO: dict[str, Any] = {
    "seed": 7,
    "backfill": {"length": "1d", "step": "60s"},
    "assets": [
        {"name": SICK, "class": "pump", "site": "north", "schedule": "continuous"},
        {"name": "MOTOR-001", "class": "motor", "site": "north"},
        {"name": "EVAN-001", "class": "ev", "site": "south"},
    ],
    "faults": [{"asset": SICK, "mode": "bearing_wear", "after": "+21h", "grow": "3h"}],
}


def fill(gateway: Gateway, folder: Path, now_ns: int) -> None:
    """Write the day before `now_ns`; `folder` is for the worker's snapshot."""
    sources = foreign.sources(gateway, folder / "sources")
    _simulate(gateway, now_ns)
    _rows(gateway, now_ns)
    _analyze(gateway, folder, now_ns, sources)
    _drive(gateway, now_ns)
    _judge(gateway, now_ns)
    _run(gateway, now_ns)
    _foresee(gateway, now_ns)
    _come_true(gateway, now_ns)


def _simulate(gateway: Gateway, now_ns: int) -> None:
    start = datetime.fromtimestamp(now_ns // SECOND, UTC) - timedelta(days=1)
    scenario = parse({**_SCENARIO, "start": start})
    writer = Writer(gateway, "telemetry")
    backfill(scenario, foreign.Twin(gateway, writer), lambda _done, _total: None, scenario.start, now_ns)
    writer.close()
    tags = {"asset": SICK, "asset_class": "pump", "site": "north"}
    impossible = encode([Point(TELEMETRY.name, tags, {SIGNAL: 9e9}, now_ns - SECOND)])
    gateway.write("telemetry", impossible)
    gateway.write(foreign.BUCKET, foreign.of_twins(impossible))


def _rows(gateway: Gateway, now_ns: int) -> None:
    row: dict[str, Value] = {"direction": "above", "sensitivity": 1.0, "min_deviation": 0.1, "enabled": True}
    row |= {"version": 1, "actor": "test", "why": "to have one"}
    # Planned, so that nothing is excused yet.
    begin, end = (
        datetime.fromtimestamp(now_ns // SECOND + minutes * 60, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for minutes in (5, 35)
    )
    work: dict[str, Value] = {"from": begin, "until": end, "what": "to have one"}
    registered: dict[str, Value] = {"name": "to have one", "criticality": "high", "weight": 2.0, "retired": False}
    place: dict[str, Value] = {"sequence": 1, "previous": "0" * 64, "hash": "1" * 64}
    left: dict[str, Value] = {"actor": "test", "target": "a-session", **place}
    points = [Point(AUDIT.name, {"action": "sign_out", "chain": "admin"}, left, now_ns)]
    points += [Point(USER.name, {"user": "ada"}, {"role": "viewer", "version": 1}, now_ns)]
    points += [Point(API_TOKEN.name, {"program": "historian"}, {"role": "viewer", "version": 1}, now_ns)]
    answered: dict[str, Value] = {"digest": "0" * 64, "status": 201, "media_type": "application/json", "body": "{}"}
    points += [Point(REQUEST.name, {"request": KEPT}, answered, now_ns)]
    points += [Point(CHECKPOINT.name, {}, {"statement": "{}", "exported": "", "failed": ""}, now_ns)]
    for pump in (SICK, foreign.TWINS[SICK]):
        points += [
            Point(THRESHOLD.name, {"scope": pump, "signal": SIGNAL}, row, now_ns),
            Point(MAINTENANCE.name, {"asset": pump}, work, now_ns),
            Point(ASSET.name, _at_north(pump), registered, now_ns),
            Point(TASK.name, {**_at_north(pump), "task": DUE.format(pump)}, _to_do(now_ns), now_ns),
            Point(TASK_QUEUE.name, {**_at_north(pump), "task": DUE.format(pump)}, _queued(now_ns), QUEUE_TIME),
        ]
    gateway.write("config", encode(points))
    day: dict[str, Value] = {"day": "2026-11-21", "alarms": 1, "incidents": 1, "alarm_h": 2.0, "worked_h": 24.0}
    tags = map(_at_north, (SICK, foreign.TWINS[SICK]))
    day |= {"distance_km": 10.0, "energy_kwh": 5.0, "max_power_kw": 9.0}
    for each in tags:
        heard = Point(TELEMETRY_1D.name, {**each, "signal": SIGNAL}, {"count": 1440}, now_ns)
        gateway.write("rollup", encode([Point(FLEET_DAY.name, each, day, now_ns), heard]))


def _at_north(pump: str) -> dict[str, str]:
    return {"asset": pump, "asset_class": "pump", "site": "north"}


def _to_do(now_ns: int) -> dict[str, Value]:
    """What somebody has planned."""
    planned = datetime.fromtimestamp(now_ns // SECOND, UTC).strftime("%Y-%m-%d")
    said: dict[str, Value] = {"kind": "manual", "state": "planned", "title": "to have one", "planned_on": planned}
    return said | {"due": now_ns, "assignee": "Ann", "version": 1, "actor": "test", "why": "to have one"}


def _queued(now_ns: int) -> dict[str, Value]:
    texts = ("action", "because", "criticality", "currency", "mode")
    said: dict[str, Value] = {**_to_do(now_ns), **dict.fromkeys(texts, "to have one"), "day": "2026-11-21"}
    said |= {"given": True, "late": False, "cost_early": 1.0, "cost_deferred": 2.0, "cost_of_waiting": 1.0}
    told = {name: value for name, value in said.items() if name in TASK_QUEUE.fields}
    return {**told, "p_fail_30d": 0.5, "told": now_ns + HOUR}


def _drive(gateway: Gateway, now_ns: int) -> None:
    """A minute of a van by hand, after the worker, which would need half a minute to learn its class."""
    gateway.write("telemetry", _driven(now_ns))


def _driven(now_ns: int) -> list[str]:
    tags = {"asset": VEHICLE, "asset_class": "ice", "site": "south"}
    fields: dict[str, Value] = {"lat": 52.1, "lon": 21.0, "speed_kmh": 60.0, "speed_limit_kmh": 50.0}
    fields |= {"engine_rpm": 2000.0, "gear": 3.0, "fuel_level_pct": 70.0}
    moments = range(now_ns - 60 * SECOND, now_ns, SECOND)
    code = Point(TROUBLE_CODE.name, {**tags, "code": "P0300"}, {"state": "confirmed", "mil": True}, now_ns - SECOND)
    return encode([code, *(Point(TELEMETRY.name, tags, fields, moment) for moment in moments)])


def _judge(gateway: Gateway, now_ns: int) -> None:
    """A fast fault that was found, one that was missed, an alarm for nothing, and what was learned, by hand."""
    van, motor, pump = (
        {"asset": asset, "asset_class": asset_class, "site": site}
        for asset, asset_class, site in (
            (VEHICLE, "ice", "south"),
            ("MOTOR-001", "motor", "north"),
            (SICK, "pump", "north"),
        )
    )
    for tags, mode in ((van, "radiator_fan"), (motor, "misalignment")):
        true = {**tags, "mode": mode, "episode": mode}
        phases = (("onset", 3 * HOUR), ("detectable", 3 * HOUR - SECOND), ("failed", HOUR))
        points = (Point(TRUTH.name, true, {"phase": phase, "severity": 0.5}, now_ns - ago) for phase, ago in phases)
        gateway.write("telemetry", encode(points))
    learned: dict[str, Value] = {"min_deviation": 0.1, "resolution": 0.01, "normal_low": 0.2, "normal_high": 0.6}
    gateway.write("health", encode([Point(LEARNED.name, {**pump, "signal": SIGNAL}, learned, now_ns)]))
    twin = {**pump, "asset": foreign.TWINS[SICK]}
    gateway.write("health", encode([Point(LEARNED.name, {**twin, "signal": SIGNAL}, learned, now_ns)]))
    twins = ({**tags, "asset": foreign.TWINS[tags["asset"]]} for tags in (van, pump))
    for tags, ago in zip((van, pump, *twins), (2 * HOUR, 5 * HOUR, 2 * HOUR, 5 * HOUR), strict=True):
        fault = {**tags, "code": "BY_HAND", "severity": "warning", "episode": BY_HAND.format(tags["asset"])}
        fields: dict[str, Value] = {"state": "raised", "risk": 50.0, "observed": 9.0, "limit": 8.0}
        fields |= {"mode": "unknown", "confidence": 0.0, "description": "By hand", "recommendation": "None"}
        told: dict[str, Value] = {**fields, "state": "open", "severity": "warning", "code": "X", "opened": now_ns - ago}
        incident = Point(INCIDENT.name, {**tags, "incident": BY_HAND.format(tags["asset"])}, told, now_ns - ago)
        gateway.write("health", encode([Point(FAULT.name, fault, fields, now_ns - ago), incident]))


def _foresee(gateway: Gateway, now_ns: int) -> None:
    """What is said of the future and the condition of the pump and of its twin, hour by hour."""
    points = [
        point
        for pump in (SICK, foreign.TWINS[SICK])
        for ago in range(5)
        for point in outlook({"asset": pump, "asset_class": "pump", "site": "north"}, now_ns - ago * HOUR, 200.0 + ago)
    ]
    gateway.write(PROGNOSIS.bucket, encode(points))


def _come_true(gateway: Gateway, now_ns: int) -> None:
    """A failure of the pump and of its twin, a person's word of it, and what had been foretold."""
    range_h: dict[str, Value] = {"rul_h": 3.0, "rul_low_h": 1.0, "rul_high_h": 9.0}
    said: dict[str, Value] = {"p_fail_30d": 0.9, "method": "similar", **range_h}
    said |= {"verdict": "failed", "took_h": 2.0, "inside": True}
    ended: dict[str, Value] = {"failed": True, "source": "truth", "mode": "bearing_wear", "withdrawn": False}
    ended |= {"lead_h": 2.0, "said_h": 2.0, "p_fail_30d": 0.9, "method": "similar", "rul_low_h": 1.0, "rul_high_h": 9.0}
    told: dict[str, Value] = {"what": "to have one", "mode": "bearing_wear", "actor": "test", "withdrawn": False}
    for pump in (SICK, foreign.TWINS[SICK]):
        tags = {"asset": pump, "asset_class": "pump", "site": "north"}
        came = Point(FORETOLD.name, tags, said, now_ns - 3 * HOUR), Point(OUTCOME.name, tags, ended, now_ns - HOUR)
        gateway.write("health", encode(came))
        answer: dict[str, Value] = {"verdict": "true", "cause": "bearing_wear", "actor": "Ada"}
        named = {**tags, "incident": BY_HAND.format(tags["asset"])}
        answered = Point(FEEDBACK.name, named, answer, now_ns - HOUR)
        gateway.write("config", encode([Point(FAILURE.name, tags, told, now_ns - HOUR), answered]))


def outlook(tags: Mapping[str, str], time: int, rul_h: float) -> Iterator[Point]:
    """A prognosis of a bearing that wears, and the condition beside it."""
    said: dict[str, Value] = {"rul_h": rul_h, "rul_low_h": 0.7 * rul_h, "rul_high_h": 1.4 * rul_h, "p_fail_7d": 0.3}
    said |= {"p_fail_30d": 0.94, "method": "similar", "like": "PUMP-007,PUMP-012", "because": "As PUMP-007 before"}
    said |= {"model_version": "v1", "indicator": "bearing_wear", "value": 1 - rul_h / 400, "limit": 1.0}
    yield Point(PROGNOSIS.name, tags, said, time)
    how: dict[str, Value] = {"health": rul_h / 4, "status": "degrading", "degradation_per_day": 3.2, "because": "Wear"}
    yield Point(CONDITION.name, tags, {**how, "factor_wear": 90 - rul_h / 4, "factor_now": 10.0}, time)


def _run(gateway: Gateway, now_ns: int) -> None:
    """Three hours of three rigs by hand, and of a twin; the cell of one of them is too warm."""
    health = []
    for rig, off in ((RIG, 0.0), ("RIG-002", 0.0), ("RIG-003", 20.0), (foreign.TWINS[RIG], 0.0)):
        tags = {"asset": rig, "asset_class": "rig", "site": "south"}
        for moment in _quarters(now_ns):
            health.append(Point(RISK.name, tags, {"risk": 0.0}, moment))
            for name, (expected, upper, limit) in _CELL.items():
                score: dict[str, Value] = {
                    "observed": expected + off,
                    "expected": expected,
                    "upper": upper,
                    "score": 0.0,
                }
                health.append(Point(SCORE.name, {**tags, "signal": name}, score, moment))
                health.append(Point(LIMIT.name, {**tags, "signal": name}, {"warn_high": limit}, moment))
    for rig in (RIG, "RIG-002", "RIG-003"):
        gateway.write("telemetry", _tested(rig, now_ns))
    gateway.write("health", encode(health))


def _tested(rig: str, now_ns: int) -> list[str]:
    tags = {"asset": rig, "asset_class": "rig", "site": "south"}
    values: dict[str, Value] = {name: expected for name, (expected, _, _) in _CELL.items()}
    return encode(
        Point(TELEMETRY.name, tags, {**values, "uptime_h": 9.0 - ago / 4}, moment)
        for ago, moment in enumerate(_quarters(now_ns))
    )


def _quarters(now_ns: int) -> list[int]:
    return [now_ns - ago * HOUR // 4 - SECOND for ago in range(12)]


def _analyze(gateway: Gateway, folder: Path, now_ns: int, sources: Sources) -> None:
    worker = Worker(gateway, folder, sources=sources)
    worker.learn(lambda _what, _part: None, now_ns)
    # The other twins come when all is learned: learning their classes would take half a minute.
    gateway.write(foreign.BUCKET, foreign.of_twins([*_driven(now_ns), *_tested(RIG, now_ns)]))
    _reach(worker, now_ns)
    # Data faults are told by the first tick that is not behind, and minutes once they are over.
    _reach(worker, now_ns + 3 * MINUTE)
    worker.close()
    gateway.write("health", encode(IncidentWatch(gateway).points(now_ns)))
    _report(gateway, now_ns)


def _reach(worker: Worker, now_ns: int) -> None:
    """Tick until all that came by a moment, in ns since 1970, was read and judged."""

    def there() -> bool:
        worker.tick(now_ns)
        return all(stream.reached >= now_ns for stream in worker.streams)

    wait_until(there, 600)
    # What is over is given out by the tick after the one that reached it.
    worker.tick(now_ns)


def _report(gateway: Gateway, now_ns: int) -> None:
    figures = "lag_s behind_s read_ms step_ms write_ms cpu_pct errors spooled_batches points_per_s series assets"
    report: dict[str, Value] = dict.fromkeys((*figures.split(), "open_episodes", "refused_lines"), 0.5)
    for age in (60, 0):
        gateway.write("health", output.self_monitoring(report, now_ns - age * SECOND))
    gateway.write("health", encode(_telegraf(now_ns)))


def _telegraf(now_ns: int) -> Iterator[Point]:
    """What Telegraf writes of itself, and a notification that it kept."""
    for time in (now_ns - 10 * SECOND, now_ns):
        buffer: dict[str, Value] = {"buffer_size": 3, "metrics_dropped": 0, "metrics_rejected": 0, "errors": 0}
        yield Point("internal_write", {"alias": "telemetry", "output": "influxdb_v2"}, buffer, time)
        yield Point("internal_gather", {"alias": "http", "input": "http_listener_v2"}, {"metrics_gathered": 7}, time)
    words: dict[str, Value] = {"title": "to have one", "message": "to have one"}
    for pump in (SICK, foreign.TWINS[SICK]):
        yield Point(NOTIFICATION.name, {"asset": pump, "status": "firing"}, words, now_ns)
