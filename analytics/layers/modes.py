"""Operating modes: symptoms are judged only while the machine works, and has worked long enough to be settled.

An asset that never said in which state it is counts as working.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.clock import SECOND
from analytics.ground.columns import Bools, Columns, Floats, Ints, column
from analytics.ground.fleet import Fleet
from contract.catalogue import CLASSES

SETTLE_S = 300.0
"""How long after the start of work the learned layers wait: warm-up is not a symptom."""
SILENCE_S, SILENCE = 600.0, 10.0
"""An asset is silent where nothing is heard for so many seconds, and for so many of its usual intervals."""
RESUME_S = 900.0
"""How long after a silence what was learned from history waits: heat remembers a load that nobody has seen."""


@dataclass(slots=True)
class Modes(Columns):
    """The mode of each asset: whether it works, since when (nanoseconds, 0 where that was not
    seen), and when it was first heard of after its last silence."""

    known: Bools = column(False, np.bool_)
    working: Bools = column(True, np.bool_)
    since: Ints = column(0, np.int64)
    resumed: Ints = column(0, np.int64)


class StateNames:
    """Run states numbered, and which of them are work in which class."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._works = np.zeros((0, len(CLASSES)), np.bool_)

    def number(self, name: str) -> int:
        """The number of a run state, new or known."""
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
            works = [name in spec.working_states for spec in CLASSES.values()]
            self._works = np.concatenate((self._works, [works]))
        return self._numbers[name]

    def working(self, fleet: Fleet, asset: Ints, state: Ints) -> Bools:
        """Whether each asset's state is one of its class's working states."""
        return np.asarray(self._works[state, np.array(fleet.kinds, np.int64)[asset]])


def enter(modes: Modes, asset: Ints, time: Ints, working: Bools) -> None:
    """Assets say at `time` whether they work; the first word of an asset starts no settling."""
    begun = modes.known[asset] & (working != modes.working[asset])
    modes.since[asset] = np.where(begun, time, modes.since[asset])
    modes.working[asset], modes.known[asset] = working, True


def worked_s(modes: Modes, asset: Ints, time: Ints) -> Floats:
    """Seconds since work began, infinite where its start was not seen; 0 outside work."""
    since = modes.since[asset]
    seconds = np.where(since == 0, np.inf, (time - since) / SECOND)
    return np.where(modes.working[asset], seconds, 0.0)


def listen(modes: Modes, asset: Ints, time: Ints, elapsed_s: Floats, interval_s: Floats) -> None:
    """Assets are heard of at `time`, `elapsed_s` seconds after their last word (NaN: never), usually `interval_s`."""
    silent = np.isnan(elapsed_s) | (elapsed_s > np.fmax(SILENCE_S, SILENCE * interval_s))
    modes.resumed[asset] = np.where(silent, time, modes.resumed[asset])


def informed(modes: Modes, asset: Ints, time: Ints) -> Bools:
    """Whether each asset was heard of for long enough to know what was asked of it lately."""
    return np.asarray(time - modes.resumed[asset] >= RESUME_S * SECOND)
