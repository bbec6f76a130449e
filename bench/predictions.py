"""How long programs wait for predictions: one, and many at once, of a fleet that was told of hourly.

The store, the admin and this are processes of one machine, and speak HTTP on loopback. What is asked for was written as
the worker writes it: an hourly prognosis and condition of every asset, of one in three with a date.
"""

import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from bench.door import Door
from bench.plain import table
from bench.stand import Stand, with_store
from contract.errors import ForewarnError
from contract.measurements import CONDITION, PROGNOSIS, Value
from contract.time import HOUR
from forewarn.plan import HOST, Address
from forewarn.stages import ADMIN_SECRETS, start_admin
from store.points import Point, encode
from store.provision import OPERATOR
from web.server import listen

ONES, BATCHES = 100, 10
"""Requests for one asset, and for all."""
DATED = 3


def measure(assets: int, days: int) -> str:
    """Write, ask, and tell the figures as a table. Raises `ForewarnError` where something is refused."""
    names = [f"PUMP-{number:05}" for number in range(assets)]
    with with_store() as stand:
        _fill(stand, names, days)
        with closing(admin_of(stand)) as door:
            ones = [{"asset": names[turn * 37 % assets]} for turn in range(ONES)]
            rows = [
                _row("one", "/predict", ones, door),
                _row(f"{assets} at once", "/predict/batch", [{"assets": names}] * BATCHES, door),
            ]
    title = f"{assets} assets, told of hourly for {days} days"
    return table(("asked for", "requests", "median, ms", "9 of 10 within, ms", "longest, ms"), rows, title)


def admin_of(stand: Stand) -> Door:
    """Start the admin on a free port, and open its API as a program with the token."""
    url, token = start_admin_of(stand)
    return Door(urlsplit(url).netloc, "", token, scheme="Bearer")


def start_admin_of(stand: Stand) -> tuple[str, str]:
    """Start the admin on a free port; gives its address, and the token for programs."""
    with listen(HOST, 0) as free:
        plan = replace(stand.plan, admin=Address(HOST, free.getsockname()[1]))
    start_admin(plan, stand.supervisor, threading.Event())
    return plan.admin.url, plan.folder.secret(ADMIN_SECRETS["forewarn_admin_token"])


def _row(what: str, path: str, asked: Sequence[object], door: Door) -> list[str]:
    """A row of the table; the first request opens what is open from then on, and does not count."""
    _ask(door, path, asked[0])
    took = sorted(_ask(door, path, each) for each in asked)
    figures = (statistics.median(took), took[9 * len(took) // 10], took[-1])
    return [what, str(len(asked)), *(f"{1e3 * seconds:,.0f}" for seconds in figures)]


def _ask(door: Door, path: str, asked: object) -> float:
    """Seconds until the whole answer is there."""
    begin = time.perf_counter()
    status, body = door.ask("POST", path, json.dumps(asked).encode())
    took = time.perf_counter() - begin
    if status != HTTPStatus.OK or b'"prognosis":{' not in body:
        raise ForewarnError(f"{path} answered {status}: {body[:300]!r}")
    return took


def _fill(stand: Stand, names: Sequence[str], days: int) -> None:
    newest = time.time_ns() // HOUR * HOUR
    with stand.plan.gateway(OPERATOR) as gateway:
        for ago in reversed(range(24 * days)):
            gateway.write("health", lines(names, ago, newest - ago * HOUR))


def lines(names: Sequence[str], ago: int, at: int) -> Iterator[str]:
    """What is said of each asset at a time (ns), so many hours ago."""
    for number, name in enumerate(names):
        tags = {"asset": name, "asset_class": "pump", "site": f"hall-{number % 4}"}
        for measurement, said in ((PROGNOSIS.name, _prognosis(number, ago)), (CONDITION.name, _condition(number, ago))):
            yield from encode([Point(measurement, tags, said, at)])


def _prognosis(number: int, ago: int) -> dict[str, Value]:
    """A date that comes nearer, or, of most, none."""
    value = 2.0 + (number * 13 + ago * 7) % 100 / 100
    said: dict[str, Value] = {"value": value, "limit": 7.1, "indicator": "vibration_mm_s", "like": ""}
    if number % DATED:
        because = "no trend: vibration_mm_s stays where it is, within how it wanders"
        return {"method": "none", "because": because, "model_version": "", **said}
    middle = 240.0 + number % 500 + ago
    because = f"vibration_mm_s rises by {value / 10:.2f} mm/s a day; its limit of 7.1 mm/s is {7.1 - value:.2g} away"
    return {
        "rul_h": middle, "rul_low_h": 0.7 * middle, "rul_high_h": 1.6 * middle, "p_fail_7d": 0.02, "p_fail_30d": 0.7,
        "method": "linear", "because": because, "model_version": "", **said,
    }  # fmt: skip


def _condition(number: int, ago: int) -> dict[str, Value]:
    taken = 5.0 + (number * 13 + ago * 7) % 100 / 10
    parts: dict[str, Value] = {f"factor_{name}": taken / 5 for name in ("now", "wear", "trend", "faults", "data")}
    status = "healthy" if taken < 10 else "degrading"
    because = f"it is off now: a risk of {2 * taken:.0f}"
    return {"health": 100.0 - taken, "status": status, "degradation_per_day": 0.1, "because": because, **parts}
