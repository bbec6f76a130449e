"""Late points: what came into the store after the worker had passed its time.

The worker remembers which values it saw of each asset at each moment, and so how many of each minute. Where the store
has more, points came late: the minute is read again, and what was not seen is scored in its place. A moment takes 16
bytes however many values it has, and is forgotten once it is older than the lateness that is allowed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Bools, Ints
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples
from contract.time import MINUTE

_SHIFT = 36
"""Bits of a moment within its minute; those above are the number of the asset."""
_SIGNALS = 64
"""Signals of one asset that are told apart; those of no contract, past that, share the last place."""

Owner = tuple[str, str]
"""An asset and its class."""
_Flags = npt.NDArray[np.uint64]


@dataclass(slots=True)
class _Minute:
    """The moments of one minute in order, and of each a bit for every signal that was seen."""

    moment: Ints
    signals: _Flags

    @classmethod
    def empty(cls) -> "_Minute":
        return cls(np.zeros(0, np.int64), np.zeros(0, np.uint64))

    def add(self, moment: Ints, signal: _Flags) -> Bools:
        """Remember n values; gives which of them were not seen before."""
        order = np.argsort(moment, kind="stable")
        starts = np.flatnonzero(np.diff(moment[order], prepend=-1))
        unique, together = moment[order][starts], np.bitwise_or.reduceat(signal[order], starts)
        place = np.searchsorted(self.moment, unique)
        known = np.append(self.moment, -1)[place] == unique
        before = np.where(known, np.append(self.signals, np.uint64(0))[place], np.uint64(0))
        group = np.searchsorted(unique, moment)
        self.signals[place[known]] |= together[known]
        self.moment = np.insert(self.moment, place[~known], unique[~known])
        self.signals = np.insert(self.signals, place[~known], together[~known])
        return np.asarray((before[group] & signal) == 0)

    def counts(self, owners: int) -> Ints:
        """(owners,) how many values of each asset were seen."""
        values = np.bitwise_count(self.signals)
        return np.bincount(self.moment >> _SHIFT, values, owners).astype(np.int64)


class Seen:
    """Which values of each asset were seen at each moment, minute by minute."""

    def __init__(self) -> None:
        self._owners: dict[Owner, int] = {}
        self._signals: list[dict[str, int]] = []
        """Of each asset, the bits of its signals."""
        self._minutes: defaultdict[int, _Minute] = defaultdict(_Minute.empty)
        self._more: dict[tuple[int, int], int] = {}
        """Values that the store has of a minute and an asset beyond those that can be told apart."""
        self._known: dict[Label, tuple[int, int]] = {}
        """The labels that were numbered before, as the same ones come again with every reading."""

    def add(self, samples: Samples) -> Bools:
        """Remember samples; gives which of them were not seen before."""
        owner, bit = self._number(samples.labels)
        signal = np.left_shift(np.uint64(1), bit.astype(np.uint64))[samples.code]
        minute = samples.time // MINUTE * MINUTE
        moment = (owner[samples.code] << _SHIFT) | (samples.time - minute)
        new = np.zeros(len(samples.time), np.bool_)
        for start in np.unique(minute).tolist():
            rows = np.flatnonzero(minute == start)
            new[rows] = self._minutes[start].add(moment[rows], signal[rows])
        return new

    def missing(self, counts: Samples) -> list[tuple[int, Owner]]:
        """The minutes of assets of which the store has more values than were seen; `counts` is by the windows' ends."""
        if not len(counts.time):
            return []
        owner, _ = self._number(counts.labels)
        names, found = list(self._owners), []
        for end in np.unique(counts.time).tolist():
            rows = np.flatnonzero(counts.time == end)
            stored = np.bincount(owner[counts.code[rows]], counts.value[rows], len(names)).astype(np.int64)
            start = end - MINUTE
            known = self._minutes[start].counts(len(names)) if start in self._minutes else np.zeros_like(stored)
            more = np.flatnonzero(stored > known).tolist()
            found += [(start, names[n]) for n in more if stored[n] > known[n] + self._more.get((start, n), 0)]
        return found

    def late(self, samples: Samples) -> Samples:
        """Of all samples of one minute of some assets, those that were not seen; from now on they are."""
        late = samples.take(self.add(samples))
        if len(samples.time):
            # The store's count is the truth now, even where it has what cannot be told apart.
            start = int(samples.time[0]) // MINUTE * MINUTE
            owner, _ = self._number(samples.labels)
            stored = np.bincount(owner[samples.code], minlength=len(self._owners))
            more = stored - self._minutes[start].counts(len(self._owners))
            self._more.update({(start, n): int(more[n]) for n in np.flatnonzero(more > 0).tolist()})
        return late

    def forget(self, before: int) -> None:
        """Let go of the minutes that end before a time in nanoseconds."""
        for start in [start for start in self._minutes if start + MINUTE <= before]:
            del self._minutes[start]
        self._more = {place: count for place, count in self._more.items() if place[0] in self._minutes}

    def only(self, owners: Collection[Owner]) -> "Seen":
        """What was seen of some assets."""
        kept = Seen()
        numbers = np.full(len(self._owners) + 1, -1)
        for owner, number in self._owners.items():
            if owner in owners:
                numbers[number] = kept._owners[owner] = len(kept._owners)
                kept._signals.append(self._signals[number])
        for start, minute in self._minutes.items():
            owner = numbers[minute.moment >> _SHIFT]
            left = owner >= 0
            moment = (owner[left] << _SHIFT) | (minute.moment[left] & ((1 << _SHIFT) - 1))
            order = np.argsort(moment)
            kept._minutes[start] = _Minute(moment[order], minute.signals[left][order])
        return kept

    def dump(self) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """Everything as arrays and plain data."""
        starts, minutes = list(self._minutes), [_Minute.empty(), *self._minutes.values()]
        arrays = {
            "minute": np.repeat(np.array([0, *starts]), [len(minute.moment) for minute in minutes]),
            "moment": np.concatenate([minute.moment for minute in minutes]),
            "signals": np.concatenate([minute.signals for minute in minutes]),
        }
        return arrays, {"owners": list(self._owners), "signals": self._signals}

    @classmethod
    def load(cls, arrays: Mapping[str, npt.NDArray[Any]], data: Mapping[str, Any]) -> "Seen":
        """What `dump` gave."""
        seen = cls()
        seen._owners = {(asset, kind): number for number, (asset, kind) in enumerate(data["owners"])}
        seen._signals = [dict(bits) for bits in data["signals"]]
        for start in np.unique(arrays["minute"]).tolist():
            rows = arrays["minute"] == start
            seen._minutes[start] = _Minute(arrays["moment"][rows], arrays["signals"][rows])
        return seen

    def __len__(self) -> int:
        """How many moments are remembered."""
        return sum(len(minute.moment) for minute in self._minutes.values())

    def _number(self, labels: Sequence[Label]) -> tuple[Ints, Ints]:
        """(number of the asset, bit of the signal) of each label, new or known."""
        known = self._known
        numbers = np.array([known.get(label) or self._learn(label) for label in labels], np.int64).reshape(-1, 2)
        return numbers[:, 0], numbers[:, 1]

    def _learn(self, label: Label) -> tuple[int, int]:
        asset, kind, _site, signal = label
        owner = self._owners.setdefault((asset, kind), len(self._owners))
        if owner == len(self._signals):
            self._signals.append({})
        bits = self._signals[owner]
        if len(bits) < _SIGNALS:
            bits.setdefault(signal, len(bits))
        self._known[label] = owner, bits.get(signal, _SIGNALS - 1)
        return self._known[label]
