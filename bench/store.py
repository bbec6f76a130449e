"""The embedded store over HTTP beside the limits of what is under it, in one run on one machine.

    forewarn bench store [--assets N] [--signals N] [--samples N]

Written is a fleet at 1 Hz, all signals of an asset on a line, in gzipped batches of 5,000 lines over 4 connections;
then single lines, each answered once it is on the disk; then queries, each the median of `REPEATS`, its answer read as
bytes. Beside each stands what the store cannot beat: the same lines only read (unzipped, by one thread) and the same
values only appended to DuckDB, a file of the same disk only synced, the same question asked of DuckDB in SQL.
"""

import gzip
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import duckdb
import numpy as np
import pyarrow as pa
from fluxlite.lineprotocol.batch import BatchReader

from bench.door import Door
from bench.plain import table
from bench.processes import Use
from bench.stand import with_store
from contract.errors import ForewarnError
from contract.time import SECOND
from store.provision import OPERATOR

BUCKET = "bench"
DIALECT = {"annotations": ["datatype", "group", "default"]}
START = 1_767_225_600
"""2026-01-01, seconds since 1970."""
LINES, CONNECTIONS, SINGLES, REPEATS = 5000, 4, 300, 7
WINDOW_S = 60
SITES = 4


@dataclass(frozen=True, slots=True)
class Load:
    """What is written: `samples` seconds of every signal of every asset."""

    assets: int
    signals: int
    samples: int

    @property
    def values(self) -> int:
        """How many values that are."""
        return self.assets * self.signals * self.samples

    def bodies(self) -> Iterator[bytes]:
        """Line protocol in batches, in the order of time, in seconds."""
        lines: list[str] = []
        for step in range(self.samples):
            for asset in range(self.assets):
                fields = ",".join(f"s{k}={_value(step, asset, k)}" for k in range(self.signals))
                lines.append(f"telemetry,asset=A{asset:05d},site=s{asset % SITES} {fields} {START + step}")
                if len(lines) == LINES:
                    yield "\n".join(lines).encode()
                    lines = []
        if lines:
            yield "\n".join(lines).encode()

    def columns(self) -> pa.Table:
        """The same values as columns, as the store keeps them: number of the series, nanoseconds, value."""
        step, asset, signal = np.meshgrid(*map(np.arange, (self.samples, self.assets, self.signals)), indexing="ij")
        value = _value(step, asset, signal)
        series = (asset * self.signals + signal).astype(np.int32)
        time_ns = (START + step.astype(np.int64)) * SECOND
        return pa.table({"series": series.ravel(), "time": time_ns.ravel(), "value": value.ravel()})


