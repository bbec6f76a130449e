"""The cooling circuit: C·dT/dt = heat to coolant − UA(thermostat, fan, speed, flow, level)·(T − ambient).

Heat passes three resistances in a row: from the coolant that the pump moves into the radiator, through its passages,
and into the air that wind and fan blow. Where air is scarce (standing), passages hardly matter; where there is plenty
of it (on the highway), they alone decide. So a dead fan and a clogged radiator are each other's opposite.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

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
_OPENS_C, _BLOWS_C, _BOILS_C = 88.5, 97.0, 121.0
_OPENS_PER_K, _BLOWS_PER_K, _BOILS_PER_K = 1 / 4, 1 / 4, 1 / 6
"""Thermostat, fan and cap: the temperature from which each opens or blows, and by how much more with each kelvin."""
_SUBSTEP_S = 30.0
_FEW = 8

Value = TypeVar("Value", float, Array)
Between = Callable[[Value, float, float], Value]
Fading = Callable[[Value], Value]


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
        wet = parameters["coolant_level"] ** 1.5
        most, least = parameters["thermostat_travel"], parameters["thermostat_leak"]
        given = [np.broadcast_to(each, heat.shape) for each in (heat, air, fan, within, wet, most, least, ambient_c)]
        temp = ambient_c[0] if self._temp_c is None else self._temp_c
        path = (
            _few(temp, given, clock.dt)
            if heat.shape[1] <= _FEW
            else _path(temp, zip(*given, strict=True), clock.dt, clip, _many_faded)
        )
        self._temp_c = path[-1]
        return path, np.where(on, clip((path - _BLOWS_C) * _BLOWS_PER_K, 0.0, 1.0), 0.0)


def _few(start: Array, given: Sequence[Array], dt: Array) -> Array:
    """The same path in plain floats: several times quicker than arrays of a few numbers, and equal to the bit."""
    columns = [
        _path(first, zip(*(each[:, column].tolist() for each in given), strict=True), dt, _between, _faded)
        for column, first in enumerate(start.tolist())
    ]
    return np.stack(columns, axis=1)


def _path(
    temp: Value, given: Iterable[tuple[Value, ...]], dt: Array, between: Between[Value], faded: Fading[Value]
) -> Array:
    """Temperature at the end of each step, (T,) or (T, n)."""
    path = []
    for inputs, length in zip(given, dt.tolist(), strict=True):
        parts = max(1, math.ceil(length / _SUBSTEP_S))
        for _ in range(parts):
            temp = _step(temp, inputs, length / parts, between, faded)
        path.append(temp)
    return np.array(path)


def _step(temp: Value, inputs: tuple[Value, ...], dt: float, between: Between[Value], faded: Fading[Value]) -> Value:
    """One exponential Rosenbrock step: exact for the loss linearised at `temp`, so stable however steep it is."""
    heat, air, fan, within, wet, most, least, ambient = inputs
    opens, blows, boils = (
        (temp - from_c) * per_k
        for from_c, per_k in ((_OPENS_C, _OPENS_PER_K), (_BLOWS_C, _BLOWS_PER_K), (_BOILS_C, _BOILS_PER_K))
    )
    opened, blowing, boiling = (between(each, 0.0, 1.0) for each in (opens, blows, boils))
    opening = least + (most - least) * opened
    blown = air + blowing * fan
    passed = wet / (1 + blown * within)
    loss = _BLOCK_W_PER_K + opening * blown * passed + boiling * _CAP_W_PER_K
    over = temp - ambient
    # d(blown·passed)/d(blown) = passed²/wet
    wider = (most - least) * (opens == opened) * _OPENS_PER_K * blown * passed
    windier = opening * (blows == blowing) * _BLOWS_PER_K * fan * passed * passed / wet
    slope = loss + between(over, 0.0, math.inf) * (wider + windier + (boils == boiling) * (_BOILS_PER_K * _CAP_W_PER_K))
    reached: Value = temp + (heat - loss * over) / slope * faded(slope * (dt / _CAPACITY_J_PER_K))
    return reached


def _many_faded(share: Array) -> Array:
    """How much of a difference is gone after so many time constants."""
    return np.asarray(-np.expm1(-share), np.float64)


def _faded(share: float) -> float:
    return -float(np.expm1(-share))


def _between(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
