"""A belt conveyor: material on the belt, belt on the drum, gearbox and motor behind it."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.machine import electric, plant, shaft
from collectors.model import Asset, Clock, Conditions, Mask, Motion, Parameters, Physics, Sensor, clip
from collectors.noise import Array, keys, smooth

_NOMINAL_MS, _NOMINAL_TPH, _MOST_TPH, _FULL_KW = 1.6, 260.0, 305.0, 38.0
_EMPTY_SHARE = 0.4
_FULL_PULL_KN, _SLACK_KN = 21.0, 24.0
"""Pull at the rim at full load (38 kW, less losses, over 1.6 m/s), and tension where the belt leaves the drum."""
_WRAP_RAD, _FRICTION_DRY, _FRICTION_WET = 3.67, 0.35, 0.25
_CREEP_PCT, _SLIDES_AT, _SLIDE_PCT = 0.35, 0.9, 9.0
_OIL_TAU_S, _OIL_COOL_TAU_S = 2400.0, 7200.0
_WANDER_S = 5400.0


class ConveyorPhysics(Physics):
    """n conveyors. Parameters: see `healthy`."""

    sensors: ClassVar = (
        {name: sensor for name, sensor in shaft.SENSORS.items() if name != "accel_nde_g"}
        | electric.SENSORS
        | plant.SENSORS
        | {
            "belt_speed_ms": Sensor(0.002, 0.003),
            "belt_slip_pct": Sensor(0.02, 0.03),
            "belt_tension_kn": Sensor(0.15, 0.2),
            "belt_misalign_mm": Sensor(0.3, 0.3),
            "load_tph": Sensor(2.0, 3.0),
            "gearbox_oil_temp_c": Sensor(0.15, 0.25),
        }
    )

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._plant = plant.Plant(assets, world)
        self._shaft = shaft.Shaft(world.seed, names, self._plant.slow, self._plant.flutter)
        self._terminals = electric.Terminals(world.seed, names, self._plant.slow)
        self._run_off = keys(world.seed, names, "run-off")
        own = {"belt_tension": 1.0, "belt_crooked": 0.0, "idler_drag": 1.0, "gearbox_loss": 1.0}
        healthy = shaft.HEALTHY | electric.FED | own
        self.healthy = {name: np.full(len(assets), value) for name, value in healthy.items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Convey on through the clock's moments."""
        here, t = self._plant, clock.t
        on, hall, supply = here.on(t), here.hall_c(here.outdoor_c(t)), here.supply_v(t)
        stiff, damp = here.stiffness(clock, on, hall), here.damp(t)
        tph = clip(_NOMINAL_TPH * (1 + 2.2 * (here.demand(t) - 1)), 0.0, _MOST_TPH)
        pull = (_EMPTY_SHARE + (1 - _EMPTY_SHARE) / _NOMINAL_TPH * tph) * parameters["idler_drag"]
        slip = slip_pct(pull, damp, parameters)
        belt_load = pull * (1 - slip / 100) * shaft.drag(stiff, parameters)
        load = belt_load * (1 + 0.06 * (parameters["gearbox_loss"] - 1))
        _, drawn = self._terminals.draw(_FULL_KW * load, supply, load, parameters)
        speed_rpm = 1500 - 24 * load * (1 + parameters["phase_lost"])
        turned = self._shaft.turn(clock, shaft.Turning(load, 1.0, hall, on, stiff), parameters)
        del turned["accel_nde_g"]
        signals = {
            **turned,
            **drawn,
            "supply_voltage_v": supply,
            "speed_rpm": speed_rpm,
            "belt_speed_ms": _NOMINAL_MS * speed_rpm / 1476 * (1 - slip / 100),
            "belt_slip_pct": slip,
            "belt_tension_kn": _SLACK_KN * parameters["belt_tension"] + _FULL_PULL_KN * pull,
            "belt_misalign_mm": self._run_off_mm(t, damp, parameters),
            "load_tph": tph,
            "gearbox_oil_temp_c": self._oil_c(clock, belt_load * parameters["gearbox_loss"], slip, hall, on),
            "ambient_temp_c": hall,
            **here.counters(t),
        }
        return Motion(here.states(t, on), plant.only_running(on, signals))

    def _run_off_mm(self, t: Array, damp: Array, parameters: Parameters) -> Array:
        """How far the belt runs from the middle: damp material sticks to drums and idlers and pushes it further."""
        usual = 4 + 1.2 * smooth(self._run_off, t, _WANDER_S) + 1.5 * damp
        return np.asarray(usual + parameters["belt_crooked"] * (15 + 31 * damp))

    def _oil_c(self, clock: Clock, heat: Array, slip: Array, hall: Array, on: Mask) -> Array:
        goal = hall + np.where(on, 34 * heat + 1.5 * np.maximum(slip - 1, 0), 0.0)
        return self._plant.slow.follow("oil", goal, np.where(on, _OIL_TAU_S, _OIL_COOL_TAU_S), clock.dt)


def slip_pct(pull: Array, damp: Array, parameters: Parameters) -> Array:
    """Elastic creep, and sliding as the pull nears what friction holds: T₂·(exp(μα) − 1), by Euler and Eytelwein."""
    friction = _FRICTION_DRY + (_FRICTION_WET - _FRICTION_DRY) * damp
    held = _SLACK_KN * parameters["belt_tension"] * np.expm1(_WRAP_RAD * friction)
    used = _FULL_PULL_KN * pull / held
    return np.asarray(_CREEP_PCT * pull + _SLIDE_PCT * np.maximum(used - _SLIDES_AT, 0.0))
