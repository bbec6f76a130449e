"""What is new, put in order: samples of any assets and times become rounds, each with one moment an asset.

A round holds the next moment of every asset that has one: assets need not be in step with each other, and how samples
were batched does not change what each series sees. So the whole fleet is scored by one vectorised step a round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.engine.fleet import Label


@dataclass(frozen=True, slots=True)
class Samples:
    """Numbers as they were read: (n,) nanoseconds, (n,) positions in `labels`, (n,) values."""

    time: Ints
    code: Ints
    value: Floats
    labels: Sequence[Label]

    def take(self, which: Bools) -> "Samples":
        """Some of the samples."""
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

    @classmethod
    def none(cls) -> "States":
        """No states."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), [])


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
    """The rows as rounds, each asset's moments in order; the later of two values for one moment wins."""
    if not len(rows.time):
        return
    rows = rows.take(np.lexsort((rows.time, rows.asset)))
    new_asset = np.diff(rows.asset, prepend=-1) != 0
    moment = np.cumsum(new_asset | (np.diff(rows.time, prepend=0) != 0)) - 1
    number = moment - np.maximum.accumulate(np.where(new_asset, moment, 0))
    order = np.argsort(number, kind="stable")
    rows, number = rows.take(order), number[order]
    edges = np.flatnonzero(np.diff(number, prepend=-1, append=-1))
    for first, last in pairwise(edges.tolist()):
        yield _round(rows, slice(first, last))


def _round(rows: Rows, part: slice) -> Round:
    asset, place, slot = np.unique(rows.asset[part], return_index=True, return_inverse=True)
    state = np.full(len(asset), -1, np.int64)
    carries = np.flatnonzero(rows.state[part] >= 0)
    state[slot[carries]] = rows.state[part][carries]
    series = rows.series[part]
    # np.unique keeps the first of equals, so it looks at the rows from behind.
    _, behind = np.unique(series[::-1], return_index=True)
    keep = len(series) - 1 - behind
    keep = keep[series[keep] >= 0]
    return Round(
        asset, rows.time[part][place], state, series[keep], rows.value[part][keep], slot[keep].astype(np.int64)
    )
