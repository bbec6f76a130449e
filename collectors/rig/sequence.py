"""The firing sequence: within a campaign's hours, one test every twenty minutes."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Indices
from collectors.noise import Array, keys, uniform
from collectors.shifts import Roster

IDLE, CHILL, IGNITION, MAINSTAGE, SHUTDOWN = range(5)
_SLOT_S = 1200.0
_CHILL_S, _IGNITION_S, _SHUTDOWN_S = 120.0, 3.0, 12.0
_BURN_S = (300.0, 480.0)
_START_S = 200.0


class Sequencer:
    """Which phase of its test each of n rigs is in: a pure function of time."""

    def __init__(self, assets: Sequence[Asset], seed: int) -> None:
        names = [asset.name for asset in assets]
        self._roster = Roster([asset.schedule for asset in assets])
        self._burn = keys(seed, names, "burn")
        self._offset_s = _SLOT_S * uniform(keys(seed, names, "test offset"), np.zeros(1, np.int64))

    def at(self, t: Array) -> tuple[Indices, Array]:
        """Index of the run state, and seconds since ignition (negative before), (T, n)."""
        moment = t[:, None] + self._offset_s
        slot = np.floor(moment / _SLOT_S)
        since = moment - slot * _SLOT_S - _START_S
        length = _BURN_S[0] + (_BURN_S[1] - _BURN_S[0]) * uniform(self._burn, slot.astype(np.int64))
        ends = np.stack(
            np.broadcast_arrays(
                0.0, _CHILL_S, _CHILL_S + _IGNITION_S, _CHILL_S + _IGNITION_S + length,
                _CHILL_S + _IGNITION_S + length + _SHUTDOWN_S,
            )
        )  # fmt: skip
        phase = (since >= ends).sum(axis=0) % len(ends)
        fires = self._roster.on(slot * _SLOT_S - self._offset_s)
        return np.where(fires, phase, IDLE), since - _CHILL_S
