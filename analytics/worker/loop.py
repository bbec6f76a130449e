"""The worker's loop: read what is new, step, write, remember. Everything that can be tested without it is elsewhere.

A tick reads a range that overlaps the last one by a few seconds, as points are a moment under way; what an asset has
already shown is passed over, so overlap changes nothing. Behind its time, the worker reads in chunks without pausing.
What is written follows from the samples alone: after a kill, the same samples give the same points over the same ones.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from analytics import source
from analytics.engine import snapshot
from analytics.engine.local_time import LocalTime
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.samples import Samples, States
from analytics.engine.state import State
from analytics.learning.apart import READ_S
from analytics.learning.learn import learn
from analytics.learning.refresh import Refresh
from analytics.policies.thresholds import Thresholds
from analytics.policies.works import Maintenance
from analytics.worker import output
from analytics.worker.jobs import PATIENCE_S, Job
from analytics.worker.limits import Telling
from analytics.worker.monitor import Monitor
from analytics.worker.sweep import Sweep
from telemetry.errors import GatewayError
from telemetry.gateway import Gateway
from telemetry.spool import Spool
from telemetry.writer import Writer
from telemetry.zones import Zones

log = logging.getLogger(__name__)

SECOND = 10**9
REREAD_S = 2
"""How far each read goes back at least over what was read: points are that long on their way. What others of its asset
overtook by more is found by the counts of `sweep`."""
ACTIVE_S = 30
"""An asset that sent within this time holds the reading back, at most by this time, until its next point is there."""
CHUNK_S = (60.0, 1800.0)
"""How much time is read at once when the worker is behind: at first, and at most."""
LEAST_CHUNK_S = 5.0
"""How far that shrinks where the store does not answer in time."""
CHUNK_ROWS = 200_000
"""Values in one reading from which on less time is read at once; half of them let it grow."""
CATCH_UP_S = 6 * 3600
"""How much of the past is scored at the very first start, so that risk and bands exist from the first minute."""
SNAPSHOT_S = 30
RETRY_S = 2.0

Progress = Callable[[str, float], None]
"""Told what is being done and how far it is, 0..1."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did: samples scored, seconds still to be read, and milliseconds it took."""

    scored: int
    behind_s: float
    read_ms: float
    step_ms: float
    write_ms: float
    read_cpu_s: float
    step_cpu_s: float
    write_cpu_s: float
    """CPU time of the loop's thread; encoding counts as writing, the writers' threads do not."""


class _Moment:
    """A point in a tick: of the clock and of this thread's CPU time, seconds."""

    def __init__(self) -> None:
        self.clock, self.cpu = time.perf_counter(), time.thread_time()


def _passed(begin: _Moment, end: _Moment) -> tuple[float, float]:
    """Milliseconds, and seconds of CPU time."""
    return 1e3 * (end.clock - begin.clock), end.cpu - begin.cpu


