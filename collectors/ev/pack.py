"""The battery pack: 96 cells in series as a voltage source behind a resistance, and the heat that it makes."""

from dataclasses import dataclass

import numpy as np

from collectors.model import Parameters
from collectors.noise import Array

_CELLS = 96
_HEAT_CAPACITY_J_PER_K = 380_000.0
_COOLED_W_PER_K_PER_LPM = 16.0
_AMBIENT_W_PER_K = 5.0
_COLDER_PER_K = 0.02
_MODULE_W_PER_K = 4.5
MODULE_TAU_S = 4500.0
"""Time constant of one module against the rest of the pack."""


@dataclass(frozen=True, slots=True)
class Electric:
    """Pack terminals, (T, n): discharge positive."""

    voltage_v: Array
    current_a: Array
    heat_w: Array


@dataclass(frozen=True, slots=True)
class Cooling:
    """What the pack gives its heat to, (T, n)."""

    flow_lpm: Array
    coolant_c: Array
    ambient_c: Array


def run(
    start_c: Array, soc_pct: Array, power_w: Array, ohm_25c: Array, cooling: Cooling, dt: Array
) -> tuple[Electric, Array]:
    """Terminals and mean temperature of the pack under a power, (T, n).

    Current from P = (OCV − I·R)·I; R halves every 35 K; C·dT/dt = I²·R − UA(flow)·(T − T_coolant) − loss to ambient.
    """
    open_v = _CELLS * (3.50 + 0.60 * soc_pct / 100 + 0.04 * np.tanh((soc_pct - 12) / 8))
    cooled = _COOLED_W_PER_K_PER_LPM * cooling.flow_lpm
    loss = cooled + _AMBIENT_W_PER_K
    outside = (cooled * cooling.coolant_c + _AMBIENT_W_PER_K * cooling.ambient_c) / loss
    keep = np.exp(-dt[:, None] * loss / _HEAT_CAPACITY_J_PER_K)
    temp, current, ohm = (np.empty_like(open_v) for _ in range(3))
    now = start_c
    for index in range(len(dt)):
        ohm[index] = ohm_25c * np.exp((25 - now) * _COLDER_PER_K)
        root = np.sqrt(np.maximum(open_v[index] ** 2 - 4 * ohm[index] * power_w[index], 0.0))
        current[index] = (open_v[index] - root) / (2 * ohm[index])
        balance = outside[index] + current[index] ** 2 * ohm[index] / loss[index]
        now = balance + keep[index] * (now - balance)
        temp[index] = now
    return Electric(open_v - current * ohm, current, current**2 * ohm), temp


def hot_spot_k(heat_w: Array, short_w: Array) -> Array:
    """How much hotter the hottest module ends up than the pack's mean; an internal short heats one module alone."""
    return 0.6 + 0.0006 * heat_w + short_w / _MODULE_W_PER_K


def cell_spread_mv(electric: Electric, soc_pct: Array, parameters: Parameters) -> Array:
    """Spread of cell voltages: grows with current and at low charge, and with the weakest cell's lack of capacity."""
    current = np.abs(electric.current_a)
    empty = np.maximum(0.0, 0.3 - soc_pct / 100) / 0.3
    sound = 8 + 0.06 * current + 8 * empty
    weak = parameters["cell_mismatch"] * (45 + 0.55 * current + 60 * empty)
    return sound + weak + 0.35 * parameters["short_w"]
