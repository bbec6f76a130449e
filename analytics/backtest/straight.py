"""A recording straight through one pipeline, in its own time, learned from at the rhythm of the live worker."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from analytics.backtest.watch import Watch
from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.ground.course import Course, as_samples
from analytics.ground.local_time import LocalTime
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.history import COARSE_S, MIN_DAYS, YOUNG_DAYS
from analytics.learning.learn import HISTORY_DAYS, RECENT_S, learn
from analytics.learning.recorded import RecordedPast
from analytics.learning.refresh import EVERY_NS, calm, copy_asset, old, take_over
from analytics.learning.stored import JudgedPast
from analytics.policies.maintenance import Work
from analytics.policies.policy import Threshold
from contract.time import DAY, HOUR, MINUTE, SECOND
from contract.zones import Zones

PIECE_ROWS = 200_000
"""Values that are fed at once, about."""
POINTS = 6000
"""Moments of scores and risks that are kept over the whole span, about."""

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""
Take = Callable[[State, Results, int], None]
"""Is handed all that the pipeline gives out, in order, with the moment (ns) where that begins."""


@dataclass(frozen=True, slots=True)
class How:
    """How a recording is judged: zones of sites, threshold rows, work on assets by their names, and who is handed all
    results.

    Where `healthy` spans (from, to before, ns) are named, what is normal is learned once, from these alone, and all of
    the recording is judged by it; else as time goes by. What lies before `since` (ns) is only learned from.
    """

    zones: Zones = field(default_factory=Zones)
    thresholds: Mapping[tuple[str, str], Threshold] = field(default_factory=dict)
    works: Mapping[str, tuple[Work, ...]] = field(default_factory=dict)
    take: Take | None = None
    healthy: Sequence[tuple[int, int]] = ()
    since: int = 0


class Straight:
    """One pipeline and the past that it learns from; `learned` holds, by asset, when that was."""

    def __init__(
        self,
        courses: Sequence[Course],
        how: How,
        *,
        past: RecordedPast | None = None,
        every: int | None = None,
        teach: "Teach | None" = None,
    ) -> None:
        self.courses, self.how, self._take_over = judged(courses, how.since), how, teach or learn_anew
        self.start, self.stop = span(self.courses)
        every = every or max(MINUTE, (self.stop - self.start) // POINTS)
        self.past = past or RecordedPast(courses)
        # Whoever takes all results takes them as often as a worker gives them out.
        pace = Pace(score_s=every / SECOND, risk_s=every / SECOND) if how.take is None else Pace()
        self.pipeline = Pipeline(State(clocks=LocalTime(how.zones)), pace, rollups=how.take is not None)
        self.pipeline.adopt(how.thresholds)
        self.pipeline.maintain(how.works)
        self.watch = Watch(every)
        self.learned: dict[str, list[int]] = {}

    def run(self, progress: Progress) -> None:
        """Judge all of it, and learn whenever the worker would look whether there is something to learn."""
        if self.how.healthy:
            self._teach()
        elif self.how.since:
            self._learned(learn_now(self.pipeline.state, self.past, self.start, self._take_over), self.start)
        for begin, end in spans(self.courses, self.start, self.stop):
            for first, last in pieces(self.courses, begin, end):
                self.feed(first, last)
            if not self.how.healthy:
                self._learn(end)
            progress(end - self.start, self.stop - self.start)

    def feed(self, start: int, stop: int) -> None:
        """Judge a piece of the recording."""
        parts = [part for course in self.courses if len((part := course.between(start, stop)).time)]
        results = self.pipeline.feed(*as_samples(parts))
        for asset, times in self.watch.see(self.pipeline, results, start).items():
            self.past.warn(asset, times)
        self.watch.cover(self.pipeline.state, parts)
        if self.how.take is not None:
            self.how.take(self.pipeline.state, results, start)

    def _teach(self) -> None:
        """Learn from the healthy spans alone, whenever they were."""
        end = max(stop for _, stop in self.how.healthy)
        sound = [course.between(*edges) for course in self.courses for edges in self.how.healthy]
        anew, state = State(clocks=LocalTime(self.how.zones)), self.pipeline.state
        # The latest hours of history are left out otherwise, and its end is a whole window.
        now = end + (RECENT_S + COARSE_S) * SECOND
        learn(RecordedPast(part for part in sound if len(part.time)), anew, now, lambda _what, _part: None)
        for source, asset in enumerate(anew.fleet.assets):
            if anew.assets.learned[source]:
                target = state.fleet.asset(asset.name, str(asset.spec.name), asset.site)
                copy_asset(state, anew, target, source)
                self.learned[asset.name] = [end]

    def _learn(self, now: int) -> None:
        self._learned(learn_as_live(self.pipeline.state, self.past, now, self._take_over), now)

    def _learned(self, assets: Iterable[int], now: int) -> None:
        for number in assets:
            self.learned.setdefault(self.pipeline.state.fleet.assets[number].name, []).append(now)


def learn_anew(state: State, past: RecordedPast | JudgedPast, now: int) -> None:
    """Fit what lies behind, and take over what may be."""
    anew = State(clocks=LocalTime(state.clocks.zones))
    learn(past, anew, now, lambda _what, _part: None)
    take_over(state, anew, now)


Teach = Callable[[State, RecordedPast | JudgedPast, int], None]
"""What stands in the place of `learn_anew`, and comes to the same."""


def learn_as_live(state: State, past: RecordedPast | JudgedPast, now: int, teach: Teach = learn_anew) -> list[int]:
    """Learn those assets whose time it is, as a worker would have; gives the numbers of those that changed."""
    past.only = _ready(state, past, now)
    return learn_now(state, past, now, teach) if past.only else []


def learn_now(state: State, past: RecordedPast | JudgedPast, now: int, teach: Teach = learn_anew) -> list[int]:
    """Learn from what lies behind, and judge by it from now on; gives the numbers of the assets that changed."""
    before = dict(enumerate(state.assets.learned.tolist()))
    teach(state, past, now)
    return [number for number, time in enumerate(state.assets.learned.tolist()) if time != before.get(number, 0)]


def _ready(state: State, past: RecordedPast | JudgedPast, now: int) -> set[str]:
    """The names of the assets whose time it is to be learned. What is not calm, or was in alarm lately, would not be
    taken over, so no time goes into it."""
    known = np.zeros(len(state.fleet.assets), np.bool_)
    known[state.fleet.facts.asset[state.of(Baseline).normal.kind == SEASONAL]] = True
    until = now - RECENT_S * SECOND
    names = set()
    for number in np.flatnonzero(old(state, now)).tolist():
        name, days = state.fleet.assets[number].name, HISTORY_DAYS if known[number] else MIN_DAYS
        young = state.assets.history[number] < YOUNG_DAYS * DAY
        if calm(state, number) and (young or not past.alarms(name, until - days * DAY, now - HOUR)):
            names.add(name)
    return names


def judged(courses: Sequence[Course], since: int) -> Sequence[Course]:
    """The part of courses that is judged: all of it, or what comes at `since` (ns) or later."""
    return [course.between(since, np.iinfo(np.int64).max) for course in courses] if since else courses


def span(courses: Sequence[Course]) -> tuple[int, int]:
    """From the first moment of all courses to just after the last."""
    heard = [course.time for course in courses if len(course.time)]
    if not heard:
        return 0, 0
    return min(int(time[0]) for time in heard), max(int(time[-1]) for time in heard) + 1


def spans(courses: Sequence[Course], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The time between two looks whether there is something to learn, without those in which nothing is heard."""
    begins = start + EVERY_NS * np.arange(-(-(stop - start) // EVERY_NS))
    heard = np.zeros(len(begins), np.bool_)
    for course in courses:
        heard |= np.diff(np.searchsorted(course.time, np.append(begins, stop))) > 0
    for begin in begins[heard].tolist():
        yield begin, min(begin + EVERY_NS, stop)


def pieces(courses: Sequence[Course], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A span in even pieces of which none has many values."""
    rows = sum(part.values.size for part in (course.between(start, stop) for course in courses))
    count = rows // PIECE_ROWS + 1
    yield from pairwise(start + (stop - start) * number // count for number in range(count + 1))
