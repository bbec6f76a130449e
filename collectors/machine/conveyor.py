"""A belt conveyor: material on the belt, belt on the drum, gearbox and motor behind it."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.machine.plant import HEALTHY, SENSORS, Plant, current_a, only_running
from collectors.model import Asset, Clock, Conditions, Motion, Parameters, Physics, Sensor, clip

_NOMINAL_MS, _NOMINAL_TPH, _FULL_KW = 1.6, 260.0, 38.0
_EMPTY_SHARE = 0.4


class ConveyorPhysics(Physics):
    """n conveyors. Parameters: see `healthy`."""

    sensors: ClassVar = {
        name: sensor for name, sensor in SENSORS.items() if name not in ("accel_nde_g", "winding_temp_c")
    } | {
        "belt_speed_ms": Sensor(0.002, 0.003),
        "belt_slip_pct": Sensor(0.02, 0.03),
        "load_tph": Sensor(2.0, 3.0),
        "gearbox_oil_temp_c": Sensor(0.15, 0.25),
    }

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        self._plant = Plant(assets, world)
        own = {"belt_tension": 1.0, "idler_drag": 1.0}
        self.healthy = {name: np.full(len(assets), value) for name, value in (HEALTHY | own).items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Convey on through the clock's moments."""
        plant, t = self._plant, clock.t
        on, hall, supply = plant.on(t), plant.hall_c(t), plant.supply_v(t)
        tph = clip(_NOMINAL_TPH * (1 + 2.2 * (plant.demand(t) - 1)), 0.0, 305.0)
        carried = tph / _NOMINAL_TPH
        # The drum slips once the pull that the load asks for nears what belt tension can hold.
        pull = carried * parameters["idler_drag"]
        slip = 0.35 * pull / parameters["belt_tension"] ** 2.2
        power = _FULL_KW * (_EMPTY_SHARE + (1 - _EMPTY_SHARE) * carried) * parameters["idler_drag"] * (1 - slip / 100)
        load = power / _FULL_KW
        shaft = plant.shaft(clock, load, hall, on, parameters)
        del shaft["accel_nde_g"]
        speed_rpm = 1500 - 24 * load
        oil = hall + np.where(on, 34 * load + 1.5 * np.maximum(slip - 1, 0), 0.0)
        signals = {
            **shaft,
            "motor_current_a": current_a(power, supply, load),
            "supply_voltage_v": supply,
            "power_kw": power,
            "speed_rpm": speed_rpm,
            "belt_speed_ms": _NOMINAL_MS * speed_rpm / 1476 * (1 - slip / 100),
            "belt_slip_pct": slip,
            "load_tph": tph,
            "gearbox_oil_temp_c": plant.slow.follow("oil", oil, np.where(on, 2400.0, 7200.0), clock.dt),
            "ambient_temp_c": hall,
            "operating_hours": plant.hours(t),
        }
        return Motion(plant.states(t), only_running(on, signals))