class Worker:
    """Scores the telemetry of one store; give it a folder of its own for its snapshot."""

    def __init__(
        self,
        gateway: Gateway,
        snapshot_dir: Path,
        spool: Spool | None = None,
        *,
        tick_s: float = 0.5,
        lateness_s: float = 600.0,
        zones: Zones | None = None,
    ) -> None:
        self.gateway, self.snapshot_dir, self.tick_s = gateway, snapshot_dir, tick_s
        self.zones = zones or Zones()
        self.pipeline = Pipeline(State(clocks=LocalTime(self.zones)))
        self.cursor = 0
        self.health = Writer(gateway, "health", spool, interval_s=0.2)
        self.rollup = Writer(gateway, "rollup", interval_s=0.2)
        self.thresholds = Thresholds(gateway.patient(PATIENCE_S))
        self.maintenance = Maintenance(gateway.patient(PATIENCE_S))
        self.sweep = Sweep(gateway.patient(PATIENCE_S), lateness_s)
        self.monitor = Monitor()
        self.refresh = Refresh(gateway, time.time_ns(), zones=self.zones)
        self._encoder = output.Encoder(self.pipeline.state.fleet)
        self._limits = Telling()
        self._policies, self._works = Job("looking for new thresholds"), Job("looking for maintenance")
        self._judging = False
        self._saved = 0.0
        self._chunk_s = CHUNK_S[0]

    @property
    def ready(self) -> bool:
        """Whether it knows where to read on: after a snapshot was loaded or history was learned."""
        return self.cursor > 0

    def resume(self) -> bool:
        """Go on from the snapshot; false where there is none that can be used."""
        try:
            found = snapshot.load(self.snapshot_dir)
        except snapshot.SnapshotError as error:
            log.warning("learning anew: %s", error)
            return False
        if found is None:
            return False
        state, extra, seen = found
        if not state.keep(self.zones):
            log.warning("learning anew: what is normal was learned by other time zones")
            return False
        self.pipeline = Pipeline(state)
        self._encoder = output.Encoder(state.fleet)
        self.cursor = int(extra["cursor"])
        self.sweep.load(extra["sweep"], seen)
        behind = (time.time_ns() - self.cursor) / SECOND
        log.info("resumed: %d assets, %d series, %.0f s behind", len(state.fleet.assets), len(state.fleet), behind)
        return True

    def learn(self, progress: Progress, now: int | None = None) -> None:
        """Learn what is normal from the history in the store, and read on from a few hours before now."""
        now = time.time_ns() if now is None else now
        self._adopt(now)
        learn(self.gateway.patient(READ_S), self.pipeline.state, now, progress)
        self.cursor = now - CATCH_UP_S * SECOND

    def tick(self, now: int) -> Tick:
        """Read and score what is new up to `now`, or the next chunk of it. Raises `GatewayError`."""
        begun = _Moment()
        self._adopt(now)
        stop = min(now, self.cursor + round(self._chunk_s * SECOND))
        samples, states = self._read(stop)
        read = _Moment()
        overtaken = samples.take(self.sweep.saw(samples, now) & self.pipeline.behind(samples))
        results = self.pipeline.feed(samples, states)
        self.sweep.overtaken(self.pipeline, overtaken, now, results)
        results.join(self.sweep.look(self.pipeline, stop - REREAD_S * SECOND, now))
        self._roll(results, stop)
        stepped = _Moment()
        self._write(results, now)
        self.cursor = self._next(stop, now)
        done = _Moment()
        walls, cpus = zip(*(_passed(*pair) for pair in pairwise((begun, read, stepped, done))), strict=True)
        return Tick(results.scored, (now - stop) / SECOND, *walls, *cpus)

    def turn(self, now: int) -> Tick:
        """A tick and what is done between two ticks. Raises `GatewayError`."""
        done = self.tick(now)
        self.monitor.ticked(done)
        self.refresh.poll(self.pipeline.state, now)
        figures = self.monitor.figures(self)
        if figures:
            self.health.write(output.self_monitoring(figures, now))
        if time.monotonic() - self._saved >= SNAPSHOT_S:
            self.save()
        return done

    def save(self) -> bool:
        """Write the snapshot, once everything that it counts as done is in the store or the spool."""
        if not (self.health.flush(5) and self.rollup.flush(5)):
            return False
        seen, sweep = self.sweep.dump()
        snapshot.save(self.snapshot_dir, self.pipeline.state, {"cursor": self.cursor, "sweep": sweep}, seen)
        self._saved = time.monotonic()
        return True

    def run(
        self,
        stop: threading.Event,
        progress: Progress = lambda _what, _part: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Work until told to stop; a store that is away is waited for, and nothing else ends it.

        `alive` is called each time the loop comes around, for health checks.
        """

        def told(what: str, part: float) -> None:
            alive()
            progress(what, part)

        away = False
        while not stop.is_set():
            alive()
            begun = time.monotonic()
            try:
                if not self.ready and not self.resume():
                    self.learn(told)
                done = self.turn(time.time_ns())
            except GatewayError as error:
                if not away:
                    log.warning("the store does not do its part, trying on: %s", error)
                away = True
                self.monitor.failed()
                stop.wait(RETRY_S)
                continue
            if away:
                log.info("the store does its part again")
            away = False
            if done.behind_s < 1:
                stop.wait(max(0.0, self.tick_s - (time.monotonic() - begun)))
        self.close()

    def close(self) -> None:
        """Flush, remember, and end the writers and a learning that is under way."""
        self.refresh.close()
        self.health.write(self.sweep.issues(self.pipeline, time.time_ns(), at_once=True))
        if self.ready and not self.save():
            log.warning("the store is away: what was not written is scored again after the next start")
        self.health.close()
        self.rollup.close()

    def _adopt(self, now: int) -> None:
        """Take new thresholds and maintenance over.

        There is no judging before thresholds were read once; later, those in force outlast a failed look.
        """
        look = self.thresholds.changed
        rows = self._policies.attempt(look, now) if self._judging else look()
        self._judging = True
        if rows is not None:
            self.pipeline.adopt(rows)
            log.info("thresholds in force: %d", len(rows))
        works = self._works.attempt(self.maintenance.changed, now)
        if works is not None:
            self.pipeline.maintain(works)

    def _read(self, stop: int) -> tuple[Samples, States]:
        """What the store has from the cursor on; where it cannot answer, less is asked of it the next time."""
        try:
            samples, states = source.read(self.gateway, "worker_new", start=self.cursor, stop=stop)
        except GatewayError:
            self._chunk_s = max(self._chunk_s / 2, LEAST_CHUNK_S)
            raise
        self._pace_reading(len(samples.time))
        return samples, states

    def _roll(self, results: Results, now: int) -> None:
        minutes, days = self.pipeline.state.rollups.due(now)
        results.minutes += [minutes] if minutes else []
        results.days += [days] if days else []

    def _write(self, results: Results, now: int) -> None:
        self.health.write(self._encoder.health(results))
        self.rollup.write(self._encoder.rollup(results))
        issues = self.sweep.issues(self.pipeline, now)
        self.health.write(issues + self.sweep.lasting(self.pipeline, now))
        self._tell_limits()

    def _tell_limits(self) -> None:
        """Write limits that are new: they are in force for all that this tick read."""
        judging = self.pipeline.state.judging
        series = self._limits.due(judging, self.cursor)
        if len(series):
            self.health.write(self._encoder.limits(series, judging, self.cursor))

    def _pace_reading(self, rows: int) -> None:
        """Read more time at once where there is little in it, and less where there is much."""
        if rows > CHUNK_ROWS:
            self._chunk_s = max(self._chunk_s / 2, LEAST_CHUNK_S)
        elif rows < CHUNK_ROWS / 2:
            self._chunk_s = min(2 * self._chunk_s, CHUNK_S[1])

    def _next(self, stop: int, now: int) -> int:
        """Where to read on: behind the newest moment that every active asset has shown, and a little before now."""
        last = self.pipeline.state.assets.time
        active = last[last >= now - ACTIVE_S * SECOND]
        known = int(np.min(active)) + 1 if len(active) else stop
        return max(self.cursor, min(stop, known, now - REREAD_S * SECOND))
