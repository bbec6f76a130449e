"""The worker's loop: read what is new, step, write, remember. Everything that can be tested without it is elsewhere.

A tick reads a range that overlaps the last one by a few seconds, as points are a moment under way; what an asset has
already shown is passed over, so overlap changes nothing. Nothing that it reads, and nothing that fails, ends the loop.
What is written follows from the samples alone: after a kill, the same samples give the same points over the same ones.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from analytics.engine import snapshot
from analytics.engine.forget import without, without_strangers
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.ground.fleet import Fleet
from analytics.ground.local_time import LocalTime
from analytics.ground.source import Telemetry
from analytics.learning.learn import READ_S, learn_all
from analytics.learning.refresh import EVERY_NS as REFRESH_NS
from analytics.learning.refresh import Refresh
from analytics.prognosis.predict import Models
from analytics.worker import output
from analytics.worker.bounds import EVERY_S as FORGET_S
from analytics.worker.bounds import Bounds
from analytics.worker.conclusions import Conclusions
from analytics.worker.guard import Guard
from analytics.worker.jobs import PATIENCE_S, Job, time_heals
from analytics.worker.learned import Told
from analytics.worker.limits import Telling
from analytics.worker.maintenance_watch import Maintenance
from analytics.worker.monitor import Monitor
from analytics.worker.past import Past
from analytics.worker.reading import REREAD_S
from analytics.worker.reopen import reopen
from analytics.worker.streams import Streams
from analytics.worker.sweep import Sweep
from analytics.worker.threshold_watch import Thresholds
from analytics.worker.tick import Moment, Tick
from contract.catalogue.watch import EVERY_S as LOOK_S
from contract.catalogue.watch import Watch
from contract.errors import GatewayError
from contract.time import SECOND
from contract.zones import Zones
from store.gateway import Gateway
from store.sources.folder import Sources
from store.spool import Spool
from store.writer import Writer

log = logging.getLogger(__name__)

CATCH_UP_S = 6 * 3600
"""How much of the past is scored at the very first start, so that risk and bands exist from the first minute."""
SNAPSHOT_S, PAST_S = 30, 2.0
RETRY_S, LONGEST_S = 2.0, 60.0
"""How long a step that failed is left alone: at first, doubled with each fault of ours, and at most."""
SOON_NS = 60 * SECOND
"""After other classes were put in force, how soon it is looked whether there is history to learn of them."""
LEARN_TRIES = 3
"""Failed attempts at learning, of a kind that time does not heal, after which the worker goes on without history."""

Progress = Callable[[str, float], None]
"""Told what is being done and how far it is, 0..1."""


class Worker:
    """Scores the telemetry of one store; give it a folder of its own for its snapshot.

    `sources` are the buckets of others that are read, too; `reader` may read them, and is used for nothing else.
    """

    def __init__(
        self,
        gateway: Gateway,
        snapshot_dir: Path,
        spool: Spool | None = None,
        *,
        tick_s: float = 0.5,
        lateness_s: float = 600.0,
        zones: Zones | None = None,
        bounds: Bounds | None = None,
        sources: Sources | None = None,
        reader: Gateway | None = None,
        classes: Watch | None = None,
        past_days: float = 0.0,
        models: Models | None = None,
    ) -> None:
        self.gateway, self.snapshot_dir, self.tick_s = gateway, snapshot_dir, tick_s
        self.zones, self.bounds, self.classes = zones or Zones(), bounds or Bounds(), classes
        self.pipeline = Pipeline(State(Fleet(self.bounds.assets), clocks=LocalTime(self.zones)))
        self.guard = Guard()
        self.health = Writer(gateway, "health", spool, interval_s=0.2)
        self.rollup = Writer(gateway, "rollup", None if spool is None else spool.within("rollup"), interval_s=0.2)
        self.thresholds = Thresholds(gateway.patient(PATIENCE_S))
        self.maintenance = Maintenance(gateway.patient(PATIENCE_S))
        self.streams = Streams(gateway, lateness_s, sources, reader or gateway)
        self.sweep = Sweep(self.streams.ages)
        self.monitor, self.conclusions = Monitor(), Conclusions(gateway, models or {})
        self.refresh = Refresh(gateway, time.time_ns(), zones=self.zones, places=self._places)
        self.past = Past(gateway, snapshot_dir / "past", past_days, self.zones, self.bounds.assets, self._places)
        self._encoder = output.Encoder(self.pipeline.state.fleet)
        self._limits, self._learned = Telling(), Told()
        self._policies, self._maintaining = Job("looking for new thresholds"), Job("looking for maintenance")
        self._refreshing, self._saving = Job("learning anew"), Job("keeping the snapshot", SNAPSHOT_S)
        self._forgetting = Job("letting go of silent assets", FORGET_S)
        self._renewing, self._looking_back = Job("reading classes anew", LOOK_S), Job("judging the past", PAST_S)
        self._judging, self._unlearned = False, 0

    @property
    def cursor(self) -> int:
        """Up to where telemetry was read, nanoseconds."""
        return self.streams.own.cursor

    @cursor.setter
    def cursor(self, value: int) -> None:
        self.streams.own.cursor = value

    @property
    def failing_jobs(self) -> int:
        """How many side jobs did not succeed the last time."""
        return sum(job.failures > 0 for job in self._jobs())

    def _jobs(self) -> tuple[Job, ...]:
        own = self._policies, self._maintaining, self._refreshing, self._saving, self._forgetting, self._renewing
        return (*own, self._looking_back, *self.conclusions.jobs, *self.sweep.jobs, *self.streams.jobs)

    def _places(self) -> list[Telemetry]:
        """All telemetry that there is to learn from."""
        return [stream.reading.telemetry for stream in self.streams]

    @property
    def ready(self) -> bool:
        """Whether it knows where to read on: after a snapshot was loaded or history was learned."""
        return self.cursor > 0

    def resume(self) -> bool:
        """Go on from the snapshot; false where there is none that can be used. One that is refused is set aside."""
        try:
            found = snapshot.load(self.snapshot_dir)
            if found is not None:
                self._take_up(*found)
        except snapshot.SnapshotError as error:
            aside = snapshot.set_aside(self.snapshot_dir)
            log.warning("learning anew: %s; it is kept as %s", error, aside.name if aside else "it is")
            return False
        return found is not None

    def _take_up(self, state: State, extra: Mapping[str, Any], seen: snapshot.Arrays) -> None:
        if not state.keep(self.zones):
            raise snapshot.SnapshotError("what is normal was learned by other time zones")
        try:
            streams = self.streams.anew()
            streams.load(extra["streams"], seen)
        except Exception as error:
            raise snapshot.SnapshotError(f"the snapshot does not say what was read: {error!r}") from error
        if streams.own.cursor <= 0:
            raise snapshot.SnapshotError(f"the snapshot ends at {streams.own.cursor}")
        self.streams, self.sweep = streams, Sweep(streams.ages)
        known, ended = without_strangers(state, time.time_ns())
        self.conclusions.tell(ended, self.health.write)
        self._go_over_to(Pipeline(known))
        self.streams.let_go(known.fleet)
        behind = (time.time_ns() - self.cursor) / SECOND
        log.info("resumed: %d assets, %d series, %.0f s behind", len(state.fleet.assets), len(state.fleet), behind)

    def _renew(self, now: int) -> None:
        """Go on with the classes that files say now, where they have changed: from what is kept, as after a restart."""
        found = self.classes.changed() if self.classes else None
        if self.classes is None or found is None:
            return
        if not self.save():
            self.classes.again()
            return
        rows, spans = self.pipeline.state.thresholds, self.pipeline.state.upkeep.spans
        self.classes.swap(found)
        self.refresh.close()
        self.past.close()
        self.refresh = Refresh(self.gateway, now - REFRESH_NS + SOON_NS, zones=self.zones, places=self._places)
        if not self.resume():
            self.cursor = 0
            return
        self.pipeline.adopt(rows)
        self.pipeline.maintain(spans)

    def learn(self, progress: Progress, now: int | None = None) -> None:
        """Learn what is normal from the history in the store, and read on from a few hours before now.

        Episodes that are open in the store, from a worker whose memory was lost, go on.
        """
        now = time.time_ns() if now is None else now
        self._adopt(now)
        self._watch(now)
        learn_all(self.gateway.patient(READ_S), self._places(), self.pipeline.state, now, progress)
        self._go_on(now)

    def _go_on(self, now: int) -> None:
        self.conclusions.tell(reopen(self.gateway, self.pipeline.state, now), self.health.write)
        self.cursor = now - CATCH_UP_S * SECOND
        self.past.begin(None, self.cursor)

    def _watch(self, now: int) -> bool:
        """Look for new sources: they are read from a few hours ago on, and what lies before that is their past."""
        new = self.streams.watch(now, now - CATCH_UP_S * SECOND)
        for name in new:
            self.past.begin(name, self.streams.asides[name].cursor)
        return bool(new)

    def tick(self, now: int) -> Tick:
        """Read and score what is new up to `now`, or the next chunk of it. Raises `GatewayError`."""
        begun = Moment()
        self._adopt(now)
        if self._watch(now):
            self.refresh.soon(now)
        if self.cursor > now:
            self._rewind(now)
        found = self.streams.read(now)
        read, results = Moment(), Results()
        done = self.streams.take(found, self.pipeline, self.guard, now, results)
        stop = found[0][1].stop
        self.sweep.look(self.pipeline, self.streams.asides.values(), stop - REREAD_S * SECOND, now)
        self.streams.roll(self.pipeline, stop, results)
        stepped = Moment()
        self._write(results, now)
        self.streams.advance(done, self.pipeline, now)
        return Tick.of(results.scored, self.streams.behind_s(now), begun, read, stepped, Moment())

    def _rewind(self, now: int) -> None:
        """The clock was set back: go on from what it says now."""
        log.warning("the clock was set back by %.0f s: reading on from what it says now", (self.cursor - now) / SECOND)
        self.streams.rewind(now)
        self.pipeline.state.rewind(self.cursor - 1)
        self.sweep.rewind(now)

    def turn(self, now: int) -> Tick:
        """A tick and what is done between two ticks. Raises `GatewayError`."""
        self.monitor.ticked(done := self.tick(now))
        self._forgetting.attempt(lambda: self._let_go(now), now)
        self._refreshing.attempt(lambda: self.refresh.poll(self.pipeline.state, now), now)
        self._looking_back.attempt(lambda: self._look_back(done, now), now)
        self.conclusions.turn(self.pipeline.state, now, self.health.write)
        self._report(now)
        self._saving.attempt(self.save, now)
        self._renewing.attempt(lambda: self._renew(now), now)
        return done

    def _look_back(self, done: Tick, now: int) -> None:
        """Judge the past beside the present; what it found in alarm is no health to have learned from."""
        if self.past.again(len(self.pipeline.state.fleet.assets), self.streams.settled):
            self.refresh.soon(now)
        if self.past.poll(ready=done.behind_s < 1):
            self.refresh.review(now)
            self.conclusions.incidents.again()

    def _let_go(self, now: int) -> None:
        """Let go of assets that are silent for long, and look labels up again that were refused."""
        self.pipeline.forget_labels()
        if not (gone := self.bounds.gone(self.pipeline.state, now)).any():
            return
        kept, ended = without(self.pipeline.state, gone, now)
        self.conclusions.tell(ended, self.health.write)
        self._go_over_to(self.pipeline.over(kept))
        self.streams.let_go(kept.fleet)
        log.info("let go of %d assets that are silent, %d are left", int(gone.sum()), len(kept.fleet.assets))

    def _go_over_to(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.pipeline.state.fleet.max_assets = self.bounds.assets
        self._encoder = output.Encoder(pipeline.state.fleet)

    def _report(self, now: int) -> None:
        if figures := self.monitor.figures(self):
            self.health.write(output.self_monitoring(figures, now))

    def save(self) -> bool:
        """Write the snapshot, once everything that it counts as done is in the store or the spool."""
        if not (self.health.flush(5) and self.rollup.flush(5)):
            return False
        seen, streams = self.streams.dump()
        snapshot.save(self.snapshot_dir, self.pipeline.state, {"streams": streams}, seen)
        return True

    def run(
        self,
        stop: threading.Event,
        progress: Progress = lambda _what, _part: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """Work until told to stop; a store that is away is waited for, and nothing else ends it.

        `alive` is called after each step that was done, and while it learns, for health checks.
        """

        def report(what: str, part: float) -> None:
            alive()
            progress(what, part)

        away = False
        while not stop.is_set():
            begun = time.monotonic()
            try:
                if not self.ready and not self.resume():
                    self._begin(report)
                now = time.time_ns()
                self.turn(now)
            except GatewayError as error:
                if not away:
                    log.warning("the store does not do its part, trying on: %s", error)
                away = True
                self.monitor.failed()
                stop.wait(RETRY_S)
                continue
            except Exception as error:  # noqa: BLE001 - nothing that it reads may end the worker
                stop.wait(self._stumble(error))
                continue
            if away:
                log.info("the store does its part again")
                self._hurry()
            if self.monitor.stumbled:
                log.info("the worker goes on as before")
            away, self.monitor.stumbled = False, 0
            alive()
            if self.streams.own.behind_s(now) < 1:
                stop.wait(max(0.0, self.tick_s - (time.monotonic() - begun)))
        self.close()

    def _hurry(self) -> None:
        for job in self._jobs():
            if job.failures:
                job.hurry()

    def _begin(self, progress: Progress) -> None:
        """Learn; without history where that fails for good, as an asset can be judged by its limits at once."""
        try:
            self.learn(progress)
        except Exception as error:
            self._unlearned += not (isinstance(error, GatewayError) and time_heals(error))
            if self._unlearned < LEARN_TRIES:
                raise
            log.error("history cannot be learned from, going on without: %s", error)
            self._go_on(time.time_ns())

    def _stumble(self, error: Exception) -> float:
        """Tell of a step that failed through no fault of the store; gives how long to leave it alone, seconds."""
        self.monitor.stumbled += 1
        self.monitor.faults += 1
        pause = min(RETRY_S * 2.0 ** min(self.monitor.stumbled - 1, 10), LONGEST_S)
        log.error("the worker stumbled, trying on in %.0f s: %r", pause, error, exc_info=error)
        if self.ready:
            self._report(time.time_ns())
        return pause

    def close(self) -> None:
        """Flush, remember, and end the writers and a learning that is under way."""
        self.refresh.close()
        self.past.close()
        self.health.write(self.sweep.issues(self.pipeline, time.time_ns(), at_once=True))
        try:
            kept = not self.ready or self.save()
        except OSError as error:
            log.warning("the snapshot cannot be kept: %s", error)
            kept = False
        if not kept:
            log.warning("what is not in the last snapshot is scored again after the next start")
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
        if (spans := self._maintaining.attempt(self.maintenance.changed, now)) is not None:
            self.pipeline.maintain(spans)

    def _write(self, results: Results, now: int) -> None:
        self.health.write(self._encoder.health(results))
        self.conclusions.incidents.hear(results.events)
        self.rollup.write(self._encoder.rollup(results))
        heard = self.sweep.presence.lines(self.pipeline.state, self.streams.asides.values(), now)
        self.health.write(self.sweep.issues(self.pipeline, now) + self.sweep.lasting(self.pipeline, now) + heard)
        self._tell_measures()

    def _tell_measures(self) -> None:
        """Write limits and learned facts that are new: they are in force for all that this tick read."""
        state, judging = self.pipeline.state, self.pipeline.state.judging
        lines = self._encoder.limits(self._limits.due(judging, self.cursor), judging, self.cursor)
        lines += self._encoder.learned(*self._learned.news(state, self.cursor), self.cursor)
        if lines:
            self.health.write(lines)
