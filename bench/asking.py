"""Clients that ask an API at once: how long each waits."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

import numpy as np

from bench.door import Door
from contract.errors import ForewarnError

HEALTH = "/healthz"
"""It may say that the fleet is silent, as nothing comes while it is asked."""
COLUMNS = ("asked for", "answers a second", "median, ms", "99 of 100 within, ms", "claimed, ms")


@dataclass(frozen=True, slots=True)
class Question:
    """A path with the place of a machine's name, and within how many ms 99 of 100 are claimed to be answered."""

    name: str
    path: str
    claim_ms: int


def row(
    door: Door, question: Question, names: Sequence[str], clients: int, seconds: float, every_s: float = 0.0
) -> list[str]:
    """A row of a table of `COLUMNS`; the first answer opens what is open from then on, and does not count.

    A client asks again as soon as it has its answer, but no sooner than `every_s` after it asked last.
    """
    start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 6 * 3600))
    paths = [question.path.format(name, start=start) for name in names]
    _ask(door, paths[0])
    until, gate = time.perf_counter() + seconds, threading.Barrier(clients)
    with ThreadPoolExecutor(clients) as threads:
        asking = [
            threads.submit(partial(_client, door, paths, turn, gate, until, every_s, every_s * turn / clients))
            for turn in range(clients)
        ]
        took = np.array([each for client in asking for each in client.result()])
    middle, late = 1e3 * np.percentile(took, [50, 99])
    return [question.name, f"{len(took) / seconds:,.0f}", f"{middle:,.0f}", f"{late:,.0f}", str(question.claim_ms)]


def _client(
    door: Door, paths: Sequence[str], turn: int, gate: threading.Barrier, until: float, every_s: float, first_s: float
) -> list[float]:
    """Seconds that each answer took, of one client that asks until a time; one answer at least."""
    gate.wait()
    took: list[float] = []
    due = time.perf_counter() + first_s
    while not took or due < until:
        time.sleep(max(due - time.perf_counter(), 0.0))
        took.append(_ask(door, paths[turn % len(paths)]))
        turn, due = turn + 37, max(due + every_s, time.perf_counter())
    return took


def _ask(door: Door, path: str) -> float:
    """Seconds until the whole answer is there."""
    begin = time.perf_counter()
    status, body = door.ask("GET", path)
    took = time.perf_counter() - begin
    if status != HTTPStatus.OK and path != HEALTH:
        raise ForewarnError(f"{path} answered {status}: {body[:300]!r}")
    return took
