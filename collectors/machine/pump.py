"""A centrifugal pump in a cooling-water circuit: level, strainer, pump and system meet in one working point."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.machine.plant import HEALTHY, SENSORS, Plant, current_a, only_running
from collectors.model import Asset, Clock, Conditions, Motion, Parameters, Physics, Sensor, clip
from collectors.noise import Array

_LEVEL_BAR = 0.86
_SHUT_OFF_BAR, _DROOP = 10.3, 1.12e-3
"""Pump curve Δp = A − B·Q², in bar and m³/h."""
_STATIC_BAR, _SYSTEM = 4.9, 1.75e-3
_STRAINER = 4.9e-5
_ATMOSPHERE_BAR = 1.013
_RPM = 2950.0
_NPSH_BAR_AT_45 = 0.42
_NOMINAL_KW = 15.3


class PumpPhysics(Physics):
    """n pumps. Parameters: see `healthy`."""

    sensors: ClassVar = SENSORS | {
        "discharge_pressure_bar": Sensor(0.012, 0.02),
        "suction_pressure_bar": Sensor(0.004, 0.006),
        "flow_m3h": Sensor(0.12, 0.18),
        "strainer_dp_bar": Sensor(0.0015, 0.002),
        "fluid_temp_c": Sensor(0.05, 0.08),
    }

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        self._plant = Plant(assets, world)
        own = {"strainer_open": 1.0, "suction_level_bar": _LEVEL_BAR}
        self.healthy = {name: np.full(len(assets), value) for name, value in (HEALTHY | own).items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Pump on through the clock's moments."""
        plant, t = self._plant, clock.t
        on, hall, supply = plant.on(t), plant.hall_c(t), plant.supply_v(t)
        fluid = plant.slow.follow("fluid", 26 + 0.35 * (plant.outdoor_c(t) - 10), 7200.0, clock.dt)
        whole = _flow(plant.demand(t), parameters)
        torn = _cavitation(whole, _suction(whole, parameters)[0], fluid)
        shaken = torn * plant.flutter(t)
        flow = whole * (1 - 0.05 * torn + 0.05 * shaken)
        suction, strainer = _suction(flow, parameters)
        rise = (_SHUT_OFF_BAR - _DROOP * flow**2) * (1 - 0.06 * torn + 0.03 * shaken)
        power = _power_kw(flow, rise) * (1 - 0.05 * torn + 0.02 * shaken)
        current = current_a(power, supply, power / _NOMINAL_KW)
        rough = 0.9 * torn + 0.25 * shaken
        signals = {
            **plant.shaft(clock, power / _NOMINAL_KW, hall, on, parameters, rough),
            "winding_temp_c": plant.winding_c(clock, current / 26.5, 58.0, hall, on),
            "motor_current_a": current,
            "supply_voltage_v": supply,
            "power_kw": power,
            "speed_rpm": _RPM + 22 * (1 - power / _NOMINAL_KW),
            "discharge_pressure_bar": suction + rise,
            "suction_pressure_bar": suction,
            "flow_m3h": flow,
            "strainer_dp_bar": strainer,
            "fluid_temp_c": fluid,
            "ambient_temp_c": hall,
            "operating_hours": plant.hours(t),
        }
        return Motion(plant.states(t), only_running(on, signals))


def _flow(demand: Array, parameters: Parameters) -> Array:
    """Flow where the pump's curve meets the system's; all losses go with Q²."""
    losses = _SYSTEM / demand**2 + _STRAINER / parameters["strainer_open"] ** 2 + _DROOP
    return np.asarray(np.sqrt((parameters["suction_level_bar"] + _SHUT_OFF_BAR - _STATIC_BAR) / losses), np.float64)


def _suction(flow: Array, parameters: Parameters) -> tuple[Array, Array]:
    """Suction pressure, and the strainer's loss that is missing from it: ∝ Q²/open²."""
    loss = _STRAINER * (flow / parameters["strainer_open"]) ** 2
    return parameters["suction_level_bar"] - loss, loss


def _cavitation(flow: Array, suction: Array, fluid_c: Array) -> Array:
    """How far the flow breaks up at the impeller's eye, 0 to 1, as the margin of suction head (NPSH) is used up."""
    vapour = 0.0061 * np.exp(17.3 * fluid_c / (fluid_c + 238))  # Magnus, in bar
    margin = suction + _ATMOSPHERE_BAR - vapour - _NPSH_BAR_AT_45 * (flow / 45) ** 2
    return clip((0.7 - margin) / 0.3, 0.0, 1.0)


def _power_kw(flow: Array, rise_bar: Array) -> Array:
    """Electrical power, P = Q·Δp/η, with the efficiency's maximum at nominal flow."""
    efficiency = 0.72 * (1 - 0.7 * (flow / 45 - 1) ** 2) * 0.91
    return flow / 3600 * rise_bar * 100 / efficiency
