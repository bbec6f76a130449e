"""The drive: road load to torque and electrical power, and its heat in inverter, motor and their common coolant."""

from dataclasses import dataclass

import numpy as np

from collectors.model import Mask, Parameters, Slow
from collectors.noise import Array
from collectors.road import Body

_VAN = Body(mass_kg=2400.0, drag_m2=0.80, rolling=0.010)
_EFFICIENCY, _REGEN_EFFICIENCY, _REGEN_LIMIT_KW = 0.90, 0.62, 45.0
_WHEEL_M, _RATIO = 0.34, 9.5
_GEARS, _REGEN_SHARE = 0.97, 0.75
"""Efficiency of the gears; and what of the braking the motor does, the rest being left to the brakes."""
_RPM_PER_KMH = _RATIO * 60 / (3.6 * 2 * np.pi * _WHEEL_M)
_RATED_NM, _RATED_RPM = 150.0, 8000.0
_THERMOSTAT_C = 30.0
_LOOP_S, _MOTOR_S, _INVERTER_S = 420.0, 700.0, 150.0
_STANDING = 4.0
"""Times as slow as these parts cool while nothing flows."""


@dataclass(frozen=True, slots=True)
class Drive:
    """What the drive does, (T, n)."""

    rpm: Array
    torque_nm: Array
    power_kw: Array


def drive(speed_kmh: Array, accel_ms2: Array) -> Drive:
    """Road load at the wheel; torque at the motor's shaft; power through the efficiency.

    Recuperation is limited; what it cannot take, the brakes do.
    """
    v = speed_kmh / 3.6
    force = np.where(speed_kmh > 0, _VAN.load_n(v, accel_ms2), 0.0)
    wheel = force * v / 1e3
    power = np.where(wheel > 0, wheel / _EFFICIENCY, np.maximum(wheel * _REGEN_EFFICIENCY, -_REGEN_LIMIT_KW))
    torque = force * np.where(force > 0, 1 / _GEARS, _GEARS * _REGEN_SHARE) * (_WHEEL_M / _RATIO)
    return Drive(speed_kmh * _RPM_PER_KMH, torque, power)


def heat(slow: Slow, now: Drive, ambient_c: Array, on: Mask, parameters: Parameters, dt: Array) -> dict[str, Array]:
    """Temperatures of motor and inverter over their coolant: copper and switching losses go with torque squared.

    The radiator gives the coolant up to the air; with less flow it takes more kelvin to carry the same heat.
    """
    copper = (now.torque_nm / _RATED_NM) ** 2
    turning = now.rpm / _RATED_RPM
    losses = 3 * copper + 2 * turning + 0.5
    warm = np.maximum(ambient_c + 4, _THERMOSTAT_C) + 2.5 * losses / parameters["drive_flow"]
    loop = slow.follow("loop", np.where(on, warm, ambient_c), np.where(on, _LOOP_S, 8 * _LOOP_S), dt)
    base = np.where(on, loop, ambient_c)
    damaged = parameters["bearing_damage"]
    winding = parameters["winding_heat"] * (60 * copper + 25 * turning) + 25 * damaged**2 * turning
    junction = parameters["paste"] * (14 * copper + 5 * turning + 1.5)
    return {
        "motor_temp_c": _follow(slow, "motor", base + on * (14 + winding), on, _MOTOR_S, dt),
        "inverter_temp_c": _follow(slow, "inverter", base + on * junction, on, _INVERTER_S, dt),
    }


def _follow(slow: Slow, name: str, goal: Array, on: Mask, tau_s: float, dt: Array) -> Array:
    return slow.follow(name, goal, np.where(on, tau_s, _STANDING * tau_s), dt)


def vibration_mm_s(now: Drive, damage: Array) -> Array:
    """R.m.s. velocity at the motor's bearing: with speed and torque, and with speed where the bearing is damaged."""
    turning = now.rpm / _RATED_RPM
    return 0.25 + 0.9 * turning + 0.25 * np.abs(now.torque_nm) / _RATED_NM + damage * (1.0 + 6.0 * turning)
