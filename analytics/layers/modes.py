"""Operating modes: symptoms are judged only while the machine works, and has worked long enough to be settled.

An asset that never said in which state it is counts as working.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerAsset
from analytics.ground.kernel import kernel
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment
from contract.time import SECOND

SETTLE_S = 300.0
"""How long after the start of work the learned layers wait: warm-up is not a symptom."""
RUNS, SHORT_RUN_S, PART = 2, 600.0, 0.1
"""A machine that has run so often and never for so long, as an engine on a test stand, settles in this part of its
longest run, until it is taught from history: it would never be judged otherwise."""
SILENCE_S, SILENCE = 600.0, 10.0
"""An asset is silent where nothing is heard for so many seconds, and for so many of its usual intervals."""
RESUME_S = 900.0
"""How long after a silence what was learned from history waits: heat remembers a load that nobody has seen."""


@dataclass(slots=True)
class Modes(PerAsset):
    """The mode of each asset: whether it works, since when (nanoseconds, 0 where that was not seen), and when it was
    first heard of after its last silence; its run state by number (-1: none said yet), and when that or what is asked
    of it last changed (0: never seen); how many runs have ended, and the longest of them (s, infinite
    where a start was not seen)."""

    known: Bools = column(False, np.bool_)
    working: Bools = column(True, np.bool_)
    since: Ints = column(0, np.int64)
    resumed: Ints = column(0, np.int64)
    state: Ints = column(-1, np.int64)
    changed: Ints = column(0, np.int64)
    runs: Ints = column(0, np.int64)
    longest: Floats = column(0.0)


class OperatingModes(Layer[Modes]):
    """Whether each asset works, and whether it is settled."""

    name = "modes"
    columns = Modes

    def step(self, columns: Modes, moment: Moment) -> tuple[()]:
        """Sets `working`, `worked_s`, `settle_s`, `settled` and `changed`."""
        now = moment.round
        said = now.state >= 0
        if said.any():
            kind = np.array(moment.fleet.kinds, np.int64)[now.asset[said]]
            working = moment.fleet.run_states.working(kind, now.state[said])
            enter(columns, now.asset[said], now.time[said], working)
            follow(columns, now.asset[said], now.time[said], now.state[said])
        listen(columns, now.asset, now.time, moment.elapsed_s, moment.interval_s)
        known = informed(columns, now.asset, now.time) | ~moment.taught
        moment.working = columns.working[now.asset]
        moment.worked_s = worked_s(columns, now.asset, now.time)
        moment.settle_s = np.where(moment.taught, SETTLE_S, settle_s(columns, now.asset))
        moment.settled = moment.working & (moment.worked_s >= moment.settle_s) & known
        moment.changed = columns.changed
        return ()


def enter(modes: Modes, asset: Ints, time: Ints, working: Bools) -> None:
    """Assets say at `time` whether they work; the first word of an asset starts no settling."""
    _enter(modes.known, modes.working, modes.since, modes.runs, modes.longest, asset, time, working)


@kernel
def _enter(
    known: Bools, works: Bools, since: Ints, runs: Ints, longest: Floats, asset: Ints, time: Ints, working: Bools
) -> None:  # fmt: skip
    for row, number in enumerate(asset):
        if known[number] and working[row] != works[number]:
            if works[number]:
                ran = (time[row] - since[number]) / SECOND if since[number] > 0 else np.inf
                runs[number], longest[number] = runs[number] + 1, max(longest[number], ran)
            since[number] = time[row]
        works[number], known[number] = working[row], True


def follow(modes: Modes, asset: Ints, time: Ints, state: Ints) -> None:
    """Assets say in which run state they are; their first word is no change."""
    _follow(modes.state, modes.changed, asset, time, state)


@kernel
def _follow(states: Ints, changed: Ints, asset: Ints, time: Ints, state: Ints) -> None:
    for row, number in enumerate(asset):
        if 0 <= states[number] != state[row]:
            changed[number] = time[row]
        states[number] = state[row]


def worked_s(modes: Modes, asset: Ints, time: Ints) -> Floats:
    """Seconds since work began, infinite where its start was not seen; 0 outside work.

    >>> modes, one = Modes.of(1), np.array([0])
    >>> enter(modes, one, 0 * SECOND * one, working=np.array([False]))
    >>> enter(modes, one, one + 60 * SECOND, working=np.array([True]))
    >>> worked_s(modes, one, one + 90 * SECOND).tolist()
    [30.0]
    """
    return _worked(modes.working, modes.since, asset, time)


@kernel
def _worked(working: Bools, since: Ints, asset: Ints, time: Ints) -> Floats:
    seconds = np.zeros(len(asset))
    for row, number in enumerate(asset):
        if working[number]:
            seconds[row] = np.inf if since[number] == 0 else (time[row] - since[number]) / SECOND
    return seconds


def settle_s(modes: Modes, asset: Ints) -> Floats:
    """(n,) seconds of work after which each asset is settled.

    >>> modes, one = Modes.of(1), np.array([0])
    >>> for second, works in ((1, False), (10, True), (30, False), (100, True), (120, False)):
    ...     enter(modes, one, one + second * SECOND, working=np.array([works]))
    >>> settle_s(modes, one).tolist()
    [2.0]
    """
    short = (modes.runs[asset] >= RUNS) & (modes.longest[asset] < SHORT_RUN_S)
    return np.where(short, PART * modes.longest[asset], SETTLE_S)


def listen(modes: Modes, asset: Ints, time: Ints, elapsed_s: Floats, interval_s: Floats) -> None:
    """Assets are heard of at `time`, `elapsed_s` seconds after their last word (NaN: never), usually `interval_s`."""
    silent = np.isnan(elapsed_s) | (elapsed_s > np.fmax(SILENCE_S, SILENCE * interval_s))
    modes.resumed[asset] = np.where(silent, time, modes.resumed[asset])


def informed(modes: Modes, asset: Ints, time: Ints) -> Bools:
    """Whether each asset was heard of for long enough to know what was asked of it lately."""
    return np.asarray(time - modes.resumed[asset] >= RESUME_S * SECOND)
