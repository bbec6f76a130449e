"""The thrust chamber: injector, combustion, nozzle and its cooling jacket (Sutton and Biblarz, ch. 3, 6 and 8)."""

import numpy as np

from collectors.model import Mask, Parameters, Slow, clip
from collectors.noise import Array

_OXIDISER_KGPS_PER_ROOT_BAR, _FUEL_KGPS_PER_ROOT_BAR = 0.144375, 0.065625
_CHAMBER_BAR_PER_KGPS = 26.0
_MIXTURE, _BEST_MIXTURE, _MIXTURE_LOSS = 2.2, 2.45, 0.05
_BURNS = (1.0, 5.0)
_NOMINAL_BAR = 24.2
_VACUUM_N_PER_BAR, _EXIT_N_PER_HPA = 112.8, 0.274
_EXPANSION_LOSS = 0.08
_G = 9.80665
_ROUGH_PCT, _SPALLED_PCT, _GAS_PCT, _CAVITATION_PCT, _UNEVEN_PCT = 1.6, 6.0, 12.0, 3.0, 10.0
_PEAK_SIGMAS = 3.2
"""How far the extremes of a thousand readings of a rough chamber lie from their mean, in standard deviations."""
_SENT_G_PER_PCT = 0.9
_GAS_C, _GAS_C_PER_MIXTURE, _COOLANT_C, _FILM_RATIO = 2600.0, 400.0, 55.0, 0.235
_JACKET = 0.207


def burn(feed: dict[str, Array], oxidiser_trim: Array, parameters: Parameters) -> dict[str, Array]:
    """Flows through the injector, m = k·√(p - Pc), and the chamber pressure that they make, Pc = c*·m/A, as one.

    `oxidiser_trim` is how each engine's orifices differ from the next one's.
    """
    oxidiser_k = _OXIDISER_KGPS_PER_ROOT_BAR * oxidiser_trim * parameters["oxidiser_orifice"]
    fuel_k = _FUEL_KGPS_PER_ROOT_BAR * parameters["fuel_orifice"]
    both = oxidiser_k + fuel_k
    pressure = (oxidiser_k * feed["oxidiser"] + fuel_k * feed["fuel"]) / both
    per_flow = _CHAMBER_BAR_PER_KGPS / parameters["throat"]
    # With Pc = c·m and one pressure for both sides, m² = k²·(p - c·m) is a quadratic in m.
    slope = both**2 * per_flow
    guess = per_flow * 0.5 * (np.sqrt(slope**2 + 4 * both**2 * pressure) - slope)
    oxidiser = oxidiser_k * np.sqrt(np.maximum(feed["oxidiser"] - guess, 0.0))
    fuel = fuel_k * np.sqrt(np.maximum(feed["fuel"] - guess, 1e-3))
    mixture = clip(oxidiser / fuel, *_BURNS)
    quality = 1 - _MIXTURE_LOSS * ((mixture - _BEST_MIXTURE) ** 2 - (_MIXTURE - _BEST_MIXTURE) ** 2)
    return {
        "oxidiser_flow_kgps": oxidiser,
        "fuel_flow_kgps": fuel,
        "mass_flow_kgps": oxidiser + fuel,
        "mixture_ratio": mixture,
        "chamber_pressure_bar": per_flow * quality * (oxidiser + fuel),
    }


def thrust_n(chamber: Array, cell_hpa: Array, throat: Array) -> Array:
    """F = CF·Pc·A less the cell's pressure on the nozzle's exit; a wider throat expands less."""
    return _VACUUM_N_PER_BAR * throat * (1 - _EXPANSION_LOSS * (throat - 1)) * chamber - _EXIT_N_PER_HPA * cell_hpa


def isp_s(thrust: Array, flow: Array) -> Array:
    """Specific impulse, F/(g·m), in s."""
    return thrust / (_G * flow)


def roughness_pct(cavitation: Array, parameters: Parameters) -> Array:
    """Fluctuation of the chamber pressure, r.m.s. in % of its mean.

    Gas in the feed makes it soft, and a soft feed lets feed and chamber swing against each other (chug).
    """
    uneven = (1 - parameters["oxidiser_orifice"]) + (1 - parameters["fuel_orifice"])
    of_engine = _UNEVEN_PCT * uneven + _GAS_PCT * parameters["feed_gas"]
    of_pump = _SPALLED_PCT * parameters["turbopump_bearing_damage"] ** 2 + _CAVITATION_PCT * cavitation
    return _ROUGH_PCT + of_engine + of_pump


def sent_g(parameters: Parameters) -> Array:
    """Vibration that chugging sends through the structure to the turbopump."""
    return _SENT_G_PER_PCT * _GAS_PCT * parameters["feed_gas"]


def extremes(chamber: Array, roughness: Array) -> dict[str, Array]:
    """Lowest and highest chamber pressure of the interval, as a recorder at a kilohertz sees them."""
    swing = _PEAK_SIGMAS / 100 * roughness * chamber
    return {"chamber_pressure_min_bar": chamber - swing, "chamber_pressure_max_bar": chamber + swing}


def cooling(
    slow: Slow, dt: Array, engine: dict[str, Array], lit: Mask, around: Array, unlike: Array, cooling: Array
) -> dict[str, Array]:
    """Nozzle wall between hot gas and coolant, and what the coolant takes up in the jacket, °C.

    The wall is where two films balance: the gas's goes with Pc^0.8 (Bartz), the coolant's with its flow^0.8. The jacket
    is fed beside the injector: `cooling`, its share of the nominal flow, does not change the mixture.
    """
    film = _FILM_RATIO * (engine["chamber_pressure_bar"] / (_NOMINAL_BAR * cooling)) ** 0.8
    gas = _GAS_C + _GAS_C_PER_MIXTURE * (engine["mixture_ratio"] - _MIXTURE)
    burning = (film * gas + _COOLANT_C) / (film + 1) * unlike
    wall = slow.follow("wall", np.where(lit, burning, around), np.where(lit, 1.5, 240.0), dt)
    # Heat goes with flow^0.8, the rise with heat over flow.
    return {"nozzle_wall_temp_c": wall, "jacket_dt_c": _JACKET * (wall - _COOLANT_C) / cooling**0.2}
