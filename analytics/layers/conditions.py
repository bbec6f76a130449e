"""Operating conditions under which faults show ("above 60 km/h", "in idle"): which of them hold, asset by asset.

The conditions are those of the failure catalogue (`telemetry.failures`). One holds where every part of it is known to
hold: an unknown value is no evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import SECOND
from analytics.engine.columns import Bools, Columns, Floats, Ints, column
from analytics.engine.fleet import UNKNOWN, Fleet
from telemetry.catalogue import CLASSES, AssetClass, ClassSpec
from telemetry.failures import ALWAYS, FAILURES, When


@dataclass(slots=True)
class Context(Columns):
    """The run state that each asset last said it was in, by number; -1 where it never said one."""

    state: Ints = column(-1, np.int64)


def conditions() -> tuple[tuple[AssetClass, When], ...]:
    """Every condition of the failure catalogue with its class, each once; its place is its number."""
    found = {
        (asset_class, effect.when): None
        for asset_class, modes in FAILURES.items()
        for mode in modes.values()
        for effect in (*mode.shows, *mode.spares)
        if effect.when != ALWAYS
    }
    return tuple(found)


CONDITIONS = conditions()
NUMBER = {condition: number for number, condition in enumerate(CONDITIONS)}
_SIGNALS = tuple(dict.fromkeys(name for _, when in CONDITIONS for name, _, _ in when.ranges))


def of_signal(asset_class: AssetClass, signal: str) -> list[int]:
    """The numbers of the conditions under which faults of a class show in a signal, or spare it."""
    found = {
        NUMBER[asset_class, effect.when]: None
        for mode in FAILURES[asset_class].values()
        for effect in (*mode.shows, *mode.spares)
        if effect.signal == signal and effect.when != ALWAYS
    }
    return list(found)


class Lookup:
    """Of each asset its class, and the series that tell the conditions' signals: what `holding` looks at."""

    def __init__(self) -> None:
        self.asset_class = np.zeros(0, np.int64)
        self.series = np.zeros((len(_SIGNALS), 0), np.int64)

    def describe(self, fleet: Fleet) -> None:
        """Take in a fleet that has grown."""
        classes = list(CLASSES)
        self.asset_class = np.array([classes.index(asset.spec.name) for asset in fleet.assets], np.int64)
        self.series = np.array(
            [[fleet.find(number, name) for number in range(len(fleet.assets))] for name in _SIGNALS], np.int64
        )


def holding(lookup: Lookup, asset: Ints, state: Ints, names: Sequence[str], newest: Floats, time: Ints) -> Bools:
    """(conditions, m) which conditions hold for m assets.

    Parameters
    ----------
    asset, state, time : (m,) numbers of the assets, of their run states in `names` (-1: none), nanoseconds
    newest : (series,) newest value of every series of the fleet, NaN where there is none
    """
    found = np.zeros((len(CONDITIONS), len(asset)), np.bool_)
    classes = lookup.asset_class[asset]
    for code, name in enumerate(CLASSES):
        here = np.flatnonzero(classes == code)
        if len(here):
            values = _values(lookup, asset[here], newest)
            hour = time[here] / (3600 * SECOND) % 24
            for number, (asset_class, when) in enumerate(CONDITIONS):
                if asset_class == name:
                    found[number, here] = _holds(when, state[here], names, values, hour)
    return found


def past(spec: ClassSpec, values: Mapping[str, Floats], state: Ints, time: Ints) -> Bools:
    """(conditions, n) which conditions held at n moments of one asset's history.

    Parameters
    ----------
    values : (n,) values of each signal, by name
    state, time : (n,) places in the run states of the class (-1: none), nanoseconds
    """
    unknown = np.full(len(time), np.nan)
    known = np.stack([values.get(name, unknown) for name in _SIGNALS])
    found = np.zeros((len(CONDITIONS), len(time)), np.bool_)
    for number, (asset_class, when) in enumerate(CONDITIONS):
        if asset_class == spec.name:
            found[number] = _holds(when, state, spec.run_states, known, time / (3600 * SECOND) % 24)
    return found


def _values(lookup: Lookup, asset: Ints, newest: Floats) -> Floats:
    """(signals, m) newest values of the signals that conditions speak of."""
    series = lookup.series[:, asset]
    return np.where(series == UNKNOWN, np.nan, newest[series])


def _holds(when: When, state: Ints, names: Sequence[str], values: Floats, hour: Floats) -> Bools:
    holds = np.ones(len(state), np.bool_)
    if when.states:
        allowed = np.array([*(name in when.states for name in names), False], np.bool_)
        holds &= allowed[state]
    for name, low, high in when.ranges:
        value = values[_SIGNALS.index(name)]
        holds &= (value >= low) & (value <= high)
    first, last = when.hours
    if (first, last) != ALWAYS.hours:
        within = (hour >= first) & (hour < last) if first < last else (hour >= first) | (hour < last)
        holds &= within
    return holds
