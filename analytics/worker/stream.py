"""One source as the worker reads it: where it is, whose holes it fills, what came late, and whether it can be read.

Our own bucket is read within the tick. Any other is read beside it, by a thread of its own: a source that answers
slowly, or not at all, holds no other back. It is asked about ten times as often as values come.
"""

import logging
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.snapshot import Arrays
from analytics.ground.columns import Ints
from analytics.ground.fleet import UNKNOWN, Fleet, Label
from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from analytics.ground.translate import Part
from analytics.worker.behind import Behind
from analytics.worker.guard import Guard
from analytics.worker.holes import Holes
from analytics.worker.jobs import PATIENCE_S, PAUSES_S
from analytics.worker.lateness import Owner
from analytics.worker.reading import REREAD_S, Reading, first_of
from contract.data_faults import DataFault
from contract.errors import GatewayError
from contract.time import SECOND
from store.gateway import Gateway

log = logging.getLogger(__name__)

FILL_S = 60
"""While the reading itself is further behind, what lies before it is in the store already."""
OFTEN, SELDOM_S = 10.0, 60.0
"""A source is asked so many times while one value comes, and at least so often."""
SLACK_S = 2.0
"""How long an answer may be on its way without the source being behind."""


class Stream:
    """The reading of one source, and what surrounds it; `gateway` is the store that risk is written to."""

    def __init__(self, telemetry: Telemetry, gateway: Gateway, lateness_s: float, ages: dict[Label, float]) -> None:
        self.place = telemetry.place
        self.reading = Reading(telemetry)
        self.holes = Holes(telemetry)
        self.behind = Behind(telemetry.patient(PATIENCE_S), gateway.patient(PATIENCE_S), lateness_s, self.holes, ages)
        self.owners: set[Owner] = set()
        """The assets that were heard of here."""
        self.trouble = ""
        """Why it cannot be read now; empty where it can."""
        self.reached = 0
        """Up to where it was read and scored, nanoseconds."""
        self._numbers: tuple[Fleet, int, Ints] | None = None

    @property
    def cursor(self) -> int:
        """Up to where it was read, nanoseconds; 0 where nothing was."""
        return self.reading.cursor

    @cursor.setter
    def cursor(self, value: int) -> None:
        self.reading.cursor = value

    def clock(self, now: int) -> int:
        """Up to which moment values are in the store at a time in nanoseconds."""
        return now - round(self.place.delay_s * SECOND)

    def behind_s(self, now: int) -> float:
        """How many seconds of what is in the store are still to be read."""
        return (self.clock(now) - self.reached) / SECOND

    def read(self, now: int) -> "Chunk":
        """What is new, or the next part of it. Raises `GatewayError`."""
        stop = self.reading.stop(self.clock(now))
        samples, states, stop = first_of(*self.reading.read(stop), stop)
        return Chunk((samples, states), stop)

    def take(self, chunk: "Chunk", pipeline: Pipeline, guard: Guard, now: int, results: Results) -> None:
        """Score what was read, what came since the reading had passed it, and what came late. Raises `GatewayError`."""
        clock = self.clock(now)
        samples, states = chunk.part
        if clock - self.cursor <= FILL_S * SECOND:
            self.holes.notice(pipeline, samples, states, self.cursor)
            for part in self.holes.fill(pipeline, self.cursor, clock):
                self._feed(part, pipeline, guard, now, results)
        self._feed(self.holes.others(pipeline, samples, states), pipeline, guard, now, results)
        self.behind.look(pipeline, chunk.stop - REREAD_S * SECOND, now, results)

    def _feed(self, part: Part, pipeline: Pipeline, guard: Guard, now: int, results: Results) -> None:
        clock = self.clock(now)
        samples, states = pipeline.admit(*part)
        self._hear(pipeline, samples, states)
        new = self.behind.saw(samples, clock)
        pipeline.count_broken(samples.take(new))
        overtaken = samples.take(new & self.behind.in_time(samples, clock) & pipeline.behind(samples))
        guard.feed(pipeline, samples, states, now, results)
        self.behind.overtaken(pipeline, overtaken, clock, results)

    def _hear(self, pipeline: Pipeline, samples: Samples, states: States) -> None:
        """Our own bucket is home to every asset that no other source has."""

    def advance(self, chunk: "Chunk", pipeline: Pipeline, now: int) -> None:
        """Read on behind what was taken."""
        self.reached = chunk.stop
        self.reading.advance(chunk.stop, self.clock(now), self.newest(pipeline))

    def newest(self, pipeline: Pipeline) -> Ints:
        """The newest moment (ns) that each of its assets has shown."""
        return pipeline.state.assets.time

    def rewind(self, now: int) -> None:
        """The clock was set back: go on from what it says now."""
        self.cursor = min(self.cursor, self.clock(now) - REREAD_S * SECOND)
        self.behind.rewind(self.clock(now))

    def numbers(self, fleet: Fleet) -> Ints:
        """The numbers of its assets."""
        known = self._numbers
        if known is None or known[0] is not fleet or known[1] != len(self.owners):
            found = np.array([fleet.number(*owner) for owner in self.owners], np.int64)
            known = self._numbers = fleet, len(self.owners), found[found != UNKNOWN]
        return known[2]

    def let_go(self, fleet: Fleet) -> None:
        """Numbers of assets have changed, and some are gone."""
        left = {asset.owner for asset in fleet.assets}
        self.owners &= left
        self.behind.let_go(left)

    def dump(self) -> tuple[Arrays, dict[str, Any]]:
        """What must be known after a restart, as arrays and plain data."""
        arrays, data = self.behind.dump()
        return arrays, {"cursor": self.cursor, "behind": data, "owners": sorted(self.owners)}

    def load(self, data: Mapping[str, Any], arrays: Arrays) -> None:
        """Take back what `dump` gave; raises of all kinds where that is not whole."""
        self.behind.load(data["behind"], arrays)
        self.cursor = int(data["cursor"])
        self.owners = {(asset, kind) for asset, kind in data["owners"]}


