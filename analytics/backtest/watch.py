"""Keeps of what the pipeline gives out what a report needs, thinned out so that a year of it fits into memory."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analytics.backtest.episodes import Episodes
from analytics.backtest.found import Coverage, Day
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results, Risks, Scores, joined
from analytics.engine.state import State
from analytics.ground.columns import Ints
from analytics.ground.course import Course
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL, SHORT
from contract.levels import WARNING
from contract.time import DAY


@dataclass(slots=True)
class Counted:
    """A data fault of a label (asset, class, site, `signal/issue`): how often, and at what moment of feeding first."""

    count: int
    first: int


class Watch:
    """Sees all that a pipeline gives out, piece by piece; assets and series are by their numbers in its fleet.

    Of scores and risks the worst is kept of each span of `every` nanoseconds.
    """

    def __init__(self, every: int) -> None:
        self.every = every
        self.episodes = Episodes()
        self.scores: list[Scores] = []
        self.risks: list[tuple[Ints, Ints, np.ndarray]] = []
        """(asset, time, risk)."""
        self.days: dict[tuple[int, int], Day] = {}
        """By asset and begin of the day."""
        self.coverage: defaultdict[int, Coverage] = defaultdict(Coverage)
        self.moments: defaultdict[int, int] = defaultdict(int)
        """How often each asset was heard."""
        self.faults: dict[tuple[str, str, str, str], Counted] = {}
        self.values = 0

    def see(self, pipeline: Pipeline, results: Results, start: int) -> dict[str, Ints]:
        """Take in what the pipeline gave out from a moment on; gives when which assets, by name, were in alarm."""
        state, risks, scores = pipeline.state, results.all_risks(), joined(results.scores)
        self.values += results.scored
        self.scores.append(_worst(scores, scores.series, scores.score, self.every))
        keep = _worst_places(risks.asset, risks.time, risks.risk, self.every)
        self.risks.append((risks.asset[keep], risks.time[keep], risks.risk[keep]))
        self._see_days(state, risks, scores)
        self.episodes.see(results.events, _reasons(state, risks) if results.events else {})
        for label, count in pipeline.issues.items():
            known = self.faults.setdefault(label, Counted(0, start))
            known.count += count
        pipeline.issues.clear()
        alarmed = risks.level >= WARNING
        return {
            state.fleet.assets[number].name: risks.time[alarmed & (risks.asset == number)]
            for number in np.unique(risks.asset[alarmed]).tolist()
        }

    def cover(self, state: State, courses: Iterable[Course]) -> None:
        """Count what was heard of a piece of the recording, and by what it was judged at the end of it."""
        longest: defaultdict[int, int] = defaultdict(int)
        parts = []
        for course in courses:
            asset = state.fleet.asset(*course.tags)
            longest[asset] = max(longest[asset], len(course.time))
            parts.append((asset, course.signals, np.isfinite(course.values).sum(axis=1).tolist()))
        kind = state.of(Baseline).normal.kind
        for asset, signals, heard in parts:
            for name, count in zip(signals, heard, strict=True):
                number = state.fleet.find(asset, name)
                if number >= 0:
                    self._cover(number, count, longest[asset], int(kind[number]))
        for asset, count in longest.items():
            self.moments[asset] += count

    def _cover(self, number: int, heard: int, moments: int, kind: int) -> None:
        entry = self.coverage[number]
        entry.heard += heard
        entry.share += heard
        entry.learned += moments * (kind == SEASONAL)
        entry.short += moments * (kind == SHORT)

    def _see_days(self, state: State, risks: Risks, scores: Scores) -> None:
        asset = state.fleet.facts.asset[scores.series]
        best = {
            (int(asset[at]), int(scores.time[at]) // DAY * DAY): at
            for at in _worst_places(asset, scores.time, scores.score, DAY).tolist()
        }
        for at in _worst_places(risks.asset, risks.time, risks.risk, DAY).tolist():
            number, time = int(risks.asset[at]), int(risks.time[at])
            begin = time // DAY * DAY
            same = (risks.asset == number) & (risks.time // DAY * DAY == begin)
            level = int(risks.level[same].max())
            place = best.get((number, begin))
            score = 0.0 if place is None else float(scores.score[place])
            signal = "" if place is None else state.fleet.signals[int(scores.series[place])].name
            new = Day(time, float(risks.risk[at]), risks.reason[at], level, score, signal)
            self.days[number, begin] = worse(self.days.get((number, begin)), new)


def worse(old: Day | None, new: Day) -> Day:
    """The worse of what is known of a day in two parts of it."""
    if old is None:
        return new
    worst = max(old, new, key=lambda day: day.risk)
    scored = max(old, new, key=lambda day: day.score)
    return Day(worst.time, worst.risk, worst.reason, max(old.level, new.level), scored.score, scored.signal)


def _reasons(state: State, risks: Risks) -> dict[tuple[str, int], str]:
    names = [asset.name for asset in state.fleet.assets]
    rows = zip(risks.asset.tolist(), risks.time.tolist(), risks.reason, strict=True)
    return {(names[asset], time): reason for asset, time, reason in rows}


def _worst_places(group: Ints, time: Ints, size: np.ndarray, every: int) -> Ints:
    """Of each group and each span of `every` ns the place of the largest, by group and time."""
    order = np.lexsort((size, time // every, group))
    ends = (np.diff(group[order], append=-1) != 0) | (np.diff(time[order] // every, append=-1) != 0)
    return np.asarray(order[ends])


def _worst(scores: Scores, group: Ints, size: np.ndarray, every: int) -> Scores:
    places = _worst_places(group, scores.time, size, every)
    return Scores(*(getattr(scores, name)[places] for name in scores.__dataclass_fields__))
