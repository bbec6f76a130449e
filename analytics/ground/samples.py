"""What is new, put in order: samples of any assets and times become rounds, each with one moment an asset.

A round holds the next moment of every asset that has one: assets need not be in step with each other, and how samples
were batched does not change what each series sees. So the whole fleet is scored by one vectorised step a round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.kernel import kernel


@dataclass(frozen=True, slots=True)
class Samples:
    """Numbers as they were read: (n,) nanoseconds, (n,) positions in `labels`, (n,) values."""

    time: Ints
    code: Ints
    value: Floats
    labels: Sequence[Label]

    def take(self, which: Ints | Bools) -> "Samples":
        """Some of the samples, in that order; `which` may also be a mask."""
        return Samples(self.time[which], self.code[which], self.value[which], self.labels)

    @classmethod
    def none(cls) -> "Samples":
        """No samples."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), [])


@dataclass(frozen=True, slots=True)
class States:
    """Run states as they were read: (n,) nanoseconds and (n,) positions in `labels`, whose last part is the state."""

    time: Ints
    code: Ints
    labels: Sequence[Label]

    def take(self, which: Ints | Bools) -> "States":
        """Some of the states, in that order; `which` may also be a mask."""
        return States(self.time[which], self.code[which], self.labels)

    @classmethod
    def none(cls) -> "States":
        """No states."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), [])


def by_label(code: Ints) -> Iterator[tuple[int, Ints]]:
    """The positions of labels that have any of (n,) rows, and the rows of each in their order.

    >>> [(label, rows.tolist()) for label, rows in by_label(np.array([2, 0, 2]))]
    [(0, [1]), (2, [0, 2])]
    """
    order = np.argsort(code, kind="stable")
    begins = np.flatnonzero(np.diff(code[order], prepend=-1))
    for rows in np.split(order, begins)[1:]:
        yield int(code[rows[0]]), rows


def joined_samples(parts: Sequence[Samples]) -> Samples:
    """All samples of all parts, below each other."""
    parts = [part for part in parts if len(part.time)]
    if len(parts) == 1:
        return parts[0]
    parts = [Samples.none(), *parts]
    time, value = (np.concatenate([getattr(part, name) for part in parts]) for name in ("time", "value"))
    return Samples(time, _codes(parts), value, [label for part in parts for label in part.labels])


def joined_states(parts: Sequence[States]) -> States:
    """All states of all parts, below each other."""
    parts = [part for part in parts if len(part.time)]
    if len(parts) == 1:
        return parts[0]
    parts = [States.none(), *parts]
    labels = [label for part in parts for label in part.labels]
    return States(np.concatenate([part.time for part in parts]), _codes(parts), labels)


def _codes(parts: Sequence[Samples | States]) -> Ints:
    """The codes of all parts, as positions in all of their labels."""
    before = np.cumsum([0, *(len(part.labels) for part in parts)])
    return np.concatenate([part.code + first for part, first in zip(parts, before.tolist(), strict=False)])


@dataclass(frozen=True, slots=True)
class Rows:
    """Samples and states by number: `series` is -1 in a row that only carries a state, `state` -1 in the others."""

    time: Ints
    asset: Ints
    series: Ints
    value: Floats
    state: Ints

    def take(self, which: Ints | Bools) -> "Rows":
        """Some of the rows, in that order; `which` may also be a mask."""
        return Rows(self.time[which], self.asset[which], self.series[which], self.value[which], self.state[which])


@dataclass(frozen=True, slots=True)
class Round:
    """One moment of each of m assets: (m,) `asset`, `time`, `state`; and their n samples by `slot`, the asset's place.

    A series has at most one sample in a round.
    """

    asset: Ints
    time: Ints
    state: Ints
    series: Ints
    value: Floats
    slot: Ints


def rounds(rows: Rows) -> Iterator[Round]:
    """The rows as rounds, each asset's moments in order; the later of two values for one moment wins.

    The assets of a round come in rising order, and of each asset the series.
    """
    if not len(rows.time):
        return
    rows = rows.take(_in_time(rows))
    number, first_row, first_moment = _number(rows.asset, rows.time)
    asset, time, state, series, value, slot, last_row = _fill(
        rows.asset, rows.time, rows.series, rows.value, rows.state, number, first_row, first_moment
    )
    moments, parts = pairwise(first_moment.tolist()), zip(first_row.tolist(), last_row.tolist(), strict=False)
    for own, part in zip(starmap(slice, moments), starmap(slice, parts), strict=False):
        yield Round(asset[own], time[own], state[own], series[part], value[part], slot[part])


def _in_time(rows: Rows) -> Ints:
    """The order by asset, and by time within it; rows of the same moment stay as they were."""
    order, ordered = _by_asset(rows.asset, rows.time)
    return order if ordered else np.lexsort((rows.time, rows.asset))


@kernel
def _by_asset(asset: Ints, time: Ints) -> tuple[Ints, bool]:
    """The order by asset, and whether the times of each asset rise in it."""
    place = np.zeros(asset.max() + 2, np.int64)
    for number in asset:
        place[number + 1] += 1
    place = place.cumsum()
    newest, order, ordered = np.zeros(len(place), np.int64), np.empty(len(asset), np.int64), True
    for row, number in enumerate(asset):
        order[place[number]] = row
        place[number] += 1
        ordered &= time[row] >= newest[number]
        newest[number] = time[row]
    return order, ordered


@kernel
def _number(asset: Ints, time: Ints) -> tuple[Ints, Ints, Ints]:
    """(n,) the round of each row, and where the rows and the moments of each of r rounds begin, (r + 1,) each."""
    number, last = np.zeros(len(time), np.int64), 0
    for row in range(1, len(time)):
        if asset[row] == asset[row - 1]:
            number[row] = number[row - 1] + (time[row] != time[row - 1])
            last = max(last, number[row])
    rows, moments = np.zeros(last + 2, np.int64), np.zeros(last + 2, np.int64)
    for row in range(len(time)):
        rows[number[row] + 1] += 1
        moments[number[row] + 1] += _begins(asset, time, row)
    return number, rows.cumsum(), moments.cumsum()


@kernel
def _begins(asset: Ints, time: Ints, row: int) -> bool:
    """Whether a moment of an asset begins with this row."""
    return bool(row == 0 or asset[row] != asset[row - 1] or time[row] != time[row - 1])


@kernel
def _fill(
    asset: Ints, time: Ints, series: Ints, value: Floats, state: Ints, number: Ints, first_row: Ints, first_moment: Ints
) -> tuple[Ints, Ints, Ints, Ints, Floats, Ints, Ints]:
    """The columns of all rounds one after the other, and where the rows of each end, as some rows may be double."""
    moments, rows = first_moment[-1], first_row[-1]
    assets, times, states = np.empty(moments, np.int64), np.empty(moments, np.int64), np.full(moments, -1)
    numbers, values, slots = np.empty(rows, np.int64), np.empty(rows), np.empty(rows, np.int64)
    moment, end, begin = first_moment[:-1] - 1, first_row[:-1].copy(), 0
    for row in range(len(time)):
        now = number[row]
        if _begins(asset, time, row):
            moment[now] += 1
            begin = end[now]
            assets[moment[now]], times[moment[now]] = asset[row], time[row]
        if state[row] >= 0:
            states[moment[now]] = state[row]
        if series[row] >= 0:
            slots[end[now]] = moment[now] - first_moment[now]
            end[now] += _insert(numbers, values, begin, end[now], series[row], value[row])
    return assets, times, states, numbers, values, slots, end


@kernel
def _insert(numbers: Ints, values: Floats, begin: int, end: int, number: int, value: float) -> int:
    """Put a value in its place among `numbers[begin:end]`, which rise; 0 where its number was there, 1 where not."""
    place = end
    while place > begin and numbers[place - 1] > number:
        place -= 1
    if place > begin and numbers[place - 1] == number:
        values[place - 1] = value
        return 0
    for at in range(end, place, -1):
        numbers[at], values[at] = numbers[at - 1], values[at - 1]
    numbers[place], values[place] = number, value
    return 1
