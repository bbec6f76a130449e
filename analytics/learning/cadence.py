"""How history is thinned out where a source comes more seldom than the usual windows: windows, rows and days that
follow its cadence.

The more seldom values come, the fewer there are in a fortnight, and the longer the machine takes to have told what is
normal; but the further back one looks, the more has changed since. Between the two, both the look-back and the number
of rows go by the root of the cadence: a fortnight and a day of nine-minute windows become five weeks and two and a half
days of hours, or half a year and six weeks of days.
"""

from math import ceil, sqrt

import numpy as np

from analytics.ground.columns import Bools, Ints
from contract.time import DAY_S

USUAL_S = 540
"""The usual window of thinned-out history, a whole part of a day."""
SLOW_S = 1.2 * USUAL_S
"""From a cadence of so many seconds on, usual windows would hold more gaps than values."""
WINDOWS_S = (900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200, DAY_S)
"""Windows of slow sources, whole parts of a day, each of which holds a value of theirs."""
DAYS = 14
"""Days that are looked at in usual windows."""
ROWS, FEWEST = 150, 40
"""Rows of history below which nothing is fitted: in usual windows, and in any."""


def window_s(heard: Bools, usual_s: int) -> int:
    """The window for what was heard in some of n windows of `usual_s`: that, or a longer one where it comes seldom.

    >>> hourly = np.arange(3 * 160) * 540 % 3600 < 540
    >>> window_s(hourly, 540), window_s(np.ones(480, np.bool_), 540)
    (3600, 540)
    """
    places = np.flatnonzero(heard)
    if len(places) < 3:
        return usual_s
    cadence = float(np.diff(places).mean() if np.median(np.diff(places)) > 1 else 1) * usual_s
    if cadence <= SLOW_S:
        return usual_s
    return next((length for length in WINDOWS_S if length >= 0.9 * cadence), DAY_S)


def late_s(begin_s: Ints, length_s: int) -> int:
    """By how many seconds most values, which came at `begin_s` (n,), come before the windows end that hold them.

    >>> late_s(np.array([0, 3600, 7200, 10800]), 3600), late_s(np.array([3000, 6600]), 3600)
    (3600, 600)
    """
    phase, count = np.unique(begin_s % length_s, return_counts=True)
    return length_s - int(phase[count.argmax()])


def days(length_s: int) -> int:
    """Days that are looked at in windows of `length_s` seconds.

    >>> days(540), days(3600), days(86400)
    (14, 37, 178)
    """
    return ceil(DAYS * _slowness(length_s))


def least_rows(length_s: int) -> int:
    """Rows of history below which nothing is fitted, in windows of `length_s` seconds.

    >>> least_rows(540), least_rows(3600), least_rows(86400)
    (150, 59, 40)
    """
    return max(FEWEST, ceil(ROWS / _slowness(length_s)))


def _slowness(length_s: int) -> float:
    return sqrt(max(1.0, length_s / USUAL_S))
