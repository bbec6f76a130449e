"""The 12 V system: the alternator while the engine runs, the battery in the second in which it starts."""

import numpy as np

from collectors.model import Clock, Mask, Parameters, Slow, clip
from collectors.noise import Array
from collectors.weather import darkness

_REST_V = 12.6
_CRANK_V = 12.5
_CRANK_A, _CRANK_A_PER_K = 165.0, 1.0
"""A warm engine turns easily; each kelvin below 60 °C makes its oil thicker."""
_BATTERY_OHM, _BATTERY_K = 0.005, 60.0


def module_voltage(
    clock: Clock, slow: Slow, rpm: Array, fan: Array, ambient_c: Array, set_v: Array, on: Mask, parameters: Parameters
) -> Array:
    """Voltage in V: the regulator's set point, less what the alternator cannot deliver."""
    cold, cooling = clip((8 - ambient_c) / 15, 0.0, 1.0), fan * parameters["fan_flow"]
    wanted_a = 40 + 18 * darkness(clock.t) + 14 * cold + 22 * cooling
    able_a = parameters["alternator_output"] * clip(78 + 0.045 * (rpm - 700), 78.0, 150.0)
    short_a = np.maximum(0.0, wanted_a - able_a)
    regulated = set_v - 0.006 * (ambient_c - 10) - 0.004 * wanted_a
    target = np.where(on, np.maximum(regulated - 0.05 * short_a, 11.3), _REST_V)
    return slow.follow("voltage", target, np.where(short_a > 0, 40.0, 5.0), clock.dt)


def crank_voltage(slow: Slow, started: Mask, engine_c: Array, ambient_c: Array, parameters: Parameters) -> Array:
    """The battery's lowest voltage in the latest start, V: less its resistance times what the starter draws.

    `started` is where the engine was started within the step; `engine_c` is how warm it was before.
    """
    drawn_a = _CRANK_A + _CRANK_A_PER_K * clip(60 - engine_c, 0.0, 90.0)
    # The battery sits beside the engine, and takes a little of its warmth.
    battery_c = ambient_c + 0.15 * (engine_c - ambient_c)
    ohm = _BATTERY_OHM * parameters["battery_resistance"] * np.exp((25 - battery_c) / _BATTERY_K)
    dip = _CRANK_V - ohm * drawn_a
    path = np.vstack([slow.last("crank", dip[0])[None], dip])
    row = np.arange(1, len(path))[:, None]
    latest = np.maximum.accumulate(np.where(started, row, 0))
    path = np.take_along_axis(path, latest, axis=0)
    slow.keep("crank", path)
    return path
