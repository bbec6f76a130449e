"""Late points: what came into the store after the worker had passed its time.

The worker counts the values that it saw of each asset in each minute. Where the store has more, points came late: the
minute is read again, and the moments that were not seen are scored in their place. Memory is bounded by the lateness
that is allowed, and what is older is not looked for.
"""

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from analytics.engine.columns import Bools, Ints
from analytics.engine.samples import Samples

MINUTE_NS = 60 * 10**9

Owner = tuple[str, str]
"""An asset and its class."""


class Seen:
    """Which moments of each asset were seen in each minute, and how many values."""

    def __init__(self) -> None:
        self._moments: defaultdict[tuple[int, Owner], set[int]] = defaultdict(set)
        self._values: Counter[tuple[int, Owner]] = Counter()

    def add(self, samples: Samples) -> Bools:
        """Remember samples, each once; gives which of them are of moments that were not seen before."""
        new = np.zeros(len(samples.time), np.bool_)
        for owner, rows in _by_asset(samples).items():
            for minute, part in _by_minute(samples.time, rows).items():
                known = self._moments[minute, owner]
                unseen = [row for row, time in part if time not in known]
                new[unseen] = True
                self._values[minute, owner] += len(unseen)
                known.update(time for _, time in part)
        return new

    def missing(self, counts: Samples) -> list[tuple[int, Owner]]:
        """The minutes of assets of which the store has more values than were seen; `counts` is by the windows' ends."""
        stored: Counter[tuple[int, Owner]] = Counter()
        for time, code, value in zip(counts.time.tolist(), counts.code.tolist(), counts.value.tolist(), strict=True):
            stored[time - MINUTE_NS, _owner(counts, code)] += int(value)
        return [place for place, count in stored.items() if count > self._values[place]]

    def late(self, place: tuple[int, Owner], samples: Samples) -> Samples:
        """Of all samples of that minute and asset, those of moments that were not seen; from now on they are."""
        known = self._moments[place]
        new = np.array([time not in known for time in samples.time.tolist()], np.bool_)
        # The store's count is the truth now, even where it has more fields of a moment that was seen.
        self._values[place] = len(samples.time)
        known.update(samples.time.tolist())
        return Samples(samples.time[new], samples.code[new], samples.value[new], samples.labels)

    def forget(self, before: int) -> None:
        """Let go of the minutes that end before a time in nanoseconds."""
        old = [place for place in self._moments if place[0] + MINUTE_NS <= before]
        for place in old:
            del self._moments[place]
            self._values.pop(place, None)

    def dump(self) -> list[list[object]]:
        """Everything as plain data: minute, asset, class, values, moments."""
        return [
            [minute, *owner, self._values[minute, owner], sorted(moments)]
            for (minute, owner), moments in self._moments.items()
        ]

    @classmethod
    def load(cls, data: list[Any]) -> "Seen":
        """What `dump` gave."""
        seen = cls()
        for minute, asset, asset_class, values, moments in data:
            seen._moments[minute, (asset, asset_class)] = set(moments)
            seen._values[minute, (asset, asset_class)] = values
        return seen

    def __len__(self) -> int:
        return sum(len(moments) for moments in self._moments.values())


def _owner(samples: Samples, code: int) -> Owner:
    asset, asset_class, _, _ = samples.labels[code]
    return asset, asset_class


def _by_asset(samples: Samples) -> dict[Owner, Ints]:
    """The rows of each asset."""
    owners = [_owner(samples, code) for code in range(len(samples.labels))]
    numbers = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
    of_label = np.array([numbers[owner] for owner in owners], np.int64)
    of_row = of_label[samples.code]
    return {owner: np.flatnonzero(of_row == number) for owner, number in numbers.items()}


def _by_minute(times: Ints, rows: Ints) -> dict[int, list[tuple[int, int]]]:
    """(row, time) of the rows of each minute."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, time in zip(rows.tolist(), times[rows].tolist(), strict=True):
        found[time // MINUTE_NS * MINUTE_NS].append((row, time))
    return found
