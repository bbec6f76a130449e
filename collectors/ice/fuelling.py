"""Closed-loop fuelling: what the computer must add to the fuel that it had reckoned, and so its two fuel trims."""

from dataclasses import dataclass

import numpy as np

from collectors.ice.engine import Charge
from collectors.model import Clock, Parameters, Slow, clip
from collectors.noise import Array

_RAIL_KPA, _LEAST_KPA = 380.0, 120.0
_CHOKED = 0.53
"""Ratio of pressures below which a leak lets through no more air than it does there."""
_LEARNING_S = 20.0
_MOST_PCT = 30.0
_UNBURNT_LEAN = 0.4
_STORAGE_GPS = 90.0
_LIT_C = 350.0


@dataclass(frozen=True, slots=True)
class Mixture:
    """What sensors and trims say of the mixture, all (T, n)."""

    maf_gps: Array
    rail_kpa: Array
    stft_pct: Array
    ltft_pct: Array


def mix(clock: Clock, slow: Slow, charge: Charge, baro_kpa: Array, own_pct: Array, parameters: Parameters) -> Mixture:
    """Trims by what is wrong with the reckoning: air that was not metered, air metered wrongly, fuel that lacks.

    `own_pct` is how far this engine's parts are off by themselves. Trims are kept for each working point; in the second
    or so after a change, the short-term trim makes up what the long-term one has not yet turned to.
    """
    choke = np.sqrt(clip((1 - charge.map_kpa / baro_kpa) / (1 - _CHOKED), 0.0, 1.0))
    leak = parameters["vacuum_leak_gps"] * choke
    metered = np.maximum(charge.air_gps - leak, 0.3 * charge.air_gps)
    # What a filter takes is ∝ the square of the flow; an injector gives ∝ the root of the pressure.
    rail = np.maximum(_RAIL_KPA - parameters["filter_clog"] * charge.fuel_lph**2, _LEAST_KPA)
    lacks = charge.air_gps / (metered * parameters["maf_gain"]) * np.sqrt(_RAIL_KPA / rail)
    wanted = 100 * (lacks - 1 + _UNBURNT_LEAN * parameters["misfire_rate"]) + own_pct
    long = clip(slow.follow("trim", wanted, _LEARNING_S, clock.dt), -_MOST_PCT, _MOST_PCT)
    return Mixture(metered * parameters["maf_gain"], rail, clip(wanted - long, -_MOST_PCT, _MOST_PCT), long)


def switching(catalyst_c: Array, air_gps: Array, storage: Array) -> Array:
    """How often the oxygen sensor behind the catalyst switches, over that before it: 1 is a catalyst that does nothing.

    A catalyst takes the swings out by the oxygen that it stores, as long as the flow allows. NaN until it is lit: the
    monitor waits for that.
    """
    ratio = 0.95 + 0.85 * np.expm1(-_STORAGE_GPS * storage / (air_gps + 5))
    return np.where(catalyst_c > _LIT_C, ratio, np.nan)
