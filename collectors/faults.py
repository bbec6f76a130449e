"""Faults at work: which parameter of the physics a failure mode changes, and how far it has grown.

A fault changes a parameter of the physics, never an output number; only sensor faults (`collectors.sensor_faults`)
touch a reading. What is known of each mode (signature, code, action) is data in `machines/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from collectors.noise import Array, Keys, smooth, uniform
from contract.catalogue import CLASSES
from contract.failures import FailureMode, Growth

_GROWTH_RATE = 4.0
_WEAR_UNTIL, _WORN = 0.6, 0.15
"""Wear grows at a constant rate for this share of the time, up to this severity; then exponentially."""
_BURST_S = 900.0
_SWING, _SWING_S = 0.3, 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure mode and the parameter that it moves, from its healthy value to `failed` as severity goes to 1."""

    asset_class: str
    mode: str
    parameter: str
    failed: float

    @property
    def failure(self) -> FailureMode:
        """What is known of it."""
        return CLASSES[self.asset_class].modes[self.mode]

    @property
    def growth(self) -> Growth:
        """How its severity rises."""
        return self.failure.growth

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that it moves, in order of appearance."""
        return self.failure.signals


def bind(asset_class: str, parameters: Mapping[str, tuple[str, float]]) -> tuple[Fault, ...]:
    """Failure modes of a class, each with its parameter and that parameter's failed value, by the mode's name.

    Raises `ValueError` where the class has no such mode.
    """
    unknown = sorted(set(parameters) - set(CLASSES[asset_class].modes))
    if unknown:
        raise ValueError(f"class {asset_class} has no failure mode {', '.join(unknown)}")
    return tuple(Fault(asset_class, mode, *parameter) for mode, parameter in parameters.items())


def progress(growth: Growth, share: Array) -> Array:
    """Severity, 0 to 1, after a share of the growth time; 0 before onset. It never falls; what acts may."""
    passed = np.minimum(np.maximum(share, 0.0), 1.0)
    if growth is Growth.STEP:
        return np.where(share >= 0, 1.0, 0.0)
    if growth is Growth.EXPONENTIAL:
        return _exponential(passed)
    if growth is Growth.WEAR:
        initiated = np.maximum(passed - _WEAR_UNTIL, 0.0) / (1 - _WEAR_UNTIL)
        return np.minimum(passed / _WEAR_UNTIL, 1.0) * _WORN + (1 - _WORN) * _exponential(initiated)
    return passed


def acting(growth: Growth, key: Keys, t: Array, severity: Array) -> Array:
    """What of a fault of this severity is at work at these moments, (T,), 0 to 1."""
    if growth is Growth.INTERMITTENT:
        return severity * _burst(key, t, severity)
    if growth is Growth.ERRATIC:
        swing = 1 + _SWING * smooth(key, t, _SWING_S)[:, 0]
        return np.minimum(np.maximum(severity * swing, 0.0), 1.0)
    return severity


def _exponential(passed: Array) -> Array:
    return np.asarray(np.expm1(_GROWTH_RATE * passed) / np.expm1(_GROWTH_RATE))


def _burst(key: Keys, t: Array, severity: Array) -> Array:
    """How much of an intermittent fault is there at these moments: all of it within a burst, nothing between."""
    drawn = uniform(key, np.floor(t / _BURST_S).astype(np.int64))
    return np.where(drawn < 0.2 + 0.8 * severity, 1.0, 0.0)
