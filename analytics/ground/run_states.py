"""Run states as numbers, and which of them are work in which class."""

import numpy as np

from analytics.ground.columns import Bools, Ints
from contract.catalogue import ClassSpec


class RunStates:
    """The run states that were ever said, and the classes of those who may say them, numbered in that order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.classes: list[ClassSpec] = []
        self._numbers: dict[str, int] = {}
        self._kinds: dict[str, int] = {}
        self._working = np.zeros((0, 0), np.bool_)

    def number(self, name: str) -> int:
        """The number of a run state, new or known."""
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers[name]

    def kind(self, spec: ClassSpec) -> int:
        """The number of a class, new or known."""
        if spec.name not in self._kinds:
            self._kinds[spec.name] = len(self.classes)
            self.classes.append(spec)
        return self._kinds[spec.name]

    def working(self, kind: Ints, state: Ints) -> Bools:
        """Whether each state (n,) is one of the working states of a class (n,)."""
        if self._working.shape != (len(self.names), len(self.classes)):
            rows = [[name in spec.working_states for spec in self.classes] for name in self.names]
            self._working = np.array(rows, np.bool_).reshape(len(self.names), len(self.classes))
        return np.asarray(self._working[state, kind])
