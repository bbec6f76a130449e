"""The turbopump: one shaft with an oxidiser and a fuel pump, its bearings, and the oxidiser pump's inlet."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Clock, Indices, Mask, Parameters, Slow, clip
from collectors.noise import Array, keys, smooth, spread
from collectors.rig.sequence import IDLE

RISE_BAR = 37.6
_RPM = 36_000.0
_SPIN_TAU_S = 0.5
_INLET_LOSS_BAR = 0.35
_VAPOUR_BAR, _NPSH_BAR = 1.1, 0.9
_HEAD_LOST, _FLUTTER, _FLUTTER_S = 0.15, 0.03, 2.0
_VIBRATION_G, _SPALLED_G, _CAVITATION_G = 4.5, 24.0, 10.0


class Turbopump:
    """n turbopumps. Pressures in bar, temperatures in °C."""

    def __init__(self, names: Sequence[str], seed: int) -> None:
        self._throttle = keys(seed, names, "throttle")
        self._flutter = keys(seed, names, "cavitation")
        self._speed = _RPM * spread(keys(seed, names, "pump"), 0.01)
        self._shake = spread(keys(seed, names, "vibration"), 0.01)
        self._slow = Slow()

    def spin(self, clock: Clock, dt: Array, turning: Mask) -> Array:
        """Speed as a share of nominal, (T, n): its turbine is throttled a little from firing to firing."""
        throttle = 1 + 0.01 * smooth(self._throttle, clock.t, 1800.0)
        return self._slow.follow("spin", np.where(turning, throttle, 0.0), _SPIN_TAU_S, dt)

    def feed(self, clock: Clock, spin: Array, tanks: dict[str, Array], parameters: Parameters) -> dict[str, Array]:
        """Pressure behind each pump, (T, n), and what the oxidiser pump finds in front of it.

        Below its net positive suction head a pump loses head, and what is left flutters (Brennen, Hydrodynamics of
        Pumps, ch. 5).
        """
        square = spin**2
        inlet = tanks["tank_pressure_bar"] - _INLET_LOSS_BAR * parameters["inlet_loss"] * square
        cavitation = clip(1 - (inlet - _VAPOUR_BAR - _NPSH_BAR * square), 0.0, 1.0)
        rise = RISE_BAR * square * parameters["pump_head"]
        head = 1 - _HEAD_LOST * cavitation
        if cavitation.any():
            head += _FLUTTER * cavitation * smooth(self._flutter, clock.t, _FLUTTER_S)
        return {
            "oxidiser": inlet + rise * head,
            "fuel": tanks["fuel_tank_pressure_bar"] - _INLET_LOSS_BAR * square + rise,
            "inlet": inlet,
            "cavitation": cavitation,
        }

    def shake(self, spin: Array, harsh: Array, cavitation: Array, parameters: Parameters) -> dict[str, Array]:
        """Speed, and vibration by bearing, cavitation and what the chamber's roughness, `harsh`, sends through."""
        bearing = self._shake * (_VIBRATION_G + _SPALLED_G * parameters["turbopump_bearing_damage"])
        vibration = spin**2 * bearing + _CAVITATION_G * cavitation + harsh
        return {"turbopump_rpm": self._speed * spin, "turbopump_vibration_g": vibration}

    def bearing_c(self, dt: Array, states: Indices, turning: Mask, around: Array, damage: Array) -> Array:
        """Temperature of the bearing: a worn one shakes first and then heats; chilling cools it."""
        heat = around + np.where(turning, 36 + 95 * damage**2, np.where(states == IDLE, 0.0, -8.0))
        return self._slow.follow("bearing", heat, np.where(states == IDLE, 500.0, 70.0), dt)
