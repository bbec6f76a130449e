"""Local times into UTC with both sides of a change of clocks: the order of rows says which an hour is on."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from collectors.replay.formats import NONE
from collectors.replay.starts import unrolled
from collectors.replay.tally import Bools, Ints
from contract.time import DAY, MINUTE
from contract.zones import UTC

_BACK = 15 * MINUTE
"""Rows that are not quite in order go back by less than the change of clocks does."""
_LONG_STEP = 30 * MINUTE
"""Rows that lie so far apart need not go back at a change of clocks: an hourly reading stands still."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The last row of a series that is in an hour that comes twice, and the step that led to it."""

    wall: int
    step: int
    turned: bool
    """Whether the clocks were changed before it."""


@dataclass(slots=True)
class Clock:
    """The clock of a recording, in whose zone times without one are; it is given the rows in their order."""

    zone: str = UTC
    start: int | None = None
    """What times of day, or numbers, begin at, ns since 1970 as the clock showed it; None where they need none."""
    of_day: bool = False
    """Whether the recording has times of day alone."""
    rising: bool | None = None
    """Whether the recording begins with its oldest rows; None, which is taken for that, as long as it has not shown."""
    sides: dict[int, _Side] = field(default_factory=dict)
    _last: int | None = None
    """The last time of day, since midnight of the first day, ns."""

    def begun(self, found: Ints, local: Bools) -> tuple[Ints, Bools]:
        """(n,) moments as the clock showed them, and whether they are local, from what counts from the start on."""
        if self.start is None:
            return found, local
        told, moments = found != NONE, found.copy()
        if self.of_day:
            hours = unrolled(found[told], self._last)
            self._last = int(hours[-1]) if len(hours) else self._last
            moments[told] = hours + self.start // DAY * DAY
            return moments, local
        moments[told] += int(
            pd.Timestamp(self.start).tz_localize(self.zone, ambiguous=True, nonexistent="shift_forward").value
        )
        return moments, np.zeros(len(found), bool)

    def utc(self, wall: Ints, local: Bools, series: Ints) -> Ints:
        """(n,) moments in UTC; `NONE` stays, and comes where the clocks were moved over a local time.

        Parameters
        ----------
        wall : (n,) ns since 1970 as the clock showed them, `NONE` for none
        local : (n,) whether they are in the recording's zone, and not in UTC
        series : (n,) numbers of what each row is of; the order within each decides about an hour that comes twice
        """
        which = np.flatnonzero(local & (wall != NONE))
        if self.zone == UTC or not len(which):
            return wall
        shown, found = pd.DatetimeIndex(wall[which].view("datetime64[ns]")), wall.copy()
        summer, winter = (
            shown.tz_localize(self.zone, ambiguous=np.full(len(which), first), nonexistent="NaT").asi8
            for first in (True, False)
        )
        turned = self._turned(wall[which], summer != winter, series[which])
        found[which] = np.where(turned, winter, summer)
        return found

    def _turned(self, wall: Ints, twice: Bools, series: Ints) -> Bools:
        """Whether each row is behind the change of clocks, where its local time comes twice."""
        if self.rising is None:
            forward = int(np.sign(np.diff(wall)).sum())
            self.rising = None if forward == 0 else forward > 0
        found = np.zeros(len(wall), bool)
        for number in np.unique(series[twice]).tolist():
            rows = np.flatnonzero(series == number)
            found[rows] = self._series(number, wall[rows], twice[rows])
        for number in set(self.sides) & set(np.unique(series[~twice]).tolist()):
            if not twice[np.flatnonzero(series == number)[-1]]:
                del self.sides[number]
        return found

    def _series(self, number: int, wall: Ints, twice: Bools) -> Bools:
        """The same of one series, of which the last chunk may have ended within such an hour."""
        found = np.zeros(len(wall), bool)
        before = self.sides.get(number)
        for row in np.flatnonzero(twice).tolist():
            if row and not twice[row - 1]:
                step = int(wall[row] - wall[row - 1])
                before = _Side(int(wall[row]), step, turned=self.rising is False)
            elif before is None:
                before = _Side(int(wall[row]), 0, turned=self.rising is False)
            else:
                before = self._next(before, int(wall[row]))
            found[row] = before.turned
        if before is not None:
            self.sides[number] = before
        return found

    def _next(self, before: _Side, wall: int) -> _Side:
        sign = -1 if self.rising is False else 1
        step = (wall - before.wall) * sign
        over = step <= -_BACK or (step <= 0 and before.step * sign >= _LONG_STEP)
        turned = before.turned and not over if self.rising is False else before.turned or over
        return _Side(wall, before.step if over else step * sign, turned=turned)
