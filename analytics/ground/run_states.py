"""Run states as numbers, and which of them are work in which class."""

import numpy as np

from analytics.ground.columns import Bools, Ints
from contract.catalogue import CLASSES


class RunStates:
    """The run states that were ever said, numbered in that order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._working = np.zeros((0, len(CLASSES)), np.bool_)

    def number(self, name: str) -> int:
        """The number of a run state, new or known."""
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
            working = [name in spec.working_states for spec in CLASSES.values()]
            self._working = np.concatenate((self._working, [working]))
        return self._numbers[name]

    def working(self, kind: Ints, state: Ints) -> Bools:
        """Whether each state (n,) is one of the working states of a class, by its place in the catalogue (n,)."""
        return np.asarray(self._working[state, kind])
