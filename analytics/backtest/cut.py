"""A long recording cut into weeks that are judged side by side: a round costs about the same for one series as for
hundreds, so that a year takes little longer than some weeks.

The first week goes straight through. Each other one is judged as by a worker that was begun anew some days before it,
with what would have been learned by its begin; those days are its run-up, of which only open episodes count. As in the
worker, a week keeps what the one before it was judged by where that was not calm at its end, or was in alarm lately.
Against the same recording straight through, alarms begin within the hour, and end within half a day.
What was in alarm, and so what may be learned of it, is known only when it was judged. So weeks whose begin turns out
otherwise are judged again, in turns, until none is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.backtest.found import Found
from analytics.backtest.gather import found
from analytics.backtest.lanes import Lane, state_of, teach
from analytics.backtest.merge import Piece, merged
from analytics.backtest.straight import POINTS, How, Progress, Straight, judged, pieces, span
from analytics.backtest.watch import Watch
from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.course import Course, as_samples
from analytics.ground.local_time import LocalTime
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.learn import HISTORY_DAYS, learn
from analytics.learning.recorded import RecordedPast
from analytics.learning.refresh import EVERY_NS, may
from contract.time import DAY, MINUTE, SECOND

WEEK = 7 * DAY
RUN_UP = 3 * DAY
LONG = 4 * WEEK
"""Recordings that are shorter go straight through."""
TURNS = 4
"""How often a week is judged at most."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an asset is judged by: a state that learned it, its number there, and when that was (ns)."""

    state: State
    number: int
    time: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What could be learned of an asset at the begin of a week, and the alarms before it that were known then."""

    known: Known | None
    alarms: frozenset[int]


class Wave:
    """Some stretches in one pipeline; what it found is of times that are too early."""

    def __init__(self, cut: "Cut", known: dict[Lane, Known | None]) -> None:
        self.start, self.stop = cut.start, cut.start + WEEK
        self.learned: dict[str, list[int]] = {}
        self.lanes = {lane.name: lane for lane in known}
        self.watch = Watch(cut.every)
        pace = Pace(score_s=cut.every / SECOND, risk_s=cut.every / SECOND)
        self.pipeline = Pipeline(state_of(list(known), cut.how), pace, rollups=False)
        self.courses = [
            lane.course(course, cut.start + lane.early - RUN_UP, cut.start + lane.early + WEEK)
            for lane in known
            for course in cut.courses
            if course.tags[0] == lane.asset
        ]
        for course in self.courses:
            asset = self.state.fleet.asset(*course.tags)
            for name in course.signals:
                self.state.fleet.series(asset, name)
        self.state.fit()
        for lane, what in known.items():
            target = _find(self.state, lane.name, 0)
            if what is not None and target is not None:
                teach(self.state, lane, target.number, what.state, what.number)

    @property
    def state(self) -> State:
        """The state of all its stretches."""
        return self.pipeline.state

    def run(self, past: RecordedPast, progress: Progress) -> None:
        """Judge all of it, and note in the past what was in alarm."""
        for begin in range(self.start - RUN_UP, self.stop, EVERY_NS):
            for edges in pieces(self.courses, begin, min(begin + EVERY_NS, self.stop)):
                self._feed(past, *edges)
            progress(begin + EVERY_NS - self.start + RUN_UP, self.stop - self.start + RUN_UP)

    def _feed(self, past: RecordedPast, start: int, stop: int) -> None:
        parts = [part for course in self.courses if len((part := course.between(start, stop)).time)]
        results = self.pipeline.feed(*as_samples(parts))
        if stop <= self.start:
            self.watch.episodes.see(results.events, {})
            self.pipeline.issues.clear()
            return
        for name, times in self.watch.see(self.pipeline, results, start).items():
            past.warn(self.lanes[name].asset, times + self.lanes[name].early)
        self.watch.cover(self.state, parts)


class Cut:
    """A long recording, judged week by week side by side."""

    def __init__(self, courses: Sequence[Course], how: How) -> None:
        self.courses, self.how = judged(courses, how.since), how
        self.start, self.stop = span(self.courses)
        self.every = max(MINUTE, (self.stop - self.start) // POINTS)
        self.past = RecordedPast(courses)
        first = [course.between(self.start, self.start + WEEK) for course in self.courses]
        self._first = Straight(first, how, past=self.past, every=self.every)
        self._names = sorted({course.tags[0] for course in self.courses})
        self._weeks = -(-(self.stop - self.start) // WEEK)
        self._anew: dict[tuple[int, str], Learned] = {}
        self._after_first: dict[str, Known | None] = {}
        self._chosen: dict[Lane, Known | None] = {}
        self._done: dict[Lane, Wave] = {}
        self.turns = 0

    def run(self, progress: Progress) -> None:
        """Judge all of it."""
        self._first.run(lambda done, of: progress(done, (TURNS + 1) * of))
        state = self._first.pipeline.state
        self._after_first = {name: _learned(state, name, self.start) for name in self._names}
        wanted = self._choose()
        while wanted and self.turns < TURNS:
            self.turns += 1
            self._judge(wanted, progress)
            wanted = self._choose()
        progress(TURNS, TURNS)

    def found(self) -> Found:
        """Everything that it found."""
        first = found(self._first)
        parts = [Piece(first, name, name, 0, 0, self.start) for name in first.assets]
        of_waves = {wave: found(wave) for wave in dict.fromkeys(self._done.values())}
        parts += [
            Piece(of_waves[wave], lane.name, lane.asset, lane.number, lane.early, self.start + lane.early)
            for lane, wave in sorted(self._done.items(), key=lambda item: (item[0].asset, item[0].number))
            if lane.name in of_waves[wave].assets
        ]
        whole = merged(parts, self.start, self.stop)
        whole.stretches = self._weeks
        own = {name: list(times) for name, times in whole.learned.items()}
        for lane, known in sorted(self._chosen.items(), key=lambda item: item[0].early):
            if known is not None and known.time == self.start + lane.early:
                own.setdefault(lane.asset, []).append(known.time)
        whole.learned = own
        return whole

    def _judge(self, wanted: dict[Lane, Known | None], progress: Progress) -> None:
        wave = Wave(self, wanted)
        self._chosen |= wanted
        self._done |= dict.fromkeys(wanted, wave)
        for lane in wanted:
            # What an earlier turn had taken for an alarm is judged anew.
            begin = self.start + lane.early
            self.past.unwarn(lane.asset, begin, begin + WEEK)
        wave.run(self.past, lambda done, of: progress(self.turns * of + done, (TURNS + 1) * of))

    def _choose(self) -> dict[Lane, Known | None]:
        """What each week is to be judged by, where that is not what it was judged by."""
        wanted: dict[Lane, Known | None] = {}
        for number in range(1, self._weeks):
            self._learn(number)
        for name in self._names:
            known = self._after_first.get(name)
            for number in range(1, self._weeks):
                lane = Lane(name, number, number * WEEK)
                known = self._next(lane, known)
                if lane not in self._done or known is not self._chosen[lane]:
                    wanted[lane] = known
        return wanted

    def _next(self, lane: Lane, before: Known | None) -> Known | None:
        """What the worker would have known from the begin of a stretch on, if it knew that before it."""
        anew, end = self._anew[lane.number, lane.asset].known, self._at_end(lane)
        if anew is None or end is None:
            return anew or before
        return anew if may(end.state, anew.state, end.number, anew.number) else before

    def _at_end(self, lane: Lane) -> Known | None:
        """The state at the end of the stretch before, and the number of the asset in it; None where it is not known."""
        if lane.number == 1:
            return _find(self._first.pipeline.state, lane.asset, 0)
        earlier = Lane(lane.asset, lane.number - 1, lane.early - WEEK)
        wave = self._done.get(earlier)
        return None if wave is None else _find(wave.state, earlier.name, 0)

    def _learn(self, week: int) -> None:
        """Learn what can be learned of each asset at the begin of a week, where other alarms are known before it."""
        begin = self.start + week * WEEK
        alarms = {name: self.past.alarms(name, begin - (HISTORY_DAYS + 1) * DAY, begin) for name in self._names}
        old = {
            name for name in self._names
            if (known := self._anew.get((week, name))) is None or known.alarms != alarms[name]
        }  # fmt: skip
        if not old:
            return
        self.past.only = old
        state = State(clocks=LocalTime(self.how.zones))
        learn(self.past, state, begin, lambda _what, _part: None)
        for name in old:
            self._anew[week, name] = Learned(_learned(state, name, begin), alarms[name])


def _find(state: State, name: str, time: int) -> Known | None:
    number = next((n for n, asset in enumerate(state.fleet.assets) if asset.name == name), None)
    return None if number is None else Known(state, number, time)


def _learned(state: State, name: str, time: int) -> Known | None:
    """An asset of which something was learned."""
    known = _find(state, name, time)
    if known is None:
        return None
    kinds = state.of(Baseline).normal.kind[state.fleet.series_of(known.number)]
    return known if (kinds == SEASONAL).any() else None
