"""How fast the simulators are: a large fleet at 1 Hz and a month of a small one, into nothing and into a store.

    forewarn bench simulate [--assets N] [--seconds S] [--no-store]

Both are timed twice in one run: lines thrown away, and lines sent by the product's writer to an embedded store of the
bench's own, over HTTP. Processor time of the simulating process (its writer's thread included) and of the store are
told apart.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psutil
from rich.console import Console
from rich.progress import Progress

from bench.plain import table
from bench.processes import cpu_s
from bench.stand import with_store
from collectors.fleet import fleet
from collectors.simulate import backfill
from collectors.sink import Sink
from collectors.world import World
from contract.errors import ForewarnError
from contract.measurements import COMMON_TAGS
from contract.time import DAY, SECOND
from store.spool import Spool
from store.writer import Writer

MONTH_ASSETS = 50
_FLUSH_S = 300.0


@dataclass(frozen=True, slots=True)
class Stand:
    """An embedded store, and the product's writer to it."""

    writer: Writer
    store: psutil.Process

    def settle(self) -> None:
        """Wait until the store has every line; raises `ForewarnError` where it does not take them."""
        flushed, stats = self.writer.flush(_FLUSH_S), self.writer.stats()
        if not flushed or stats.refused or stats.spooled_batches:
            raise ForewarnError(f"the store did not take all lines: {stats}")


class Tally:
    """A sink that counts and passes on (or throws away); `own_s` is what the counting itself took."""

    def __init__(self, sink: Sink | None) -> None:
        self._sink = sink
        self.lines = self.values = 0
        self.own_s = 0.0

    def write(self, lines: Sequence[str]) -> None:
        """Count these lines and their field values."""
        begin = time.thread_time()
        self.lines += len(lines)
        self.values += sum(line.count("=") for line in lines) - len(COMMON_TAGS) * len(lines)
        self.own_s += time.thread_time() - begin
        if self._sink is not None:
            self._sink.write(lines)


@dataclass(frozen=True, slots=True)
class Run:
    """One timed run; `cpu_s` is the simulating process, `store_s` the store's processor time, None without one."""

    name: str
    wall_s: float
    cpu_s: float
    store_s: float | None
    tally: Tally

    @property
    def row(self) -> tuple[str, ...]:
        """The run as cells of the table."""
        store = "-" if self.store_s is None else f"{self.store_s:.1f}"
        rates = (f"{count / self.wall_s:,.0f}" if count else "-" for count in (self.tally.lines, self.tally.values))
        return self.name, f"{self.wall_s:.1f}", f"{self.cpu_s:.1f}", store, *rates


def measure(assets: int, seconds: int, with_store: bool, days: int = 30) -> str:
    """Time it all and tell the figures as a table, then what follows from them."""
    runs: list[Run] = []
    load = psutil.getloadavg()[0]
    with Progress(console=Console(stderr=True), transient=True) as progress:
        live, month = _live(assets, seconds, progress, runs), _month(days, progress)
        names = f"{assets:,} assets, {seconds} s at 1 Hz", f"{MONTH_ASSETS} assets, {days} days at a minute a step"
        for name, work in zip(names, (live, month), strict=True):
            runs.append(_timed(f"{name}, into nothing", work, None))
            if with_store:
                with _stand() as stand:
                    runs.append(_timed(f"{name}, into the store", work, stand))
    title = f"one run on {psutil.cpu_count()} cores, load average {load:.1f} before it"
    head = "run", "seconds", "processor, s", "store's, s", "lines/s", "values/s"
    return "\n".join([table(head, (run.row for run in runs), title), *_findings(runs, seconds)])


def _live(assets: int, seconds: int, progress: Progress, runs: list[Run]) -> Callable[[Sink], None]:
    """A large fleet, entered once (which is a run of its own) and then walked on at each call."""
    now = time.time_ns() // SECOND * SECOND
    world = World(fleet(assets, seed=1, start=now))
    task = progress.add_task(f"entering {assets:,} assets", total=None)
    runs.append(_timed(f"{assets:,} assets, spin-up of 48 h", lambda _: world.enter(now), None))
    progress.remove_task(task)
    moments = iter(range(now + SECOND, now + DAY, SECOND))

    def work(sink: Sink) -> None:
        for _ in progress.track(range(seconds), description=f"{assets:,} assets at 1 Hz"):
            sink.write(world.advance(np.array([next(moments)])))

    return work


def _month(days: int, progress: Progress) -> Callable[[Sink], None]:
    """A small fleet's history; it ends tomorrow, so that all of it is within the store's retention."""
    stop = (time.time_ns() // DAY + 2) * DAY
    scenario = fleet(MONTH_ASSETS, seed=1, start=stop - days * DAY)

    def work(sink: Sink) -> None:
        task = progress.add_task(f"{days} days of {MONTH_ASSETS} assets")

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        backfill(scenario, sink, show, scenario.start, stop)
        progress.remove_task(task)

    return work


def _timed(name: str, work: Callable[[Sink], None], stand: Stand | None) -> Run:
    """Do the work and wait until the store, where there is one, has all of it."""
    tally = Tally(stand.writer if stand else None)
    store = cpu_s(stand.store) if stand else 0.0
    wall, cpu = time.perf_counter(), time.process_time()
    work(tally)
    if stand:
        stand.settle()
    wall, cpu = (now - then - tally.own_s for now, then in ((time.perf_counter(), wall), (time.process_time(), cpu)))
    return Run(name, wall, cpu, cpu_s(stand.store) - store if stand else None, tally)


@contextmanager
def _stand() -> Iterator[Stand]:
    """A new store, and the product's writer to it."""
    with with_store() as below, below.plan.gateway("collector") as gateway:
        spool = Spool(below.plan.folder.spool("collector"))
        with Writer(gateway, "telemetry", spool) as writer:
            yield Stand(writer, below.process("store"))


def _findings(runs: Sequence[Run], seconds: int) -> Iterator[str]:
    """What the runs say, a sentence each: first the live ones, then those of history."""
    _, *timed = runs
    half = len(timed) // 2
    (live, *live_stored), (month, *month_stored) = timed[:half], timed[half:]
    yield (
        f"live: {100 * live.cpu_s / seconds:.1f} % of a core simulates and encodes "
        f"{live.tally.values / seconds:,.0f} field values a second"
    )
    for stored in live_stored:
        pace = seconds / stored.wall_s
        yield (
            f"live into the store: {100 * stored.cpu_s / seconds:.1f} % of a core with the writer "
            f"({stored.cpu_s / live.cpu_s:.1f} times), {100 * (stored.store_s or 0) / seconds:.1f} % in the store; "
            f"the store {'keeps up' if pace >= 1 else 'does not keep up'}: {pace:.1f} times real time"
        )
    yield f"history: {month.wall_s:.1f} s" + "".join(
        f", into the store {stored.wall_s:.1f} s ({stored.wall_s / month.wall_s:.1f} times)" for stored in month_stored
    )
