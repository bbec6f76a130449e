"""Exports: seconds, values a second, and the largest memory of the process that writes the file, in each form.

Store and command are processes of one machine. The store holds machines at 1 Hz with all signals of their class, and a
score of each signal a minute, as the worker writes them while all is well; values are those of telemetry.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from bench.plain import table
from bench.processes import memory_bytes
from bench.stand import Stand, with_store
from contract.catalogue import CLASSES
from contract.errors import ForewarnError
from contract.measurements import SCORE, TELEMETRY
from contract.time import MINUTE, SECOND, rfc3339
from store.export.formats import FORMATS
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import OPERATOR

CLASS, ASSETS = "pump", 100
SIGNALS = tuple(CLASSES[CLASS].signals)
BATCH_S = 20
"""Seconds of the fleet that are written in one request."""
LOOK_S = 0.05
COLUMNS = ("form", "seconds", "values a second", "largest memory, MB", "file, MB")


def measure(values: int) -> str:
    """Write, export in each form, and tell the figures as a table. Raises `ForewarnError` where an export fails."""
    seconds = -(-values // (ASSETS * len(SIGNALS)))
    with with_store() as stand:
        start = (time.time_ns() // MINUTE - seconds // 60 - 1) * MINUTE
        with stand.plan.gateway(OPERATOR) as gateway:
            _write(gateway, start, seconds)
        span = ("--from", rfc3339(start), "--to", rfc3339(start + seconds * SECOND))
        written = seconds * ASSETS * len(SIGNALS)
        rows = [_exported(stand, form, span, written) for form in FORMATS]
    return table(COLUMNS, rows, f"{written:,} values of {ASSETS} machines, {seconds} s at 1 Hz")


def _write(gateway: Gateway, start: int, seconds: int) -> None:
    for begin in range(0, seconds, BATCH_S):
        span = range(begin, min(begin + BATCH_S, seconds))
        gateway.write(TELEMETRY.bucket, encode(list(_samples(start, span))))
        gateway.write(SCORE.bucket, encode(list(_scores(start, span))))


def _samples(start: int, span: range) -> Iterator[Point]:
    for second in span:
        for asset in range(ASSETS):
            said = {name: _value(second, asset, number) for number, name in enumerate(SIGNALS)}
            yield Point(TELEMETRY.name, _tags(asset), dict(said), start + second * SECOND)


def _scores(start: int, span: range) -> Iterator[Point]:
    for second in span:
        for asset in range(ASSETS if second % 60 == 0 else 0):
            for number, name in enumerate(SIGNALS):
                observed = _value(second, asset, number)
                said = {"observed": observed, "expected": 25.0 + number, "lower": 20.0, "upper": 60.0, "score": 0.25}
                yield Point(SCORE.name, {**_tags(asset), "signal": name}, dict(said), start + second * SECOND)


def _tags(asset: int) -> dict[str, str]:
    return {"asset": f"PUMP-{asset:03}", "asset_class": CLASS, "site": f"hall-{asset % 4}"}


def _value(second: int, asset: int, signal: int) -> float:
    """A value of two decimals that wanders."""
    return 20 + signal + (second * 37 + asset * 11 + signal * 7) % 1000 / 100


def _exported(stand: Stand, form: str, span: tuple[str, ...], written: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="forewarn-export-") as folder, stand.plan.gateway("admin") as gateway:
        out = Path(folder, "export")
        address = {f"INFLUX_{name.upper()}": value for name, value in gateway.address.items()}
        words = [sys.executable, "-m", "forewarn", "export", *span, "--format", form, "--out", str(out)]
        begin = time.perf_counter()
        with subprocess.Popen(words, env=os.environ | address, stderr=subprocess.PIPE, text=True) as process:
            most = _watched(process)
            said = process.stderr.read() if process.stderr else ""
        took = time.perf_counter() - begin
        if process.returncode:
            raise ForewarnError(said)
        size = out.stat().st_size
    return [form, f"{took:.1f}", f"{written / took:,.0f}", f"{most / 1e6:.0f}", f"{size / 1e6:.0f}"]


def _watched(process: "subprocess.Popen[str]") -> int:
    """The largest resident memory of a process until it has ended, bytes."""
    most, looked = 0, psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.Error):
            most = max(most, memory_bytes(looked))
        time.sleep(LOOK_S)
    return most
