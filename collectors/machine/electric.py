"""A three-phase induction motor seen from its terminals: current of the phases, power factor, heat in the winding."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Clock, Mask, Parameters, Sensor, Slow, clip
from collectors.noise import Array, keys, spread

FED = {"phase_lost": 0.0}
WOUND = {"winding_short": 0.0, "cooling_air": 1.0}
SENSORS = {
    "motor_current_a": Sensor(0.08, 0.1), "current_imbalance_pct": Sensor(0.06, 0.06),
    "supply_voltage_v": Sensor(0.4, 0.9), "power_kw": Sensor(0.03, 0.05), "power_factor": Sensor(0.002, 0.002),
}  # fmt: skip
WINDING_SENSOR = Sensor(0.15, 0.2)

_WINDING_TAU_S, _COOL_TAU_S = 1200.0, 5400.0
_USUAL_IMBALANCE_PCT = 0.8
_TWO_PHASES = 3**0.5 - 1
"""With one phase lost the other two carry √3 times their current for the same power: so much more."""


class Terminals:
    """The terminals of n motors."""

    def __init__(self, seed: int, names: Sequence[str], slow: Slow) -> None:
        self._uneven_pct = _USUAL_IMBALANCE_PCT * spread(keys(seed, names, "phases"), 0.15)
        self._slow = slow

    def draw(
        self, power_kw: Array, voltage_v: Array, load: Array, parameters: Parameters
    ) -> tuple[Array, dict[str, Array]]:
        """The current of balanced phases, I = P/(√3·U·cos φ), and what is read; at part load the power factor falls."""
        lost, short = parameters["phase_lost"], parameters.get("winding_short", 0.0)
        factor = 0.86 - 0.25 * clip(0.9 - load, 0.0, 0.9) ** 1.5 - 0.05 * lost
        uneven_pct = self._uneven_pct + 6 * short
        weakest_pct = 115.5 * lost / (1 + 0.155 * lost)
        balanced = power_kw * (1e3 / 3**0.5) / (voltage_v * factor)
        return balanced, {
            "motor_current_a": balanced * (1 + uneven_pct / 100 + _TWO_PHASES * lost),
            "current_imbalance_pct": np.asarray(uneven_pct + weakest_pct),
            "power_factor": factor,
            "power_kw": power_kw,
        }

    def winding_c(self, clock: Clock, sound_rise_k: Array, hall_c: Array, on: Mask, parameters: Parameters) -> Array:
        """Winding temperature; `sound_rise_k` is its rise at this load, ∝ I², with whole phases and clean fins."""
        lost = parameters["phase_lost"]
        losses = (1 - lost) ** 2 / 3 + 2 / 3 * (1 + _TWO_PHASES * lost) ** 2 + 1.6 * parameters["winding_short"]
        goal = hall_c + np.where(on, sound_rise_k * losses / parameters["cooling_air"], 0.0)
        return self._slow.follow("winding", goal, np.where(on, _WINDING_TAU_S, _COOL_TAU_S), clock.dt)
