"""Live streams: how far behind clients are that follow a fleet, and what they cost the admin.

Store, admin and clients are processes of one machine. Each second one request writes what a worker would: the risk of
every machine, and a change of an incident. A client is behind by the time from the acknowledgement of that request to
the receipt of what it wrote; the second or so that it takes until the store is asked again is in it.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np

from bench.live_clients import MARK, READY, Heard, listen
from bench.plain import table
from bench.predictions import start_admin_of
from bench.processes import Use, memory_bytes
from bench.stand import with_store
from contract.errors import ForewarnError
from contract.incidents import INCIDENT
from contract.measurements import RISK, Value
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import OPERATOR

SETTLE_S = 5
"""So long the clients listen on after the last write."""
COLUMNS = ("client", "clients", "messages a second", "behind: median, s", "99 of 100 within, s", "at most, s", "missed")


def measure(assets: int, clients: int, seconds: float) -> str:
    """Write, listen, and tell the figures as a table. Raises `ForewarnError` where a stream is refused."""
    names = [f"PUMP-{number:05}" for number in range(assets)]
    with with_store() as stand, stand.plan.gateway(OPERATOR) as gateway:
        url, token = start_admin_of(stand)
        process = stand.process("admin")
        _write(gateway, names, 0)
        before = memory_bytes(process)
        with _clients(url, token, names, clients) as pipe, Use(process) as use:
            begun = memory_bytes(process)
            known = _feed(gateway, names, seconds)
            time.sleep(SETTLE_S)
            pipe.send("stop")
            heard = _answer(pipe)
    memory = [f"{each / 1e6:.0f}" for each in (before, begun, use.memory)]
    title = (
        f"{clients} clients for {seconds:.0f} s, {assets} machines told of each second; the admin has {memory[0]} MB "
        f"before, {memory[1]} MB with all of them, {memory[2]} MB at most; {use.cpu_s / seconds:.0%} of a core"
    )
    return table(COLUMNS, _rows(heard, known, seconds), title)


@contextmanager
def _clients(url: str, token: str, names: Sequence[str], clients: int) -> Iterator[Connection]:
    """A process of clients that are all connected; what it has heard comes through the pipe once it is told to stop."""
    context = get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=listen, args=(theirs, url, token, names, clients), daemon=True)
    process.start()
    theirs.close()
    try:
        _answer(pipe)
        yield pipe
    finally:
        process.terminate()
        process.join()


def _answer(pipe: Connection) -> list[Heard]:
    """What the clients have heard, nothing where they are `READY`. Raises `ForewarnError` where they failed."""
    try:
        said: list[Heard] | str = pipe.recv()
    except EOFError:
        raise ForewarnError("the clients ended") from None
    if isinstance(said, str) and said != READY:
        raise ForewarnError(said)
    return said if isinstance(said, list) else []


def _feed(gateway: Gateway, names: Sequence[str], seconds: float) -> list[int]:
    """Write each second; gives when the store had what was written (ns), the first write's time first."""
    known: list[int] = []
    begin = time.monotonic()
    while (turn := len(known)) < seconds:
        time.sleep(max(0.0, begin + turn - time.monotonic()))
        _write(gateway, names, turn + 1)
        known.append(time.time_ns())
    return known


def _write(gateway: Gateway, names: Sequence[str], number: int) -> None:
    at = time.time_ns()
    points = [_risk(name, turn, number, at) for turn, name in enumerate(names)]
    gateway.write(RISK.bucket, encode([*points, _incident(names[number // 2 % len(names)], number, at)]))


def _tags(name: str) -> dict[str, str]:
    return {"asset": name, "asset_class": "pump", "site": "hall-1"}


def _risk(name: str, turn: int, number: int, at: int) -> Point:
    risk = 4.0 + (number * 7 + turn) % 300 / 10
    said: dict[str, Value] = {
        "risk": risk, "level": 0, "band": "low", "health": 100 - risk, "top_signal": "vibration_mm_s",
        "reason": f"{MARK}{number}",
    }  # fmt: skip
    return Point(RISK.name, _tags(name), said, at)


def _incident(name: str, number: int, at: int) -> Point:
    """One that is raised by even numbers, and cleared by the odd ones that follow."""
    said: dict[str, Value] = {
        "state": "closed" if number % 2 else "open", "severity": "warning", "opened": at, "code": "BEARING_WEAR",
        "codes": "BEARING_WEAR", "count": 1, "open_count": 1 - number % 2, "description": "The bearing wears.",
    }  # fmt: skip
    return Point(INCIDENT.name, {**_tags(name), "incident": f"{name}/{number // 2}"}, said, at)


def _rows(heard: Sequence[Heard], known: Sequence[int], seconds: float) -> Iterator[list[str]]:
    for kind in sorted({each.kind for each in heard}):
        own = [each for each in heard if each.kind == kind]
        behind = np.concatenate([_behind(each, known) for each in own])
        missed, behind = int(np.isinf(behind).sum()), behind[np.isfinite(behind)]
        figures = (*np.percentile(behind, [50, 99]), behind.max()) if len(behind) else (np.nan,) * 3
        rate = sum(each.messages for each in own) / seconds
        yield [kind, str(len(own)), f"{rate:,.0f}", *(f"{each:.2f}" for each in figures), str(missed)]


def _behind(heard: Heard, known: Sequence[int]) -> "np.typing.NDArray[np.float64]":
    """Seconds from each write until a client had it or what came after it, infinity where it never had."""
    numbers, times = np.maximum.accumulate([0, *heard.numbers]), np.array([0, *heard.times], dtype=np.float64)
    places = np.searchsorted(numbers, np.arange(1, len(known) + 1))
    came = np.append(times, np.inf)[places]
    return (came - np.array(known, dtype=np.float64)) / 1e9
