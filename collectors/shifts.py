"""When machines work: named weekly calendars, in UTC."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from collectors.noise import Array
from contract.time import DAY_S, HOUR_S, WEEK_S

_MONDAY_S = 4 * DAY_S  # 1970-01-05 was a Monday

_Spans = tuple[tuple[float, float], ...]


def _daily(days: range, start_h: float, hours: float) -> _Spans:
    return tuple((day * DAY_S + start_h * HOUR_S, day * DAY_S + (start_h + hours) * HOUR_S) for day in days)


SCHEDULES: dict[str, _Spans] = {
    "continuous": ((0.0, WEEK_S),),
    "three_shift": _daily(range(1), 6, 120),
    "two_shift": _daily(range(5), 6, 16),
    "day": _daily(range(7), 5, 10),
    "late": _daily(range(7), 12, 10),
    "night": _daily(range(7), 20, 10),
    "campaign": _daily(range(7), 6, 16),
}
"""Spans of the week in seconds from Monday 00:00 UTC; one may run past the week's end."""


def week_s(t: Array) -> Array:
    """Seconds since Monday 00:00 UTC."""
    return (t - _MONDAY_S) % WEEK_S


def hour(t: Array) -> Array:
    """Hour of the day, UTC, 0 to 24."""
    return (t % DAY_S) / HOUR_S


class Roster:
    """The calendars of n machines."""

    def __init__(self, schedules: Sequence[str]) -> None:
        self._columns = {name: np.array([entry == name for entry in schedules]) for name in dict.fromkeys(schedules)}

    def on(self, t: Array) -> npt.NDArray[np.bool_]:
        """Whether each machine is on duty, (T, n); `t` is (T, 1) or (T, n)."""
        moment = week_s(t)
        duty = np.zeros(np.broadcast_shapes(t.shape, next(iter(self._columns.values())).shape), np.bool_)
        for name, members in self._columns.items():
            duty |= _within(moment, SCHEDULES[name]) & members
        return duty

    def hours_between(self, since_s: float, t: Array) -> Array:
        """Hours on duty from `since_s` until each moment, (T, n)."""
        hours = np.zeros((len(t), len(next(iter(self._columns.values())))))
        for name, members in self._columns.items():
            worked = _worked(t, SCHEDULES[name]) - _worked(np.array([since_s]), SCHEDULES[name])
            hours += (worked / HOUR_S)[:, None] * members
        return hours

    def starts_between(self, since_s: float, t: Array) -> Array:
        """How often work began after `since_s` until each moment, (T, n)."""
        starts = np.zeros((len(t), len(next(iter(self._columns.values())))))
        for name, members in self._columns.items():
            begun = _begun(t, SCHEDULES[name]) - _begun(np.array([since_s]), SCHEDULES[name])
            starts += begun[:, None] * members
        return starts


def _begun(t: Array, spans: _Spans) -> Array:
    """How often work began, counted from a fixed but arbitrary moment; what never stops never begins."""
    weeks, moment = np.divmod(t - _MONDAY_S, WEEK_S)
    begins = np.array([start for start, end in spans if end - start < WEEK_S])
    return np.asarray(weeks * len(begins) + (moment[:, None] >= begins).sum(axis=1), np.float64)


def _worked(t: Array, spans: _Spans) -> Array:
    """Seconds on duty, counted from a fixed but arbitrary moment."""
    weeks, moment = np.divmod(t - _MONDAY_S, WEEK_S)
    worked = weeks * sum(end - start for start, end in spans)
    for start, end in spans:
        # The span of this week, and that of the week before, which may run into this one.
        worked += np.clip(moment - start, 0, end - start) + np.clip(moment - (start - WEEK_S), 0, end - start)
    return np.asarray(worked, np.float64)


def _within(moment: Array, spans: _Spans) -> npt.NDArray[np.bool_]:
    found = np.zeros(moment.shape, np.bool_)
    for start, end in spans:
        found |= ((moment >= start) & (moment < end)) | (moment < end - WEEK_S)
    return found
