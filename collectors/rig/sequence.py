"""The firing sequence: within a campaign's hours, one test every twenty minutes."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Indices
from collectors.noise import Array, keys, uniform
from collectors.shifts import Roster
from contract.time import HOUR_S

IDLE, CHILL, PURGE, IGNITION, MAINSTAGE, SHUTDOWN = range(6)
_SLOT_S = 1200.0
_CHILL_S, _PURGE_S, _IGNITION_S, _SHUTDOWN_S = 120.0, 15.0, 3.0, 12.0
_COUNTDOWN_S = _CHILL_S + _PURGE_S
_BURN_S = (300.0, 480.0)
_START_S = 200.0
_A_MONDAY_S = 96 * HOUR_S
"""A Monday 00:00 UTC: no test is ever cut in two by it, so tests can be counted from it."""


class Sequencer:
    """Which phase of its test each of n rigs is in, and how many tests it has begun: pure functions of time."""

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
        lit = since - _COUNTDOWN_S
        burnt = lit - _IGNITION_S - _BURN_S[0]
        burnt -= (_BURN_S[1] - _BURN_S[0]) * uniform(self._burn, slot.astype(np.int64))
        phase = (since >= 0).astype(np.int64)
        for over in (since >= _CHILL_S, lit >= 0, lit >= _IGNITION_S, burnt >= 0):
            phase += over
        fires = self._roster.on(slot * _SLOT_S - self._offset_s)
        return np.where(fires & (burnt < _SHUTDOWN_S), phase, IDLE), lit

    def starts(self, t: Array) -> Array:
        """Ignitions since a fixed but arbitrary moment, (T, n).

        Spans of duty are whole numbers of slots long, so each holds as many tests, wherever a rig's slots lie.
        """
        hours = self._roster.hours_between(_A_MONDAY_S, t - _START_S - _COUNTDOWN_S)
        return np.floor(hours * (HOUR_S / _SLOT_S) + self._offset_s / _SLOT_S)
