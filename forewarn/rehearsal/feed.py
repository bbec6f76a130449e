"""Simulated machines fed to the product without a store, in blocks, so that memory does not grow with the span.

History is thinned out block by block as the store does it for the worker: of each window the last value of every
signal, the mean of the signals that tell duty, and the last run state.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States
from analytics.learning.history import COARSE_S, Grid, arrange
from analytics.learning.learn import adopt
from collectors.group import Group, Readings
from collectors.world import World
from contract.time import MINUTE, SECOND

STEP = MINUTE
WINDOW = COARSE_S * SECOND
_BLOCK = 40 * WINDOW
"""Time that is simulated at once, cut at its whole multiples: no window of history lies in two blocks."""

Parts = list[tuple[Group, Readings]]


def simulate(world: World, start: int, stop: int, step: int = STEP) -> Iterator[Parts]:
    """Everything that the world's machines report in (start, stop], in nanoseconds, block by block."""
    times = np.arange(start + step, stop + 1, step)
    edges = np.flatnonzero(np.diff(_ends(times, _BLOCK))) + 1
    for block in np.split(times, edges):
        yield world.readings(block)


def as_samples(parts: Parts) -> tuple[Samples, States]:
    """Readings as the worker would have read them from the store."""
    values, states = _Rows(), _Rows()
    for group, read in parts:
        values.add(_labels(group, read.signals), read.times, *_heard(read))
        states.add(_labels(group, group.spec.run_states), read.times, *_said(read))
    samples, told = values.samples(), states.samples()
    return samples, States(told.time, told.code, told.labels)


def _labels(group: Group, names: Sequence[str]) -> list[Label]:
    """The label of each name of each machine: name by name, and in it machine by machine."""
    return [(asset.name, group.spec.name, asset.site, name) for name in names for asset in group.assets]


def _heard(read: Readings) -> tuple[Ints, Ints, Floats]:
    """(moment, place among the labels, value) of each reading that there is."""
    number, moment, place = np.nonzero(np.isfinite(read.values) & ~read.silent)
    return moment, number * read.silent.shape[1] + place, read.values[number, moment, place]


def _said(read: Readings) -> tuple[Ints, Ints, Floats]:
    """(moment, place among the labels, 0) of each run state that is told."""
    moment, place = np.nonzero(~read.silent)
    return moment, read.states[moment, place] * read.silent.shape[1] + place, np.zeros(len(moment))


class _Rows:
    """Samples collected group by group."""

    def __init__(self) -> None:
        self._labels: list[Label] = []
        self._parts: list[tuple[Ints, Ints, Floats]] = []

    def add(self, labels: list[Label], times: Ints, moment: Ints, place: Ints, value: Floats) -> None:
        """Some samples by the number of their moment and of their label."""
        self._parts.append((times[moment], place + len(self._labels), value))
        self._labels += labels

    def samples(self) -> Samples:
        """All of them."""
        times, codes, values = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        return Samples(times, codes, values, self._labels)


@dataclass(frozen=True, slots=True)
class _Windows:
    """A group's readings in W windows: their ends, last values (signals, W, n), means of duty, last states (W, n)."""

    ends: Ints
    last: Floats
    means: Floats
    states: Ints


