"""What a part of a recording becomes: frames of rows that are alike, and flat columns of readings and of states."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from collectors.replay.cells import Floats
from collectors.replay.tally import Bools, Ints

Texts = npt.NDArray[np.object_]


class Asset(NamedTuple):
    """The tags of a machine."""

    asset: str
    asset_class: str
    site: str


Label = tuple[str, str, str, str]
"""asset, asset_class, site, signal (or run state)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows that are alike: n moments of some assets, and what is known of each."""

    times: Ints
    """(n,) ns since 1970, UTC"""
    who: Ints
    """(n,) positions in `assets`"""
    assets: Sequence[Asset]
    rows: Ints
    """(n,) rows of the file, from 1"""
    values: dict[str, Floats]
    """By signal (n,) readings in its unit, NaN where there is none"""
    states: Texts | None = None
    """(n,) run states, "" where none is known"""
    columns: dict[str, str] = field(default_factory=dict)
    """By signal the column of the file that it comes from"""

    def take(self, which: Ints | Bools | slice) -> "Frame":
        """Some of the rows, in that order."""
        values = {signal: column[which] for signal, column in self.values.items()}
        states = None if self.states is None else self.states[which]
        return replace(
            self, times=self.times[which], who=self.who[which], rows=self.rows[which], values=values, states=states
        )

    def joined(self, later: "Frame") -> "Frame":
        """This frame with the rows of another of its kind behind its own."""
        values = {signal: np.concatenate([column, later.values[signal]]) for signal, column in self.values.items()}
        states = None if self.states is None or later.states is None else np.concatenate([self.states, later.states])
        times, who, rows = (
            np.concatenate(pair) for pair in ((self.times, later.times), (self.who, later.who), (self.rows, later.rows))
        )
        return replace(self, times=times, who=who, rows=rows, values=values, states=states)

    def readings(self) -> int:
        """How many readings it has."""
        return sum(int(np.count_nonzero(~np.isnan(column))) for column in self.values.values())

    def filled(self, *, states: bool) -> "Frame":
        """The rows that have a reading, or with `states`, a state."""
        something = np.zeros(len(self.times), bool)
        for column in self.values.values():
            something |= ~np.isnan(column)
        if states and self.states is not None:
            something |= self.states != ""
        return self if something.all() else self.take(something)


@dataclass(frozen=True, slots=True)
class States:
    """Run states: (m,) ns since 1970 and (m,) positions in `labels`, whose last part is the state."""

    times: Ints
    codes: Ints
    labels: Sequence[Label]


@dataclass(frozen=True)
class Chunk:
    """A part of a recording, about in the order of the file."""

    frames: Sequence[Frame]
    rows: int
    """Rows of the file in it, also those that were refused."""

    @cached_property
    def _flat(self) -> tuple[Ints, Ints, Floats, list[Label]]:
        numbers: dict[Label, int] = {}
        parts: list[tuple[Ints, Ints, Floats]] = []
        for frame in self.frames:
            for signal, column in frame.values.items():
                there = np.flatnonzero(~np.isnan(column))
                if len(there):
                    labels = [(*asset, signal) for asset in frame.assets]
                    parts.append((frame.times[there], _coded(frame.who[there], labels, numbers), column[there]))
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), []
        times, codes, values = (np.concatenate(part) for part in zip(*parts, strict=True))
        return times, codes, values, list(numbers)

    @property
    def times(self) -> Ints:
        """(n,) ns since 1970 of the readings, UTC."""
        return self._flat[0]

    @property
    def codes(self) -> Ints:
        """(n,) positions in `labels`."""
        return self._flat[1]

    @property
    def values(self) -> Floats:
        """(n,) readings, finite, in the units of their signals."""
        return self._flat[2]

    @property
    def labels(self) -> Sequence[Label]:
        """What the readings are of."""
        return self._flat[3]

    @cached_property
    def states(self) -> States:
        """Run states, in the same form."""
        numbers: dict[Label, int] = {}
        times, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for frame in self.frames:
            for state in [] if frame.states is None else sorted(set(frame.states.tolist()) - {""}):
                there = np.flatnonzero(frame.states == state)
                labels = [(*asset, state) for asset in frame.assets]
                times.append(frame.times[there])
                codes.append(_coded(frame.who[there], labels, numbers))
        return States(np.concatenate(times), np.concatenate(codes), list(numbers))


def _coded(who: Ints, labels: Sequence[Label], numbers: dict[Label, int]) -> Ints:
    """(n,) the numbers of labels, by what position each is at; new ones get the next number."""
    present = np.unique(who)
    table = np.zeros(int(present[-1]) + 1, np.int64)
    for place in present.tolist():
        table[place] = numbers.setdefault(labels[place], len(numbers))
    return table[who]
