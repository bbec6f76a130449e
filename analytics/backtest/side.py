"""One side of a trial: a history straight through a pipeline of which nothing is asked but episodes."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np

from analytics.backtest.found import Episode
from analytics.backtest.straight import How, Progress, Straight, Teach
from analytics.ground.course import Course, as_samples
from contract.catalogue import Limits

LOOKS = 300
"""How often a signal is looked at that is to be drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A signal at a moment (ns): what was seen and expected, and half of its band, in its unit; NaN where not known."""

    time: int
    observed: float
    expected: float
    half: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one side came to: class and site of each asset, episodes by time, how many values of each asset were judged,
    and when it was learned (ns); by asset, how the signal looked that is to be drawn, and its limits."""

    assets: Mapping[str, tuple[str, str]]
    episodes: list[Episode]
    values: Mapping[str, int]
    learned: Mapping[str, list[int]]
    drawn: Mapping[str, list[Drawn]] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Side(Straight):
    """See `Straight`; neither scores nor risks are kept. `drawing` is the signal that is to be drawn, "" for none."""

    def __init__(self, courses: Sequence[Course], how: How, teach: Teach, drawing: str = "") -> None:
        super().__init__(courses, how, teach=teach)
        self.pipeline.only_events = True
        self.drawn: dict[str, list[Drawn]] = defaultdict(list)
        self._drawing, self._apart = drawing, max(1, (self.stop - self.start) // LOOKS)

    def feed(self, start: int, stop: int) -> None:
        """See `Straight`; what is to be drawn is looked at in between."""
        looks = range(start + self._apart, stop, self._apart) if self._drawing else ()
        for first, last in pairwise((start, *looks, stop)):
            self._feed(first, last)
            self._look()

    def _look(self) -> None:
        fleet, current = self.pipeline.state.fleet, self.pipeline.state.current
        for number, series in self.series():
            time, own = int(current.time[series]), self.drawn[fleet.assets[number].name]
            if time and (not own or own[-1].time < time):
                is_known = int(current.judged[series]) == time
                expected, half = (float(each[series]) for each in (current.expected, current.half))
                by = (expected, half) if is_known else (math.nan, math.nan)
                own.append(Drawn(time, float(current.observed[series]), *by))

    def series(self) -> Iterator[tuple[int, int]]:
        """The assets, and on each the signal, that are to be drawn, by their numbers."""
        fleet = self.pipeline.state.fleet
        for number in range(len(fleet.assets) if self._drawing else 0):
            if (series := fleet.find(number, self._drawing)) >= 0:
                yield number, series

    def _feed(self, start: int, stop: int) -> None:
        parts = [part for course in self.courses if len((part := course.between(start, stop)).time)]
        results = self.pipeline.feed(*as_samples(parts))
        self.watch.episodes.see(results.events, {})
        if results.alarmed:
            asset, time = (np.concatenate(column) for column in zip(*results.alarmed, strict=True))
            for number in np.unique(asset).tolist():
                self.past.warn(self.pipeline.state.fleet.assets[number].name, time[asset == number])


def judge(
    courses: Sequence[Course], how: How, start: int, teach: Teach, progress: Progress, drawing: str = ""
) -> Judged:
    """Judge courses from `start` (ns) on; what lies before that, and before the run-up, is only learned from.

    `drawing` is the signal that is to be drawn.
    """
    run = Side(courses, how, teach, drawing)
    run.run(progress)
    fleet = run.pipeline.state.fleet
    return Judged(
        assets={asset.name: (asset.spec.name, asset.site) for asset in fleet.assets},
        # What is open when the span begins goes on, and nothing else of the run-up counts.
        episodes=[one for one in run.watch.episodes.found() if one.cleared is None or one.cleared > start],
        values=_values(run),
        learned=run.learned,
        drawn={name: [one for one in own if one.time >= start] for name, own in run.drawn.items()},
        limits=_limits(run),
    )


def _limits(run: Side) -> dict[str, dict[str, float]]:
    judging, assets = run.pipeline.state.judging, run.pipeline.state.fleet.assets
    return {
        assets[number].name: {
            item.name: value
            for item in fields(Limits)
            if math.isfinite(value := float(getattr(judging, item.name)[at]))
        }
        for number, at in run.series()
    }


def _values(run: Side) -> dict[str, int]:
    found: Counter[str] = Counter()
    fleet = run.pipeline.state.fleet
    for course in run.courses:
        asset = fleet.number(*course.tags[:2])
        for name, row in zip(course.signals, course.values, strict=True):
            if asset >= 0 and fleet.find(asset, name) >= 0:
                found[course.tags[0]] += int(np.isfinite(row).sum())
    return dict(found)
