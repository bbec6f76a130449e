"""What is known of maintenance, laid out so that the pipeline finds at once whether an asset is worked on at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Bools, Ints
from analytics.policies.maintenance import Work

NEVER = np.iinfo(np.int64).max
_NONE = np.zeros(0, np.int64)


@dataclass(slots=True)
class Upkeep:
    """The spans of work by asset, and beside each other those of assets of the fleet: asset's number, begin, end.

    `next` is when the next span of each asset of the fleet begins that it has not come to, `NEVER` without one; times
    in nanoseconds. It is no part of a snapshot, as the store has it.
    """

    spans: Mapping[str, tuple[Work, ...]] = field(default_factory=dict)
    next: Ints = field(default_factory=lambda: _NONE)
    asset: Ints = field(default_factory=lambda: _NONE)
    begin: Ints = field(default_factory=lambda: _NONE)
    end: Ints = field(default_factory=lambda: _NONE)

    def lay_out(self, names: Sequence[str]) -> None:
        """Know the fleet's assets, by number, of which some may be new."""
        own = [(number, work.begin, work.end) for number, name in enumerate(names) for work in self.spans.get(name, ())]
        self.asset, self.begin, self.end = np.array(own, np.int64).reshape(-1, 3).T
        self.next = np.full(len(names), NEVER)

    def covers(self, asset: Ints, time: Ints) -> Bools:
        """Which of n assets are worked on at a time (n,)."""
        found = np.zeros(len(asset), np.bool_)
        if not len(self.asset) or not len(asset):
            return found
        near = np.flatnonzero((self.begin <= time.max()) & (self.end > time.min()))
        while len(near):
            # One span of each asset at a time: the spans of an asset lie beside each other and do not overlap.
            numbers, first = np.unique(self.asset[near], return_index=True)
            place = np.minimum(np.searchsorted(numbers, asset), len(numbers) - 1)
            span = near[first][place]
            found |= (numbers[place] == asset) & (time >= self.begin[span]) & (time < self.end[span])
            near = np.delete(near, first)
        return found
