"""History for learning: what was thinned out, on an even grid of windows, and what of it was healthy.

What an asset was like in alarm must not become normal. A fault begins before its alarm and leaves traces after it, so
that some hours around each alarm are left out too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.labels import problem
from analytics.ground.samples import Samples, States, by_label
from analytics.layers import duty
from analytics.learning.cadence import USUAL_S, least_rows
from contract.catalogue import ClassSpec
from contract.checks import possible
from contract.time import DAY_S, SECOND

MIN_DAYS = 3
"""Days of healthy history from which on the rest is left out; where there are fewer, all of it is learned from."""
YOUNG_DAYS = 14
"""What was learned in less time has not seen all that is normal: of two weekends the second is the first that can be
known."""
FINE_S, COARSE_S = 270, USUAL_S
"""Windows of thinned-out history, whole parts of a day. No round numbers of minutes: what machines do on the hour or
every ten minutes would otherwise be seen always or never."""
BEFORE_S, AFTER_S, BEFORE = 6 * 3600, 3600, 3
"""How long before and after an alarm an asset counts as not healthy; before it at least for so many windows, as so many
samples have to agree until one is raised."""


@dataclass(frozen=True, slots=True)
class Grid:
    """An even grid of window ends over history: first end (ns), number of windows, seconds each, and by how many
    seconds values come before the ends, where that is known."""

    first: int
    count: int
    window_s: int
    late_s: int = 0

    @property
    def start(self) -> int:
        """Where the first window begins, nanoseconds."""
        return self.first - self.window_s * SECOND

    @property
    def stop(self) -> int:
        """Where the last window ends, nanoseconds."""
        return self.first + (self.count - 1) * self.window_s * SECOND

    def place(self, time: Ints) -> Ints:
        """The window of each window end."""
        return np.asarray((time - self.first + SECOND) // (self.window_s * SECOND))

    def time(self) -> Ints:
        """The end of each window, nanoseconds."""
        return self.first + self.window_s * SECOND * np.arange(self.count)

    def moments(self) -> Ints:
        """When the value of each window came, nanoseconds."""
        return self.time() - self.late_s * SECOND


@dataclass(frozen=True, slots=True)
class History:
    """One asset's history on a grid of n windows: signals by name (n,), duty (SLOTS, n), whether it worked (n,),
    the state that it was in (n,), by its place in the class's run states, -1 where it said none, and whether it was
    far from any alarm (n,)."""

    values: dict[str, Floats]
    duty_now: Floats
    duty_mean: Floats
    working: Bools
    said: Ints
    healthy: Bools

    def enough(self, grid: Grid) -> bool:
        """Whether what is healthy is long enough to be learned from alone."""
        heard = np.isfinite(list(self.values.values())).any(axis=0)
        least = max(MIN_DAYS * DAY_S / grid.window_s, least_rows(grid.window_s))
        return bool((heard & self.healthy).sum() >= least)

    def without(self, odd: Bools, grid: Grid) -> "History":
        """The same, in which what is near some windows (n,) does not count as healthy either."""
        return replace(self, healthy=self.healthy & ~_around(grid, grid.time()[odd]))


def arrange(
    spec: ClassSpec, grid: Grid, samples: Samples, means: Samples, states: States, alarms: Samples
) -> dict[tuple[str, str], History]:
    """The history of each asset (by name, and the site where it was last) of a class, on the grid.

    `alarms` are windows with an alarm. What breaks the contract is left out.
    """
    found: dict[str, History] = {}
    last: dict[str, tuple[int, str]] = {}
    for code, rows in by_label(samples.code):
        label = samples.labels[code]
        if problem(label):
            continue
        name, _class, site, signal = label
        history = found.setdefault(name, _empty(grid))
        value = np.where(possible(spec.signals[signal], samples.value[rows]), samples.value[rows], np.nan)
        before = history.values.get(signal, np.full(grid.count, np.nan))
        history.values[signal] = _on(grid, samples.time[rows], value, before)
        last[name] = max(last.get(name, (0, "")), (int(samples.time[rows].max()), site))
    _add_duty(spec, grid, means, found)
    _add_states(spec, grid, states, found)
    for code, rows in by_label(alarms.code):
        name = alarms.labels[code][0]
        if name in found:
            found[name].healthy[_around(grid, _telling(grid, alarms.time[rows]))] = False
    return {(name, last[name][1]): history for name, history in found.items()}


def _telling(grid: Grid, time: Ints) -> Ints:
    """The windows in alarm that tell of something sick: of a young machine those of alarms that last.

    What little history has told of is called off again, as the first warm afternoon or the first weekend is. Nothing
    was mended then, and wear does not heal. What is rare and far off is still left out by `unusual`.
    """
    if grid.count * grid.window_s >= YOUNG_DAYS * DAY_S or not len(time):
        return time
    time = np.sort(time)
    first = np.flatnonzero(np.diff(time, prepend=time[0] - DAY_S * SECOND) > AFTER_S * SECOND)
    last = np.append(first[1:], len(time)) - 1
    tells = (time[last] - time[first] >= MIN_DAYS * DAY_S * SECOND) | (time[last] >= grid.stop)
    return np.asarray(time[np.repeat(tells, last - first + 1)])


def _add_duty(spec: ClassSpec, grid: Grid, means: Samples, found: Mapping[str, History]) -> None:
    slots = spec.duty
    for history in found.values():
        for slot, signal in enumerate(slots):
            if signal in history.values:
                history.duty_now[slot] = history.values[signal]
    for code, rows in by_label(means.code):
        name, _class, _site, signal = means.labels[code]
        # Where a place has nothing that tells duty, it may answer with what it has.
        if name in found and signal in slots:
            row = found[name].duty_mean[slots.index(signal)]
            row[:] = _on(grid, means.time[rows], means.value[rows], row)


def _add_states(spec: ClassSpec, grid: Grid, states: States, found: Mapping[str, History]) -> None:
    """An asset works in a window if its last state says so; one that never says a state always works."""
    spoken: set[str] = set()
    for code, rows in by_label(states.code):
        name, _class, _site, run_state = states.labels[code]
        history = found.get(name)
        if history is None:
            continue
        if name not in spoken:
            history.working[:] = False
            spoken.add(name)
        if run_state in spec.run_states:
            at = _inside(grid, states.time[rows])
            history.working[at] = run_state in spec.working_states
            history.said[at] = spec.run_states.index(run_state)


def _empty(grid: Grid) -> History:
    nothing = np.full((duty.SLOTS, grid.count), np.nan)
    always = np.ones(grid.count, np.bool_)
    return History({}, nothing, nothing.copy(), always, np.full(grid.count, -1), always.copy())


def _on(grid: Grid, time: Ints, value: Floats, before: Floats) -> Floats:
    """Values on the grid, over what another site's part of the history had there."""
    row = before.copy()
    place = grid.place(time)
    inside = (place >= 0) & (place < grid.count)
    row[place[inside]] = value[inside]
    return row


def _inside(grid: Grid, time: Ints) -> Ints:
    place = grid.place(time)
    return np.asarray(place[(place >= 0) & (place < grid.count)])


def _around(grid: Grid, time: Ints) -> Bools:
    """(n,) which windows are near those that end at these times, which may lie outside the grid."""
    place = grid.place(time)
    before = max(BEFORE_S // grid.window_s, BEFORE)
    first, last = place - before, place - -AFTER_S // grid.window_s
    edges = np.zeros(grid.count + 1, np.int64)
    np.add.at(edges, np.clip(first, 0, grid.count), 1)
    np.add.at(edges, np.clip(last + 1, 0, grid.count), -1)
    return np.asarray(np.cumsum(edges[:-1]) > 0)
