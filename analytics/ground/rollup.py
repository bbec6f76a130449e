"""Minute and day aggregates of every signal, kept while the samples pass by: mean, least, greatest, count.

A window is given out once a later sample or a later clock says that it is over; a day's so far is given out every hour,
over the same point. A sample that comes after the series' next window began finds its minute closed: who has all
samples of that minute counts it again (`count_again`). A day that is over stays as it is.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerFleet, PerSeries, Together, part
from analytics.ground.kernel import kernel
from contract.time import HOUR, MINUTE

DAY_NS = 24 * HOUR
GRACE_NS = MINUTE
"""How long after its end a window waits for samples that come late."""


@dataclass(slots=True)
class Window(PerSeries):
    """The newest window of each series: its start in nanoseconds (-1: none), sum, least, greatest and count.

    `given` is the count when it was given out: a window that has grown since is given out again, whole.
    """

    start: Ints = column(-1, np.int64)
    total: Floats = column(0.0)
    min: Floats = column(np.inf)
    max: Floats = column(-np.inf)
    count: Ints = column(0, np.int64)
    given: Ints = column(0, np.int64)

    def add(self, at: Ints, value: Floats) -> None:
        """Count one value of each series in its open window."""
        _count(self.total, self.min, self.max, self.count, at, value)

    def open(self, at: Ints, start: Ints) -> None:
        """Begin new windows."""
        self.start[at], self.total[at], self.count[at], self.given[at] = start, 0.0, 0, 0
        self.min[at], self.max[at] = np.inf, -np.inf

    def drop(self, which: Bools) -> None:
        """Let go of some windows and what they hold."""
        at = np.flatnonzero(which)
        self.open(at, np.full(len(at), -1))

    def rewind(self, now: int) -> None:
        """Windows of the future are let go."""
        self.drop(self.start > now)

    def take(self, at: Ints) -> "Aggregates":
        """What the windows of some series hold."""
        count = self.given[at] = self.count[at]
        return Aggregates(at, self.start[at], self.total[at] / count, self.min[at], self.max[at], count)


@dataclass(frozen=True, slots=True)
class Aggregates:
    """n windows: series, start (ns), mean, least, greatest, count."""

    series: Ints
    start: Ints
    mean: Floats
    min: Floats
    max: Floats
    count: Ints


@dataclass(slots=True)
class Reported(PerFleet):
    """The hour (ns) in which the open days were last given out."""

    hour: Ints = column(0, np.int64)


@dataclass(slots=True)
class Rollups(Together):
    """The open minute and the open day of every series."""

    minute: Window = part(Window)
    day: Window = part(Window)
    reported: Reported = part(lambda: Reported.of(1))

    def add(self, at: Ints, value: Floats, time: Ints) -> tuple[Aggregates | None, Aggregates | None]:
        """Count one good value of each series; gives the minutes and the days that it closed."""
        closed = [_roll(window, at, time, length) for window, length in self._windows()]
        self.minute.add(at, value)
        self.day.add(at, value)
        return closed[0], closed[1]

    def late(self, at: Ints, value: Floats, time: Ints) -> Bools:
        """Count late good values, one a series, in windows that are still open; gives whose minute is closed."""
        for window, length in self._windows():
            there = window.start[at] == time // length * length
            window.add(at[there], value[there])
        return np.asarray(self.minute.start[at] != time // MINUTE * MINUTE)

    def due(self, now: int, reached: Ints | int | None = None) -> tuple[Aggregates | None, Aggregates | None]:
        """Minutes that are over by the clock, or by up to where each series was read, and are closed by this; and, once
        an hour of the clock, all days so far."""
        reached = now if reached is None else reached
        minutes = _close(self.minute, (self.minute.start >= 0) & (self.minute.start + MINUTE + GRACE_NS <= reached))
        if now // HOUR * HOUR == self.reported.hour[0]:
            return minutes, None
        self.reported.hour[0] = now // HOUR * HOUR
        days = np.flatnonzero(self.day.count > self.day.given)
        return minutes, self.day.take(days) if len(days) else None

    def _windows(self) -> tuple[tuple[Window, int], tuple[Window, int]]:
        return (self.minute, MINUTE), (self.day, DAY_NS)


def count_again(at: Ints, value: Floats, start: int) -> Aggregates:
    """One closed minute, which begins at `start`, from all its n values `value` of the series `at`."""
    order = np.argsort(at, kind="stable")
    series, first, count = np.unique(at[order], return_index=True, return_counts=True)
    found = value[order]
    return Aggregates(
        series,
        np.full(len(series), start),
        np.add.reduceat(found, first) / count,
        np.minimum.reduceat(found, first),
        np.maximum.reduceat(found, first),
        count.astype(np.int64),
    )


@kernel
def _count(total: Floats, lowest: Floats, highest: Floats, count: Ints, at: Ints, value: Floats) -> None:
    for row, number in enumerate(at):
        total[number] += value[row]
        lowest[number] = min(lowest[number], value[row])
        highest[number] = max(highest[number], value[row])
        count[number] += 1


def _roll(window: Window, at: Ints, time: Ints, length: int) -> Aggregates | None:
    """Open windows of that length (ns) where a time is not in the open one, and give those that this ends."""
    new = _outside(window.start, at, time, length)
    if not new.any():
        return None
    start = time // length * length
    old = at[new & (window.count[at] > window.given[at])]
    closed = window.take(old) if len(old) else None
    window.open(at[new], start[new])
    return closed


@kernel
def _outside(start: Ints, at: Ints, time: Ints, length: int) -> Bools:
    """Which times are not in the open window of their series."""
    new = np.empty(len(at), np.bool_)
    for row, number in enumerate(at):
        new[row] = not 0 <= time[row] - start[number] < length
    return new


def _close(window: Window, over: Bools) -> Aggregates | None:
    at = np.flatnonzero(over & (window.count > window.given))
    return window.take(at) if len(at) else None
