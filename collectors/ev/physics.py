"""From the van's day to its diagnostics: power, current, voltage; then heat in pack, drive and charge port."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.ev import pack
from collectors.ev.shift import Duty, Shift
from collectors.model import Asset, Clock, Conditions, Mask, Motion, Parameters, Physics, Sensor, Slow, clip
from collectors.noise import Array, keys, smooth, spread, uniform
from collectors.road import position
from collectors.weather import Weather

_OFF, _DRIVE, _CHARGE = range(3)
_HOME = (52.23, 21.01)
_MASS_KG, _DRAG_M2, _ROLLING = 2400.0, 0.80, 0.010
_AIR_KGPM3, _GRAVITY = 1.2, 9.81
_DRIVE_EFFICIENCY, _REGEN_EFFICIENCY, _REGEN_LIMIT_KW = 0.90, 0.62, 45.0
_FLOW_LPM = 10.5


class EvPhysics(Physics):
    """n vans. Parameters: see `healthy`; resistances in Ω unless named otherwise, powers in W."""

    sensors: ClassVar = {
        "speed_kmh": Sensor(0.2),
        "hv_voltage_v": Sensor(0.15, 0.25),
        "hv_current_a": Sensor(0.4, 0.5),
        "power_kw": Sensor(0.15, 0.1),
        "soc_pct": Sensor(0.05),
        "soh_pct": Sensor(0.05),
        "cell_spread_mv": Sensor(0.6, 0.8),
        "batt_temp_c": Sensor(0.08, 0.1),
        "batt_temp_rate_c_min": Sensor(0.008, 0.01),
        "coolant_temp_c": Sensor(0.1, 0.15),
        "coolant_flow_lpm": Sensor(0.06, 0.08),
        "pack_resistance_mohm": Sensor(0.3, 0.5),
        "isolation_kohm": Sensor(3.0, 8.0),
        "motor_temp_c": Sensor(0.4, 0.5),
        "inverter_temp_c": Sensor(0.3, 0.4),
        "dcdc_v": Sensor(0.01, 0.015),
        "charge_port_temp_c": Sensor(0.3, 0.4),
        "ambient_temp_c": Sensor(0.2),
        "odometer_km": Sensor(),
        "lat": Sensor(3e-6),
        "lon": Sensor(3e-6),
    }

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._weather = Weather([asset.site for asset in assets], world)
        self._shift = Shift(assets, world)
        self._unlike = {
            part: spread(keys(world.seed, names, part), 0.03) for part in ("resistance", "isolation", "flow")
        }
        first = uniform(keys(world.seed, names, "age"), np.arange(2)[:, None])
        self._soh_pct = 90 + 8 * first[0]
        self._loop_km = 4 + 5 * first[1]
        self._aging = keys(world.seed, names, "aging")
        ones = np.ones(len(assets))
        self.healthy = {
            "pump_speed": ones,
            "cell_mismatch": 0 * ones,
            "isolation_leak_us": 0 * ones,
            "short_w": 0 * ones,
        }
        self._slow = Slow()

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Drive and charge on through the clock's moments."""
        duty = self._shift.at(clock.t)
        ambient = self._weather.ambient_c(clock.t)
        on = duty.driving | duty.charging
        speed = np.where(duty.driving, duty.drive.speed_kmh, 0.0)
        power = np.where(duty.driving, drive_kw(speed, duty.drive.accel_ms2), 0.0)
        auxiliary = np.where(on, 0.5 + 0.03 * np.abs(ambient - 20), 0.0)
        into = np.where(duty.charging, duty.charge_kw, 0.0)
        ohm = 1e-3 * 82 * self._unlike["resistance"] * (2 - self._soh_pct / 100) / 1.06
        cooling = self._cooling(clock, ambient, on, parameters)
        start, drawn = self._slow.last("pack", ambient[0]), 1e3 * (power + auxiliary - into)
        electric, mean = pack.run(start, duty.soc_pct, drawn, ohm, cooling, clock.dt)
        self._slow.keep("pack", mean)
        signals = {
            "speed_kmh": speed,
            "hv_voltage_v": electric.voltage_v,
            "hv_current_a": electric.current_a,
            "power_kw": power,
            "soc_pct": duty.soc_pct,
            "soh_pct": np.broadcast_to(self._soh_pct, speed.shape),
            "cell_spread_mv": pack.cell_spread_mv(electric, duty.soc_pct, parameters),
            "coolant_flow_lpm": cooling.flow_lpm,
            "coolant_temp_c": cooling.coolant_c,
            **self._hottest(clock, mean, electric, parameters),
            "pack_resistance_mohm": 1e3 * ohm * (1 + 0.004 * smooth(self._aging, clock.t, 7200.0)),
            "isolation_kohm": self._isolation(clock, parameters),
            **self._drive_heat(clock, power, into, electric.current_a, ambient, on),
            "dcdc_v": 13.95 - 0.12 * auxiliary,
            "ambient_temp_c": ambient,
            **self._books(duty),
        }
        states = np.where(duty.driving, _DRIVE, np.where(duty.charging, _CHARGE, _OFF))
        return Motion(states, {name: np.where(on, values, np.nan) for name, values in signals.items()})

    def _cooling(self, clock: Clock, ambient: Array, on: Mask, parameters: Parameters) -> pack.Cooling:
        """The battery's coolant: heated in the cold and chilled in the heat while the van is in use."""
        flow = np.where(on, _FLOW_LPM * self._unlike["flow"] * parameters["pump_speed"], 0.0)
        regulated = np.where(on, clip(ambient + 4, 17.0, 26.0), ambient)
        coolant = self._slow.follow("coolant", regulated, np.where(on, 900.0, 15_000.0), clock.dt)
        return pack.Cooling(flow, coolant, ambient)

    def _hottest(self, clock: Clock, mean: Array, electric: pack.Electric, parameters: Parameters) -> dict[str, Array]:
        """Temperature of the hottest module, and how fast it rises."""
        goal = pack.hot_spot_k(electric.heat_w, parameters["short_w"])
        hottest = mean + self._slow.follow("spot", goal, pack.MODULE_TAU_S, clock.dt)
        before = np.vstack([self._slow.last("hottest", hottest[0])[None], hottest[:-1]])
        self._slow.keep("hottest", hottest)
        # What the battery computer reports: the rate over the last minute, however often it is asked.
        rising = (hottest - before) / clock.dt[:, None] * 60
        return {"batt_temp_c": hottest, "batt_temp_rate_c_min": self._slow.follow("rate", rising, 60.0, clock.dt)}

    def _drive_heat(
        self, clock: Clock, power: Array, into: Array, current: Array, ambient: Array, on: Mask
    ) -> dict[str, Array]:
        """Motor, inverter and charge port: each follows what flows through it, at its own pace."""
        load = np.abs(power) / 60
        port = (into > 0) * (current / 135) ** 2 * 24
        targets = {
            "motor_temp_c": (ambient + np.where(on, 12 + 55 * np.minimum(load, 1.4), 0), 700.0),
            "inverter_temp_c": (ambient + np.where(on, 10 + 26 * np.minimum(load, 1.4), 0), 150.0),
            "charge_port_temp_c": (ambient + port, 480.0),
        }
        return {
            name: self._slow.follow(name, target, np.where(on, tau, 4 * tau), clock.dt)
            for name, (target, tau) in targets.items()
        }

    def _isolation(self, clock: Clock, parameters: Parameters) -> Array:
        """Insulation in kΩ: lower in wet air; a leak lies parallel to it and conducts better when wet, too."""
        wet = self._weather.humidity(clock.t)
        sound_us = 1e3 / (4200 * self._unlike["isolation"] * (1.5 - 0.8 * wet))
        return 1e3 / (sound_us + parameters["isolation_leak_us"] * (0.4 + 0.8 * wet))

    def _books(self, duty: Duty) -> dict[str, Array]:
        lat, lon = position(duty.odometer_km, self._loop_km, _HOME)
        return {"odometer_km": duty.odometer_km, "lat": lat, "lon": lon}


def drive_kw(speed_kmh: Array, accel_ms2: Array) -> Array:
    """Electrical power of the drive: road load through its efficiency, and back through the limit of recuperation."""
    v = speed_kmh / 3.6
    wheel = (0.5 * _AIR_KGPM3 * _DRAG_M2 * v**2 + _ROLLING * _MASS_KG * _GRAVITY + _MASS_KG * accel_ms2) * v / 1e3
    return np.where(wheel > 0, wheel / _DRIVE_EFFICIENCY, np.maximum(wheel * _REGEN_EFFICIENCY, -_REGEN_LIMIT_KW))
