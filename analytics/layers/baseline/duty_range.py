"""The duty under which a short history was learned: it tells only of what it saw."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerAsset
from analytics.layers.duty import SLOTS


@dataclass(slots=True)
class DutyRange(PerAsset):
    """Per asset the range of each duty slot in which a short history was learned; NaN before the first sample."""

    low: Floats = column(np.nan, lead=SLOTS)
    high: Floats = column(np.nan, lead=SLOTS)


def novel(state: DutyRange, slot: Ints, asset: Ints, value: Floats, room: Floats) -> Bools:
    """Whether each value is outside what its asset's short history has seen, by a tenth of that range and `room`.

    >>> state, one = DutyRange.of(1), np.array([0])
    >>> for speed in (0.0, 50.0):
    ...     see(state, one, one, np.array([speed]))
    >>> [bool(novel(state, one, one, np.array([speed]), np.array([1.0]))[0]) for speed in (55.0, 80.0)]
    [False, True]
    """
    low, high = state.low[slot, asset], state.high[slot, asset]
    margin = 0.1 * (high - low) + room
    with np.errstate(invalid="ignore"):
        return np.asarray((value < low - margin) | (value > high + margin))


def see(state: DutyRange, slot: Ints, asset: Ints, value: Floats) -> None:
    """Widen what the short history of each asset has seen."""
    state.low[slot, asset] = np.fmin(state.low[slot, asset], value)
    state.high[slot, asset] = np.fmax(state.high[slot, asset], value)
