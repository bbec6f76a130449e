"""What the reading of new points cannot see: points that came late, points from the future, assets gone silent.

Each is looked for every `EVERY_S` seconds, by counts that the store makes, and reading only what the counts point at.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from analytics import source
from analytics.engine.columns import Bools
from analytics.engine.fleet import Label
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.samples import Samples
from analytics.worker import output
from analytics.worker.jobs import Job
from analytics.worker.lateness import MINUTE_NS, Seen
from telemetry.checks import AHEAD_NS
from telemetry.gateway import Gateway

EVERY_S = 30
SILENT_S = 60.0
"""An asset at work that sends nothing for so long, and for five of its intervals, has dropped out ..."""
INTERVALS = 5.0
FORGOTTEN_S = 86_400.0
"""... until it has been away for so long that it is gone."""
_SECOND = 10**9
_BEHIND_NS = 60 * _SECOND
"""While the worker itself is further behind, nothing else is late or silent."""
_FAR_NS = 400 * 86_400 * _SECOND


class Sweep:
    """Looks behind, ahead and around; counts what it finds as data faults."""

    def __init__(self, gateway: Gateway, lateness_s: float) -> None:
        self.gateway, self.lateness_ns = gateway, int(lateness_s * _SECOND)
        self.seen = Seen()
        self.ages: dict[Label, float] = {}
        self._since = 0
        self._late = Job("looking for late points", EVERY_S)
        self._early = Job("looking for points from the future", EVERY_S)
        self._silent = Job("looking for silent assets", EVERY_S)
        self._told = 0
        self._future: Counter[Label] = Counter()

    def saw(self, samples: Samples, now: int) -> Bools:
        """Remember what was read, as far as it can still become late; whole minutes from the first reading on.

        Gives which samples are of moments that were not read before.
        """
        if not len(samples.time) or int(samples.time.max()) <= now - self.lateness_ns:
            return np.zeros(len(samples.time), np.bool_)
        self._since = self._since or (int(samples.time.min()) // MINUTE_NS + 1) * MINUTE_NS
        return self.seen.add(samples)

    def overtaken(self, pipeline: Pipeline, samples: Samples, now: int, results: Results) -> None:
        """Score what just came into the store behind newer samples of its asset: the step would pass it over."""
        if len(samples.time):
            pipeline.late(samples, results)
            self._count_late(pipeline, samples, now)

    def dump(self) -> dict[str, Any]:
        """What must be known after a restart, as plain data."""
        return {"seen": self.seen.dump(), "since": self._since}

    def load(self, data: Mapping[str, Any]) -> None:
        """Take back what `dump` gave."""
        self.seen, self._since = Seen.load(data["seen"]), int(data["since"])

    def look(self, pipeline: Pipeline, until: int, now: int) -> Results:
        """Score late points and count data faults, where it is time to; `until` is up to where all was read."""
        results = Results()
        if now - until <= _BEHIND_NS:
            self._late.attempt(lambda: self._behind(pipeline, until, now, results), now)
            self._early.attempt(lambda: self._ahead(pipeline, now), now)
            self._silent.attempt(lambda: self._around(pipeline, now), now)
        return results

    def issues(self, pipeline: Pipeline, now: int, *, at_once: bool = False) -> list[str]:
        """Lines for the data faults since the last ones, given out every `EVERY_S` seconds, or `at_once`."""
        if not pipeline.issues or (now < self._told + EVERY_S * _SECOND and not at_once):
            return []
        self._told = now
        lines = output.data_quality(pipeline.issues, self.ages, now)
        pipeline.issues.clear()
        self.ages.clear()
        return lines

    def _behind(self, pipeline: Pipeline, until: int, now: int, results: Results) -> None:
        oldest = max(self._since, (now - self.lateness_ns) // MINUTE_NS * MINUTE_NS)
        self.seen.forget(oldest)
        newest = until // MINUTE_NS * MINUTE_NS
        if not self._since or oldest >= newest:
            return
        counts, _ = source.read(self.gateway, "worker_counts", start=oldest, stop=newest, every_s=60)
        for place in self.seen.missing(counts):
            start, (asset, _class) = place
            samples, _ = source.read(self.gateway, "worker_asset", start=start, stop=start + MINUTE_NS, asset=asset)
            late = self.seen.late(place, samples)
            pipeline.late(late, results)
            self._count_late(pipeline, late, now)

    def _count_late(self, pipeline: Pipeline, late: Samples, now: int) -> None:
        for code, at in zip(late.code.tolist(), late.time.tolist(), strict=True):
            asset, asset_class, site, signal = late.labels[code]
            label = (asset, asset_class, site, f"{signal}/late")
            pipeline.issues[label] += 1
            self.ages[label] = max(self.ages.get(label, 0.0), (now - at) / _SECOND)

    def _ahead(self, pipeline: Pipeline, now: int) -> None:
        """Count points further ahead than the contract allows; those counted before are not counted again."""
        start = now + AHEAD_NS
        counts, _ = source.read(self.gateway, "worker_counts", start=start, stop=start + _FAR_NS, every_s=86_400)
        found: Counter[Label] = Counter()
        for code, value in zip(counts.code.tolist(), counts.value.tolist(), strict=True):
            asset, asset_class, site, signal = counts.labels[code]
            found[asset, asset_class, site, f"{signal}/future"] += int(value)
        pipeline.issues.update(found - self._future)
        self._future = found

    def _around(self, pipeline: Pipeline, now: int) -> None:
        state = pipeline.state
        silent = (now - state.assets.time) / _SECOND
        expected = np.maximum(SILENT_S, INTERVALS * np.nan_to_num(state.assets.interval))
        gone = (silent > expected) & (silent < FORGOTTEN_S) & state.modes.working & (state.assets.time > 0)
        for number in np.flatnonzero(gone).tolist():
            tags = state.fleet.assets[number].tags
            label = (tags["asset"], tags["asset_class"], tags["site"], "/dropout")
            pipeline.issues[label] += 1
            self.ages[label] = float(silent[number])
