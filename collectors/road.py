"""Driving: a vehicle's day as legs of forty minutes, each on one kind of road, with stops, ramps and a pause.

Speed is a pure function of time. What adds up over legs (distance, hours, fuel, charge) is kept in a ledger that is
computed leg by leg from the scenario's start, so that it, too, is the same after a restart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectors.model import Asset, Conditions, Indices, clip
from collectors.noise import Array, keys, smooth, uniform
from collectors.shifts import Roster

LEG_S = 2400.0
URBAN, RURAL, HIGHWAY = 0, 1, 2
LIMIT_KMH = np.array([50.0, 90.0, 130.0])
_SHARE = (0.5, 0.8)  # half of the legs are urban, three in ten rural, the rest on the highway
_CRUISE_KMH = (42.0, 76.0)  # and on the highway what the vehicle allows
_WANDER_KMH = np.array([2.2, 3.0, 3.0])
_RAMP_S = np.array([10.0, 20.0, 45.0])
# Periods that no sampling step divides: stops must not beat against the samples.
_STOP_EVERY_S = np.array([73.7, 331.9, np.inf])
_STOP_S = np.array([17.0, 19.0, 0.0])
_PAUSE_S = (300.0, 420.0)
_BREAK_SHARE = 0.15
_BREAK_S = 1200.0


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg of each vehicle is like; arrays of one shape."""

    road: Indices
    moving_s: Array
    ready_s: Array
    """How long the vehicle is switched on: it stands for a while at the end of most legs, and is off in breaks."""
    distance_km: Array


@dataclass(frozen=True, slots=True)
class Driving:
    """Motion of each vehicle at each moment, (T, n)."""

    leg: Indices
    progress: Array
    """Share of the leg's moving time that has passed, 0 to 1."""
    ready_s: Array
    """Seconds that the vehicle has been switched on in this leg, at most the leg's whole time."""
    since_s: Array
    """Seconds since the leg began."""
    ready: npt.NDArray[np.bool_]
    road: Indices
    speed_kmh: Array
    accel_ms2: Array


class Road:
    """Legs and speeds of n vehicles; leg 0 is the one under way when the world's books open."""

    def __init__(self, assets: Sequence[Asset], world: Conditions, highway_kmh: float) -> None:
        names = [asset.name for asset in assets]
        self.roster = Roster([asset.schedule for asset in assets])
        self._choice, self._pause, self._wander = (
            keys(world.seed, names, f"road {k}") for k in ("kind", "pause", "wander")
        )
        # Vehicles do not change legs together.
        self._offset_s = LEG_S * uniform(keys(world.seed, names, "road offset"), np.zeros(1, np.int64))
        self._first = np.floor((world.anchor_s + self._offset_s) / LEG_S)
        self._cruise_kmh = np.array([*_CRUISE_KMH, highway_kmh])

    def leg(self, index: Indices) -> Leg:
        """The legs of these numbers, (..., n)."""
        slot = index + self._first.astype(np.int64)
        draw = uniform(self._choice, slot)
        road = (draw >= _SHARE[0]).astype(np.int64) + (draw >= _SHARE[1])
        choice = uniform(self._pause, slot)
        pause = _PAUSE_S[0] + (_PAUSE_S[1] - _PAUSE_S[0]) * choice
        resting = choice < _BREAK_SHARE
        moving = np.where(resting, LEG_S - _BREAK_S, LEG_S - pause)
        stops = np.where(road == HIGHWAY, 0.0, (_STOP_S + _RAMP_S)[road] / np.minimum(_STOP_EVERY_S, 1e9)[road])
        mean = self._cruise_kmh[road] * (1 - stops)
        distance = mean * (moving - _RAMP_S[road]) / 3600
        return Leg(road, moving, np.where(resting, moving, LEG_S), distance)

    def begins_s(self, index: Indices) -> Array:
        """When the legs of these numbers begin, in seconds since 1970."""
        return (index + self._first) * LEG_S - self._offset_s

    def on_duty(self, index: Indices) -> npt.NDArray[np.bool_]:
        """Whether each vehicle's calendar has it work in that leg, by the leg's start."""
        return self.roster.on(self.begins_s(index))

    def index(self, t: Array) -> Indices:
        """The leg under way, (T, n), never before the anchor's."""
        raw = np.floor((t[:, None] + self._offset_s) / LEG_S) - self._first
        return np.asarray(np.maximum(raw, 0), np.int64)

    def drive(self, t: Array) -> Driving:
        """Where in its leg each vehicle is and how fast it goes, as if it were on duty all the time."""
        index = self.index(t)
        leg = self.leg(index)
        since = t[:, None] - self.begins_s(index)
        speed = self._speed(t, since, leg)
        before = self._speed(t - 1, since - 1, leg)
        return Driving(
            leg=index,
            progress=clip(since / leg.moving_s, 0.0, 1.0),
            ready_s=np.minimum(since, leg.ready_s),
            since_s=since,
            ready=since < leg.ready_s,
            road=leg.road,
            speed_kmh=speed,
            accel_ms2=(speed - before) / 3.6,
        )

    def _speed(self, t: Array, since: Array, leg: Leg) -> Array:
        ramp = _RAMP_S[leg.road]
        whole = clip(np.minimum(since, leg.moving_s - since) / ramp, 0.0, 1.0)
        every, stop = _STOP_EVERY_S[leg.road], _STOP_S[leg.road]
        within = np.where(np.isfinite(every), since % np.where(np.isfinite(every), every, 1.0), ramp)
        left = np.where(np.isfinite(every), every - stop - within, ramp)
        stops = clip(np.minimum(within, left) / ramp, 0.0, 1.0)
        cruise = self._cruise_kmh[leg.road] + _WANDER_KMH[leg.road] * smooth(self._wander, t, 45.0)
        return np.asarray(cruise * np.minimum(whole, stops), np.float64)


class Ledger:
    """Running totals of n vehicles at the start of each leg, computed on demand and kept.

    `advance(number, totals)` gives the totals, (k, n), at the start of leg `number + 1`.
    """

    def __init__(self, start: Array, advance: Callable[[int, Array], Array]) -> None:
        self._advance = advance
        self._rows = start[None]
        self._columns = np.arange(start.shape[1])

    def at(self, legs: Indices) -> tuple[Array, Array]:
        """Totals at the start and at the end of these legs, (T, n): two arrays (k, T, n)."""
        last = int(legs.max()) + 1
        if last >= len(self._rows):
            self._extend(last + 36)
        return self._take(legs), self._take(legs + 1)

    def _take(self, legs: Indices) -> Array:
        return np.moveaxis(self._rows[legs, :, self._columns], -1, 0)

    def _extend(self, last: int) -> None:
        rows = [self._rows[-1]]
        for number in range(len(self._rows) - 1, last):
            rows.append(self._advance(number, rows[-1]))
        self._rows = np.concatenate([self._rows, np.stack(rows[1:])])


def position(distance_km: Array, loop_km: Array, home: tuple[float, float]) -> tuple[Array, Array]:
    """Latitude and longitude after a distance along a vehicle's loop, a circle of radius `loop_km` from `home`."""
    angle = distance_km / loop_km
    degrees = loop_km / 111.2
    lat = home[0] + degrees * np.sin(angle)
    lon = home[1] + degrees * (1 - np.cos(angle)) / np.cos(np.radians(home[0]))
    return lat, lon
