"""A 30 kW four-pole motor on a frequency converter that drives a blower: the affinity laws at a speed that changes."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from collectors.machine import electric, plant, shaft
from collectors.model import Asset, Clock, Conditions, Motion, Parameters, Physics, Sensor, clip
from collectors.noise import Array, keys, normal

_RPM, _USUAL_SPEED, _LOWEST_SPEED = 1480.0, 0.92, 0.3
_FULL_KW, _NOMINAL_KW, _NOMINAL_A, _WINDING_K = 27.0, 20.6, 45.0, 70.0
"""The blower's power at nominal speed, its usual power, and the winding's rise at the motor's rated current."""
_FULL_V = 400.0
_DRIVE_K, _DRIVE_TAU_S, _DERATE_C = 20.6, 600.0, 80.0
_SOUND_BAR, _BROKEN_BAR = 10 ** (-58 / 20), 10 ** (-32 / 20)
"""Amplitude of the side-bands against the fundamental, at nominal load."""


class MotorPhysics(Physics):
    """n motors. Parameters: see `healthy`."""

    sensors: ClassVar = (
        shaft.SENSORS
        | electric.SENSORS
        | plant.SENSORS
        | {
            "winding_temp_c": electric.WINDING_SENSOR,
            "current_sideband_db": Sensor(0.4, 0.4),
            "drive_temp_c": Sensor(0.15, 0.2),
        }
    )

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._plant = plant.Plant(assets, world)
        self._shaft = shaft.Shaft(world.seed, names, self._plant.slow, self._plant.flutter)
        self._terminals = electric.Terminals(world.seed, names, self._plant.slow)
        self._rotor_db = normal(keys(world.seed, names, "rotor"), np.zeros(1, np.int64))
        own = {"rotor_damage": 0.0, "blower_load": 1.0, "drive_air": 1.0}
        healthy = shaft.HEALTHY | electric.FED | electric.WOUND | own
        self.healthy = {name: np.full(len(assets), value) for name, value in healthy.items()}

    def advance(self, clock: Clock, parameters: Parameters) -> Motion:
        """Blow on through the clock's moments."""
        here, t = self._plant, clock.t
        on, hall, supply = here.on(t), here.hall_c(here.outdoor_c(t)), here.supply_v(t)
        stiff = here.stiffness(clock, on, hall)
        full_kw = _FULL_KW * parameters["blower_load"] * shaft.drag(stiff, parameters)
        speed = self._speed(here.demand(t), full_kw, hall, parameters)
        power = full_kw * speed**3
        load = power / _NOMINAL_KW
        balanced, drawn = self._terminals.draw(power, _FULL_V * speed, load, parameters)
        sound_rise = _WINDING_K * (balanced / _NOMINAL_A) ** 2
        drive_goal = hall + np.where(on, _DRIVE_K * load / parameters["drive_air"], 0.0)
        signals = {
            **self._shaft.turn(clock, shaft.Turning(load, speed, hall, on, stiff), parameters),
            **drawn,
            "winding_temp_c": self._terminals.winding_c(clock, sound_rise, hall, on, parameters),
            "supply_voltage_v": supply,
            "current_sideband_db": self._sideband_db(load, parameters),
            "drive_temp_c": here.slow.follow("drive", drive_goal, _DRIVE_TAU_S, clock.dt),
            "speed_rpm": _RPM * speed,
            "ambient_temp_c": hall,
            **here.counters(t),
        }
        return Motion(here.states(t, on), plant.only_running(on, signals))

    def _speed(self, demand: Array, full_kw: Array, hall: Array, parameters: Parameters) -> Array:
        """Speed as a share of nominal: as asked, but no faster than the drive's heat sink lets it (P ∝ N³)."""
        coolable_kw = _NOMINAL_KW * parameters["drive_air"] * (_DERATE_C - hall) / _DRIVE_K
        return clip(_USUAL_SPEED * demand, _LOWEST_SPEED, np.cbrt(coolable_kw / full_kw))

    def _sideband_db(self, load: Array, parameters: Parameters) -> Array:
        """Side-bands at (1 ± 2s)f: their amplitude grows with broken bars, and with the current in those (∝ load)."""
        amplitude = _SOUND_BAR + (_BROKEN_BAR - _SOUND_BAR) * parameters["rotor_damage"]
        return np.asarray(self._rotor_db + 20 * np.log10(amplitude * load))
