"""From the driver's day to OBD-II readings: speed, power, fuel and heat, then temperatures, pressures, voltage."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.ice import engine
from collectors.ice.cooling import Cooling
from collectors.model import Asset, Clock, Conditions, Mask, Motion, Parameters, Physics, Sensor, Slow, clip
from collectors.noise import Array, keys, smooth, spread, uniform
from collectors.road import LIMIT_KMH, URBAN, Driving, Ledger, Road, position
from collectors.weather import Weather, darkness

_OFF, _START, _IDLE, _CITY, _CRUISE = range(5)
_HOME = (52.23, 21.01)
_HIGHWAY_KMH = 116.0
_TANK_L = 70.0
_REFUEL_PCT, _FULL_PCT = 25.0, 96.0
_LITRES_PER_KM = np.array([0.115, 0.095, 0.125])
_IDLE_LPH = 0.9
_WARM_C = 72.5
"""Above this coolant and oil count as warm; until then the run state is `start`."""


class IcePhysics(Physics):
    """Engines of n vehicles. Parameters: see `healthy`; temperatures in °C, heat flows in W."""

    sensors: ClassVar = {
        "engine_rpm": Sensor(4.0, 6.0),
        "speed_kmh": Sensor(0.2),
        "speed_limit_kmh": Sensor(),
        "engine_load_pct": Sensor(0.4),
        "throttle_pct": Sensor(0.4),
        "coolant_temp_c": Sensor(0.25, 0.3),
        "oil_temp_c": Sensor(0.25, 0.3),
        "oil_pressure_bar": Sensor(0.02, 0.03),
        "intake_air_temp_c": Sensor(0.3, 0.5),
        "ambient_temp_c": Sensor(0.2),
        "maf_gps": Sensor(0.05, 0.08),
        "ltft_pct": Sensor(0.3, 0.9),
        "module_voltage_v": Sensor(0.012, 0.02),
        "catalyst_temp_c": Sensor(2.0, 4.0),
        "fuel_level_pct": Sensor(0.25),
        "fuel_rate_lph": Sensor(0.02),
        "vibration_mm_s": Sensor(0.03, 0.03),
        "vibration_score": Sensor(0.012, 0.012),
        "gear": Sensor(),
        "engine_hours": Sensor(),
        "odometer_km": Sensor(),
        "lat": Sensor(3e-6),
        "lon": Sensor(3e-6),
    }

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._weather = Weather([asset.site for asset in assets], world)
        self._road = Road(assets, world, _HIGHWAY_KMH)
        self._unlike = {part: spread(keys(world.seed, names, part), 0.02) for part in ("voltage", "vibration", "oil")}
        self._trim = keys(world.seed, names, "trim")
        first = uniform(keys(world.seed, names, "books"), np.arange(3)[:, None])
        start = np.stack([2e4 + 1.5e5 * first[0], 900 + 4000 * first[1], 30 + 60 * first[2]])
        self._ledger = Ledger(start, self._book)
        self._loop_km = 4 + 5 * first[0]
        ones = np.ones(len(assets))
        self.healthy = {
            "coolant_level": ones,
            "fan_flow": ones,
            "alternator_output": ones,
            "misfire_rate": 0 * ones,
        }
        self._cooling = Cooling()
        self._slow = Slow()

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Drive on through the clock's moments."""
        drive = self._road.drive(clock.t)
        on = self._road.on_duty(drive.leg) & drive.ready
        ambient = self._weather.ambient_c(clock.t)
        speed = np.where(on, drive.speed_kmh, 0.0)
        running = engine.run(speed, np.where(on, drive.accel_ms2, 0.0), parameters["misfire_rate"])
        coolant, fan = self._cooling.advance(clock, running, speed, ambient, on, parameters)
        oil, catalyst, intake = self._warmth(clock, running, speed, ambient, coolant, on)
        signals = {
            "engine_rpm": running.rpm,
            "speed_kmh": speed,
            "speed_limit_kmh": LIMIT_KMH[drive.road],
            "engine_load_pct": running.load_pct,
            "throttle_pct": 11 + 0.82 * running.load_pct,
            "coolant_temp_c": coolant,
            "oil_temp_c": oil,
            "oil_pressure_bar": engine.oil_pressure_bar(running.rpm, oil) * self._unlike["oil"],
            "intake_air_temp_c": intake,
            "ambient_temp_c": ambient,
            "maf_gps": running.air_gps,
            "ltft_pct": 1.2 * smooth(self._trim, clock.t, 5400.0) + 40 * parameters["misfire_rate"],
            "module_voltage_v": self._voltage(clock, running, fan, ambient, on, parameters),
            "catalyst_temp_c": catalyst,
            "fuel_rate_lph": running.fuel_lph,
            **self._vibration(running, parameters),
            "gear": running.gear,
            **self._books(drive),
        }
        cold = (coolant < _WARM_C) | (oil < _WARM_C) | (catalyst < 230)
        moving = np.where(speed < 1, _IDLE, np.where(drive.road == URBAN, _CITY, _CRUISE))
        states = np.where(on, np.where(cold, _START, moving), _OFF)
        return Motion(states, {name: np.where(on, values, np.nan) for name, values in signals.items()})

    def _warmth(
        self, clock: Clock, running: engine.Running, speed: Array, ambient: Array, coolant: Array, on: Mask
    ) -> tuple[Array, Array, Array]:
        """Oil, catalyst and intake air."""
        load = running.load_pct / 100
        hot = 420 + 330 * np.sqrt(load) + 800 * running.unburnt
        soak = 4 + 11 * clip(1 - speed / 45, 0.0, 1.0)
        paths = {
            "oil": (coolant + 3 + 16 * load, 300.0, 9000.0),
            "catalyst": (hot, 80.0, 1800.0),
            "intake": (ambient + soak, 140.0, 3000.0),
        }
        oil, catalyst, intake = (
            self._slow.follow(name, np.where(on, goal, ambient), np.where(on, working_s, resting_s), clock.dt)
            for name, (goal, working_s, resting_s) in paths.items()
        )
        return oil, catalyst, intake

    def _voltage(
        self, clock: Clock, running: engine.Running, fan: Array, ambient: Array, on: Mask, parameters: Parameters
    ) -> Array:
        """Module voltage: the regulator's set point, less what the alternator cannot deliver."""
        wanted_a = (
            40 + 18 * darkness(clock.t) + 14 * clip((8 - ambient) / 15, 0.0, 1.0) + 22 * fan * parameters["fan_flow"]
        )
        able_a = parameters["alternator_output"] * clip(80 + 0.03 * (running.rpm - 700), 80.0, 150.0)
        short_a = np.maximum(0.0, wanted_a - able_a)
        set_v = (14.15 - 0.006 * (ambient - 10)) * self._unlike["voltage"] ** 0.2
        target = np.where(on, np.maximum(set_v - 0.004 * wanted_a - 0.05 * short_a, 11.3), 12.6)
        return self._slow.follow("voltage", target, np.where(short_a > 0, 40.0, 5.0), clock.dt)

    def _vibration(self, running: engine.Running, parameters: Parameters) -> dict[str, Array]:
        """Velocity at the mount, and its ratio to what is allowed at this engine speed (1 is the limit)."""
        expected = 0.45 + 0.38 * running.rpm / 1000
        rough = self._unlike["vibration"] * expected * (1 + 26 * parameters["misfire_rate"])
        return {"vibration_mm_s": rough, "vibration_score": 0.55 * rough / expected}

    def _book(self, number: int, totals: Array) -> Array:
        """Odometer in km, engine hours and fuel in %, one leg later."""
        index = np.full(totals.shape[1], number)
        leg, duty = self._road.leg(index), self._road.on_duty(index)
        litres = _LITRES_PER_KM[leg.road] * leg.distance_km + _IDLE_LPH * (leg.ready_s - leg.moving_s) / 3600
        left = totals[2] - duty * 100 * litres / _TANK_L
        refilled = np.where(left < _REFUEL_PCT, _FULL_PCT, left)
        return np.stack([totals[0] + duty * leg.distance_km, totals[1] + duty * leg.ready_s / 3600, refilled])

    def _books(self, drive: Driving) -> dict[str, Array]:
        start, end = self._ledger.at(drive.leg)
        distance = start[0] + drive.progress * (end[0] - start[0])
        # Fuel that was filled in between shows as a jump at the leg's end, not as a slow rise.
        used = np.where(end[2] > start[2], 0.0, end[2] - start[2])
        lat, lon = position(distance, self._loop_km, _HOME)
        return {
            "odometer_km": distance,
            "engine_hours": start[1] + drive.ready_s / 3600,
            "fuel_level_pct": start[2] + drive.progress * used,
            "lat": lat,
            "lon": lon,
        }
