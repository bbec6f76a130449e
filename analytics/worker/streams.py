"""All sources that the worker reads: our own bucket, and those that files describe, which may come and go."""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.snapshot import Arrays
from analytics.ground.columns import Ints
from analytics.ground.fleet import Fleet, Label
from analytics.ground.source import Telemetry
from analytics.worker.guard import Guard
from analytics.worker.jobs import Job
from analytics.worker.reading import REREAD_S
from analytics.worker.stream import Aside, Chunk, Stream
from contract.errors import GatewayError
from contract.time import SECOND
from store.gateway import Gateway
from store.sources.folder import Sources
from store.sources.foreign import Foreign

log = logging.getLogger(__name__)

WATCH_S = 2.0
"""How often it is looked whether a file has changed."""
WAIT_S = 0.1
"""How long a tick waits, in all, for sources that are read beside it; most answer within that."""

Taken = list[tuple[Stream, Chunk]]


class Streams:
    """The sources; `reader` may read users' buckets, and is used for nothing else."""

    def __init__(self, gateway: Gateway, lateness_s: float, sources: Sources | None, reader: Gateway) -> None:
        self.gateway, self.reader, self.lateness_s = gateway, reader, lateness_s
        self.ages: dict[Label, float] = {}
        """How old, in seconds, what was counted as a data fault is, where that says something."""
        self.own = Stream(Telemetry(gateway), gateway, lateness_s, self.ages)
        self.asides: dict[str, Aside] = {}
        self._sources, self._watching = sources, Job("looking for sources", WATCH_S)
        self._kept: dict[str, tuple[Mapping[str, Any], Arrays]] = {}
        """What a snapshot says of sources that are not there, or not yet."""

    def anew(self) -> "Streams":
        """The same sources, of which nothing is known yet."""
        if self._sources is not None:
            self._sources.again()
        return Streams(self.gateway, self.lateness_s, self._sources, self.reader)

    def __iter__(self) -> Iterator[Stream]:
        yield self.own
        yield from self.asides.values()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The side jobs of all."""
        return (self._watching, *(job for stream in self for job in stream.behind.jobs))

    @property
    def failing(self) -> int:
        """How many sources cannot be read now."""
        return sum(bool(aside.trouble) for aside in self.asides.values())

    @property
    def settled(self) -> dict[str | None, int]:
        """Before when (ns) nothing more is read of each source, and of our own bucket (None), however late it comes."""
        cursors: dict[str | None, int] = {name: aside.cursor for name, aside in self.asides.items()}
        late = round((self.lateness_s + REREAD_S) * SECOND)
        return {name: cursor - late for name, cursor in {None: self.own.cursor, **cursors}.items()}

    def behind_s(self, now: int) -> float:
        """How far the reading of the slowest source is behind; one that cannot be read is told of elsewhere."""
        return max(stream.behind_s(now) for stream in self)

    def watch(self, now: int, begin: int) -> list[str]:
        """Take over files that have changed; a source that is new is read from `begin` (ns) on. Gives names of such."""
        if self._sources is None:
            return []
        places = self._watching.attempt(self._sources.changed, now)
        if places is None:
            return []
        for name in self.asides.keys() - places.keys():
            log.info("source %s is not read any more", name)
            self._kept[name] = self.asides.pop(name).dump()[::-1]
        unknown = [name for name in places if name not in self.asides and name not in self._kept]
        for place in [place for name, place in places.items() if self._is_new(name, place)]:
            self.asides[place.name] = self._begun(place, begin)
        return unknown

    def _is_new(self, name: str, place: Foreign) -> bool:
        return name not in self.asides or self.asides[name].place is not place

    def _begun(self, place: Foreign, begin: int) -> Aside:
        """A source that is read on from where it was reached; what one of its name saw was told apart otherwise."""
        old, known = self.asides.get(place.name), self._kept.pop(place.name, None)
        aside = Aside(Telemetry(self.reader, place), self.gateway, self.lateness_s, self.ages)
        aside.cursor = begin
        if old is not None:
            aside.cursor, aside.owners = old.cursor, set(old.owners)
        elif known is not None:
            aside.load(*known)
        log.info("source %s: bucket %s is read from %s on", place.name, place.bucket, np.datetime64(aside.cursor, "ns"))
        return aside

    def read(self, now: int) -> Taken:
        """What is new in our own bucket, and in those of the others that have answered. Raises `GatewayError`."""
        for aside in self.asides.values():
            aside.ask(now)
        found: Taken = [(self.own, self.own.read(now))]
        deadline = time.monotonic() + WAIT_S
        for aside in self.asides.values():
            chunk = aside.answer(max(0.0, deadline - time.monotonic()))
            found += [(aside, chunk)] if chunk else []
        return found

    def take(self, found: Taken, pipeline: Pipeline, guard: Guard, now: int, results: Results) -> Taken:
        """Score what was read; gives what of it is done. Raises `GatewayError` where our own bucket is away."""
        done: Taken = []
        for stream, chunk in found:
            try:
                stream.take(chunk, pipeline, guard, now, results)
            except GatewayError as error:
                if not isinstance(stream, Aside):
                    raise
                stream.failed(error)
                continue
            done.append((stream, chunk))
        for aside in self.asides.values():
            aside.count_trouble(pipeline)
        return done

    def advance(self, done: Taken, pipeline: Pipeline, now: int) -> None:
        """Read on behind what was done."""
        for stream, chunk in done:
            stream.advance(chunk, pipeline, now)

    def roll(self, pipeline: Pipeline, stop: int, results: Results) -> None:
        """Give out the windows that are over where their source was read; our own was read up to `stop` (ns)."""
        reached = self.reached(pipeline.state.fleet, stop) if self.asides else stop
        minutes, days = pipeline.state.rollups.due(stop, reached)
        results.minutes += [minutes] if minutes else []
        results.days += [days] if days else []

    def reached(self, fleet: Fleet, own: int) -> Ints:
        """(series,) up to where, nanoseconds, the source of each series was read; our own up to `own`."""
        by_asset = np.full(len(fleet.assets), own)
        for aside in self.asides.values():
            by_asset[aside.numbers(fleet)] = aside.reached
        return np.asarray(by_asset[fleet.facts.asset])

    def rewind(self, now: int) -> None:
        """The clock was set back."""
        for stream in self:
            stream.rewind(now)

    def let_go(self, fleet: Fleet) -> None:
        """Numbers of assets have changed, and some are gone."""
        for stream in self:
            stream.let_go(fleet)

    def dump(self) -> tuple[Arrays, dict[str, Any]]:
        """What must be known after a restart, as arrays and plain data."""
        arrays, own = self.own.dump()
        kept = {**self._kept, **{name: aside.dump()[::-1] for name, aside in self.asides.items()}}
        for number, (_, seen) in enumerate(kept.values()):
            arrays |= {f"{number}.{name}": column for name, column in seen.items()}
        return arrays, {"own": own, "others": [[name, data] for name, (data, _) in kept.items()]}

    def load(self, data: Mapping[str, Any], arrays: Arrays) -> None:
        """Take back what `dump` gave, of the sources as they come; raises of all kinds where that is not whole."""
        self.own.load(data["own"], arrays)
        for number, (name, own) in enumerate(data["others"]):
            start = f"{number}."
            seen = {key.removeprefix(start): column for key, column in arrays.items() if key.startswith(start)}
            self._kept[name] = own, seen
