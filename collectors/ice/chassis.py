"""Tyres and brakes: pressure by the gas law, hub temperature by what the brakes take up and the wind carries off."""

from functools import reduce

import numpy as np

from collectors.model import Clock, Mask, Parameters, Slow
from collectors.noise import Array

WHEELS = ("fl", "fr", "rl", "rr")
_LEAKY = "rl"
"""The wheel that picks up the nail."""
_ATMOSPHERE_KPA, _ZERO_K = 101.3, 273.15
_FILLED_KPA, _FILLED_C = 240.0, 15.0
_FLEX_K_PER_KMH = 0.19
_TYRE_S, _STANDING_TYRE_S = 900.0, 2400.0
_HUB_J_PER_K, _HUB_W_PER_K, _WIND_W_PER_K = 6000.0, 8.0, 1.0
_SHARE_OF_A_WHEEL = 0.3


def tyres(
    clock: Clock, slow: Slow, speed_kmh: Array, ambient_c: Array, unlike: Array, on: Mask, parameters: Parameters
) -> dict[str, Array]:
    """Gauge pressure of each wheel in kPa: p·V = n·R·T, warmed by the air and by flexing; `unlike` is (4, n)."""
    temp = slow.follow(
        "tyre", ambient_c + _FLEX_K_PER_KMH * speed_kmh, np.where(on, _TYRE_S, _STANDING_TYRE_S), clock.dt
    )
    hotter = (temp + _ZERO_K) / (_FILLED_C + _ZERO_K)
    gauge = (_FILLED_KPA + _ATMOSPHERE_KPA) * hotter - _ATMOSPHERE_KPA
    # What flows out through a small hole is ∝ the pressure: p = p0·exp(−t/τ).
    kept = np.exp(-parameters["tyre_loss"])
    pressures = {
        f"tyre_{wheel}_kpa": gauge * own * (kept if wheel == _LEAKY else 1.0)
        for wheel, own in zip(WHEELS, unlike, strict=True)
    }
    # Weather and driving move all tyres together, so that what one lacks beside the others tells of a leak.
    lowest, mean = reduce(np.minimum, pressures.values()), sum(pressures.values()) / len(WHEELS)
    return {**pressures, "tyre_deficit_pct": 100 * (1 - lowest / mean)}


def hub_temperature(
    clock: Clock, slow: Slow, speed_kmh: Array, braking_w: Array, ambient_c: Array, parameters: Parameters
) -> Array:
    """Temperature of the hottest wheel's hub in °C: a caliper that does not let go adds its drag times the speed."""
    v = speed_kmh / 3.6
    wind = _HUB_W_PER_K + _WIND_W_PER_K * v
    heat = _SHARE_OF_A_WHEEL * braking_w + parameters["brake_drag_n"] * v
    return slow.follow("hub", ambient_c + heat / wind, _HUB_J_PER_K / wind, clock.dt)
