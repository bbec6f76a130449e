"""The cooling circuit: C·dT/dt = heat to coolant − UA(thermostat, level, speed, fan)·(T − ambient)."""

import numpy as np

from collectors.ice.engine import Running
from collectors.model import Clock, Mask, Parameters, clip
from collectors.noise import Array

_CAPACITY_J_PER_K = 52_000.0
_BLOCK_W_PER_K = 9.0
_STILL_W_PER_K = 4.0
_SPEED_W_PER_K = 6.2
"""Radiator, per km/h of air speed with the thermostat open."""
_FAN_W_PER_K = 150.0
_FROM_C = np.array([[84.0], [96.0]])
_PER_K = np.array([[1 / 12], [1 / 4]])
"""Thermostat and fan: the temperature from which each opens or blows, and by how much more with each kelvin."""
_SUBSTEP_S = 30.0


class Cooling:
    """Coolant temperature of n engines."""

    def __init__(self) -> None:
        self._temp_c: Array | None = None

    def advance(
        self,
        clock: Clock,
        running: Running,
        speed_kmh: Array,
        ambient_c: Array,
        on: Mask,
        parameters: Parameters,
    ) -> tuple[Array, Array]:
        """Coolant temperature in °C and fan duty (0 to 1) at each moment, (T, n)."""
        # Less coolant means less flow through the radiator, first where it is needed most.
        wet = parameters["coolant_level"] ** 1.5
        heat = np.where(on, 1500 + 0.29 * running.fuel_w, 0.0)
        air = wet * (_STILL_W_PER_K + _SPEED_W_PER_K * speed_kmh)
        fan = np.broadcast_to(wet * parameters["fan_flow"] * _FAN_W_PER_K, heat.shape) * on
        temp = ambient_c[0] if self._temp_c is None else self._temp_c
        path = np.empty_like(heat)
        for index, dt in enumerate(clock.dt.tolist()):
            parts = max(1, int(np.ceil(dt / _SUBSTEP_S)))
            for _ in range(parts):
                temp = _step(temp, heat[index], air[index], fan[index], ambient_c[index], dt / parts)
            path[index] = temp
        self._temp_c = temp
        return path, np.where(on, clip((path - _FROM_C[1]) * _PER_K[1], 0.0, 1.0), 0.0)


def _step(temp: Array, heat: Array, air: Array, fan: Array, ambient: Array, dt: float) -> Array:
    """One exponential Rosenbrock step: exact for the loss linearised at `temp`, so stable however steep it is."""
    wanted = (temp - _FROM_C) * _PER_K
    opening, blowing = share = clip(wanted, 0.0, 1.0)
    more_open, more_fan = (wanted == share) * _PER_K
    radiator = air + blowing * fan
    loss = _BLOCK_W_PER_K + opening * radiator
    over = temp - ambient
    slope = loss + np.maximum(over, 0.0) * (more_open * radiator + opening * more_fan * fan)
    moved = (heat - loss * over) / slope * -np.expm1(slope * (-dt / _CAPACITY_J_PER_K))
    return np.asarray(temp + moved, np.float64)
