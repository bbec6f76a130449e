"""The cooling circuit: C·dT/dt = heat to coolant − UA(thermostat, level, speed, fan)·(T − ambient)."""

import numpy as np

from collectors.ice.engine import Running
from collectors.model import Clock, Mask, Parameters
from collectors.noise import Array

_CAPACITY_J_PER_K = 52_000.0
_BLOCK_W_PER_K = 9.0
_STILL_W_PER_K = 4.0
_SPEED_W_PER_K = 6.2
"""Radiator, per km/h of air speed with the thermostat open."""
_FAN_W_PER_K = 150.0
_OPENS_C, _OPEN_SPAN_K = 84.0, 12.0
_FAN_FROM_C, _FAN_SPAN_K = 96.0, 4.0
_SUBSTEP_S = 15.0


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
        return path, np.where(on, _share(path, _FAN_FROM_C, _FAN_SPAN_K), 0.0)


def _share(temp: Array, start: float, span: float) -> Array:
    return np.minimum(np.maximum((temp - start) / span, 0.0), 1.0)


def _step(temp: Array, heat: Array, air: Array, fan: Array, ambient: Array, dt: float) -> Array:
    """One exponential Rosenbrock step: exact for the loss linearised at `temp`, so stable however steep it is."""
    opening, blowing = _share(temp, _OPENS_C, _OPEN_SPAN_K), _share(temp, _FAN_FROM_C, _FAN_SPAN_K)
    radiator = air + blowing * fan
    loss = _BLOCK_W_PER_K + opening * radiator
    steeper = radiator / _OPEN_SPAN_K * ((opening > 0) & (opening < 1))
    steeper = steeper + opening * fan / _FAN_SPAN_K * ((blowing > 0) & (blowing < 1))
    over = temp - ambient
    slope = loss + np.maximum(over, 0.0) * steeper
    return temp + (heat - loss * over) / slope * -np.expm1(-slope * dt / _CAPACITY_J_PER_K)
