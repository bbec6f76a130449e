"""How what was told of a fleet came true."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.prognosis.outlook import MONTH_H
from analytics.prognosis.training import told_apart
from bench.prognosis.fleet import Asked

EARLY_D, LATE_D = 30.0, 7.0
"""An announcement is early that comes more days ahead, late that comes fewer."""
MONTH_D = 30.0


@dataclass(frozen=True, slots=True)
class Course:
    """One course to failure: its mode, how many days ahead it was announced for good (0: never), of how many of its
    days a range was told and of how many of these it held the truth, of how many days there are, and how often the
    foretold day jumped."""

    mode: str
    lead_d: float
    days: int
    ranged: int
    held: int
    jumps: int


def together(one: Asked, other: Asked) -> Asked:
    """Days of one fleet and of another, whose machines are others."""
    apart = replace(other, machine=other.machine + one.machine.max(initial=-1) + 1)
    pairs = ((name, getattr(one, name), getattr(apart, name)) for name in Asked.__slots__)
    both: dict[str, Any] = {name: a + b if isinstance(a, list) else np.concatenate((a, b)) for name, a, b in pairs}
    return Asked(**both)


def courses(asked: Asked) -> list[Course]:
    """All that ended with a failure, from onset on."""
    return [_course(asked, own) for own in _faults(asked) if not asked.censored[own[-1]]]


def _faults(asked: Asked) -> Iterator[Ints]:
    """The days of each fault, by time."""
    at_work = np.flatnonzero(~asked.sound)
    units = np.column_stack((asked.machine, asked.course))[at_work]
    which = np.unique(units, axis=0, return_inverse=True)[1] if len(units) else np.empty(0, np.int64)
    for number in range(which.max(initial=-1) + 1):
        yield at_work[which == number]


def _course(asked: Asked, own: Ints) -> Course:
    life, low, high = asked.life_h[own], asked.low_h[own], asked.high_h[own]
    ranged = np.isfinite(asked.middle_h[own])
    held = ranged & (low <= life) & (life <= high)
    return Course(
        asked.mode[own[0]],
        _lead(asked, own),
        len(own),
        int(ranged.sum()),
        int(held.sum()),
        len(list(jumps(asked, own))),
    )


def _lead(asked: Asked, own: Ints) -> float:
    """Days from the first announcement that stayed until the failure."""
    quiet = np.flatnonzero(~asked.announced[own])
    first = int(quiet[-1]) + 1 if len(quiet) else 0
    return float(asked.life_h[own[first]] / 24) if first < len(own) else 0.0


def jumps(asked: Asked, own: Ints) -> Iterator[int]:
    """The days on which the foretold day of failure lies outside of the range that was told the day before."""
    for before, now in zip(own[:-1].tolist(), own[1:].tolist(), strict=True):
        told = asked.middle_h[now] + asked.life_h[before] - asked.life_h[now]
        is_told = np.isfinite([told, asked.middle_h[before]]).all()
        if is_told and not asked.low_h[before] <= told <= asked.high_h[before]:
            yield now


def announcements(asked: Asked, own: Ints) -> int:
    """How often a failure was announced on these days, by machine and time: once for as long as it was upheld."""
    said = asked.announced[own]
    again = np.append(False, (asked.machine[own][1:] == asked.machine[own][:-1]) & said[:-1])
    return int((said & ~again).sum())


def within_month(asked: Asked, *, begun: bool) -> dict[str, float]:
    """Of "fails within 30 days": AUC, accuracy, precision, recall, F1 and Brier score over days; only of those days on
    which the fault had `begun`, or none comes within that time, or of all."""
    fails = ~asked.censored & (asked.life_h < MONTH_H)
    known = fails | (asked.life_h >= MONTH_H)
    if begun:
        known &= ~(fails & asked.sound)
    chance: Floats = np.nan_to_num(asked.chance, nan=0.0)
    return told_apart(chance[known], fails[known], np.ones(int(known.sum())))
