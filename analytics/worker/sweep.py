"""What is told of data faults, and assets that have gone silent, which no reading can see."""

from collections.abc import Iterable

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats
from analytics.ground.fleet import Label
from analytics.layers import quality
from analytics.layers.modes import Modes
from analytics.layers.quality import Quality
from analytics.worker import output
from analytics.worker.behind import BEHIND_NS, EVERY_S
from analytics.worker.jobs import Job
from analytics.worker.presence import INTERVALS, Presence
from analytics.worker.stream import Stream
from contract.data_faults import DataFault
from contract.time import SECOND

LASTING_S = 300.0
"""How often the data faults that are open are told: that one began says nothing of how long it lasts."""
SILENT_S = 60.0
"""An asset at work that sends nothing for so long, and for five of its intervals, has dropped out ..."""
FORGOTTEN_S = 86_400.0
"""... until it has been away for so long, and for ten of its intervals, that it is gone."""


class Sweep:
    """Gives out data faults, and looks who is silent."""

    def __init__(self, ages: dict[Label, float]) -> None:
        self.ages = ages
        """How old, in seconds, what was counted is, where that says something."""
        self.presence = Presence()
        self.refused = 0
        """How many assets were refused as too many, when that was last told."""
        self._silent = Job("looking for silent assets", EVERY_S)
        self._last_reported = self._reminded = self._looked = 0
        self._back = 0
        """When the store, or the worker, was last back: what was not heard meanwhile has not dropped out."""

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What is looked for, each by itself."""
        return (self._silent,)

    def rewind(self, now: int) -> None:
        """The clock was set back: nothing was looked at later than now."""
        self._looked, self._back = min(self._looked, now), min(self._back, now)

    def look(self, pipeline: Pipeline, streams: Iterable[Stream], until: int, now: int) -> None:
        """Look who is silent, where it is time to; `until` is up to where our own telemetry was read."""
        if now - until <= BEHIND_NS:
            if self._looked < now - BEHIND_NS:
                self._back = self._looked and now
            self._looked = now
            self._silent.attempt(lambda: self._around(pipeline, streams, now), now)

    def issues(self, pipeline: Pipeline, now: int, *, at_once: bool = False) -> list[str]:
        """Lines for the data faults since the last ones, given out every `EVERY_S` seconds, or `at_once`."""
        if self._last_reported <= now < self._last_reported + EVERY_S * SECOND and not at_once:
            return []
        self.refused = pipeline.refused
        if not pipeline.issues and not self.refused:
            return []
        self._last_reported = now
        lines = output.data_quality(pipeline.issues, self.ages, now) + output.too_many(self.refused, now)
        pipeline.issues.clear()
        pipeline.refused = 0
        self.ages.clear()
        return lines

    def lasting(self, pipeline: Pipeline, now: int) -> list[str]:
        """Lines for the data faults that are open, of assets that send, given out every `LASTING_S` seconds."""
        since = now - round(LASTING_S * SECOND)
        if since < self._reminded <= now:
            return []
        self._reminded = now
        state = pipeline.state
        sends = state.assets.time[state.fleet.facts.asset] > since
        lines = []
        for number in np.flatnonzero((state.of(Quality).open != 0) & sends).tolist():
            tags = state.fleet.assets[int(state.fleet.facts.asset[number])].tags
            lines += output.open_data_faults(
                tags, state.fleet.signals[number].name, quality.names(state.of(Quality), number), now
            )
        return lines

    def _around(self, pipeline: Pipeline, streams: Iterable[Stream], now: int) -> None:
        state = pipeline.state
        cadence, delay, heard = _habits(state, streams)
        silent = (now - np.maximum(state.assets.time, self._back)) / SECOND - delay
        usual = INTERVALS * np.fmax(state.assets.interval, cadence)
        gone = (silent > np.maximum(SILENT_S, usual)) & (silent < np.maximum(FORGOTTEN_S, 2 * usual))
        gone &= heard & state.of(Modes).working & (state.assets.time > 0)
        for number in np.flatnonzero(gone).tolist():
            tags = state.fleet.assets[number].tags
            label = (tags["asset"], tags["asset_class"], tags["site"], f"/{DataFault.DROPOUT}")
            pipeline.issues[label] += 1
            self.ages[label] = float(silent[number])


def _habits(state: State, streams: Iterable[Stream]) -> tuple[Floats, Floats, Bools]:
    """(assets,) of each asset's source: seconds between values, until they are there; whether it can be read."""
    count = len(state.fleet.assets)
    cadence, delay, heard = np.zeros(count), np.zeros(count), np.ones(count, np.bool_)
    for stream in streams:
        at = stream.numbers(state.fleet)
        cadence[at], delay[at], heard[at] = stream.place.cadence_s, stream.place.delay_s, not stream.trouble
    return cadence, delay, heard
