"""Labels as numbers: looked up once, as the same labels come again with every tick."""

from collections.abc import Callable, Sequence

import numpy as np

from analytics.ground.columns import Ints
from analytics.ground.fleet import Fleet, Label

MAX_LABELS = 2_000_000
"""Labels that are remembered: more than a fleet of 20,000 assets has, so that only invented ones are forgotten."""


class Numbering:
    """Remembers the pair of numbers that `find` gives for a label, until an asset of the fleet moves.

    `find` also notes where an asset is, which is why the labels of one that moved must be looked up again.
    """

    def __init__(self, fleet: Fleet, find: Callable[[Label], tuple[int, int]]) -> None:
        self._fleet, self._find = fleet, find
        self._known: dict[Label, tuple[int, int]] = {}
        self._last: list[Label] = []
        self._numbers = np.zeros((0, 2), np.int64)
        self._moves = fleet.moves

    def of(self, labels: Sequence[Label]) -> tuple[Ints, Ints]:
        """The first and the second number of each label."""
        if self._moves != self._fleet.moves:
            self._moves = self._fleet.moves
            self.forget()
        if not labels:
            return self._numbers[:0, 0], self._numbers[:0, 1]
        if labels != self._last:
            known = self._known
            numbers = [known.get(label) or self._learn(label) for label in labels]
            self._numbers = np.array(numbers, np.int64).reshape(-1, 2)
            self._last = list(labels)
        return self._numbers[:, 0], self._numbers[:, 1]

    def forget(self) -> None:
        """Look all labels up again."""
        self._known.clear()
        self._last = []

    def _learn(self, label: Label) -> tuple[int, int]:
        if len(self._known) >= MAX_LABELS:
            self._known.clear()
        self._known[label] = self._find(label)
        return self._known[label]
