"""How a value looks on the wire: in steps of the signal's resolution, inside what is physically possible."""

import math
from collections.abc import Sequence

import numpy as np

from collectors.noise import Array
from contract.catalogue import ClassSpec

_MOST_DECIMALS = 6
_DECIMALS_OF_ODD_STEPS = 4


class Wire:
    """Rounds the signals of one class, in this order."""

    def __init__(self, spec: ClassSpec, signals: Sequence[str]) -> None:
        declared = [spec.signals[name] for name in signals]
        self._step = np.array([signal.resolution or 10.0**-_MOST_DECIMALS for signal in declared])[:, None, None]
        self._scale = np.array([10.0 ** _decimals(signal.resolution) for signal in declared])[:, None, None]
        self._low, self._high = (
            np.array([signal.physical[end] for signal in declared])[:, None, None] for end in (0, 1)
        )

    def quantise(self, values: Array, row: int | None = None) -> Array:
        """Values, (signals, T, n), as sensors report them; with `row`, (T, n) of that signal alone."""
        part = slice(None) if row is None else row
        step, scale = self._step[part], self._scale[part]
        stepped = np.rint(values / step) * step
        # A multiple of 0.1 has binary dust on it: the nearest number of few digits is meant, and short to write.
        tidy = np.rint(stepped * scale) / scale
        tidy += 0.0  # minus zero is written as zero
        return np.asarray(np.minimum(np.maximum(tidy, self._low[part]), self._high[part]), np.float64)


def _decimals(resolution: float | None) -> int:
    """Digits after the point that say a multiple of the resolution exactly, or well where none do (100/255)."""
    if not resolution:
        return _MOST_DECIMALS
    exact = (places for places in range(_MOST_DECIMALS + 1) if math.isclose(round(resolution, places), resolution))
    return next(exact, _DECIMALS_OF_ODD_STEPS)
