"""The admin under load: clients that ask at once over a store with a million points, beside what was claimed elsewhere.

Store, admin and the clients are processes of one machine and speak HTTP on loopback. What is asked for was written as
the worker writes it, a point a minute: the risk of every machine, and the score of every signal. The clients ask for
one thing at a time, each for the next machine as soon as it has its answer.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import numpy.typing as npt

from bench.asking import COLUMNS, HEALTH, Question, row
from bench.plain import table
from bench.predictions import admin_of
from bench.stand import Stand, with_store
from contract.measurements import RISK, SCORE, TELEMETRY
from contract.time import HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.points import encode_columns, key
from store.provision import OPERATOR

SIGNALS = ("vibration_mm_s", "bearing_temp_c", "discharge_pressure_bar", "flow_m3h", "motor_current_a", "accel_g")


QUESTIONS = (
    Question("fleet", "/api/fleet", 100),
    Question("fleet, the page", "/", 100),
    Question("asset and its latest values", "/api/assets/{}", 100),
    Question("asset, the page", "/assets/{}", 100),
    Question("trend of a signal, 6 h", "/api/assets/{}/signals/vibration_mm_s?start={start}", 500),
    Question("health", HEALTH, 50),
)


def measure(assets: int, hours: int, clients: int, seconds: float) -> str:
    """Write, ask, and tell the figures as a table. Raises `ForewarnError` where something is refused."""
    names = [f"PUMP-{number:05}" for number in range(assets)]
    with with_store() as stand:
        points = _fill(stand, names, hours)
        with closing(admin_of(stand)) as door:
            rows = [row(door, each, names, clients, seconds / len(QUESTIONS)) for each in QUESTIONS]
    return table(COLUMNS, rows, f"{clients} clients at once, {points:,} points of {assets} machines")


def _fill(stand: Stand, names: Sequence[str], hours: int) -> int:
    """Write the history; gives how many points of the worker that are."""
    times = time.time_ns() // SECOND * SECOND - np.arange(hours * HOUR // MINUTE, dtype=np.int64)[::-1] * MINUTE
    with stand.plan.gateway(OPERATOR) as gateway:
        for number, name in enumerate(names):
            _write(gateway, number, {"asset": name, "asset_class": "pump", "site": f"hall-{number % 4}"}, times)
    return len(names) * len(times) * (1 + len(SIGNALS))


def _write(gateway: Gateway, number: int, tags: dict[str, str], times: npt.NDArray[np.int64]) -> None:
    gateway.write(
        TELEMETRY.bucket, encode_columns([key(TELEMETRY.name, tags)], times[-1:], {"speed_rpm": np.array([1480.0])})
    )
    gateway.write(RISK.bucket, risks(number, tags, times))
    for signal in SIGNALS:
        gateway.write(SCORE.bucket, scores(number, {**tags, "signal": signal}, times))


def risks(number: int, tags: dict[str, str], times: npt.NDArray[np.int64]) -> Iterator[str]:
    """Lines of a machine's risk at times (ns)."""
    risk = 4.0 + (np.arange(len(times)) * 7 + number) % 300 / 10
    said = {"top_signal": "vibration_mm_s", "reason": "as expected", "band": "low"}
    columns = {"risk": risk, "level": np.zeros(len(times), np.int64), "health": 100 - risk}
    words = {name: np.repeat(text, len(times)) for name, text in said.items()}
    yield from encode_columns([key(RISK.name, tags)] * len(times), times, {**columns, **words})


def scores(number: int, tags: dict[str, str], times: npt.NDArray[np.int64]) -> Iterator[str]:
    """Lines of a signal's score at times (ns), inside its band."""
    observed = 2.0 + (np.arange(len(times)) * 37 + number * 11) % 100 / 100
    edges = {name: np.repeat(value, len(times)) for name, value in (("expected", 2.5), ("lower", 1.9), ("upper", 3.1))}
    columns = {"observed": observed, "score": np.abs(observed - 2.5) / 0.6, **edges}
    yield from encode_columns([key(SCORE.name, tags)] * len(times), times, columns)
