"""What an electric van does leg by leg, drive, charge or rest, and the charge and distance that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collectors.model import Asset, Conditions, Indices, Mask, clip
from collectors.noise import Array, keys, uniform
from collectors.road import LEG_S, Driving, Ledger, Road

HIGHWAY_KMH = 104.0
PACK_KWH = 75.0
FAST_KW, SLOW_KW = 50.0, 11.0
REST, DRIVE, FAST, SLOW = range(4)
_LOW_PCT, _ENOUGH_PCT, _FULL_PCT, _TAPER_PCT = 34.0, 82.0, 96.0, 80.0
_KWH_PER_KM = np.array([0.25, 0.21, 0.26])
_STANDBY_KW = 1.2


@dataclass(frozen=True, slots=True)
class Duty:
    """The vans' occupation at each moment, (T, n)."""

    drive: Driving
    driving: Mask
    charging: Mask
    charge_kw: Array
    soc_pct: Array
    odometer_km: Array


class Shift:
    """The books of n vans: state of charge in %, odometer in km, and what each leg is used for."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._road = Road(assets, world, HIGHWAY_KMH)
        first = uniform(keys(world.seed, names, "books"), np.arange(2)[:, None])
        soc, odometer = 60 + 30 * first[0], 5e3 + 9e4 * first[1]
        self._ledger = Ledger(np.stack([soc, odometer, self._use(0, soc)]), self._book)

    def at(self, t: Array) -> Duty:
        """What every van does at these moments."""
        drive = self._road.drive(t)
        start, end = self._ledger.at(drive.leg)
        use = start[2].astype(np.int64)
        passed = np.where(use == DRIVE, drive.progress, drive.since_s / LEG_S)
        soc = start[0] + passed * (end[0] - start[0])
        return Duty(
            drive=drive,
            driving=(use == DRIVE) & drive.ready,
            charging=(use == FAST) | (use == SLOW),
            charge_kw=_charge_kw(use, soc),
            soc_pct=soc,
            odometer_km=start[1] + drive.progress * (end[1] - start[1]),
        )

    def _use(self, number: int, soc: Array) -> Array:
        """Drive while on duty and charged, else fill up: fast in a shift, slowly after it."""
        duty = self._road.on_duty(np.full(len(soc), number))
        on_shift = np.where(soc > _LOW_PCT, DRIVE, FAST)
        return np.where(duty, on_shift, np.where(soc < _ENOUGH_PCT, SLOW, REST)).astype(np.float64)

    def _book(self, number: int, totals: Array) -> Array:
        soc, odometer, use = totals
        leg = self._road.leg(np.full(len(soc), number))
        driven = (use == DRIVE) * leg.distance_km
        spent = driven * _KWH_PER_KM[leg.road] + (use == DRIVE) * _STANDBY_KW * leg.ready_s / 3600
        gained = _charge_kw(use.astype(np.int64), soc) * LEG_S / 3600
        after = clip(soc + 100 * (gained - spent) / PACK_KWH, 9.0, _FULL_PCT)
        return np.stack([after, odometer + driven, self._use(number + 1, after)])


def _charge_kw(use: Indices, soc: Array) -> Array:
    """Power into the pack, kW: constant, then falling from 80 % to a fifth when full."""
    taper = clip(1 - 0.8 * (soc - _TAPER_PCT) / (100 - _TAPER_PCT), 0.2, 1.0)
    return np.select([use == FAST, use == SLOW], [FAST_KW * taper, np.minimum(SLOW_KW, FAST_KW * taper)], 0.0)