class History:
    """What machines have reported, thinned out to windows."""

    def __init__(self) -> None:
        self._groups: dict[Group, list[_Windows]] = {}
        self._alarms: dict[str, set[int]] = {}
        """The windows' ends in which each machine was in alarm, by its name."""

    def add(self, parts: Parts) -> None:
        """Take in a block."""
        for group, read in parts:
            self._groups.setdefault(group, []).append(_thin(group, read))

    def warn(self, alarms: Iterable[tuple[str, int]]) -> None:
        """Take in which machines were in alarm when (ns)."""
        for name, time in alarms:
            self._alarms.setdefault(name, set()).add(-(-time // WINDOW) * WINDOW)

    def alarmed(self, asset: str, since: int) -> bool:
        """Whether a machine was in alarm after a moment."""
        return max(self._alarms.get(asset, ()), default=0) > since

    def forget(self, before: int) -> None:
        """Drop the blocks that ended before a moment."""
        for group, parts in self._groups.items():
            self._groups[group] = [part for part in parts if part.ends[-1] >= before]

    def learn(self, state: State, only: Callable[[str], bool] = lambda _asset: True) -> None:
        """Fit machines, by their names, on all that is kept, as the worker does with what it reads from the store."""
        for group, parts in self._groups.items():
            places = [place for place, asset in enumerate(group.assets) if only(asset.name)]
            if places:
                _learn(state, group, _joined(parts), places, self._alarms)


def _joined(parts: Sequence[_Windows]) -> _Windows:
    ends, last, means, states = (
        np.concatenate([getattr(part, name) for part in parts], axis=axis)
        for name, axis in (("ends", 0), ("last", 1), ("means", 1), ("states", 0))
    )
    return _Windows(ends, last, means, states)


def _learn(state: State, group: Group, found: _Windows, places: Sequence[int], alarmed: Mapping[str, set[int]]) -> None:
    grid = Grid(int(found.ends[0]), int(found.ends[-1] - found.ends[0]) // WINDOW + 1, COARSE_S)
    for place in places:
        asset = group.assets[place]
        tags = (asset.name, group.spec.name, asset.site)
        last = _windowed(tags, found.ends, group.signals, found.last[:, :, place])
        means = _windowed(tags, found.ends, _duty(group), found.means[:, :, place])
        at = np.flatnonzero(found.states[:, place] >= 0)
        labels = [(*tags, name) for name in group.spec.run_states]
        states = States(found.ends[at], found.states[at, place], labels)
        times = np.array(sorted(alarmed.get(asset.name, ())), np.int64)
        alarms = Samples(times, np.zeros(len(times), np.int64), np.full(len(times), 2.0), [(*tags, "level")])
        for (name, site), history in arrange(group.spec, grid, last, means, states, alarms).items():
            adopt(state, state.fleet.asset(name, group.spec.name, site), history, grid)


def _windowed(tags: tuple[str, str, str], ends: Ints, names: Sequence[str], values: Floats) -> Samples:
    """Values (names, windows) as samples at the windows' ends."""
    number, window = np.nonzero(np.isfinite(values))
    return Samples(ends[window], number, values[number, window], [(*tags, name) for name in names])


def _duty(group: Group) -> list[str]:
    """The signals of a group that tell duty."""
    return [name for name in group.spec.duty if name in group.signals]


def _thin(group: Group, read: Readings) -> _Windows:
    ends = _ends(read.times, WINDOW)
    starts = np.flatnonzero(np.diff(ends, prepend=-1))
    heard = np.isfinite(read.values) & ~read.silent
    told = _last(~read.silent[None], starts)[0]
    states = np.where(told >= 0, np.take_along_axis(read.states, np.maximum(told, 0), axis=0), -1)
    rows = [read.signals.index(name) for name in _duty(group)]
    means = _means(read.values[rows], heard[rows], starts)
    at = _last(heard, starts)
    last = np.where(at >= 0, np.take_along_axis(read.values, np.maximum(at, 0), axis=1), np.nan)
    return _Windows(ends[starts], last, means, states)


def _last(there: Bools, starts: Ints) -> Ints:
    """The last moment of each window at which something (k, T, n) was there, -1 where it never was: (k, W, n)."""
    moments = np.where(there, np.arange(there.shape[1])[:, None], -1)
    found = np.maximum.reduceat(moments, starts, axis=1)
    return np.asarray(found)


def _means(values: Floats, there: Bools, starts: Ints) -> Floats:
    """The mean of what was there of (k, T, n) in each window, NaN where nothing was: (k, W, n)."""
    total = np.add.reduceat(np.where(there, values, 0.0), starts, axis=1)
    count: npt.NDArray[np.int64] = np.add.reduceat(there.astype(np.int64), starts, axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def _ends(times: Ints, window: int) -> Ints:
    return np.asarray(-(-times // window) * window)
