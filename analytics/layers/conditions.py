"""Operating conditions under which faults show ("above 60 km/h", "in idle"): which of them hold, asset by asset.

The conditions are those of the classes' failure modes. One holds where every part of it is known to
hold: an unknown value is no evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.fleet import UNKNOWN, Fleet
from analytics.ground.kept import PerAsset, within
from analytics.ground.kernel import kernel
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment
from contract.catalogue import CLASSES, ClassSpec
from contract.failures import ALWAYS, When
from contract.time import HOUR


def conditions() -> tuple[tuple[str, When], ...]:
    """Every condition of the classes' failure modes with its class, each once; its place is its number."""
    found = {
        (asset_class, effect.when): None
        for asset_class, spec in CLASSES.items()
        for mode in spec.modes.values()
        for effect in (*mode.shows, *mode.spares)
        if effect.when != ALWAYS
    }
    return tuple(found)


class Table:
    """The conditions of the classes in force as arrays; states are rebuilt when these change, so numbers stay valid."""

    def __init__(self) -> None:
        self.conditions = conditions()
        self.number = {condition: number for number, condition in enumerate(self.conditions)}
        self.signals = tuple(dict.fromkeys(name for _, when in self.conditions for name, _, _ in when.ranges))
        self.place = {name: number for number, name in enumerate(CLASSES)}
        self.owner = np.array([self.place[asset_class] for asset_class, _ in self.conditions], np.int64)
        self.hours = np.array([when.hours for _, when in self.conditions], np.float64).reshape(-1, 2)
        ranges = [
            (number, self.signals.index(name), low, high)
            for number, (_, when) in enumerate(self.conditions)
            for name, low, high in when.ranges
        ]
        self.range_of = np.array([entry[:2] for entry in ranges], np.int64).reshape(-1, 2)
        self.range = np.array([entry[2:] for entry in ranges], np.float64).reshape(-1, 2)
        self._allowed: dict[tuple[str, ...], Bools] = {}

    def allowed(self, names: Sequence[str]) -> Bools:
        """(conditions, names + 1) in which run states each may hold; the last column is that of none at all."""
        key = tuple(names)
        if key not in self._allowed:
            rows = [[not when.states or name in when.states for name in (*key, "")] for _, when in self.conditions]
            self._allowed = {key: np.array(rows, np.bool_).reshape(len(rows), len(key) + 1)}
        return self._allowed[key]


def table() -> Table:
    """The conditions of the classes in force."""
    return _table(CLASSES.version)


@lru_cache(maxsize=1)
def _table(_version: int) -> Table:
    return Table()


def of_signal(spec: ClassSpec, signal: str) -> list[int]:
    """The numbers of the conditions under which faults of a class show in a signal, or spare it.

    >>> sorted(table().conditions[number][1].text for number in of_signal(CLASSES["ice"], "coolant_temp_c"))
    ['above 60 km/h', 'in town', 'while standing, warm']
    """
    number = table().number
    found = {
        number[spec.name, effect.when]: None
        for mode in spec.modes.values()
        for effect in (*mode.shows, *mode.spares)
        if effect.signal == signal and effect.when != ALWAYS
    }
    return list(found)


def _signals() -> Ints:
    return np.zeros((len(table().signals), 0), np.int64)


@dataclass(slots=True)
class Context(PerAsset):
    """The run state that each asset last said it was in, by number; -1 where it never said one.

    Looked up: `kind`, the class of each asset by its place in `table`, and `series` (signals, assets), those that
    tell the conditions' signals, `UNKNOWN` where an asset has none.
    """

    state: Ints = column(-1, np.int64)
    kind: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    series: Ints = field(default_factory=_signals)

    def fit(self, fleet: Fleet) -> None:
        """Make room for every asset, and look up its class and its series."""
        PerAsset.fit(self, fleet)
        known = table()
        self.kind = np.array([known.place.get(asset.spec.name, UNKNOWN) for asset in fleet.assets], np.int64)
        found = [[fleet.find(number, name) for number in range(len(fleet.assets))] for name in known.signals]
        self.series = np.array(found, np.int64).reshape(len(known.signals), len(fleet.assets))

    def check(self, fleet: Fleet) -> None:
        """Also that every run state has a name."""
        PerAsset.check(self, fleet)
        within("state", self.state, -1, len(fleet.run_states.names))


class OperatingConditions(Layer[Context]):
    """Which conditions hold for each asset."""

    name = "conditions"
    columns = Context
    shared = True

    def step(self, columns: Context, moment: Moment) -> tuple[()]:
        """Sets `holds`."""
        now = moment.round
        said = now.state >= 0
        if said.any():
            columns.state[now.asset[said]] = now.state[said]
        moment.holds = holding(columns, moment.fleet, now.asset, moment.newest, now.time)
        return ()


def holding(context: Context, fleet: Fleet, asset: Ints, newest: Floats, time: Ints) -> Bools:
    """(conditions, m) which conditions hold for m assets.

    Parameters
    ----------
    asset, time : (m,) numbers of the assets, nanoseconds
    newest : (series,) newest value of every series of the fleet, NaN where there is none
    """
    series = context.series[:, asset]
    values = np.where(series == UNKNOWN, np.nan, newest[series])
    return _evaluate(context.kind[asset], context.state[asset], fleet.run_states.names, values, time)


def past(spec: ClassSpec, values: Mapping[str, Floats], state: Ints, time: Ints) -> Bools:
    """(conditions, n) which conditions held at n moments of one asset's history.

    Parameters
    ----------
    values : (n,) values of each signal, by name
    state, time : (n,) places in the run states of the class (-1: none), nanoseconds
    """
    unknown = np.full(len(time), np.nan)
    known = np.array([values.get(name, unknown) for name in table().signals]).reshape(-1, len(time))
    return _evaluate(np.full(len(time), table().place[spec.name]), state, spec.run_states, known, time)


def _evaluate(owner: Ints, state: Ints, names: Sequence[str], values: Floats, time: Ints) -> Bools:
    """(conditions, m) of m moments, each of a class by its place; `values` is (signals, m)."""
    known = table()
    found = np.zeros((len(known.conditions), len(time)), np.bool_)
    _hold(
        known.owner, known.allowed(names), known.hours, known.range_of, known.range,
        owner, state, values, time / HOUR % 24, found,
    )  # fmt: skip
    return found


@kernel
def _hold(
    owner: Ints, allowed: Bools, hours: Floats, range_of: Ints, ranges: Floats,
    of_class: Ints, state: Ints, values: Floats, hour: Floats, found: Bools,
) -> None:  # fmt: skip
    for m in range(len(hour)):
        for number in range(len(owner)):
            if owner[number] == of_class[m]:
                # A state of -1 is the last column: no state at all.
                within = _within(hours[number, 0], hours[number, 1], hour[m])
                found[number, m] = allowed[number, state[m]] and within
        for k in range(len(ranges)):
            value = values[range_of[k, 1], m]
            found[range_of[k, 0], m] &= ranges[k, 0] <= value <= ranges[k, 1]


@kernel
def _within(first: float, last: float, hour: float) -> bool:
    """Whether an hour is within a span that may go past midnight."""
    return first <= hour < last if first < last else hour >= first or hour < last
