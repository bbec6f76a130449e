"""The engine at one moment: gear, speed and power from the road; then the air and fuel that make this power.

A petrol engine of 2.8 l without a turbocharger, with recirculation of exhaust gas, before an automatic of eight gears.
"""

from dataclasses import dataclass

import numpy as np

from collectors.model import Parameters, clip
from collectors.noise import Array
from collectors.road import Body

_IDLE_RPM = 760.0
_RUNAWAY_RPM_PER_GPS = 190.0
"""Air that no throttle holds back makes the engine idle faster."""
_RPM_PER_KMH = np.array([0.0, 110.0, 70.0, 50.0, 40.0, 33.0, 28.0, 22.0, 17.5])
_UPSHIFT_KMH = np.array([1.0, 17.0, 31.0, 45.0, 55.0, 64.0, 82.0, 101.0])
_VAN = Body(mass_kg=1900.0, drag_m2=0.75, rolling=0.010)
_TORQUE_NM, _POWER_W = 207.0, 95_000.0
_TRANSMISSION, _ACCESSORIES_W = 0.92, 1500.0
_ENGINE_BRAKE_W = 3000.0
_EFFICIENCY, _FRICTION_W_PER_RPM = 0.36, 5.5
_COLD_PER_K, _COLD_BELOW_C = 0.004, 85.0
_PETROL_J_PER_G, _PETROL_G_PER_L = 43_000.0, 745.0
_STOICHIOMETRIC = 14.7
_DISPLACEMENT_L, _VOLUMETRIC = 2.8, 0.8
_GAS_KJ_PER_KG_K = 0.287
_RESIDUAL_KPA = 13.0
_EGR_MOST = 0.16
_MISFIRE_BURNS = 0.8


@dataclass(frozen=True, slots=True)
class Demand:
    """What the road asks of the engine, all (T, n)."""

    rpm: Array
    gear: Array
    effort: Array
    """Power over the most that there is at this engine speed, 0 to 0.9."""
    fuel_w: Array
    """Power in the fuel that a warm engine burns."""
    braking_w: Array
    """What the brakes turn into heat, of all wheels together."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What the cylinders take in, all (T, n)."""

    fuel_lph: Array
    air_gps: Array
    load_pct: Array
    map_kpa: Array
    timing_deg: Array
    egr_error_pct: Array
    """Exhaust gas led back, less what was commanded, of the latter; 0 where nothing is commanded."""


def demand(speed_kmh: Array, accel_ms2: Array, roughness: Array | float, parameters: Parameters) -> Demand:
    """Power by road load: P = (load + drag)·v; a misfiring engine needs more fuel for it.

    `roughness` is how unevenly a misfiring engine turns at this moment: of mean 0 and standard deviation 1.
    """
    v = speed_kmh / 3.6
    force = _VAN.load_n(v, accel_ms2)
    wheel = (force + parameters["brake_drag_n"]) * v
    # A driver who holds the gears goes as fast as others, one or two gears lower.
    gear = np.searchsorted(_UPSHIFT_KMH, speed_kmh / (1 + parameters["late_shift"]), side="right")
    idle = _IDLE_RPM + _RUNAWAY_RPM_PER_GPS * parameters["vacuum_leak_gps"]
    misfire = parameters["misfire_rate"]
    rpm = np.maximum(idle, speed_kmh * _RPM_PER_KMH[gear]) * (1 - misfire * (0.1 + 0.3 * roughness))
    most = np.minimum(_POWER_W, _TORQUE_NM * rpm * np.pi / 30)
    shaft = clip(np.maximum(wheel / _TRANSMISSION, 0.0) + _ACCESSORIES_W, 0.0, 0.9 * most)
    return Demand(
        rpm=rpm,
        gear=gear.astype(np.float64),
        effort=shaft / most,
        fuel_w=(shaft / _EFFICIENCY + _FRICTION_W_PER_RPM * rpm) / (1 - _MISFIRE_BURNS * misfire),
        braking_w=np.maximum(-force * v - _ENGINE_BRAKE_W, 0.0),
    )


def breathe(
    asked: Demand, coolant_c: Array, intake_c: Array, ambient_c: Array, baro_kpa: Array, parameters: Parameters
) -> Charge:
    """Air by speed-density: ṁ = rpm/120·V·η·ρ at full charge; what is taken of it makes load and manifold pressure."""
    cold = 1 + _COLD_PER_K * clip(_COLD_BELOW_C - coolant_c, 0.0, 100.0)
    grams = asked.fuel_w * cold / _PETROL_J_PER_G
    air = grams * _STOICHIOMETRIC
    density = baro_kpa / (_GAS_KJ_PER_KG_K * (273.15 + ambient_c))
    share = clip(air / (asked.rpm / 120 * _DISPLACEMENT_L * _VOLUMETRIC * density), 0.0, 1.0)
    # Exhaust gas is led back at part load only: neither at idle nor where all air is needed.
    back = clip((asked.rpm - 1000) / 400, 0.0, 1.0) * clip(np.minimum((share - 0.1) / 0.12, (0.9 - share) / 0.2), 0, 1)
    recirculated = parameters["egr_flow"] * back
    # Recirculated gas burns slowly and wants an earlier spark; a full cylinder and hot air knock and want a later one.
    early = 8 + 0.012 * (asked.rpm - _IDLE_RPM) + 9 * recirculated
    late = 12 * share + 0.25 * clip(intake_c - 45, 0.0, 30.0)
    return Charge(
        fuel_lph=grams * 3600 / _PETROL_G_PER_L,
        air_gps=air,
        load_pct=100 * share,
        map_kpa=_RESIDUAL_KPA + (baro_kpa - _RESIDUAL_KPA) * share * (1 + _EGR_MOST * recirculated),
        timing_deg=early - late,
        egr_error_pct=100 * (parameters["egr_flow"] - 1) * np.minimum(back / 0.2, 1.0),
    )


def throttle_pct(load_pct: Array) -> Array:
    """Throttle opening: air flow rises quickly with the first degrees, so the last half of the way adds little."""
    return 11 + 0.15 * load_pct + 0.0055 * load_pct**2


def oil_pressure_bar(rpm: Array, oil_c: Array, pump: Array) -> Array:
    """Pressure of the oil pump, ∝ engine speed and to viscosity, held near 3 bar by the relief valve.

    `pump` is the share of its flow that a worn pump, or one that draws air, still delivers.
    """
    thickness = np.exp((95 - oil_c) / 130)
    return np.minimum(pump * (0.1 + 2.05 * rpm / 1000) * thickness, 2.9 + 0.1 * rpm / 1000 * thickness)
