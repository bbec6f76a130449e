"""The API for programs under load: clients that ask at once over a store with a million values, then some that send.

Store, admin and the clients are processes of one machine and speak HTTP on loopback. The clients ask for one thing at a
time, each for the next machine as soon as it has its answer, or at a pace; what they send are lists of samples as JSON.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http import HTTPStatus

import numpy as np
import numpy.typing as npt

from bench.admin import SIGNALS, risks
from bench.asking import COLUMNS, Question, row
from bench.door import Door
from bench.plain import table
from bench.predictions import admin_of
from bench.stand import Stand, with_store
from contract.errors import ForewarnError
from contract.measurements import RISK, TELEMETRY, TELEMETRY_1M
from contract.time import HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.points import encode_columns, key
from store.provision import OPERATOR

QUESTIONS = (
    Question("newest samples of an asset", "/api/v1/assets/{}/telemetry/latest", 100),
    Question("its last 500 samples", "/api/v1/assets/{}/telemetry?limit=500", 200),
    Question("key figures of the fleet, today", "/api/v1/kpis", 100),
    Question("trends of an asset, 6 h", "/api/v1/assets/{}/trends?from={start}&every_s=600", 500),
    Question("health of an asset", "/api/v1/assets/{}/health", 50),
)
EVERY_S = 30
"""Seconds between the samples that are asked for."""
SENDERS, SAMPLES = 4, 500
"""Clients that send at once, and samples in each of their lists."""
CLAIM = 10_000
"""Values a second that `POST /api/v1/telemetry` is claimed to take."""


def measure(assets: int, hours: int, clients: int, seconds: float, every: float) -> str:
    """Write, ask, send, and tell the figures. Raises `ForewarnError` where something is refused."""
    names = [f"PUMP-{number:05}" for number in range(assets)]
    each = seconds / (len(QUESTIONS) + 1)
    with with_store() as stand:
        values = _fill(stand, names, hours)
        with closing(admin_of(stand)) as door:
            rows = [row(door, question, names, clients, each, every) for question in QUESTIONS]
            rate = _send(door, names, each)
    pace = f", each every {every:g} s" if every else ""
    title = f"{clients} clients at once{pace}, {values:,} values of {assets} machines"
    sent = f"POST /api/v1/telemetry, {SENDERS} clients: {rate:,.0f} values a second (claimed: {CLAIM:,})"
    return f"{table(COLUMNS, rows, title)}\n{sent}"


def _fill(stand: Stand, names: Sequence[str], hours: int) -> int:
    """Write the history; gives how many values of machines that are."""
    now = time.time_ns() // MINUTE * MINUTE
    samples = _until(now, hours, EVERY_S * SECOND)
    minutes = _until(now, hours, MINUTE)
    with stand.plan.gateway(OPERATOR) as gateway:
        for number, name in enumerate(names):
            tags = {"asset": name, "asset_class": "pump", "site": f"hall-{number % 4}"}
            _write(gateway, number, tags, samples, minutes)
    return len(names) * len(samples) * len(SIGNALS)


def _until(now: int, hours: int, every: int) -> npt.NDArray[np.int64]:
    return now - np.arange(hours * HOUR // every, dtype=np.int64)[::-1] * every


def _write(
    gateway: Gateway,
    number: int,
    tags: dict[str, str],
    samples: npt.NDArray[np.int64],
    minutes: npt.NDArray[np.int64],
) -> None:
    values = {signal: _values(len(samples), number) for signal in SIGNALS}
    gateway.write(TELEMETRY.bucket, encode_columns([key(TELEMETRY.name, tags)] * len(samples), samples, values))
    gateway.write(RISK.bucket, risks(number, tags, minutes))
    for signal in SIGNALS:
        gateway.write(TELEMETRY_1M.bucket, _rollup(number, {**tags, "signal": signal}, minutes))


def _rollup(number: int, tags: dict[str, str], minutes: npt.NDArray[np.int64]) -> Iterator[str]:
    mean = _values(len(minutes), number)
    columns = {"mean": mean, "min": mean - 0.1, "max": mean + 0.1, "count": np.full(len(minutes), 60 // EVERY_S)}
    yield from encode_columns([key(TELEMETRY_1M.name, tags)] * len(minutes), minutes, columns)


def _values(count: int, number: int) -> npt.NDArray[np.float64]:
    return 2.0 + (np.arange(count) * 37 + number * 11) % 100 / 100


def _send(door: Door, names: Sequence[str], seconds: float) -> float:
    """Values a second that are taken, and stored when the answer is there."""
    until, gate = time.perf_counter() + seconds, threading.Barrier(SENDERS)
    with ThreadPoolExecutor(SENDERS) as threads:
        sending = [threads.submit(partial(_sender, door, names[turn::SENDERS], gate, until)) for turn in range(SENDERS)]
        found = [each.result() for each in sending]
    return sum(values for values, _ in found) / max(took for _, took in found)


def _sender(door: Door, names: Sequence[str], gate: threading.Barrier, until: float) -> tuple[int, float]:
    """Values that one client sent, and how long it took; a list at least."""
    gate.wait()
    begin, turn = time.perf_counter(), 0
    while not turn or time.perf_counter() < until:
        _send_list(door, names, turn)
        turn += 1
    return turn * SAMPLES * len(SIGNALS), time.perf_counter() - begin


def _send_list(door: Door, names: Sequence[str], turn: int) -> None:
    now = time.time_ns() // 1000 * 1000
    body = json.dumps([_sample(names[at % len(names)], now - at * SECOND // 100, turn + at) for at in range(SAMPLES)])
    status, answer = door.ask("POST", "/api/v1/telemetry", body.encode())
    told = json.loads(answer)
    if status != HTTPStatus.OK or told["rejected"]:
        raise ForewarnError(f"POST /api/v1/telemetry answered {status}: {answer[:300]!r}")


def _sample(name: str, at: int, turn: int) -> dict[str, object]:
    whole, rest = divmod(at, SECOND)
    moment = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{rest // 1000:06}Z"
    return {"asset": name, "time": moment, "values": dict.fromkeys(SIGNALS, 2.0 + turn % 100 / 100)}
