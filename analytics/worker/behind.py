"""What the reading of one source cannot see: points that came late, and points from the future.

Each is looked for every `EVERY_S` seconds, by counts that the store makes, and reading only what the counts point at.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.snapshot import Arrays
from analytics.ground.columns import Bools
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from analytics.worker import restate
from analytics.worker.holes import Holes
from analytics.worker.jobs import Job
from analytics.worker.lateness import Owner, Seen
from contract.checks import AHEAD_NS
from contract.data_faults import DataFault
from contract.errors import GatewayError
from contract.time import MINUTE, SECOND
from store.gateway import Gateway
from store.sources.place import Wanted

log = logging.getLogger(__name__)

EVERY_S = 30
AT_ONCE = 100
"""Assets whose minute is read at once where points came late."""
BEHIND_NS = MINUTE
"""While the worker itself is further behind, nothing else is late or silent."""
_END_NS = 2**63 - 10
"""The end of all time that the store can hold: a clock may be ahead by years."""
_SKEWED_NS = MINUTE
"""An asset whose points are so far ahead, and no further than the contract allows, has a clock that is ahead."""


class Behind:
    """Looks behind and ahead of the reading of one source; counts what it finds as data faults.

    `gateway` is the store that risk is written to; `ages` gets how late what it finds is, in seconds.
    """

    def __init__(
        self, telemetry: Telemetry, gateway: Gateway, lateness_s: float, holes: Holes, ages: dict[Label, float]
    ) -> None:
        self.telemetry, self.gateway, self.lateness_ns = telemetry, gateway, int(lateness_s * SECOND)
        self.holes, self.ages = holes, ages
        self.seen = Seen()
        self._since = 0
        self._closed: set[tuple[int, int]] = set()
        """Minutes of assets (by number) that are to be counted again."""
        self._late = Job(f"looking for late points of {telemetry.place.name}", EVERY_S)
        self._early = Job(f"looking for points of {telemetry.place.name} from the future", EVERY_S)
        self._future: Counter[Label] = Counter()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What is looked for, each by itself."""
        return self._late, self._early

    def saw(self, samples: Samples, now: int) -> Bools:
        """Remember what was read, as far as it can still become late; whole minutes from the first reading on.

        Gives which samples are of moments that were not read before.
        """
        if not self.in_time(samples, now).any():
            return np.ones(len(samples.time), np.bool_)
        self._since = self._since or (int(samples.time.min()) // MINUTE + 1) * MINUTE
        return self.seen.add(samples)

    def in_time(self, samples: Samples, now: int) -> Bools:
        """Which samples are not later than what is allowed."""
        return np.asarray(samples.time > now - self.lateness_ns)

    def rewind(self, now: int) -> None:
        """The clock was set back: late is what is late by the new one."""
        self._since = min(self._since, now)

    def overtaken(self, pipeline: Pipeline, samples: Samples, now: int, results: Results) -> None:
        """Score what just came into the store behind newer samples of its asset: the step would pass it over."""
        if len(samples.time):
            self._closed |= self._score(pipeline, samples, now, results)

    def dump(self) -> tuple[Arrays, dict[str, Any]]:
        """What must be known after a restart, as arrays and plain data."""
        arrays, data = self.seen.dump()
        return arrays, {"seen": data, "since": self._since, "closed": list(self._closed)}

    def load(self, data: Mapping[str, Any], arrays: Arrays) -> None:
        """Take back what `dump` gave."""
        self.seen, self._since = Seen.load(arrays, data["seen"]), int(data["since"])
        self._closed = {(start, number) for start, number in data["closed"]}

    def let_go(self, owners: set[Owner]) -> None:
        """Numbers of assets have changed, and only these assets are left."""
        self.holes.forget()
        self._closed.clear()
        self.seen = self.seen.only(owners)

    def look(self, pipeline: Pipeline, until: int, now: int, results: Results) -> None:
        """Score late points and count those of the future, where it is time to; all was read up to `until`.

        Values are in the store, at the latest, the delay of the source after their time.
        """
        clock = now - round(self.telemetry.place.delay_s * SECOND)
        if clock - until <= BEHIND_NS:
            self._late.attempt(lambda: self._behind(pipeline, until, clock, results), now)
            self._early.attempt(lambda: self._ahead(pipeline, now), now)

    def _behind(self, pipeline: Pipeline, until: int, now: int, results: Results) -> None:
        oldest = (now - self.lateness_ns) // MINUTE * MINUTE
        self.seen.forget(oldest)  # and not what is before the first whole minute, which is read more than once, too
        oldest = max(self._since, oldest)
        newest = until // MINUTE * MINUTE
        if not self._since or oldest >= newest:
            return
        counts, _ = pipeline.admit(self.telemetry.counts(oldest, newest), States.none(), again=True)
        for start, assets in _by_minute(self.seen.missing(counts)):
            self._look_into(pipeline, start, assets, now, results)
        fleet, closed, self._closed = pipeline.state.fleet, self._closed, set()
        for start, assets in _by_minute((start, (fleet.assets[number].name, "")) for start, number in closed):
            results.minutes.append(pipeline.count_again(self._minute(start, assets), start))

    def _look_into(self, pipeline: Pipeline, start: int, assets: list[str], now: int, results: Results) -> None:
        """Score what came late into one minute of some assets, and count that minute again.

        What is not behind anything newer of its asset is left to the filling of its hole, which goes in order.
        """
        samples, _ = pipeline.admit(self._minute(start, assets), States.none(), again=True)
        late = self.seen.late(samples)
        late = late.take(self.in_time(late, now))
        behind = pipeline.behind(late)
        ahead = np.unique(pipeline.owners(late, States.none())[0][late.code[~behind]])
        self.holes.mark(pipeline, ahead[ahead >= 0])
        pipeline.count_broken(late.take(~behind))
        late = late.take(behind)
        if not len(late.time):
            return
        numbers = [number for _, number in self._score(pipeline, late, now, results)]
        if numbers:
            names = {pipeline.state.fleet.assets[number].name for number in numbers}
            of_label = np.array([label[0] in names for label in samples.labels], np.bool_)
            results.minutes.append(pipeline.count_again(samples.take(of_label[samples.code]), start))

    def _minute(self, start: int, assets: list[str]) -> Samples:
        return self.telemetry.new(start, start + MINUTE, Wanted(assets=assets))[0]

    def _score(self, pipeline: Pipeline, samples: Samples, now: int, results: Results) -> set[tuple[int, int]]:
        """Score late samples and restate the risk that they change; gives the closed minutes that they belong to."""
        late, closed = pipeline.late(samples)
        results.scored += len(samples.time)
        self._count_late(pipeline, samples, now)
        try:
            points, revised = restate.risks(self.gateway, pipeline.state.fleet, late)
        except GatewayError as error:
            log.warning("late points could not change the risk of their time: %s", error)
            points, revised = [], np.zeros(len(late.points), np.bool_)
        results.events += points
        results.scores.append(late.scores.take(~revised))
        results.revised.append(late.scores.take(revised))
        return closed

    def _count_late(self, pipeline: Pipeline, late: Samples, now: int) -> None:
        for code, at in zip(late.code.tolist(), late.time.tolist(), strict=True):
            asset, asset_class, site, signal = late.labels[code]
            label = (asset, asset_class, site, f"{signal}/{DataFault.LATE}")
            pipeline.issues[label] += 1
            self.ages[label] = max(self.ages.get(label, 0.0), (now - at) / SECOND)

    def _ahead(self, pipeline: Pipeline, now: int) -> None:
        """Count points further ahead than the contract allows, those counted before not again; and skewed clocks."""
        self._skewed(pipeline, now)
        counts = self.telemetry.future(now + AHEAD_NS, _END_NS)
        found: Counter[Label] = Counter()
        for code, value in zip(counts.code.tolist(), counts.value.tolist(), strict=True):
            asset, asset_class, site, signal = counts.labels[code]
            found[asset, asset_class, site, f"{signal}/{DataFault.FUTURE}"] += int(value)
        pipeline.issues.update(found - self._future)
        self._future = found

    def _skewed(self, pipeline: Pipeline, now: int) -> None:
        """Count each asset whose points are ahead, once a look; their age is negative, to the minute."""
        counts = self.telemetry.counts(now + _SKEWED_NS, now + AHEAD_NS)
        for code, end in zip(counts.code.tolist(), counts.time.tolist(), strict=True):
            label = (*counts.labels[code][:3], f"/{DataFault.AHEAD}")
            pipeline.issues[label] = 1
            self.ages[label] = min(self.ages.get(label, 0.0), (now - end) / SECOND)


def _by_minute(places: Iterable[tuple[int, Owner]]) -> Iterator[tuple[int, list[str]]]:
    """The minutes in order, each with names of assets, `AT_ONCE` of them at most at once."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    for start, (asset, _class) in places:
        names[start].append(asset)
    for start, assets in sorted(names.items()):
        for first in range(0, len(assets), AT_ONCE):
            yield start, assets[first : first + AT_ONCE]
