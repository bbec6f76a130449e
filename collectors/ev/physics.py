"""From the van's day to its diagnostics: power, current, voltage; then heat in pack, drive and charge port."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.ev import drive, high_voltage, hot_spot, pack
from collectors.ev.shift import Duty, Shift
from collectors.model import Asset, Clock, Conditions, Mask, Motion, Parameters, Physics, Sensor, Slow, clip
from collectors.noise import Array, keys, smooth, spread, uniform
from collectors.road import NO_ROAD, homes, position
from collectors.weather import Weather

_OFF, _DRIVE, _CHARGE = range(3)
_SURGE_S, _MOST_SURGE = 90.0, 0.6
_FLOW_LPM = 10.5
_OHM = 0.082 / 1.06
_ISOLATION_KOHM = 4200.0
_DRIVING = ("motor_rpm", "torque_nm", "motor_vibration_mm_s")
_CHARGING = ("charge_power_kw",)
"""Signals of parts that sleep in the other run state."""


class EvPhysics(Physics):
    """n vans. Parameters (see `healthy`) are a share or a multiple of a sound part's, or have a unit in their name."""

    sensors: ClassVar = {
        "speed_kmh": Sensor(0.2), "motor_rpm": Sensor(3.0), "torque_nm": Sensor(0.4),
        "hv_voltage_v": Sensor(0.15, 0.25), "hv_current_a": Sensor(0.4, 0.5), "power_kw": Sensor(0.15, 0.1),
        "soc_pct": Sensor(0.05), "soc_error_pct": Sensor(0.1, 0.3), "soh_pct": Sensor(0.05),
        "hybrid_batt_life_pct": Sensor(), "cell_min_v": Sensor(0.001, 0.001), "cell_max_v": Sensor(0.001, 0.001),
        "cell_spread_mv": Sensor(0.6, 0.8), "batt_temp_c": Sensor(0.08, 0.1), "batt_temp_mean_c": Sensor(0.04, 0.08),
        "batt_temp_min_c": Sensor(0.08, 0.1), "batt_temp_rate_c_min": Sensor(0.008, 0.01),
        "coolant_temp_c": Sensor(0.1, 0.15), "coolant_out_temp_c": Sensor(0.1, 0.15),
        "coolant_flow_lpm": Sensor(0.06, 0.08), "pack_resistance_mohm": Sensor(0.3, 0.5),
        "isolation_kohm": Sensor(3.0, 8.0), "rail_ratio_pct": Sensor(0.15, 0.25), "contactor_drop_mv": Sensor(0.8, 1.0),
        "motor_temp_c": Sensor(0.4, 0.5), "motor_vibration_mm_s": Sensor(0.03, 0.03),
        "inverter_temp_c": Sensor(0.3, 0.4), "dcdc_v": Sensor(0.01, 0.015), "charge_power_kw": Sensor(0.1, 0.05),
        "charge_port_temp_c": Sensor(0.3, 0.4), "ambient_temp_c": Sensor(0.2), "odometer_km": Sensor(),
        "lat": Sensor(3e-6), "lon": Sensor(3e-6),
    }  # fmt: skip

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._weather = Weather([asset.site for asset in assets], world)
        self._shift = Shift(assets, world)
        parts = ("resistance", "positive", "negative", "flow", "vibration", "contactor")
        self._unlike = {part: spread(keys(world.seed, names, part), 0.03) for part in parts}
        rail_us = 0.5e3 / _ISOLATION_KOHM
        self._rails_us = rail_us / self._unlike["positive"], rail_us / self._unlike["negative"]
        first = uniform(keys(world.seed, names, "age"), np.arange(2)[:, None])
        self._soh_pct = 90 + 8 * first[0]
        self._loop_km = 4 + 5 * first[1]
        self._home = homes([asset.site for asset in assets])
        self._haste = keys(world.seed, names, "haste")
        self._aging = keys(world.seed, names, "aging")
        whole = ("pump_speed", "plate", "resistance", "paste", "drive_flow", "winding_heat", "dcdc_output", "contact")
        none = (
            "cell_mismatch", "capacity_lost_pct", "short_w", "ingress_us", "ageing_us", "damp_us", "bearing_damage",
            "current_offset_a", "surge",
        )  # fmt: skip
        ones = np.ones(len(assets))
        self.healthy = {
            **dict.fromkeys(whole, ones),
            **dict.fromkeys(none, 0 * ones),
            "contactor_mohm": 0.25 * self._unlike["contactor"],
        }
        self._slow = Slow()

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Drive and charge on through the clock's moments."""
        duty = self._shift.at(clock.t)
        ambient = self._weather.ambient_c(clock.t)
        on = duty.driving | duty.charging
        speed, accel = self._motion(clock, duty, parameters["surge"])
        now = drive.drive(speed, accel)
        auxiliary = np.where(on, 0.5 + 0.03 * np.abs(ambient - 20), 0.0)
        signals = {
            "speed_kmh": speed,
            "motor_rpm": now.rpm,
            "torque_nm": now.torque_nm,
            "power_kw": now.power_kw,
            **self._battery(clock, duty, now.power_kw + auxiliary, ambient, on, parameters),
            **drive.heat(self._slow, now, ambient, on, parameters, clock.dt),
            "motor_vibration_mm_s": self._unlike["vibration"] * drive.vibration_mm_s(now, parameters["bearing_damage"]),
            "dcdc_v": high_voltage.supply_v(self._slow, auxiliary, parameters["dcdc_output"], clock.dt),
            "ambient_temp_c": ambient,
            "odometer_km": duty.odometer_km,
            **self._place(duty),
        }
        states = np.where(duty.driving, _DRIVE, np.where(duty.charging, _CHARGE, _OFF))
        awake = dict.fromkeys(signals, on)
        awake |= dict.fromkeys(_DRIVING, duty.driving) | dict.fromkeys(_CHARGING, duty.charging)
        shown = {name: np.where(awake[name], values, np.nan) for name, values in signals.items()}
        return Motion(states, shown, np.where(duty.driving, duty.drive.road, NO_ROAD))

    def _motion(self, clock: Clock, duty: Duty, surge: Array) -> tuple[Array, Array]:
        """Speed in km/h and acceleration in m/s²; a driver who surges is now faster and now slower than the others.

        On average over minutes no faster: who hurries is held up later. So the books of distance hold.
        """
        speed, accel = np.where(duty.driving, duty.drive.speed_kmh, 0.0), duty.drive.accel_ms2
        if not surge.any():
            return speed, accel
        now, before = (
            1 + clip(surge * smooth(self._haste, t, _SURGE_S), -_MOST_SURGE, _MOST_SURGE)
            for t in (clock.t, clock.t - 1)
        )
        return speed * now, accel * now + speed * (now - before) / 3.6

    def _battery(
        self, clock: Clock, duty: Duty, drawn_kw: Array, ambient: Array, on: Mask, parameters: Parameters
    ) -> dict[str, Array]:
        """Pack, cells, coolant and high-voltage circuit while `drawn_kw` is taken and the station gives what it may."""
        slow, dt, short_w = self._slow, clock.dt, parameters["short_w"]
        flow = _FLOW_LPM * self._unlike["flow"] * parameters["pump_speed"]
        cooling = pack.cooling(slow, ambient, on, flow, parameters["plate"], dt)
        folded = high_voltage.folded_back(parameters["contact"], ambient)
        charge_kw = duty.charge_kw * folded
        soc = clip(duty.soc_pct - high_voltage.missing_pct(slow, folded, duty.charging, dt), 2.0, 100.0)
        ohm = _OHM * self._unlike["resistance"] * (2 - self._soh_pct / 100) * parameters["resistance"]
        cells = pack.run(
            slow, pack.open_v(soc), 1e3 * (drawn_kw - charge_kw), ohm, hot_spot.INTO_PACK * short_w, cooling, dt
        )
        hottest = hot_spot.hottest_c(slow, cells, short_w, dt)
        lagging = hot_spot.lagging_mv(hottest, short_w)
        counted = high_voltage.counting_error_pct(slow, on, parameters["current_offset_a"], dt)
        soh = self._soh_pct - parameters["capacity_lost_pct"]
        wet, vented = self._weather.humidity(clock.t), hot_spot.vented_us(hottest)
        return {
            "hv_voltage_v": cells.voltage_v - lagging / 1e3,
            "hv_current_a": cells.current_a + parameters["current_offset_a"],
            "soc_pct": clip(soc + counted, 0.0, 100.0),
            "soc_error_pct": counted,
            "soh_pct": soh,
            "hybrid_batt_life_pct": soh,
            **pack.cells(cells, soc, lagging, parameters),
            "batt_temp_c": hottest,
            "batt_temp_mean_c": cells.mean_c,
            "batt_temp_min_c": pack.coldest_c(cells, cooling),
            "batt_temp_rate_c_min": hot_spot.rate_c_min(slow, hottest, dt),
            "coolant_temp_c": cooling.coolant_c,
            "coolant_out_temp_c": pack.outlet_c(cells, cooling),
            "coolant_flow_lpm": cooling.flow_lpm,
            "pack_resistance_mohm": 1e3 * ohm * (1 + 0.004 * smooth(self._aging, clock.t, 7200.0)),
            **high_voltage.insulation(wet, self._rails_us, parameters, vented),
            "contactor_drop_mv": parameters["contactor_mohm"] * cells.current_a,
            "charge_power_kw": charge_kw,
            "charge_port_temp_c": high_voltage.port_c(
                slow, parameters["contact"], cells.current_a, duty.charging, ambient, dt
            ),
        }

    def _place(self, duty: Duty) -> dict[str, Array]:
        lat, lon = position(duty.odometer_km, self._loop_km, self._home)
        return {"lat": lat, "lon": lon}
