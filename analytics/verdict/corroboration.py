"""Witnesses: the signals that would have moved, too, if it were the machine and not the sensor.

By the failure catalogue some signals never move first: the pump's fluid grows hot once it no longer flows. Where one is
off, and nothing has moved that every failure would have moved before or with it, no failure that we know explains it.
One that failures move the other way only, or leave alone, needs any other symptom that is nearly outside. A signal of
which the catalogue says nothing, as all are of a class without failure modes, needs none: what moves it, nobody has
written down. Without a witness it is shown as a data fault, `alone`, and watched, but calls nobody. A signal that is
the first to move in some failure needs no witness, nor does one beyond a hard limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Fleet
from analytics.ground.kernel import kernel
from contract.catalogue import ClassSpec, Role
from contract.failures import FailureMode, Sense

MOVED = 0.35
"""How far a witness must be off, 1 at the edge of normal: about twice the scale of its slow mean ..."""
ANY_MOVED = 0.75
"""... and one that no failure links with what it is called for: watch."""
EITHER = 0
"""The way of a witness that may be off either way."""
COUNTS = 0.9
"""What the score of a signal that is alone counts as at most: watch, and a low risk."""

_WAYS = {Sense.RISES: 1, Sense.FALLS: -1}

Called = Mapping[tuple[str, int], tuple[tuple[str, int], ...]]
"""Of a signal that is off one way (1, -1) the signals, with their ways, of which one must be off, too."""


def called(spec: ClassSpec, signals: frozenset[str]) -> Called:
    """Who must agree with whom on an asset of a class that sends these signals; who is not in it needs nobody."""
    orders = [symptoms(spec, mode, signals) for mode in spec.modes.values()]
    moved = {one for order in orders for one in order}
    found = {}
    for own in moved - {order[0] for order in orders if order}:
        found[own] = tuple(dict.fromkeys(one for order in orders if own in order for one in order if one[0] != own[0]))
    own_symptoms = sorted(name for name in signals if spec.signals[name].role is Role.SYMPTOM)
    described = {effect.signal for mode in spec.modes.values() for effect in (*mode.shows, *mode.spares)}
    for name in (name for name in own_symptoms if name in described):
        others = tuple((other, EITHER) for other in own_symptoms if other != name)
        found |= {(name, way): others for way in (1, -1) if (name, way) not in moved}
    return found


def symptoms(spec: ClassSpec, mode: FailureMode, signals: frozenset[str]) -> list[tuple[str, int]]:
    """The symptoms among the signals that a mode moves, each with its way, in order of appearance."""
    found = (
        (effect.signal, _WAYS[effect.sense])
        for effect in mode.shows
        if effect.sense in _WAYS and effect.signal in signals and spec.signals[effect.signal].role is Role.SYMPTOM
    )
    return list(dict.fromkeys(found))


def _nothing() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(slots=True)
class Corroboration:
    """For each series above (2n + 1) and below (2n) what is expected: its first witness and how many; and of all
    witnesses their series and ways."""

    first: Ints = field(default_factory=_nothing)
    number: Ints = field(default_factory=_nothing)
    series: Ints = field(default_factory=_nothing)
    way: Ints = field(default_factory=_nothing)

    def describe(self, fleet: Fleet) -> None:
        """Take in a fleet that has grown."""
        known: dict[tuple[str, frozenset[str]], Called] = {}
        self.first, self.number = np.zeros((2, 2 * len(fleet)), np.int64)
        found: list[tuple[int, int]] = []
        for asset, owner in enumerate(fleet.assets):
            names = frozenset(fleet.signals[number].name for number in fleet.series_of(asset))
            kind = owner.spec.name, names
            if kind not in known:
                known[kind] = called(owner.spec, names)
            for (name, way), others in known[kind].items():
                place = 2 * fleet.find(asset, name) + (way > 0)
                self.first[place], self.number[place] = len(found), len(others)
                found += [(fleet.find(asset, other), how) for other, how in others]
        self.series, self.way = np.array(found, np.int64).reshape(-1, 2).T.copy()


def alone(known: Corroboration, at: Ints, side: Ints, high: Floats, low: Floats) -> Bools:
    """Which of the series `at` have witnesses, of which none has moved.

    Parameters
    ----------
    side : (n,) 1 where the series is above what is expected, -1 below
    high, low : (series,) how far each series of the fleet is off, 1 at the edge of normal; NaN where it is not known,
        and a series of whose witnesses none is known is not alone
    """
    return _alone(known.first, known.number, known.series, known.way, at, side, high, low)


@kernel
def _alone(
    first: Ints, number: Ints, series: Ints, way: Ints, at: Ints, side: Ints, high: Floats, low: Floats
) -> Bools:  # fmt: skip
    found = np.zeros(len(at), np.bool_)
    for row in range(len(at)):
        place = 2 * at[row] + (1 if side[row] > 0 else 0)
        heard, moved = False, False
        for entry in range(first[place], first[place] + number[place]):
            up, down = high[series[entry]], low[series[entry]]
            off = max(up, down) if way[entry] == EITHER else up if way[entry] > 0 else down
            heard |= off == off
            moved |= off >= (ANY_MOVED if way[entry] == EITHER else MOVED)
        found[row] = heard and not moved
    return found
