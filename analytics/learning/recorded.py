"""The past as a recording in memory: thinned out to the same windows as the store thins it out to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.course import Course
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States
from analytics.learning.history import COARSE_S, Grid
from analytics.learning.past import Windows
from analytics.learning.warned import Row, Warned, below_each_other
from contract.catalogue import ClassSpec
from contract.time import DAY, SECOND

Thin = Callable[[Ints, Floats, int], Row]


class RecordedPast(Warned):
    """See `Past`; it knows a whole recording, and learning asks it only for what lies behind."""

    def __init__(self, courses: Iterable[Course]) -> None:
        super().__init__()
        self._courses: dict[str, list[Course]] = defaultdict(list)
        for course in courses:
            self._courses[course.tags[1]].append(course)
        self._rows: dict[tuple[int, str, int, Thin], Row] = {}

    def days(self, spec: ClassSpec, start: int, stop: int) -> Samples:
        """See `Past`."""
        found = ((label, _days(row[0], start, stop)) for label, row in self._all(spec, None, COARSE_S, _last))
        return below_each_other((label, (ends, np.ones(len(ends)))) for label, ends in found)

    def windows(self, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> Windows:
        """See `Past`."""
        names = frozenset(assets)
        own = self._all(spec, names, grid.window_s, _last)
        tell = frozenset(spec.duty)
        means = self._all(spec, names, grid.window_s, _mean, tell)
        return Windows(
            below_each_other((label, _within(row, grid)) for label, row in own),
            below_each_other((label, _within(row, grid)) for label, row in means),
            self._said(spec, grid, names),
            self.windows_in_alarm(self._labels(spec, names), grid),
        )

    def _of(self, spec: ClassSpec, names: Collection[str] | None) -> Iterator[Course]:
        for course in self._courses[spec.name]:
            asset = course.tags[0]
            if (names is None or asset in names) and (self.only is None or asset in self.only):
                yield course

    def _all(
        self, spec: ClassSpec, names: Collection[str] | None, window_s: int, thin: Thin,
        signals: Collection[str] | None = None,
    ) -> Iterator[tuple[Label, Row]]:  # fmt: skip
        for course in self._of(spec, names):
            for place, name in enumerate(course.signals):
                if signals is None or name in signals:
                    key = (id(course), name, window_s, thin)
                    if key not in self._rows:
                        self._rows[key] = thin(course.time, course.values[place], window_s * SECOND)
                    yield (*course.tags, name), self._rows[key]

    def _said(self, spec: ClassSpec, grid: Grid, names: Collection[str]) -> States:
        labels: list[Label] = []
        times, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for course in self._of(spec, names):
            known = np.where(course.said >= 0, course.said, np.nan)
            ends, said = _within(_last(course.time, known, grid.window_s * SECOND), grid)
            times.append(ends)
            codes.append(said.astype(np.int64) + len(labels))
            labels += [(*course.tags, name) for name in course.states]
        return States(np.concatenate(times), np.concatenate(codes), labels)

    def _labels(self, spec: ClassSpec, names: Collection[str]) -> list[Label]:
        return list(dict.fromkeys((*course.tags, "level") for course in self._of(spec, names)))


def _last(time: Ints, row: Floats, length: int) -> Row:
    """The last value of each window of that length (ns) in which there is one."""
    known = np.flatnonzero(np.isfinite(row))
    number = time[known] // length
    last = known[np.flatnonzero(np.diff(number, append=-1))]
    return (time[last] // length + 1) * length, row[last]


def _mean(time: Ints, row: Floats, length: int) -> Row:
    """The mean of each window of that length (ns) in which there is a value."""
    known = np.flatnonzero(np.isfinite(row))
    number = time[known] // length
    first = np.flatnonzero(np.diff(number, prepend=-1))
    if not len(first):
        return known, row[known]
    count = np.diff(first, append=len(known))
    return (number[first] + 1) * length, np.add.reduceat(row[known], first) / count


def _days(ends: Ints, start: int, stop: int) -> Ints:
    """The ends of the days in which windows lie, at `stop` at the latest."""
    own = ends[(ends > start) & (ends <= stop)]
    return np.minimum(np.unique((own - 1) // DAY) * DAY + DAY, stop)


def _within(row: Row, grid: Grid) -> Row:
    """Those windows of a row that lie on a grid."""
    own = slice(*np.searchsorted(row[0], (grid.start, grid.stop), side="right").tolist())
    return row[0][own], row[1][own]
