"""The cooling circuit: C·dT/dt = heat to coolant − UA(thermostat, fan, speed, flow, level)·(T − ambient).

Heat passes three resistances in a row: from the coolant that the pump moves into the radiator, through its passages,
and into the air that wind and fan blow. Where air is scarce (standing), passages hardly matter; where there is plenty
of it (on the highway), they alone decide. So a dead fan and a clogged radiator are each other's opposite.
"""

import numpy as np

from collectors.ice.engine import Demand
from collectors.model import Clock, Mask, Parameters, clip
from collectors.noise import Array

_CAPACITY_J_PER_K = 52_000.0
_BLOCK_W_PER_K = 9.0
_STILL_W_PER_K = 8.0
_SPEED_W_PER_K = 6.2
"""Radiator, per km/h of air speed with the thermostat open."""
_FAN_W_PER_K = 150.0
_FLOW_W_PER_K_RPM = 1.5
_PASSAGES_W_PER_K = 3000.0
_CAP_W_PER_K = 400.0
"""What boils over once the radiator's cap lets go."""
_FROM_C = np.array([[88.5], [97.0], [121.0]])
_PER_K = np.array([[1 / 4], [1 / 4], [1 / 6]])
"""Thermostat, fan and cap: the temperature from which each opens or blows, and by how much more with each kelvin."""
_SUBSTEP_S = 30.0


class Cooling:
    """Coolant temperature of n engines."""

    def __init__(self) -> None:
        self._temp_c: Array | None = None

    def advance(
        self, clock: Clock, asked: Demand, speed_kmh: Array, ambient_c: Array, on: Mask, parameters: Parameters
    ) -> tuple[Array, Array]:
        """Coolant temperature in °C and fan duty (0 to 1) at each moment, (T, n)."""
        heat = np.where(on, 1000 + 0.3 * asked.fuel_w, 0.0)
        air = _STILL_W_PER_K + _SPEED_W_PER_K * speed_kmh
        fan = np.where(on, parameters["fan_flow"] * _FAN_W_PER_K, 0.0)
        flow = (1 - parameters["pump_wear"]) * _FLOW_W_PER_K_RPM * asked.rpm
        within = 1 / flow + 1 / (_PASSAGES_W_PER_K * parameters["radiator_passages"])
        # Less coolant means less of all of this, first where it is needed most.
        wet = np.broadcast_to(parameters["coolant_level"] ** 1.5, heat.shape)
        most = np.broadcast_to(parameters["thermostat_travel"], heat.shape)
        least = np.broadcast_to(parameters["thermostat_leak"], heat.shape)
        temp = ambient_c[0] if self._temp_c is None else self._temp_c
        path = np.empty_like(heat)
        for index, dt in enumerate(clock.dt.tolist()):
            parts = max(1, int(np.ceil(dt / _SUBSTEP_S)))
            radiator = (air[index], fan[index], within[index], wet[index], most[index], least[index])
            for _ in range(parts):
                temp = _step(temp, heat[index], radiator, ambient_c[index], dt / parts)
            path[index] = temp
        self._temp_c = temp
        return path, np.where(on, clip((path - _FROM_C[1]) * _PER_K[1], 0.0, 1.0), 0.0)


def _step(temp: Array, heat: Array, radiator: tuple[Array, ...], ambient: Array, dt: float) -> Array:
    """One exponential Rosenbrock step: exact for the loss linearised at `temp`, so stable however steep it is."""
    air, fan, within, wet, most, least = radiator
    wanted = (temp - _FROM_C) * _PER_K
    opened, blowing, boiling = share = clip(wanted, 0.0, 1.0)
    more_open, more_fan, more_boil = (wanted == share) * _PER_K
    opening = least + (most - least) * opened
    blown = air + blowing * fan
    passed = wet / (1 + blown * within)
    loss = _BLOCK_W_PER_K + opening * blown * passed + boiling * _CAP_W_PER_K
    over = temp - ambient
    # d(blown·passed)/d(blown) = passed²/wet
    more = (most - least) * more_open * blown * passed + opening * more_fan * fan * passed**2 / wet
    slope = loss + np.maximum(over, 0.0) * (more + more_boil * _CAP_W_PER_K)
    moved = (heat - loss * over) / slope * -np.expm1(slope * (-dt / _CAPACITY_J_PER_K))
    return np.asarray(temp + moved, np.float64)
