"""What a sensor or its line can do to a reading while the machine is well: the only faults that touch the output."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from collectors.noise import Array, Keys, uniform
from telemetry.failures import Growth

_OUTAGE_S = 120.0
_OUTAGE_SHARE = 0.8
STEPS = 6.0
"""Size of a bias or a drift where the plan gives none, in least deviations that matter (`Signal.min_deviation`)."""


@dataclass(frozen=True, slots=True)
class SensorFault:
    """One way in which a reading goes wrong; `code` is empty, as no standard code names a single channel of ours.

    `scope` says whether it lies over one signal, over all that an asset sends, or over either as the plan asks.
    `amount` says what a plan's `amount` means, with its unit; it is empty where the fault takes none. `transport` is
    true of what befalls lines on their way: their readings are sound.
    """

    mode: str
    growth: Growth
    scope: Literal["signal", "asset", "either"]
    amount: str
    signature: str
    discriminator: str
    action: str
    code: str = ""
    transport: bool = False


MODES: Mapping[str, SensorFault] = MappingProxyType(
    {
        entry.mode: entry
        for entry in (
            SensorFault(
                "sensor_stuck",
                Growth.STEP,
                "signal",
                "",
                "One signal keeps one value to the last digit.",
                "Load and neighbouring signals move on.",
                "Check the sensor's wiring and its converter; replace it.",
            ),
            SensorFault(
                "sensor_bias",
                Growth.STEP,
                "signal",
                "offset, in the signal's unit",
                "One signal jumps by a constant.",
                "No other signal moves, and no physics jumps so.",
                "Calibrate or replace the sensor.",
            ),
            SensorFault(
                "sensor_drift",
                Growth.LINEAR,
                "signal",
                "offset when it has failed, in the signal's unit",
                "One signal leaves its place slowly.",
                "No signal that is coupled to it follows.",
                "Calibrate or replace the sensor.",
            ),
            SensorFault(
                "sensor_dropout",
                Growth.STEP,
                "either",
                "",
                "Readings are missing for minutes at a time.",
                "What does arrive is as expected.",
                "Check connector, line and gateway.",
            ),
        )
    }
)


def distort(mode: str, readings: Array, severity: Array, held: float, amount: float, key: Keys, t: Array) -> Array:
    """Readings of one signal, (T,), with a fault of this severity, (T,), on its sensor; NaN is a missing reading."""
    active = severity > 0
    if mode == "sensor_stuck":
        return np.where(active & np.isfinite(readings), held, readings)
    if mode == "sensor_dropout":
        lost = uniform(key, np.floor(t / _OUTAGE_S).astype(np.int64)) < _OUTAGE_SHARE
        return np.where(active & lost, np.nan, readings)
    return readings + amount * severity
