"""What a vehicle's day adds up to: distance, engine hours, fuel, and when the engine was last started."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Conditions, clip
from collectors.noise import Array, keys, uniform
from collectors.road import Driving, Ledger, Road, course, homes, position

_TANK_L = 60.0
_REFUEL_PCT, _FULL_PCT = 25.0, 96.0
_LITRES_PER_KM = np.array([0.100, 0.067, 0.074])
_IDLE_LPH = 0.95


class Books:
    """The books of n vehicles, kept leg by leg."""

    def __init__(self, assets: Sequence[Asset], world: Conditions, road: Road) -> None:
        names = [asset.name for asset in assets]
        self._road = road
        first = uniform(keys(world.seed, names, "books"), np.arange(3)[:, None])
        begun = road.begins_s(np.zeros(len(assets), np.int64))
        self._ledger = Ledger(
            np.stack([2e4 + 1.5e5 * first[0], 900 + 4000 * first[1], 30 + 60 * first[2], begun]), self._book
        )
        self._loop_km = 4 + 5 * first[0]
        self._home = homes([asset.site for asset in assets])

    def at(self, t: Array, drive: Driving) -> tuple[dict[str, Array], Array]:
        """The signals of what adds up, and for how many seconds the engine has been running, (T, n)."""
        start, end = self._ledger.at(drive.leg)
        distance = start[0] + drive.progress * (end[0] - start[0])
        # Fuel that was filled in between shows as a jump at the leg's end, not as a slow rise.
        used = np.where(end[2] > start[2], 0.0, end[2] - start[2])
        lat, lon = position(distance, self._loop_km, self._home)
        signals = {
            "odometer_km": distance,
            "engine_hours": start[1] + drive.ready_s / 3600,
            "fuel_level_pct": start[2] + drive.progress * used,
            "lat": lat,
            "lon": lon,
            "heading_deg": course(distance, self._loop_km)[2],
        }
        return signals, clip(t[:, None] - start[3], 0.0, np.inf)

    def _book(self, number: int, totals: Array) -> Array:
        """Odometer in km, engine hours, fuel in %, and the moment of the latest start in s, one leg later."""
        index = np.full(totals.shape[1], number)
        leg, duty = self._road.leg(index), self._road.on_duty(index)
        litres = _LITRES_PER_KM[leg.road] * leg.distance_km + _IDLE_LPH * (leg.ready_s - leg.moving_s) / 3600
        left = totals[2] - duty * 100 * litres / _TANK_L
        refilled = np.where(left < _REFUEL_PCT, _FULL_PCT, left)
        runs_on = duty & (leg.ready_s > leg.moving_s)
        started = np.where(runs_on, totals[3], self._road.begins_s(index + 1))
        return np.stack([totals[0] + duty * leg.distance_km, totals[1] + duty * leg.ready_s / 3600, refilled, started])
