"""What surrounds a driven machine: its shifts and what they ask of it, its hall, its mains, its counters."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Clock, Conditions, Indices, Mask, Sensor, Slow, clip
from collectors.noise import Array, keys, smooth, uniform
from collectors.shifts import Roster, hour
from collectors.weather import Weather

OFF, STARTING, RUNNING = range(3)
_START_S = 900.0
_WARM_TAU_S, _CHILL_TAU_S = 1500.0, 18_000.0
_VISCOSITY_PER_K = 0.035
"""Mineral oil near room temperature thickens by about 3.5 % a kelvin."""
_DRY_AIR, _WET_AIR = 0.60, 0.88

SENSORS = {"ambient_temp_c": Sensor(0.1), "operating_hours": Sensor(), "starts": Sensor()}


class Plant:
    """The surroundings of n machines of one kind, and their slow states."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._roster = Roster([asset.schedule for asset in assets])
        self._weather = Weather([asset.site for asset in assets], world)
        self._anchor_s = world.anchor_s
        self._mains = keys(world.seed, [asset.site for asset in assets], "mains")
        self._demand, self._flutter = keys(world.seed, names, "demand"), keys(world.seed, names, "flutter")
        self._hours = 800 + 9000 * uniform(keys(world.seed, names, "hours"), np.zeros(1, np.int64))
        self._starts = np.floor(self._hours / 40)
        self.slow = Slow()

    def on(self, t: Array) -> Mask:
        """Whether each machine runs, (T, n)."""
        return self._roster.on(t[:, None])

    def states(self, t: Array, on: Mask) -> Indices:
        """Run states: `starting` for the first quarter of an hour, while everything is still cold."""
        return np.where(on, np.where(self.on(t - _START_S), RUNNING, STARTING), OFF)

    def demand(self, t: Array) -> Array:
        """What is asked of each machine, about 1: more by day, a dip at each change of shift, and its own wander."""
        of_day = hour(t)
        day = 0.06 * np.cos(2 * np.pi * (of_day - 13) / 24)
        to_change = np.abs((of_day - 6 + 4) % 8 - 4)
        dip = 0.08 * np.exp(-((to_change / 0.4) ** 2))
        return np.asarray((1 + day - dip)[:, None] + 0.015 * smooth(self._demand, t, 900.0))

    def hall_c(self, outdoor_c: Array) -> Array:
        """Air in the hall, heated in winter, in °C."""
        return 20.5 + 0.3 * (outdoor_c - 10)

    def outdoor_c(self, t: Array) -> Array:
        """Air outside, in °C."""
        return self._weather.ambient_c(t)

    def damp(self, t: Array) -> Array:
        """How damp what lies in the open is, 0 (dry afternoon) to 1 (dew at dawn)."""
        return clip((self._weather.humidity(t) - _DRY_AIR) / (_WET_AIR - _DRY_AIR), 0.0, 1.0)

    def supply_v(self, t: Array) -> Array:
        """Mains voltage, low by day when everybody draws."""
        day = -2.5 * np.cos(2 * np.pi * (hour(t) - 14) / 24)
        return np.asarray((401 + day)[:, None] + 1.2 * smooth(self._mains, t, 600.0))

    def stiffness(self, clock: Clock, on: Mask, hall_c: Array) -> Array:
        """How much more than when warm grease and oil resist: about 1 at a start in a hall of 20 °C, then to 0.

        A machine keeps its warmth over a break, loses it in a night, and is as cold as the hall after a weekend.
        """
        warm = self.slow.follow("warm", on.astype(np.float64), np.where(on, _WARM_TAU_S, _CHILL_TAU_S), clock.dt)
        return (1 - warm) * np.exp(_VISCOSITY_PER_K * (20 - hall_c))

    def counters(self, t: Array) -> dict[str, Array]:
        """Operating hours and starts, by the calendar."""
        hours = self._hours + self._roster.hours_between(self._anchor_s, t)
        return {"operating_hours": hours, "starts": self._starts + self._roster.starts_between(self._anchor_s, t)}

    def flutter(self, t: Array) -> Array:
        """Fast, irregular noise of standard deviation 1, for flow that breaks up and for what rattles."""
        return smooth(self._flutter, t, 2.3)


def only_running(on: Mask, signals: dict[str, Array]) -> dict[str, Array]:
    """Signals of machines that run; NaN for the others."""
    return signals if on.all() else {name: np.where(on, values, np.nan) for name, values in signals.items()}
