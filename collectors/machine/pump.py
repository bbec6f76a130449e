"""An 18.5 kW centrifugal pump for cooling water: level, strainer, pump and system meet in one working point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from collectors.machine import electric, hydraulics, plant, shaft
from collectors.model import Asset, Clock, Conditions, Motion, Parameters, Physics, Sensor
from collectors.noise import Array, keys, spread

_RPM, _SLIP_RPM = 2950.0, 22.0
_NOMINAL_KW, _NOMINAL_A, _WINDING_K = 15.3, 26.5, 58.0
_IDLE_SHARE = 0.5
"""Of nominal power, that a centrifugal pump takes without flow."""
_FLUID_TAU_S = 7200.0
_WATER_KW_PER_M3H_K = 1.161
_CASING_KJ_PER_K, _CASING_KW_PER_K = 60.0, 0.08
_SEAL_TAU_S, _SEAL_K, _DRY_SEAL_TAU_S, _DRY_SEAL_K = 300.0, 12.0, 2400.0, 200.0
"""A dry seal heats by 200 K/2400 s = 5 K a minute."""


class PumpPhysics(Physics):
    """n pumps. Parameters: see `healthy`."""

    sensors: ClassVar = (
        shaft.SENSORS
        | electric.SENSORS
        | plant.SENSORS
        | {
            "winding_temp_c": electric.WINDING_SENSOR,
            "discharge_pressure_bar": Sensor(0.012, 0.02),
            "suction_pressure_bar": Sensor(0.004, 0.006),
            "npsh_margin_m": Sensor(0.05, 0.06),
            "flow_m3h": Sensor(0.12, 0.18),
            "efficiency_pct": Sensor(0.25, 0.3),
            "strainer_dp_bar": Sensor(0.0015, 0.002),
            "fluid_temp_c": Sensor(0.05, 0.08),
            "seal_temp_c": Sensor(0.1, 0.15),
            "seal_leak_ml_h": Sensor(0.3, 0.3),
        }
    )

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._plant = plant.Plant(assets, world)
        slow = self._slow = self._plant.slow
        self._shaft = shaft.Shaft(world.seed, names, slow, self._plant.flutter)
        self._terminals = electric.Terminals(world.seed, names, slow)
        self._weeping_ml_h = 5 * spread(keys(world.seed, names, "seal"), 0.15)
        own = {"strainer_open": 1.0, "impeller": 1.0, "seal_gap": 0.0, "primed": 1.0, "valve_open": 1.0}
        own["suction_level_bar"] = hydraulics.LEVEL_BAR
        healthy = shaft.HEALTHY | electric.FED | electric.WOUND | own
        self.healthy = {name: np.full(len(assets), value) for name, value in healthy.items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Pump on through the clock's moments."""
        here, t = self._plant, clock.t
        on, outdoor, supply = here.on(t), here.outdoor_c(t), here.supply_v(t)
        hall = here.hall_c(outdoor)
        stiff = here.stiffness(clock, on, hall)
        inlet = self._slow.follow("inlet", 26 + 0.5 * (outdoor - 10), _FLUID_TAU_S, clock.dt)
        at = self._meet(t, inlet, parameters)
        power = at.shaft_kw * shaft.drag(stiff, parameters)
        load = power / _NOMINAL_KW
        balanced, drawn = self._terminals.draw(power, supply, load, parameters)
        hydraulic = hydraulics.power_kw(at.flow, at.rise)
        turning = shaft.Turning(load, at.speed, hall, on, stiff, at.rough_g)
        sound_rise = _WINDING_K * (balanced / _NOMINAL_A) ** 2
        signals = {
            **self._shaft.turn(clock, turning, parameters),
            **drawn,
            **at.readings,
            **self._heat(clock, inlet, hall, at.flow, (power - hydraulic) * parameters["primed"], parameters),
            "winding_temp_c": self._terminals.winding_c(clock, sound_rise, hall, on, parameters),
            "supply_voltage_v": supply,
            "speed_rpm": _RPM * at.speed,
            "efficiency_pct": 100 * hydraulic / power,
            "seal_leak_ml_h": self._weeping_ml_h + 450 * parameters["seal_gap"],
            "ambient_temp_c": hall,
            **here.counters(t),
        }
        return Motion(here.states(t, on), plant.only_running(on, signals))

    def _meet(self, t: Array, inlet: Array, parameters: Parameters) -> "_Point":
        """The working point: first at nominal speed, then by the affinity laws Q ∝ N, Δp ∝ N², P ∝ N³ at its own."""
        shut_off = hydraulics.shut_off_bar(parameters)
        flow = hydraulics.working_flow(self._plant.demand(t), shut_off, parameters)
        share = _IDLE_SHARE + (1 - _IDLE_SHARE) * flow / hydraulics.NOMINAL_M3H
        speed = 1 + _SLIP_RPM / _RPM * (1 - share * (1 + parameters["phase_lost"]))
        rise = hydraulics.rise_bar(flow, shut_off) * speed**2
        flow = flow * speed
        suction, loss = hydraulics.suction(flow, parameters)
        margin = hydraulics.npsh_margin_m(suction, inlet, flow)
        torn = hydraulics.torn(margin)
        rough: Array | float = 0.0
        if torn.any():
            shaken = torn * self._plant.flutter(t)
            rough = 0.9 * torn + 0.25 * shaken
            flow = flow * (1 - 0.03 * torn + 0.05 * shaken)
            rise = rise * (1 - 0.08 * torn + 0.03 * shaken)
            share = share * (1 - 0.05 * torn + 0.03 * shaken)
            suction, loss = hydraulics.suction(flow, parameters)
        readings = {
            "discharge_pressure_bar": suction + rise,
            "suction_pressure_bar": suction,
            "npsh_margin_m": margin,
            "flow_m3h": flow,
            "strainer_dp_bar": loss,
        }
        return _Point(flow, rise, speed, _NOMINAL_KW * share * speed**3, rough, readings)

    def _heat(
        self, clock: Clock, inlet: Array, hall: Array, flow: Array, lost_kw: Array, parameters: Parameters
    ) -> dict[str, Array]:
        """Casing and seal: losses warm the water that passes, and without flow the water that stays."""
        carried = _WATER_KW_PER_M3H_K * flow
        exchanged = carried + _CASING_KW_PER_K
        goal = (carried * inlet + _CASING_KW_PER_K * hall + lost_kw) / exchanged
        fluid = self._slow.follow("casing", goal, _CASING_KJ_PER_K / exchanged, clock.dt)
        dry = 1 - parameters["primed"]
        seal_tau_s = _SEAL_TAU_S + (_DRY_SEAL_TAU_S - _SEAL_TAU_S) * dry
        seal = self._slow.follow("seal", fluid + _SEAL_K + _DRY_SEAL_K * dry, seal_tau_s, clock.dt)
        return {"fluid_temp_c": fluid, "seal_temp_c": seal}


@dataclass(frozen=True, slots=True)
class _Point:
    """The working point: flow in m³/h, pressure rise in bar, speed as a share of nominal, power at the shaft with its
    motor's losses, acceleration in g from bubbles, and what is read of the water."""

    flow: Array
    rise: Array
    speed: Array
    shaft_kw: Array
    rough_g: Array | float
    readings: dict[str, Array]
