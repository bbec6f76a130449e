"""The battery pack: 96 cells in series as a voltage source behind a resistance, and the heat that it makes."""

from dataclasses import dataclass

import numpy as np

from collectors.model import Parameters, relax
from collectors.noise import Array

_CELLS = 96
_HEAT_CAPACITY_J_PER_K = 380_000.0
_COOLED_W_PER_K_PER_LPM = 16.0
_AMBIENT_W_PER_K = 7.0
_MODULE_W_PER_K = 4.5
MODULE_TAU_S = 4500.0
"""Time constant of one module against the rest of the pack."""


@dataclass(frozen=True, slots=True)
class Electric:
    """Pack terminals, (T, n): discharge positive."""

    voltage_v: Array
    current_a: Array
    heat_w: Array


def circuit(soc_pct: Array, power_w: Array, ohm_25c: Array, temp_c: Array) -> Electric:
    """Current that delivers the power, from P = (OCV − I·R)·I; the resistance doubles from 25 to about −10 °C.

    The temperature of the block's start stands for all of it: it moves by tenths of a degree a minute.
    """
    open_v = _CELLS * (3.50 + 0.60 * soc_pct / 100 + 0.04 * np.tanh((soc_pct - 12) / 8))
    ohm = ohm_25c * np.exp((25 - temp_c) * 0.02)
    current = (open_v - np.sqrt(np.maximum(open_v**2 - 4 * ohm * power_w, 0.0))) / (2 * ohm)
    return Electric(open_v - current * ohm, current, current**2 * ohm)


def temperature(start: Array, heat_w: Array, flow_lpm: Array, coolant_c: Array, ambient_c: Array, dt: Array) -> Array:
    """Mean pack temperature, (T, n): heat against coolant (∝ flow) and ambient."""
    cooled = _COOLED_W_PER_K_PER_LPM * flow_lpm
    loss = cooled + _AMBIENT_W_PER_K
    balance = (heat_w + cooled * coolant_c + _AMBIENT_W_PER_K * ambient_c) / loss
    return relax(start, balance, _HEAT_CAPACITY_J_PER_K / loss, dt)


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
