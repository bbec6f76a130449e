"""Many machines of one's own, or one of many signals, in a bucket of a form of its own: start, memory, a minute's work.

The bucket is narrow: a tag names machine and signal, a value a minute, and of what is older than `FINE_H` hours one in
each window that learning thins history out to. The worker reads it in place, in this process; the store is another, and
what it needs meanwhile is told, too. Nothing is simulated: values are noise about the shape of a day, which is learned.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import psutil

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.history import COARSE_S, FINE_S
from analytics.learning.learn import FINE_DAYS
from analytics.worker.bounds import Bounds
from analytics.worker.loop import CATCH_UP_S, Worker
from bench.plain import table
from bench.processes import cpu_s
from bench.stand import with_store
from contract.catalogue.watch import Watch
from contract.time import DAY, HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.provision import OPERATOR
from store.sources.folder import Sources
from store.spool import Spool

BUCKET, CLASS = "plant", "bench_machine"
LIVE_MINUTES = 5
FINE_H = 2
AT_ONCE = 50_000
"""Lines of one write."""
PATIENCE_S = 1800.0
"""How long catching up may take."""
HEAD = ("what", "wall, s", "CPU, s", "store's CPU, s", "memory, MB", "at most, MB")
SOURCE = f"""
bucket = "{BUCKET}"
asset = {{ tag = "tag", pattern = '(.+)[.].+' }}
asset_class = "{CLASS}"
site = "hall"
signal_tag = {{ tag = "tag", pattern = '.+[.](.+)' }}
cadence_s = 60

[fields]
"""


def measure(assets: int, signals: int, hours: float) -> str:
    """Learn, catch up, and go on for some minutes; what each took, as a table."""
    with with_store() as stand, tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        files = _files(Path(folder), signals)
        with stand.plan.gateway(OPERATOR) as gateway:
            gateway.client.buckets_api().create_bucket(bucket_name=BUCKET, org=gateway.org)
            begin = time.time_ns() // MINUTE * MINUTE
            for at in _moments(begin, hours):
                _write(gateway, assets, signals, at)
            spool = Spool(Path(folder) / "spool")
            worker = Worker(gateway, Path(folder) / "worker", spool, sources=files, bounds=Bounds(max(assets, 1)))
            clock = _Clock(stand.process("store"))
            rows = [clock.row("learning", lambda: worker.learn(lambda _what, _part: None, now=begin))]
            rows.append(clock.row(f"catching up, {min(hours, CATCH_UP_S / 3600):g} h", lambda: _reach(worker, begin)))
            for minute in range(1, LIVE_MINUTES + 1):
                now = begin + minute * MINUTE
                _write(gateway, assets, signals, now - MINUTE)
                rows.append(clock.row(f"minute {minute}", lambda now=now: _reach(worker, now)))  # type: ignore[misc]
            state = worker.pipeline.state
            learned = int((state.of(Baseline).normal.kind == SEASONAL).sum())
            lost = sum(writer.stats().given_up for writer in (worker.health, worker.rollup))
            worker.close()
    title = f"{assets} assets of {signals} signals, a value a minute, {hours:g} h of history"
    told = f"{len(state.fleet)} series are judged, {learned} of them by history; {lost} lines were given up"
    return f"{table(HEAD, rows, title)}\n{told}"


def _moments(stop: int, hours: float) -> Iterator[int]:
    """When values of history come, up to `stop` (ns): one a window of learning, and one a minute of late."""
    begin, fine = (stop - round(back * HOUR) for back in (hours, min(hours, FINE_H)))
    window = FINE_S if hours <= FINE_DAYS * 24 else COARSE_S
    yield from range(begin, fine, window * SECOND)
    yield from range(fine, stop, MINUTE)


def _files(folder: Path, signals: int) -> Sources:
    """A class of so many signals, in force in this process, and a source of it."""
    (folder / "machines").mkdir()
    (folder / "sources").mkdir()
    names = [f"level_{number}_bar" for number in range(signals)]
    described = "".join(f'[signals.{name}]\nunit = "bar"\n' for name in names)
    (folder / "machines" / f"{CLASS}.toml").write_text(described, encoding="utf-8")
    fields = "".join(f'S{number} = {{ signal = "{name}" }}\n' for number, name in enumerate(names))
    (folder / "sources" / "bench.toml").write_text(SOURCE + fields, encoding="utf-8")
    Watch(folder / "machines").adopt()
    return Sources(folder / "sources")


def _write(gateway: Gateway, assets: int, signals: int, time_ns: int) -> None:
    """A moment of all: each machine within that minute at a second of its own."""
    values = 5 + 0.1 * np.random.default_rng(time_ns // SECOND).normal(size=(assets, signals))
    values += 0.5 * np.sin(2 * np.pi * (time_ns % DAY / DAY + np.arange(assets)[:, None] / assets))
    for lines in _batches(values, time_ns):
        gateway.write(BUCKET, lines)


def _batches(values: npt.NDArray[np.float64], time_ns: int) -> Iterator[list[str]]:
    lines: list[str] = []
    for asset, row in enumerate(values.tolist()):
        at = time_ns + asset % 60 * SECOND
        lines += [f"opc,tag=M{asset:05}.S{number} value={value:.4f} {at}" for number, value in enumerate(row)]
        if len(lines) >= AT_ONCE:
            yield lines
            lines = []
    yield lines


def _reach(worker: Worker, now: int) -> None:
    """Tick until all that is in the store at a moment was read and scored."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        worker.tick(now)
        if all(stream.reached >= stream.clock(now) for stream in worker.streams):
            return
    raise TimeoutError(f"the worker did not reach the present within {PATIENCE_S:.0f} s")


class _Clock:
    """Tells what a part of the work took: of this process, and of the store beside it."""

    def __init__(self, store: psutil.Process) -> None:
        self.store, self.own = store, psutil.Process()

    def row(self, what: str, work: Callable[[], None]) -> list[str]:
        """Do it; a row of the table, see `HEAD`. It is told at once, too, as all of it may take half an hour."""
        begun = self._spent()
        work()
        took = [f"{end - start:.1f}" for start, end in zip(begun, self._spent(), strict=True)]
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        row = [what, *took, *(f"{size / 1e6:.0f}" for size in (self.own.memory_info().rss, most))]
        click.echo("; ".join(f"{name}: {figure}" for name, figure in zip(HEAD, row, strict=True)), err=True)
        return row

    def _spent(self) -> tuple[float, float, float]:
        return time.monotonic(), time.process_time(), cpu_s(self.store)
