"""The language of faults: what breaks, how it grows, which parameter it changes, how to tell it from others.

A fault changes a parameter of the physics, never an output number; only sensor faults (`collectors.sensor_faults`)
touch a reading.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from collectors.noise import Array, Keys, uniform
from telemetry.catalogue import AssetClass

_GROWTH_RATE = 4.0
_BURST_S = 900.0


class Growth(StrEnum):
    """How severity rises from 0 at onset to 1 at failure."""

    STEP = "step"
    LINEAR = "linear"
    EXPONENTIAL = "exponential"
    INTERMITTENT = "intermittent"
    """Comes and goes in quarters of an hour, more often and stronger as it grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One failure mode of one class.

    `parameter` moves from its healthy value to `failed` as severity goes from 0 to 1. `kinds` are the kinds of machine
    that can have it. `signals` are those in which it shows first. `code` is by SAE J2012 where there is one.
    """

    asset_class: AssetClass
    kinds: tuple[str, ...]
    mode: str
    code: str = ""
    growth: Growth
    parameter: str
    failed: float
    signals: tuple[str, ...]
    signature: str
    discriminator: str
    action: str


def progress(growth: Growth, share: Array) -> Array:
    """Severity, 0 to 1, after a share of the growth time; 0 before onset. It never falls, bursts apart."""
    passed = np.minimum(np.maximum(share, 0.0), 1.0)
    if growth is Growth.STEP:
        return np.where(share >= 0, 1.0, 0.0)
    if growth is Growth.EXPONENTIAL:
        return np.asarray(np.expm1(_GROWTH_RATE * passed) / np.expm1(_GROWTH_RATE))
    return passed


def burst(key: Keys, t: Array, severity: Array) -> Array:
    """How much of an intermittent fault is there at these moments: all of it within a burst, nothing between."""
    drawn = uniform(key, np.floor(t / _BURST_S).astype(np.int64))
    return np.where(drawn < 0.2 + 0.8 * severity, 1.0, 0.0)
