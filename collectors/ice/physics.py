"""From the driver's day to OBD-II readings: speed, power, fuel and heat, then temperatures, pressures, voltage."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.ice import chassis, electrics, engine, fuelling
from collectors.ice.books import Books
from collectors.ice.cooling import Cooling
from collectors.model import Asset, Clock, Conditions, Mask, Motion, Parameters, Physics, Sensor, Slow, clip
from collectors.noise import Array, keys, normal, smooth, spread
from collectors.road import LIMIT_KMH, NO_ROAD, URBAN, Driving, Road
from collectors.weather import Weather

_OFF, _START, _IDLE, _CITY, _CRUISE = range(5)
_HIGHWAY_KMH = 111.0
_WARM_C, _LIT_C, _WARM_UP_S = 72.5, 230.0, 1500.0
"""Until coolant and oil are warm and the catalyst is lit the run state is `start`; an engine that takes longer
is judged as it is."""
_SURGE_S, _MOST_SURGE = 40.0, 0.4
_TYRES = {f"tyre_{wheel}_kpa": Sensor(0.3, 0.3) for wheel in chassis.WHEELS}
_HEALTHY = {
    "thermostat_leak": 0.0, "thermostat_travel": 1.0, "coolant_level": 1.0, "pump_wear": 0.0, "fan_flow": 1.0,
    "radiator_passages": 1.0, "maf_gain": 1.0, "vacuum_leak_gps": 0.0, "filter_clog": 0.0, "misfire_rate": 0.0,
    "oxygen_storage": 1.0, "egr_flow": 1.0, "alternator_output": 1.0, "battery_resistance": 1.0, "oil_pump": 1.0,
    "mount_wear": 0.0, "brake_drag_n": 0.0, "tyre_loss": 0.0, "surge": 0.0, "late_shift": 0.0,
}  # fmt: skip
"""Shares are of what a new part does; what is worn, leaks or drags is 0 in a sound vehicle."""


class IcePhysics(Physics):
    """Engines of n vehicles. Parameters: see `healthy`; temperatures in °C, heat flows in W."""

    sensors: ClassVar = {
        "engine_rpm": Sensor(4.0, 6.0), "speed_kmh": Sensor(0.2), "speed_limit_kmh": Sensor(),
        "engine_load_pct": Sensor(0.4), "throttle_pct": Sensor(0.4), "coolant_temp_c": Sensor(0.25, 0.3),
        "coolant_level_pct": Sensor(0.2, 0.2), "oil_temp_c": Sensor(0.25, 0.3), "oil_pressure_bar": Sensor(0.02, 0.03),
        "intake_air_temp_c": Sensor(0.3, 0.5), "ambient_temp_c": Sensor(0.2), "baro_kpa": Sensor(0.1),
        "map_kpa": Sensor(0.3, 0.4), "maf_gps": Sensor(0.05, 0.08), "stft_pct": Sensor(0.8, 0.5),
        "ltft_pct": Sensor(0.3, 0.9), "timing_adv_deg": Sensor(0.2, 0.3), "egr_error_pct": Sensor(1.0, 1.0),
        "fuel_pressure_kpa": Sensor(1.0, 1.5), "fuel_level_pct": Sensor(0.25), "fuel_rate_lph": Sensor(0.02),
        "catalyst_temp_c": Sensor(2.0, 4.0), "o2_switch_ratio": Sensor(0.008, 0.01),
        "module_voltage_v": Sensor(0.012, 0.02), "crank_voltage_v": Sensor(0.002), "vibration_mm_s": Sensor(0.03, 0.03),
        "vibration_score": Sensor(0.012, 0.012), **_TYRES, "tyre_deficit_pct": Sensor(0.1, 0.1),
        "brake_temp_c": Sensor(0.5, 0.7), "gear": Sensor(), "run_time_s": Sensor(), "engine_hours": Sensor(),
        "odometer_km": Sensor(), "lat": Sensor(3e-6), "lon": Sensor(3e-6), "heading_deg": Sensor(),
    }  # fmt: skip

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names, sites = [asset.name for asset in assets], [asset.site for asset in assets]
        self._weather = Weather(sites, world)
        self._road = Road(assets, world, _HIGHWAY_KMH)
        self._books = Books(assets, world, self._road)
        self._unlike = {part: spread(keys(world.seed, names, part), 0.02) for part in ("voltage", "vibration", "oil")}
        self._tyres = np.stack([spread(keys(world.seed, names, f"tyre {wheel}"), 0.004) for wheel in chassis.WHEELS])
        self._trim, self._rough, self._haste = (
            keys(world.seed, names, part) for part in ("trim", "roughness", "haste")
        )
        self._air = keys(world.seed, sites, "air pressure")
        self.healthy = {name: np.full(len(assets), value) for name, value in _HEALTHY.items()}
        self._cooling = Cooling()
        self._slow = Slow()

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Drive on through the clock's moments."""
        drive = self._road.drive(clock.t)
        on = self._road.on_duty(drive.leg) & drive.ready
        books, running_s = self._books.at(clock.t, drive)
        ambient = self._weather.ambient_c(clock.t)
        speed, accel = self._motion(clock, drive, on, parameters)
        asked = engine.demand(speed, accel, self._roughness(clock, parameters), parameters)
        coolant, fan = self._cooling.advance(clock, asked, speed, ambient, on, parameters)
        warmth = self._warmth(clock, asked, speed, ambient, coolant, on, parameters)
        oil, catalyst = warmth["oil_temp_c"], warmth["catalyst_temp_c"]
        signals = {
            "engine_rpm": asked.rpm,
            "speed_kmh": speed,
            "speed_limit_kmh": LIMIT_KMH[drive.road],
            "coolant_temp_c": coolant,
            "coolant_level_pct": 95 * parameters["coolant_level"] + 0.04 * (coolant - 90),
            **warmth,
            "oil_pressure_bar": engine.oil_pressure_bar(asked.rpm, oil, parameters["oil_pump"]) * self._unlike["oil"],
            "ambient_temp_c": ambient,
            **self._mixture(clock, asked, coolant, warmth, ambient, parameters),
            **self._volts(clock, asked, running_s, coolant, fan, ambient, on, parameters),
            **self._vibration(asked, parameters),
            **chassis.tyres(clock, self._slow, speed, ambient, self._tyres, on, parameters),
            "brake_temp_c": chassis.hub_temperature(clock, self._slow, speed, asked.braking_w, ambient, parameters),
            "gear": asked.gear,
            "run_time_s": running_s,
            **books,
        }
        cold = ((coolant < _WARM_C) | (oil < _WARM_C) | (catalyst < _LIT_C)) & (running_s < _WARM_UP_S)
        moving = np.where(speed < 1, _IDLE, np.where(drive.road == URBAN, _CITY, _CRUISE))
        states = np.where(on, np.where(cold, _START, moving), _OFF)
        shown = {name: np.where(on, values, np.nan) for name, values in signals.items()}
        return Motion(states, shown, np.where(on, drive.road, NO_ROAD))

    def _motion(self, clock: Clock, drive: Driving, on: Mask, parameters: Parameters) -> tuple[Array, Array]:
        """Speed in km/h and acceleration in m/s²; a driver who surges is now faster and now slower than the others.

        On average over minutes no faster: who hurries to the next light waits there. So the books of distance hold.
        """
        speed, accel = np.where(on, drive.speed_kmh, 0.0), np.where(on, drive.accel_ms2, 0.0)
        if not np.any(parameters["surge"]):
            return speed, accel
        now, before = (
            1 + clip(parameters["surge"] * smooth(self._haste, t, _SURGE_S), -_MOST_SURGE, _MOST_SURGE)
            for t in (clock.t, clock.t - 1)
        )
        return speed * now, accel * now + speed * (now - before) / 3.6

    def _roughness(self, clock: Clock, parameters: Parameters) -> Array | float:
        """How unevenly each engine turns in this second, should it misfire."""
        if not np.any(parameters["misfire_rate"]):
            return 0.0
        return normal(self._rough, np.floor(clock.t).astype(np.int64)[:, None])

    def _warmth(
        self, clock: Clock, asked: engine.Demand, speed: Array, ambient: Array, coolant: Array, on: Mask,
        parameters: Parameters,
    ) -> dict[str, Array]:  # fmt: skip
        """Oil, catalyst and intake air."""
        effort = asked.effort
        hot = 420 + 330 * np.sqrt(0.14 + 0.8 * effort) + 800 * parameters["misfire_rate"]
        soak = 4 + 11 * clip(1 - speed / 45, 0.0, 1.0) + 3 * effort
        paths = {
            # Little oil carries little heat away.
            "oil_temp_c": (coolant + 5 + 13 * effort + 26 * (1 - parameters["oil_pump"]), 300.0, 9000.0),
            "catalyst_temp_c": (hot, 80.0, 1800.0),
            "intake_air_temp_c": (ambient + soak, 140.0, 3000.0),
        }
        return {
            name: self._slow.follow(name, np.where(on, goal, ambient), np.where(on, working_s, resting_s), clock.dt)
            for name, (goal, working_s, resting_s) in paths.items()
        }

    def _mixture(
        self, clock: Clock, asked: engine.Demand, coolant: Array, warmth: dict[str, Array], ambient: Array,
        parameters: Parameters,
    ) -> dict[str, Array]:  # fmt: skip
        """Air, fuel, spark and exhaust."""
        baro = 99.5 + 0.7 * smooth(self._air, clock.t, 8 * 3600.0)
        charge = engine.breathe(asked, coolant, warmth["intake_air_temp_c"], ambient, baro, parameters)
        own = 0.9 * smooth(self._trim, clock.t, 5400.0)
        mixture = fuelling.mix(clock, self._slow, charge, baro, own, parameters)
        return {
            "engine_load_pct": charge.load_pct,
            "throttle_pct": engine.throttle_pct(charge.load_pct),
            "baro_kpa": baro,
            "map_kpa": charge.map_kpa,
            "maf_gps": mixture.maf_gps,
            "stft_pct": mixture.stft_pct,
            "ltft_pct": mixture.ltft_pct,
            "timing_adv_deg": charge.timing_deg,
            "egr_error_pct": charge.egr_error_pct,
            "fuel_pressure_kpa": mixture.rail_kpa,
            "fuel_rate_lph": charge.fuel_lph,
            "o2_switch_ratio": fuelling.switching(
                warmth["catalyst_temp_c"], charge.air_gps, parameters["oxygen_storage"]
            ),
        }

    def _volts(
        self, clock: Clock, asked: engine.Demand, running_s: Array, coolant: Array, fan: Array, ambient: Array,
        on: Mask, parameters: Parameters,
    ) -> dict[str, Array]:  # fmt: skip
        """Voltage while the engine runs, and in its latest start."""
        before = np.vstack([self._slow.last("coolant", coolant[0])[None], coolant[:-1]])
        self._slow.keep("coolant", coolant)
        started = on & (running_s < clock.dt[:, None])
        set_v = 14.15 * self._unlike["voltage"] ** 0.2
        return {
            "module_voltage_v": electrics.module_voltage(
                clock, self._slow, asked.rpm, fan, ambient, set_v, on, parameters
            ),
            "crank_voltage_v": electrics.crank_voltage(self._slow, started, before, ambient, parameters),
        }

    def _vibration(self, asked: engine.Demand, parameters: Parameters) -> dict[str, Array]:
        """Velocity at the mount, and its ratio to what is allowed at this engine speed (1 is the limit)."""
        expected = 0.45 + 0.38 * asked.rpm / 1000
        # A misfire shakes at half the engine's order at any speed; mount and pump shake with the engine's speed.
        turning = (5.2 * parameters["mount_wear"] + 2.2 * parameters["pump_wear"]) * asked.rpm / 2200
        rough = self._unlike["vibration"] * expected * (1 + 26 * parameters["misfire_rate"] + turning)
        return {"vibration_mm_s": rough, "vibration_score": 0.55 * rough / expected}
