"""What all driven machines have: a shift, a start, a hall, a shaft on bearings, a winding, and a supply."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Clock, Conditions, Indices, Mask, Parameters, Sensor, Slow, clip
from collectors.noise import Array, keys, smooth, spread, uniform
from collectors.shifts import Roster, hour
from collectors.weather import Weather

OFF, STARTING, RUNNING = range(3)
_START_S = 900.0
_BEARING_TAU_S, _WINDING_TAU_S, _COOL_TAU_S = 1500.0, 1200.0, 5400.0

SENSORS = {
    "vibration_mm_s": Sensor(0.03, 0.03),
    "accel_g": Sensor(0.008, 0.008),
    "accel_nde_g": Sensor(0.008, 0.008),
    "bearing_temp_c": Sensor(0.1, 0.15),
    "winding_temp_c": Sensor(0.15, 0.2),
    "motor_current_a": Sensor(0.08, 0.1),
    "supply_voltage_v": Sensor(0.4, 0.9),
    "power_kw": Sensor(0.03, 0.05),
    "speed_rpm": Sensor(0.8),
    "ambient_temp_c": Sensor(0.1),
    "operating_hours": Sensor(),
}

HEALTHY = {"bearing_damage": 0.0, "unbalance": 0.0}


class Plant:
    """The common part of n machines of one kind."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._roster = Roster([asset.schedule for asset in assets])
        self._weather = Weather([asset.site for asset in assets], world)
        self._anchor_s = world.anchor_s
        self._mains = keys(world.seed, [asset.site for asset in assets], "mains")
        self._demand, self._flutter = keys(world.seed, names, "demand"), keys(world.seed, names, "flutter")
        self._hours = 800 + 9000 * uniform(keys(world.seed, names, "hours"), np.zeros(1, np.int64))
        self._unlike = {part: spread(keys(world.seed, names, part), 0.03) for part in ("shake", "accel", "friction")}
        self.slow = Slow()

    def on(self, t: Array) -> Mask:
        """Whether each machine runs, (T, n)."""
        return self._roster.on(t[:, None])

    def states(self, t: Array) -> Indices:
        """Run states: `starting` for the first quarter of an hour, while everything is still cold."""
        on = self.on(t)
        return np.where(on, np.where(self.on(t - _START_S), RUNNING, STARTING), OFF)

    def demand(self, t: Array) -> Array:
        """What is asked of each machine, about 1: more by day, a dip at each change of shift, and its own wander."""
        of_day = hour(t)
        day = 0.06 * np.cos(2 * np.pi * (of_day - 13) / 24)
        to_change = np.abs((of_day - 6 + 4) % 8 - 4)
        dip = 0.10 * np.exp(-((to_change / 0.25) ** 2))
        return np.asarray((1 + day - dip)[:, None] + 0.02 * smooth(self._demand, t, 900.0))

    def hall_c(self, t: Array) -> Array:
        """Air in the hall, heated in winter, in °C."""
        return 20.5 + 0.3 * (self._weather.ambient_c(t) - 10)

    def outdoor_c(self, t: Array) -> Array:
        """Air outside, in °C."""
        return self._weather.ambient_c(t)

    def supply_v(self, t: Array) -> Array:
        """Mains voltage, low by day when everybody draws."""
        day = -2.5 * np.cos(2 * np.pi * (hour(t) - 14) / 24)
        return np.asarray((401 + day)[:, None] + 1.2 * smooth(self._mains, t, 600.0))

    def hours(self, t: Array) -> Array:
        """Operating hours, by the calendar."""
        return self._hours + self._roster.hours_between(self._anchor_s, t)

    def shaft(
        self, clock: Clock, load: Array, hall_c: Array, on: Mask, parameters: Parameters, rough_g: Array | float = 0.0
    ) -> dict[str, Array]:
        """Vibration and bearing temperature at a load (1 is nominal).

        Damage is heard first in acceleration, then felt in velocity, and only late as friction: the order of a worn
        rolling bearing. Unbalance adds once-per-turn velocity, in quadrature, and nothing else.
        """
        damage, unbalance = parameters["bearing_damage"], parameters["unbalance"]
        accel = self._unlike["accel"] * (0.30 + 0.06 * load) * (1 + 16 * damage)
        worn = self._unlike["shake"] * (1.35 + 0.2 * load) * (1 + 2.9 * damage**1.2)
        friction = (16 + 9 * load) * self._unlike["friction"] + 46 * damage**3
        tau_s = np.where(on, _BEARING_TAU_S, _COOL_TAU_S)
        return {
            "accel_g": accel + rough_g,
            "accel_nde_g": 0.8 * self._unlike["accel"] * (0.30 + 0.06 * load) * (1 + 2.0 * damage) + 0.6 * rough_g,
            "vibration_mm_s": np.hypot(worn, unbalance),
            "bearing_temp_c": self.slow.follow("bearing", hall_c + np.where(on, friction, 0.0), tau_s, clock.dt),
        }

    def winding_c(self, clock: Clock, current_share: Array, rise_k: float, hall_c: Array, on: Mask) -> Array:
        """Winding temperature: heat ∝ I²."""
        goal = hall_c + np.where(on, rise_k * current_share**2, 0.0)
        return self.slow.follow("winding", goal, np.where(on, _WINDING_TAU_S, _COOL_TAU_S), clock.dt)

    def flutter(self, t: Array) -> Array:
        """Fast, irregular noise of standard deviation 1, for flow that breaks up."""
        return smooth(self._flutter, t, 2.3)


def current_a(power_kw: Array, voltage_v: Array, load: Array) -> Array:
    """Three-phase current, I = P/(√3·U·cos φ); the power factor falls at part load."""
    factor = 0.86 - 0.25 * clip(0.9 - load, 0.0, 0.9) ** 1.5
    return np.asarray(power_kw * 1e3 / (np.sqrt(3) * voltage_v * factor), np.float64)


def only_running(on: Mask, signals: dict[str, Array]) -> dict[str, Array]:
    """Signals of machines that run; NaN for the others."""
    return {name: np.where(on, values, np.nan) for name, values in signals.items()}
