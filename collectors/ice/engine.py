"""The engine at one moment: gear, speed, load, air and fuel from road speed and acceleration."""

from dataclasses import dataclass

import numpy as np

from collectors.model import clip
from collectors.noise import Array

_IDLE_RPM = 760.0
_RPM_PER_KMH = np.array([0.0, 110.0, 70.0, 50.0, 40.0, 33.0, 28.0])
_UPSHIFT_KMH = np.array([1.0, 17.0, 31.0, 45.0, 62.0, 84.0])
_MASS_KG, _DRAG_M2, _ROLLING = 1900.0, 0.75, 0.010
_AIR_KGPM3, _GRAVITY = 1.2, 9.81
_TORQUE_NM, _POWER_W = 270.0, 95_000.0
_ACCESSORIES_W = 1500.0
_EFFICIENCY = 0.36
_PETROL_J_PER_G, _PETROL_G_PER_L = 43_000.0, 745.0
_STOICHIOMETRIC = 14.7
_FRICTION_W_PER_RPM = 5.5


@dataclass(frozen=True, slots=True)
class Running:
    """The engine's working point, all (T, n)."""

    rpm: Array
    gear: Array
    load_pct: Array
    fuel_w: Array
    """Power in the fuel that is burnt."""
    fuel_lph: Array
    air_gps: Array
    unburnt: Array
    """Share of the fuel that burns in the catalyst instead of the cylinder."""


def run(speed_kmh: Array, accel_ms2: Array, misfire_rate: Array) -> Running:
    """Working point from road load: P = (½ρ·cA·v² + c_r·m·g + m·a)·v; a misfiring engine needs more fuel for it."""
    v = speed_kmh / 3.6
    wheel = (0.5 * _AIR_KGPM3 * _DRAG_M2 * v**2 + _ROLLING * _MASS_KG * _GRAVITY + _MASS_KG * accel_ms2) * v
    gear = np.searchsorted(_UPSHIFT_KMH, speed_kmh, side="right")
    rpm = np.maximum(_IDLE_RPM, speed_kmh * _RPM_PER_KMH[gear])
    most = np.minimum(_POWER_W, _TORQUE_NM * rpm * np.pi / 30)
    shaft = clip(np.maximum(wheel / 0.92, 0.0) + _ACCESSORIES_W, 0.0, 0.9 * most)
    fuel = (shaft / _EFFICIENCY + _FRICTION_W_PER_RPM * rpm) / (1 - 0.8 * misfire_rate)
    grams = fuel / _PETROL_J_PER_G
    return Running(
        rpm=rpm * (1 - 0.1 * misfire_rate),
        gear=gear.astype(np.float64),
        load_pct=14 + 80 * shaft / most,
        fuel_w=fuel,
        fuel_lph=grams * 3600 / _PETROL_G_PER_L,
        air_gps=grams * _STOICHIOMETRIC,
        unburnt=np.broadcast_to(misfire_rate, rpm.shape),
    )


def oil_pressure_bar(rpm: Array, oil_c: Array) -> Array:
    """Pressure of the oil pump, ∝ engine speed and to viscosity, held by the relief valve."""
    thickness = np.exp((95 - oil_c) / 130)
    return np.minimum((0.75 + 1.1 * rpm / 1000) * thickness, 5.2)
