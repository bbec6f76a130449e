"""How each series has gone over days and months: its mean at work, day by day, for whoever asks where it is heading.

Of each series the means of the last ten days are kept by quarters of a day, and those of the last ten weeks by days:
what was observed, and how far that was from what was expected. When what is expected is learned anew, its level is
moved to where the series then was (`moved_on`), so that a course goes on where it was and a slow wear is not learned
away; only the wear of the weeks that were learned from is.

Days are those of UTC. Only what can be judged counts: not what was off by its sensor's doing, nor a machine at rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analytics.ground.columns import Floats, Ints, Singles, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment
from contract.time import DAY

PARTS = 4
PART_NS = DAY // PARTS
RECENT, DAYS = 40, 70
"""How many quarters of a day, and how many days, are kept."""
FEW = 3
"""A quarter of a day counts from so many samples on."""


@dataclass(slots=True)
class Courses(PerSeries):
    """The open quarter of each series by its number since 1970 (-1: none), with its samples and their sums; what to add
    to a distance from what is expected now; and the rings, where a quarter or day is at its number modulo the length:
    `value` and `day_value` in the signal's unit, `moved` and `day_moved` how far that was from what was first
    expected."""

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"part": (-1, 2**40)}

    part: Ints = column(-1, np.int64)
    count: Ints = column(0, np.int64)
    total: Floats = column(0.0)
    distance: Floats = column(0.0)
    level: Floats = column(0.0)
    value: Singles = column(np.nan, np.float32, lead=RECENT, order="F")
    moved: Singles = column(np.nan, np.float32, lead=RECENT, order="F")
    day_value: Singles = column(np.nan, np.float32, lead=DAYS, order="F")
    day_moved: Singles = column(np.nan, np.float32, lead=DAYS, order="F")

    def rewind(self, now: int) -> None:
        """See `Kept`; a quarter that lay ahead goes on as that of now."""
        np.minimum(self.part, now // PART_NS, out=self.part)


class SlowCourses(Layer[Courses]):
    """How each series has gone over days and months; it says nothing of the present."""

    name = "courses"
    columns = Courses

    def step(self, columns: Courses, moment: Moment) -> tuple[()]:
        """Take in what can be judged."""
        rows = moment.learned
        add(columns, rows.at, rows.value, rows.value - rows.fixed, rows.time)
        return ()


def add(courses: Courses, at: Ints, value: Floats, distance: Floats, time: Ints) -> None:
    """Take a sample of each series `at`: its value, its distance from what is expected, both in its unit, and its time
    (ns); one of a quarter that is over changes nothing."""
    _add(
        courses.part, courses.count, courses.total, courses.distance, courses.level,
        courses.value, courses.moved, courses.day_value, courses.day_moved, at, value, distance, time,
    )  # fmt: skip


@kernel
def _add(
    part: Ints, count: Ints, total: Floats, distance: Floats, level: Floats,
    value: Singles, moved: Singles, day_value: Singles, day_moved: Singles,
    at: Ints, seen: Floats, off: Floats, time: Ints,
) -> None:  # fmt: skip
    for row, i in enumerate(at):
        now = time[row] // PART_NS
        if now < part[i]:
            continue
        if now > part[i]:
            _open(part, count, total, distance, value, moved, day_value, day_moved, i, now)
        total[i] += seen[row]
        distance[i] += off[row] + level[i]
        count[i] += 1
        if count[i] >= FEW:
            value[now % RECENT, i], moved[now % RECENT, i] = total[i] / count[i], distance[i] / count[i]
            _follow_day(value, moved, day_value, day_moved, i, now)


@kernel
def _open(
    part: Ints, count: Ints, total: Floats, distance: Floats,
    value: Singles, moved: Singles, day_value: Singles, day_moved: Singles, i: int, now: int,
) -> None:  # fmt: skip
    """Begin a quarter: what was not seen since the last one is not known."""
    before = part[i] if part[i] >= 0 else now - 1
    for skipped in range(max(before + 1, now - RECENT + 1), now + 1):
        value[skipped % RECENT, i] = moved[skipped % RECENT, i] = np.nan
    for day in range(max(before // PARTS + 1, now // PARTS - DAYS + 1), now // PARTS + 1):
        day_value[day % DAYS, i] = day_moved[day % DAYS, i] = np.nan
    part[i], count[i], total[i], distance[i] = now, 0, 0.0, 0.0


@kernel
def _follow_day(value: Singles, moved: Singles, day_value: Singles, day_moved: Singles, i: int, now: int) -> None:
    """A day is the mean of its quarters so far."""
    day = now // PARTS
    known, total, off = 0, 0.0, 0.0
    for quarter in range(day * PARTS, now + 1):
        if value[quarter % RECENT, i] == value[quarter % RECENT, i]:
            known += 1
            total += value[quarter % RECENT, i]
            off += moved[quarter % RECENT, i]
    day_value[day % DAYS, i], day_moved[day % DAYS, i] = total / known, off / known


def take_over(courses: Courses, at: Ints, learned: Courses, numbers: Ints, time: int, days: int) -> None:
    """What is expected of the series `at` was learned anew, from the `days` before a time (ns).

    Where history tells of more days than are known, it is the course (`numbers` are the series there); all others go on
    (`moved_on`).
    """
    own, told = (np.isfinite(days_until(one, n, time)[0]).sum(axis=1) for one, n in ((courses, at), (learned, numbers)))
    courses.copy_from(at[told > own], learned, numbers[told > own])
    moved_on(courses, at[told <= own], time, days)


def moved_on(courses: Courses, at: Ints, time: int, days: int) -> None:
    """What is expected of the series `at` was learned anew from the `days` before a time (ns): distances from it begin
    at where they were then on average."""
    own = days_until(courses, at, time)[1][:, -days:]
    known = np.isfinite(own).any(axis=1)
    courses.level[at[known]] = np.nanmean(own[known], axis=1)


def days_until(courses: Courses, at: Ints, time: int) -> tuple[Floats, Floats]:
    """(n, DAYS) values and distances of the series `at` on the days up to that of a time (ns), the newest last; NaN for
    what is not known."""
    return _unrolled(courses, at, time // DAY, PARTS, courses.day_value, courses.day_moved)


def quarters_until(courses: Courses, at: Ints, time: int) -> tuple[Floats, Floats]:
    """(n, RECENT) the same of the quarters of days."""
    return _unrolled(courses, at, time // PART_NS, 1, courses.value, courses.moved)


def _unrolled(
    courses: Courses, at: Ints, last: int, parts: int, value: Singles, moved: Singles
) -> tuple[Floats, Floats]:
    length = len(value)
    numbers = np.arange(last - length + 1, last + 1)
    newest = np.where(courses.part[at] < 0, -1, courses.part[at] // parts)[:, None]
    # What a ring holds at the place of a later number is of one that lies its length before.
    known = (numbers <= newest) & (numbers > newest - length)
    seen, off = (np.where(known, ring[numbers % length][:, at].T, np.nan) for ring in (value, moved))
    return seen, off