class Chunk:
    """What one reading gave: samples and run states up to a time in nanoseconds."""

    def __init__(self, part: Part, stop: int) -> None:
        self.part, self.stop = part, stop


class Aside(Stream):
    """A source that is read beside the tick."""

    def __init__(self, telemetry: Telemetry, gateway: Gateway, lateness_s: float, ages: dict[Label, float]) -> None:
        super().__init__(telemetry, gateway, lateness_s, ages)
        self.holes.telemetry = telemetry.patient(PATIENCE_S)
        self._asked: threading.Thread | None = None
        self._answer: Chunk | GatewayError | None = None
        self._next = 0
        self._failures = 0

    @property
    def pause_s(self) -> float:
        """Seconds between two readings."""
        return min(self.place.cadence_s / OFTEN, SELDOM_S)

    def behind_s(self, now: int) -> float:
        """How many seconds are still to be read that should have been; none where it cannot be read."""
        late_s = (self.clock(now) - (self.reached or self.cursor)) / SECOND - self.pause_s
        return 0.0 if self.trouble or late_s <= SLACK_S else late_s

    def ask(self, now: int) -> None:
        """Begin to read what is new, where it is time to and no reading is under way."""
        if self._asked is None and now >= self._next:
            self._next = now + round(self.pause_s * SECOND)
            self._asked = threading.Thread(target=self._read, args=(now,), name=self.place.name, daemon=True)
            self._asked.start()

    def answer(self, patience_s: float) -> "Chunk | None":
        """What was read, where that is there within a moment; None where it is not, or where it failed."""
        if self._asked is None:
            return None
        self._asked.join(patience_s)
        if self._asked.is_alive():
            return None
        self._asked, answer = None, self._answer
        if isinstance(answer, GatewayError):
            self.failed(answer)
            return None
        return answer

    def _read(self, now: int) -> None:
        try:
            self._answer = self.read(now)
        except GatewayError as error:
            self._answer = error
        except Exception as error:  # noqa: BLE001 - whatever one source holds must cost no other its reading
            self._answer = GatewayError(f"{type(error).__name__}: {error}", permanent=False)

    def failed(self, error: GatewayError) -> None:
        """Tell why it cannot be read, once, and leave it alone for a while."""
        self._failures += 1
        self._next += round(min(2.0**self._failures, PAUSES_S[0] * 6) * SECOND)
        if str(error) != self.trouble:
            log.warning("source %s (bucket %s) cannot be read: %s", self.place.name, self.place.bucket, error)
        self.trouble = str(error)

    def advance(self, chunk: "Chunk", pipeline: Pipeline, now: int) -> None:
        """Read on behind what was taken, at once where there is more."""
        super().advance(chunk, pipeline, now)
        if chunk.stop < self.clock(now):
            self._next = now
        if self.trouble:
            log.info("source %s can be read again", self.place.name)
        self.trouble, self._failures = "", 0

    def count_trouble(self, pipeline: Pipeline) -> None:
        """Count that it cannot be read as a data fault, by its name."""
        if self.trouble:
            pipeline.issues["", "", "", f"{self.place.name}/{DataFault.SOURCE}"] = 1

    def newest(self, pipeline: Pipeline) -> Ints:
        """The newest moment (ns) that each of its assets has shown."""
        return np.asarray(pipeline.state.assets.time[self.numbers(pipeline.state.fleet)])

    def _hear(self, pipeline: Pipeline, samples: Samples, states: States) -> None:
        owners = np.unique(np.concatenate(pipeline.owners(samples, states)))
        known = set(self.numbers(pipeline.state.fleet).tolist())
        for number in owners[owners >= 0].tolist():
            if number not in known:
                self.owners.add(pipeline.state.fleet.assets[number].owner)
