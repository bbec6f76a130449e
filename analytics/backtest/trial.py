"""What other policies, or other work, would have led to: one history judged twice by the very pipeline of the worker,
once by what is in force and once by what is proposed, and held against each other episode by episode.

The days before the span are its run-up, as of a past that a worker judges: what is open when the span begins goes on,
and nothing else of them counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.backtest.found import Episode
from analytics.backtest.lessons import Lessons
from analytics.backtest.side import Judged, judge
from analytics.backtest.straight import How, Progress
from analytics.ground.course import Course
from contract.time import DAY, HOUR

RUN_UP = 3 * DAY


@dataclass(frozen=True, slots=True)
class Side:
    """The episodes of one asset by one set of policies: how many, the begin of the first and of the last (ns; None:
    none), and hours in which at least one was open."""

    episodes: int
    first: int | None
    last: int | None
    hours: float


@dataclass(frozen=True, slots=True)
class Line:
    """One asset by what is in force (`before`) and by what is proposed (`after`)."""

    asset: str
    asset_class: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Trial:
    """A span from `start` to before `stop` (ns) judged twice."""

    start: int
    stop: int
    before: Judged
    after: Judged

    @property
    def weeks(self) -> float:
        """How many weeks the span has."""
        return (self.stop - self.start) / (7 * DAY)

    def lines(self) -> list[Line]:
        """A line an asset, by name."""
        return [
            Line(name, kind, *(side([e for e in of.episodes if e.asset == name], self.stop) for of in self.sides))
            for name, (kind, _) in sorted(self.before.assets.items())
        ]

    @property
    def sides(self) -> tuple[Judged, Judged]:
        """What was found by what is in force, and by what is proposed."""
        return self.before, self.after

    def gone(self) -> list[Episode]:
        """The episodes that the proposal would not have raised."""
        return without(self.before.episodes, self.after.episodes, self.stop)

    def new(self) -> list[Episode]:
        """The episodes that only the proposal would have raised."""
        return without(self.after.episodes, self.before.episodes, self.stop)


def tried(courses: Sequence[Course], start: int, in_force: How, proposed: How, progress: Progress) -> Trial:
    """Judge courses from `start` (ns) on by both; what lies before that, and before the run-up, is only learned from.

    Raises `ValueError` where nothing lies in the span.
    """
    stop = end_of(courses, start)
    with TemporaryDirectory(prefix="forewarn-trial-") as folder:
        teach = Lessons(Path(folder)).teach
        before = judge(courses, in_force, start, teach, lambda done, of: progress(done, 2 * of))
        after = judge(courses, proposed, start, teach, lambda done, of: progress(of + done, 2 * of))
    return Trial(start, stop, before, after)


def end_of(courses: Sequence[Course], start: int) -> int:
    """Just after the last moment of courses (ns). Raises `ValueError` where none comes at `start` or later."""
    stop = max((int(course.time[-1]) + 1 for course in courses if len(course.time)), default=start)
    if stop <= start:
        raise ValueError("nothing lies in the span")
    return stop


def side(episodes: Sequence[Episode], stop: int) -> Side:
    """What the episodes of one asset come to, those that are still open up to `stop` (ns)."""
    raised = [one.raised for one in episodes]
    spans = sorted((one.raised, stop if one.cleared is None else one.cleared) for one in episodes)
    return Side(len(episodes), min(raised, default=None), max(raised, default=None), _together(spans) / HOUR)


def _together(spans: Sequence[tuple[int, int]]) -> int:
    """How long at least one of some spans, by their begins, lasts; ns."""
    total, reached = 0, 0
    for begin, end in spans:
        total += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def without(some: Sequence[Episode], others: Sequence[Episode], stop: int) -> list[Episode]:
    """Those of some episodes that overlap with none of the same signal among the others."""
    theirs: dict[tuple[str, str], list[Episode]] = {}
    for one in others:
        theirs.setdefault((one.asset, one.signal), []).append(one)
    return [one for one in some if not any(_overlap(one, o, stop) for o in theirs.get((one.asset, one.signal), ()))]


def _overlap(one: Episode, other: Episode, stop: int) -> bool:
    ends = [stop if episode.cleared is None else episode.cleared for episode in (one, other)]
    return one.raised < ends[1] and other.raised < ends[0]
