"""Many machines of one's own, or one of many signals, in a bucket of a form of its own: start, memory, a minute's work.

The bucket is narrow: a tag names machine and signal, a value a minute, and one in five minutes of what is older than
`FINE_H` hours. The worker reads it in place, in this process; the store is another. Nothing is simulated: values are
noise about a level, as bounds do not depend on them.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.worker.bounds import Bounds
from analytics.worker.loop import CATCH_UP_S, Worker
from bench.plain import table
from bench.stand import with_store
from contract.catalogue.watch import Watch
from contract.time import MINUTE
from store.gateway import Gateway
from store.provision import OPERATOR
from store.sources.folder import Sources
from store.spool import Spool

BUCKET, CLASS = "plant", "bench_machine"
LIVE_MINUTES = 5
FINE_H, COARSE_MINUTES = 2, 5
AT_ONCE = 50_000
"""Lines of one write."""
PATIENCE_S = 1800.0
"""How long catching up may take."""
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
            for minutes in range(-round(hours * 60), 0):
                if minutes >= -FINE_H * 60 or minutes % COARSE_MINUTES == 0:
                    _write(gateway, assets, signals, begin + minutes * MINUTE)
            spool = Spool(Path(folder) / "spool")
            worker = Worker(gateway, Path(folder) / "worker", spool, sources=files, bounds=Bounds(max(assets, 1)))
            rows = [_row("learning", lambda: worker.learn(lambda _what, _part: None, now=begin))]
            rows.append(_row(f"catching up, {min(hours, CATCH_UP_S / 3600):g} h", lambda: _reach(worker, begin)))
            for minute in range(1, LIVE_MINUTES + 1):
                now = begin + minute * MINUTE
                _write(gateway, assets, signals, now - MINUTE)
                rows.append(_row(f"minute {minute}", lambda now=now: _reach(worker, now)))  # type: ignore[misc]
            state = worker.pipeline.state
            learned = int((state.of(Baseline).normal.kind == SEASONAL).sum())
            lost = sum(writer.stats().given_up for writer in (worker.health, worker.rollup))
            worker.close()
    title = f"{assets} assets of {signals} signals, a value a minute, {hours:g} h of history"
    head = ("what", "wall, s", "CPU, s", "memory, MB", "at most, MB")
    told = f"{len(state.fleet)} series are judged, {learned} of them by history; {lost} lines were given up"
    return f"{table(head, rows, title)}\n{told}"


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
    """A minute of all: each machine within it at a second of its own."""
    values = 5 + 0.1 * np.random.default_rng(time_ns // MINUTE).normal(size=(assets, signals))
    for lines in _batches(values, time_ns):
        gateway.write(BUCKET, lines)


def _batches(values: npt.NDArray[np.float64], time_ns: int) -> Iterator[list[str]]:
    lines: list[str] = []
    for asset, row in enumerate(values.tolist()):
        at = time_ns + asset % 60 * (MINUTE // 60)
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


def _row(what: str, work: Callable[[], None]) -> list[str]:
    process, begun, spent = psutil.Process(), time.monotonic(), time.process_time()
    work()
    took = [f"{time.monotonic() - begun:.1f}", f"{time.process_time() - spent:.1f}"]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return [what, *took, *(f"{size / 1e6:.0f}" for size in (process.memory_info().rss, most))]
