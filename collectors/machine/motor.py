"""A 30 kW four-pole motor that drives a blower."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.machine.plant import HEALTHY, SENSORS, Plant, current_a, only_running
from collectors.model import Asset, Clock, Conditions, Motion, Parameters, Physics

_NOMINAL_KW, _NOMINAL_A = 26.0, 45.0


class MotorPhysics(Physics):
    """n motors. Parameters: see `healthy`."""

    sensors: ClassVar = SENSORS

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        self._plant = Plant(assets, world)
        self.healthy = {name: np.full(len(assets), value) for name, value in (HEALTHY | {"cooling_air": 1.0}).items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Turn on through the clock's moments."""
        plant, t = self._plant, clock.t
        on, hall, supply = plant.on(t), plant.hall_c(t), plant.supply_v(t)
        load = 0.85 * plant.demand(t) ** 2
        power = _NOMINAL_KW * load
        current = current_a(power, supply, load)
        signals = {
            **plant.shaft(clock, load, hall, on, parameters),
            "winding_temp_c": plant.winding_c(
                clock, current / _NOMINAL_A / np.sqrt(parameters["cooling_air"]), 70.0, hall, on
            ),
            "motor_current_a": current,
            "supply_voltage_v": supply,
            "power_kw": power,
            "speed_rpm": 1500 - 22 * load,
            "ambient_temp_c": hall,
            "operating_hours": plant.hours(t),
        }
        return Motion(plant.states(t), only_running(on, signals))
