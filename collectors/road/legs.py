"""Driving: a vehicle's day as legs of forty minutes, each on one kind of road, with lights, traffic and a delivery.

Speed is a pure function of time. Where lights and junctions are and how long they hold is drawn; but what they cost of
a leg is the same for every leg of a kind, so that distance, too, is known at any moment without adding up speeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectors.model import Asset, Conditions, Indices, clip
from collectors.noise import Array, bits, keys, smooth, uniform
from collectors.shifts import Roster, hour, week_s
from contract.measurements import ROAD_TYPES
from contract.time import DAY_S

LEG_S = 2400.0
URBAN, RURAL, HIGHWAY = range(len(ROAD_TYPES))
NO_ROAD = -1
LIMIT_KMH = np.array([50.0, 90.0, 130.0])
_SHARE = (0.5, 0.8)  # half of the legs are urban, three in ten rural, the rest on the highway
_CRUISE_KMH = (42.0, 72.0)  # and on the highway what the vehicle allows
_WANDER_KMH = np.array([2.0, 1.5, 1.5])
_RAMP_S = np.array([10.0, 20.0, 45.0])
_STOPS = np.array([1.0, 1.0, 0.0])
"""Whether the road has lights or junctions: one in each slot of so many seconds, which holds for so many on average."""
_SLOT_S = np.array([75.0, 300.0, 300.0])
_HOLD_S = np.array([15.0, 16.0, 0.0])
_UNEVEN = 0.85
_SLOTS_OF_A_LEG = 64
_MOVING_S = np.array([[1950.0, 1800.0, 1950.0], [2100.0, 1800.0, 2100.0]])
"""Whole pairs of slots; the rest of the leg the vehicle stands at a delivery with its engine on."""
_BREAK_SHARE = 0.15
_BREAK_S = 1200.0
_JAM_SLOWS = np.array([0.2, 0.18, 0.16])
_PEAKS_H = (7.5, 16.5)
_PEAK_WIDTH_H = 1.2
_PEAK_JAMS = 0.8


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg of each vehicle is like; arrays of one shape."""

    road: Indices
    moving_s: Array
    ready_s: Array
    """How long the vehicle is switched on: it stands for a while at the end of most legs, and is off in breaks."""
    cruise_kmh: Array
    distance_km: Array


@dataclass(frozen=True, slots=True)
class Driving:
    """Motion of each vehicle at each moment, (T, n)."""

    leg: Indices
    progress: Array
    """Share of the leg's distance that has been driven, 0 to 1."""
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
        self._choice, self._pause, self._jam, self._lights, self._wander = (
            keys(world.seed, names, f"road {k}") for k in ("kind", "pause", "jam", "lights", "wander")
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
        resting = choice < _BREAK_SHARE
        moving = np.where(resting, LEG_S - _BREAK_S, _MOVING_S[(choice > 0.5).astype(np.int64), road])
        jammed = uniform(self._jam, slot) < _rush(self.begins_s(index))
        cruise = self._cruise_kmh[road] * (1 - _JAM_SLOWS[road] * jammed)
        distance = cruise * _whole_s(road, moving) / 3600
        return Leg(road, moving, np.where(resting, moving, LEG_S), cruise, distance)

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
        pace, change, moved = self._pace(index, since, leg)
        cruise = leg.cruise_kmh + _WANDER_KMH[leg.road] * smooth(self._wander, t, 45.0)
        return Driving(
            leg=index,
            progress=clip(moved / _whole_s(leg.road, leg.moving_s), 0.0, 1.0),
            ready_s=np.minimum(since, leg.ready_s),
            since_s=since,
            ready=since < leg.ready_s,
            road=leg.road,
            speed_kmh=cruise * pace,
            accel_ms2=cruise * change / 3.6,
        )

    def _pace(self, index: Indices, since: Array, leg: Leg) -> tuple[Array, Array, Array]:
        """Share of the cruising speed, its change in 1/s, and its integral since the leg began in s, each (T, n)."""
        ramp, stops = _RAMP_S[leg.road], _STOPS[leg.road]
        passed = np.minimum(since, leg.moving_s)
        length = _SLOT_S[leg.road]
        slot = np.floor(passed / length)
        brakes, holds, held = self._light(index, slot.astype(np.int64), leg.road)
        within = (passed - slot * length - brakes) / ramp
        away = within - 1 - holds / ramp
        light = 1 - stops * (_rise(within) - _rise(away))
        gone = passed - stops * (held + ramp * (slot + _area(within) - _area(away)))
        begin, end = passed / ramp, (leg.moving_s - passed) / ramp
        whole = _rise(np.minimum(begin, end))
        change = light * np.where(begin < end, _slope(begin), -_slope(end)) - whole * stops * (
            _slope(within) - _slope(away)
        )
        lost = begin - _area(begin) + 0.5 - end + _area(end)
        return light * whole, change / ramp, gone - ramp * lost

    def _light(self, index: Indices, slot: Indices, road: Indices) -> tuple[Array, Array, Array]:
        """Of a slot's light: seconds into the slot until one brakes, how long one stands, and has stood in the leg."""
        pair, second = slot // 2, slot % 2
        leg = index + self._first.astype(np.int64)
        drawn = bits(self._lights, leg * _SLOTS_OF_A_LEG + pair)
        split, early, late = ((drawn >> np.uint64(shift) & np.uint64(0xFFFF)) / 65536.0 for shift in (0, 16, 32))
        # What the first light of a pair takes longer than the mean, the second takes less.
        uneven = _UNEVEN * (2 * split - 1)
        holds = _HOLD_S[road] * (1 + np.where(second == 1, -uneven, uneven))
        room = _SLOT_S[road] - 2 * _RAMP_S[road] - holds
        held = _HOLD_S[road] * (slot + second * uneven)
        return room * np.where(second == 1, late, early), holds, held


def _whole_s(road: Indices, moving_s: Array) -> Array:
    """Seconds of cruising that a leg's moving time is worth: its lights and ramps cost the rest."""
    stops = _STOPS[road] * np.floor(moving_s / _SLOT_S[road]) * (_HOLD_S + _RAMP_S)[road]
    return np.asarray(moving_s - stops - _RAMP_S[road], np.float64)


def _rush(t: Array) -> Array:
    """How likely a leg that begins now is to be slowed by traffic: at the commute peaks of working days."""
    apart = np.minimum(np.abs(hour(t) - _PEAKS_H[0]), np.abs(hour(t) - _PEAKS_H[1])) / _PEAK_WIDTH_H
    return np.where(week_s(t) < 5 * DAY_S, _PEAK_JAMS * np.exp(-(apart**2)), 0.0)


def _rise(share: Array) -> Array:
    """From 0 to 1 while `share` does, without a jerk: speed while pulling away."""
    x = clip(share, 0.0, 1.0)
    return np.asarray(x * x * (3 - 2 * x), np.float64)


def _slope(share: Array) -> Array:
    """How fast `_rise` rises."""
    x = clip(share, 0.0, 1.0)
    return np.asarray(6 * x * (1 - x), np.float64)


def _area(share: Array) -> Array:
    """The integral of `_rise` from 0."""
    x = clip(share, 0.0, 1.0)
    return np.asarray(x**3 * (1 - 0.5 * x) + np.maximum(share - 1, 0.0), np.float64)
