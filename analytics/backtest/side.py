"""One side of a trial: a history straight through a pipeline of which nothing is asked but episodes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.backtest.found import Episode
from analytics.backtest.straight import How, Progress, Straight, Teach
from analytics.ground.course import Course, as_samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What one side came to: class and site of each asset, episodes by time, how many values of each asset were judged,
    and when it was learned (ns)."""

    assets: Mapping[str, tuple[str, str]]
    episodes: list[Episode]
    values: Mapping[str, int]
    learned: Mapping[str, list[int]]


class Side(Straight):
    """See `Straight`; neither scores nor risks are kept."""

    def __init__(self, courses: Sequence[Course], how: How, teach: Teach) -> None:
        super().__init__(courses, how, teach=teach)
        self.pipeline.only_events = True

    def feed(self, start: int, stop: int) -> None:
        """See `Straight`."""
        parts = [part for course in self.courses if len((part := course.between(start, stop)).time)]
        results = self.pipeline.feed(*as_samples(parts))
        self.watch.episodes.see(results.events, {})
        if results.alarmed:
            asset, time = (np.concatenate(column) for column in zip(*results.alarmed, strict=True))
            for number in np.unique(asset).tolist():
                self.past.warn(self.pipeline.state.fleet.assets[number].name, time[asset == number])


def judge(courses: Sequence[Course], how: How, start: int, teach: Teach, progress: Progress) -> Judged:
    """Judge courses from `start` (ns) on; what lies before that, and before the run-up, is only learned from."""
    run = Side(courses, how, teach)
    run.run(progress)
    fleet = run.pipeline.state.fleet
    return Judged(
        assets={asset.name: (asset.spec.name, asset.site) for asset in fleet.assets},
        # What is open when the span begins goes on, and nothing else of the run-up counts.
        episodes=[one for one in run.watch.episodes.found() if one.cleared is None or one.cleared > start],
        values=_values(run),
        learned=run.learned,
    )


def _values(run: Side) -> dict[str, int]:
    found: Counter[str] = Counter()
    fleet = run.pipeline.state.fleet
    for course in run.courses:
        asset = fleet.number(*course.tags[:2])
        for name, row in zip(course.signals, course.values, strict=True):
            if asset >= 0 and fleet.find(asset, name) >= 0:
                found[course.tags[0]] += int(np.isfinite(row).sum())
    return dict(found)
