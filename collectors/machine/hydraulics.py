"""A centrifugal pump between a tank and a system: where their curves meet, and what is left of the suction head.

Pressures in bar (above atmosphere where not said otherwise), flow in m³/h, heads in metres of water.
"""

import numpy as np

from collectors.model import Parameters, clip
from collectors.noise import Array

LEVEL_BAR = 0.86
NOMINAL_M3H = 45.0
_SHUT_OFF_BAR, _DROOP = 10.3, 1.12e-3
"""Pump curve Δp = A − B·Q²."""
_STATIC_BAR, _SYSTEM = 4.9, 1.75e-3
_STRAINER = 4.9e-5
_ATMOSPHERE_BAR = 1.013
_BAR_PER_M = 0.0977
"""ρ·g of water at 25 °C."""
_NPSH_REQUIRED_M = 5.0
"""At nominal flow; it grows with Q²."""
_INCIPIENT_M = 4.0
"""Margin at which bubbles are first heard; with none left the head has broken down by 3 % and more (ISO 9906)."""
_AIR_LOSS = 0.05


def shut_off_bar(parameters: Parameters) -> Array:
    """Pressure rise without flow: less with a worn impeller, with air drawn in past the seal, and without liquid."""
    return np.asarray(
        _SHUT_OFF_BAR * parameters["impeller"] * parameters["primed"] * (1 - _AIR_LOSS * parameters["seal_gap"])
    )


def working_flow(demand: Array, shut_off: Array, parameters: Parameters) -> Array:
    """Flow where the pump's curve meets the system's; all losses go with Q². None where the static head is not met."""
    valve = (demand * parameters["valve_open"]) ** 2
    losses = _SYSTEM / valve + _STRAINER / parameters["strainer_open"] ** 2 + _DROOP
    spare = parameters["suction_level_bar"] + shut_off - _STATIC_BAR
    return np.asarray(np.sqrt(np.maximum(spare, 0.0) / losses))


def rise_bar(flow: Array, shut_off: Array) -> Array:
    """The pump's pressure rise at a flow."""
    return np.maximum(shut_off - _DROOP * flow**2, 0.0)


def suction(flow: Array, parameters: Parameters) -> tuple[Array, Array]:
    """Suction pressure, and the strainer's loss that is missing from it: ∝ Q²/open²."""
    loss = _STRAINER * (flow / parameters["strainer_open"]) ** 2
    return parameters["suction_level_bar"] * parameters["primed"] - loss, loss


def npsh_margin_m(suction_bar: Array, fluid_c: Array, flow: Array) -> Array:
    """Suction head above vapour pressure, less what the pump needs at this flow."""
    vapour = 0.0061 * np.exp(17.3 * fluid_c / (fluid_c + 238))  # Magnus
    available = (suction_bar + _ATMOSPHERE_BAR - vapour) / _BAR_PER_M
    return np.asarray(available - _NPSH_REQUIRED_M * (flow / NOMINAL_M3H) ** 2)


def torn(margin_m: Array) -> Array:
    """How far the flow breaks up at the impeller's eye, 0 to 1, as the margin is used up."""
    return clip((_INCIPIENT_M - margin_m) / _INCIPIENT_M, 0.0, 1.2) ** 2


def power_kw(flow: Array, rise: Array) -> Array:
    """Hydraulic power, P = Q·Δp."""
    return flow * rise / 36