def _value(step: Any, asset: Any, signal: Any) -> Any:
    """A value of two decimals that wanders; of numbers, or of arrays of one shape."""
    return 20 + signal + (step * 37 + asset * 11 + signal * 7) % 1000 / 100


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the store and of the limit under it, in `unit`; `more` says whether more of it is better."""

    name: str
    unit: str
    store: float
    limit: float
    under: str
    more: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """Its line of the table; the last cell is how much of its limit the store reaches."""
        digits, part = (0, self.store / self.limit) if self.more else (1, self.limit / self.store)
        figures = f"{self.store:,.{digits}f} {self.unit}", f"{self.limit:,.{digits}f} ({self.under})"
        return self.name, *figures, f"{part:.0%}"


def measure(assets: int, signals: int, samples: int) -> str:
    """Write, ask, and tell the figures as a table. Raises `ForewarnError` where the store refuses something."""
    load = Load(assets, signals, samples)
    bodies = list(load.bodies())
    with with_store() as below:
        folder = below.plan.folder.root
        with below.plan.gateway(OPERATOR) as operator:
            operator.client.buckets_api().create_bucket(bucket_name=BUCKET)
            address = operator.address
        door = Door(urlsplit(address["url"]).netloc, address["org"], address["token"])
        with (
            closing(door),
            Use(below.process("store"), every_s=0.1) as use,
            Engine(folder / "limit.duckdb", load) as engine,
        ):
            rows = [_ingest(door, load, bodies, engine), _singles(door, folder), *_queries(door, load, engine)]
        return _told(rows, load, use.memory)


def _good(answer: tuple[int, bytes]) -> bytes:
    status, body = answer
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        raise ForewarnError(f"the store answered {status}: {body[:300]!r}")
    return body


def _write(door: Door, zipped: bytes) -> None:
    _good(door.write(BUCKET, "s", zipped))


class Engine:
    """DuckDB with the values alone: the time it takes to append them, and the database to ask."""

    def __init__(self, path: Path, load: Load) -> None:
        self._load = load
        self.connection = duckdb.connect(str(path), config={"threads": os.cpu_count() or 1})

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def append(self) -> float:
        """Append all values; gives values a second."""
        self.connection.execute("CREATE TABLE points (series INTEGER, time BIGINT, value DOUBLE)")
        found = self._load.columns()
        begin = time.perf_counter()
        for block in range(0, len(found), 1_000_000):
            part = found.slice(block, 1_000_000)
            self.connection.register("part", part)
            self.connection.execute("INSERT INTO points SELECT * FROM part")
        self.connection.execute("CHECKPOINT")
        return len(found) / (time.perf_counter() - begin)

    def ask(self, sql: str) -> None:
        """Fetch the whole answer to a query, as columns."""
        self.connection.sql(sql).to_arrow_table()


def _ingest(door: Door, load: Load, bodies: list[bytes], engine: Engine) -> Row:
    zipped = [gzip.compress(body, 1) for body in bodies]
    begin = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(partial(_write, door), zipped))
    rate = load.values / (time.perf_counter() - begin)
    reader, begin = BatchReader(), time.perf_counter()
    for body in bodies:
        reader.read(body, START * SECOND, SECOND)
    read = load.values / (time.perf_counter() - begin)
    appended = engine.append()
    together = 1 / (1 / read + 1 / appended)
    under = f"read {read:,.0f}, then append {appended:,.0f}"
    return Row("ingest", "values a second", rate, together, under, more=True)


def _singles(door: Door, folder: Path) -> Row:
    begin = time.perf_counter()
    for number in range(SINGLES):
        _write(door, gzip.compress(f"single,asset=A1 s0={number}.5 {START + number}".encode()))
    rate = SINGLES / (time.perf_counter() - begin)
    with (folder / "synced").open("wb", buffering=0) as file:
        begin = time.perf_counter()
        for _ in range(SINGLES):
            file.write(b"x" * 64)
            os.fsync(file.fileno())
        synced = SINGLES / (time.perf_counter() - begin)
    return Row("durable single lines", "a second", rate, synced, "write and sync a file", more=True)


def _queries(door: Door, load: Load, engine: Engine) -> Iterator[Row]:
    for name, (flux, sql) in questions(load).items():
        asked = _median_ms(lambda flux=flux: _good(door.query(flux, DIALECT)))  # type: ignore[misc]
        limit = _median_ms(lambda sql=sql: engine.ask(sql))  # type: ignore[misc]
        yield Row(name, "ms", asked, limit, "the same in SQL", more=False)


def questions(load: Load) -> dict[str, tuple[str, str]]:
    """Queries by name, each in Flux and, over the columns of `Engine`, in SQL."""
    stop = START + load.samples
    head = f'from(bucket: "{BUCKET}") |> range(start: {START}, stop: {stop}) |> filter(fn: (r) => r._field == '
    first = f"FROM points WHERE series % {load.signals} = 0"
    window = WINDOW_S * SECOND
    return {
        f"means of {WINDOW_S} s, a signal of every asset": (
            f'{head}"s0") |> aggregateWindow(every: {WINDOW_S}s, fn: mean, createEmpty: false)',
            f"SELECT series, time // {window} AS w, avg(value) {first} GROUP BY ALL ORDER BY ALL",
        ),
        "last of a signal of every asset": (
            f'{head}"s0") |> last()',
            f"SELECT series, max(time), arg_max(value, time) {first} GROUP BY series ORDER BY series",
        ),
        "one series, every sample": (
            f'{head}"s1" and r.asset == "A00000")',
            "SELECT time, value FROM points WHERE series = 1 ORDER BY time",
        ),
        "greatest of a signal per site": (
            f'{head}"s0") |> group(columns: ["site"]) |> max()',
            f"SELECT series // {load.signals} % {SITES} AS site, max(value) {first} GROUP BY site",
        ),
    }


def _median_ms(work: Callable[[], object]) -> float:
    took = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        took.append(1e3 * (time.perf_counter() - begin))
    return median(took)


def _told(rows: list[Row], load: Load, memory: int) -> str:
    title = f"{load.values:,} values of {load.assets * load.signals:,} series"
    text = table(("what", "store", "limit under it", "of it"), (row.cells for row in rows), title)
    return f"{text}\nlargest resident memory of the store: {memory / 1e6:,.0f} MB"
