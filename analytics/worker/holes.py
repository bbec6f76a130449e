"""Holes: what came into the store after the reading had passed its time, of assets that have shown nothing newer since.

A collector that could not reach the store sends what it kept, the oldest first, and then what is new. So where an asset
is heard of again after a silence, what lies between may have come since. It is read before what is new, and goes
through the step in order, as if the store had never been away; meanwhile the others are judged as ever.
"""

import logging
from collections.abc import Iterator

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.ground.columns import Bools, Ints
from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from analytics.worker.reading import ACTIVE_S, CHUNK_ROWS, CHUNK_S
from contract.errors import GatewayError
from contract.time import SECOND
from store.sources.place import Wanted

log = logging.getLogger(__name__)

LONGEST_S = 6 * 3600.0
"""How far back a hole is filled; what was kept for longer comes too late to be scored."""
INTERVALS = 3.0
"""A silence of so many of an asset's intervals, and longer than what holds the reading back, may have left a hole."""
AT_ONCE = 100
"""Assets that are read at once."""

Part = tuple[Samples, States]


class Holes:
    """The assets whose holes are being filled; what is new of them waits until then."""

    def __init__(self, telemetry: Telemetry) -> None:
        self.telemetry = telemetry
        self._reached: dict[int, int] = {}
        """By number of the asset, up to where (ns) its hole was read."""
        self._piece_s = CHUNK_S[0]

    def __len__(self) -> int:
        return len(self._reached)

    def notice(self, pipeline: Pipeline, samples: Samples, states: States, begin: int) -> None:
        """Look which assets of a reading, which began at `begin` (ns), were silent before."""
        heard = np.unique(np.concatenate(pipeline.owners(samples, states)))
        assets = pipeline.state.assets
        last = assets.time[heard := heard[heard >= 0]]
        silence_s = np.fmax(ACTIVE_S, INTERVALS * assets.interval[heard])
        self.mark(pipeline, heard[(last > 0) & (begin - last > silence_s * SECOND)])

    def mark(self, pipeline: Pipeline, assets: Ints) -> None:
        """Fill what lies behind the newest moment that some assets, by number, have shown."""
        for number in assets.tolist():
            self._reached.setdefault(number, int(pipeline.state.assets.time[number]) + 1)

    def fill(self, pipeline: Pipeline, begin: int, now: int) -> Iterator[Part]:
        """Parts of holes in order, up to `begin`, from where on all has just been read; not more than one reading's."""
        rows = 0
        while self._reached and rows < CHUNK_ROWS:
            group = sorted(self._reached, key=self._reached.__getitem__)[:AT_ONCE]
            start = max(self._reached[group[0]], now - round(LONGEST_S * SECOND))
            stop = min(begin, start + round(self._piece_s * SECOND))
            names = [pipeline.state.fleet.assets[number].name for number in group]
            part = self._read(names, start, stop) if start < stop else (Samples.none(), States.none())
            yield part
            self._go_on(group, stop, begin)
            rows += len(part[0].time)
            self._piece_s = CHUNK_S[0] if rows >= CHUNK_ROWS / 2 else min(2 * self._piece_s, LONGEST_S)

    def others(self, pipeline: Pipeline, samples: Samples, states: States) -> Part:
        """What a reading has of assets whose holes are filled."""
        if not self._reached:
            return samples, states
        series, said = (self._whole(numbers) for numbers in pipeline.owners(samples, states))
        return samples.take(series[samples.code]), states.take(said[states.code])

    def forget(self) -> None:
        """Let go of all holes: numbers of assets have changed. They are noticed again."""
        self._reached.clear()

    def _whole(self, assets: Ints) -> Bools:
        return ~np.isin(assets, list(self._reached))

    def _read(self, names: list[str], start: int, stop: int) -> Part:
        try:
            return self.telemetry.new(start, stop, Wanted(assets=names))
        except GatewayError as error:
            if not error.permanent:
                raise
            log.warning("what %s kept while the store was away cannot be read: %s", ", ".join(names[:5]), error)
            return Samples.none(), States.none()

    def _go_on(self, group: list[int], stop: int, begin: int) -> None:
        for number in group:
            self._reached[number] = max(self._reached[number], stop)
            if self._reached[number] >= begin:
                del self._reached[number]
