"""Round the pack: insulation against the body, contactors, the charge port's contacts, and what the computer counts."""

import numpy as np

from collectors.ev.shift import PACK_KWH
from collectors.model import Mask, Parameters, Slow, clip
from collectors.noise import Array

_CAPACITY_AH = PACK_KWH * 1e3 / 355
_OBSERVER_S = 4 * 3600.0
"""How slowly the counted charge is drawn towards what the voltage says while current flows."""
_REST_S = 600.0
"""How fast it is while none does: the open-circuit voltage can be read."""
_PORT_K, _PORT_A = 24.0, 135.0
_PORT_MOST_C = 100.0
_PORT_S = 480.0
_SESSION_PCT, _SESSION_S = 30.0, 2400.0
_DAMP_FROM, _DAMP_FULL = 0.6, 0.95


def insulation(wet: Array, sound_us: tuple[Array, Array], parameters: Parameters, vented_us: Array) -> dict[str, Array]:
    """Insulation of both rails in parallel, kΩ, and the positive rail's share of the voltage against the body, %.

    Conductances in µS to the body from each rail; the rails divide the voltage by them (ISO 6469-3, annex B).
    `wet` is relative humidity, 0 to 1. Sound insulation, too, is lower in wet air.
    """
    air = 1 / (1.5 - 0.8 * wet)
    both = (parameters["ageing_us"] + vented_us) / 2
    damp = clip((wet - _DAMP_FROM) / (_DAMP_FULL - _DAMP_FROM), 0.0, 1.0) ** 2
    positive = sound_us[0] * air + both + parameters["ingress_us"]
    negative = sound_us[1] * air + both + parameters["damp_us"] * damp
    total = positive + negative
    return {"isolation_kohm": 1e3 / total, "rail_ratio_pct": 100 * negative / total}


def counting_error_pct(slow: Slow, on: Mask, offset_a: Array, dt: Array) -> Array:
    """Charge as counted from the current sensor less charge as the voltage tells it, % of capacity.

    A sensor that reads `offset_a` too much counts too little; at rest the count is set right.
    """
    drift = -100 * offset_a / _CAPACITY_AH * _OBSERVER_S / 3600
    return slow.follow("counted", np.where(on, drift, 0.0), np.where(on, _OBSERVER_S, _REST_S), dt)


def folded_back(contact: Array, ambient_c: Array) -> Array:
    """Share of the charging power that the port's temperature allows: the current that would hold it at 100 °C."""
    return np.sqrt(np.minimum((_PORT_MOST_C - ambient_c) / (_PORT_K * contact), 1.0))


def missing_pct(slow: Slow, folded: Array, charging: Mask, dt: Array) -> Array:
    """Charge that is missing after sessions at less than the planned power, % of capacity."""
    return slow.follow("missing", (1 - folded) * _SESSION_PCT, np.where(charging, _SESSION_S, np.inf), dt)


def port_c(slow: Slow, contact: Array, current_a: Array, charging: Mask, ambient_c: Array, dt: Array) -> Array:
    """Temperature of the charge port: heat of its contacts with the square of the charging current."""
    goal = ambient_c + charging * _PORT_K * contact * (current_a / _PORT_A) ** 2
    return slow.follow("port", goal, _PORT_S, dt)


def supply_v(slow: Slow, auxiliary_kw: Array, output: Array, dt: Array) -> Array:
    """The 12 V supply, from the DC-DC converter as far as it gives `output`, 0 to 1, else from an emptying battery."""
    battery = slow.follow("battery", 12.6 - 1.6 * (1 - output) * np.ones_like(auxiliary_kw), 3600.0, dt)
    return output * (13.95 - 0.12 * auxiliary_kw) + (1 - output) * (battery - 0.25 * auxiliary_kw)
