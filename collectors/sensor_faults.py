"""What a faulty sensor does to the readings of a sound machine: the only faults that touch an output number.

Each lies over one signal, after physics and noise; the wire rounds the result and keeps it inside the physical range.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from collectors import written
from collectors.model import Times
from collectors.noise import Array, Keys, bits, normal, uniform
from contract.catalogue import Role, Signal
from contract.failures.sensors import SENSOR_FAULTS, SensorFault

__all__ = ["HELD", "MODES", "Channel", "SensorFault", "distort", "lost", "unfit", "usual_amount"]

MODES = SENSOR_FAULTS
HELD = frozenset({"sensor_stuck", "counter_reset"})
"""The faults that must know what the sensor read when they set in."""

_MILLISECOND = 10**6
_OUTAGE_S = 120.0
_OUTAGE_SHARE = 0.8
_SPIKE_SHARE = 0.02

_MIX_UPS: Mapping[str, tuple[tuple[float, float], ...]] = MappingProxyType(
    {  # factors and offsets of the units that are sent for it, the likeliest first (NIST SP 811, appendix B)
        "°C": ((1.8, 32.0),),  # °F
        "bar": ((14.50377, 0.0), (0.1, 0.0)),  # psi, MPa
        "kPa": ((0.2952998, 0.0), (10.0, 0.0)),  # inHg, hPa
        "hPa": ((0.02952998, 0.0), (0.1, 0.0)),  # inHg, kPa
        "km/h": ((0.6213712, 0.0),),  # mph
        "km": ((0.6213712, 0.0),),  # miles
        "l/min": ((0.2641720, 0.0),),  # US gallons a minute
        "m³/h": ((4.402868, 0.0),),  # US gallons a minute
        "mm/s": ((0.03937008, 0.0),),  # in/s
        "kg/s": ((2.204623, 0.0),),  # lb/s
        "N": ((0.2248089, 0.0),),  # lbf
    }
)


@dataclass(frozen=True, slots=True)
class Channel:
    """One signal of one asset under one fault; `times` in ns since 1970 and `severity` (0 to 1) are (T,)."""

    signal: Signal
    times: Times
    severity: Array
    amount: float
    held: float
    """The reading at the onset, for the faults that are `HELD`."""
    key: Keys


def unfit(mode: str, signal: Signal) -> str:
    """Why this fault cannot lie over this signal, as the end of a sentence; empty where it can."""
    if mode == "counter_reset" and signal.role is not Role.COUNTER:
        return f"{signal.name} is not a counter"
    if mode == "sensor_wrong_unit" and _mix_up(signal) is None:
        return f"{signal.name} has no other usual unit in which it would still be physically possible"
    return ""


def _mix_up(signal: Signal) -> tuple[float, float] | None:
    """Factor and offset of the likeliest wrong unit: of those in which the middle of the normal range is possible."""
    middle, (low, high) = sum(written.normal(signal)) / 2, signal.physical
    usual = _MIX_UPS.get(signal.unit, ())
    return next(((factor, offset) for factor, offset in usual if low <= factor * middle + offset <= high), None)


def usual_amount(fault: SensorFault, signal: Signal | None) -> float:
    """The amount of a fault where the plan gives none, in the unit that `SensorFault.amount` tells."""
    if signal is None or fault.per == "unit":
        return fault.usual
    low, high = written.normal(signal)
    return fault.usual * (written.min_deviation(signal) if fault.per == "deviation" else high - low)


def distort(mode: str, readings: Array, channel: Channel) -> Array:
    """Readings, (T,), as the faulty sensor gives them while its severity is above 0; NaN is a missing reading."""
    return np.where(channel.severity > 0, _DISTORTIONS[mode](readings, channel), readings)


def lost(key: Keys, times: Times) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """When a line that fails for minutes at a time is dead, (T,)."""
    return np.asarray(uniform(key, times // round(_OUTAGE_S * 1e9)) < _OUTAGE_SHARE)


def _stuck(readings: Array, channel: Channel) -> Array:
    return np.where(np.isfinite(readings), channel.held, np.nan)


def _offset(readings: Array, channel: Channel) -> Array:
    return readings + channel.amount * channel.severity


def _spike(readings: Array, channel: Channel) -> Array:
    slots = channel.times // _MILLISECOND
    height = np.where(bits(channel.key, slots) & np.uint64(1), channel.amount, -channel.amount)
    low, high = channel.signal.physical
    spiked = readings + height
    # One that the sensor cannot show goes the other way.
    spiked = np.where((spiked < low) | (spiked > high), readings - height, spiked)
    return np.where(uniform(channel.key, slots) < _SPIKE_SHARE, spiked, readings)


def _noise(readings: Array, channel: Channel) -> Array:
    return readings + channel.amount * channel.severity * normal(channel.key, channel.times // _MILLISECOND)


def _dropout(readings: Array, channel: Channel) -> Array:
    return np.where(lost(channel.key, channel.times), np.nan, readings)


def _saturation(readings: Array, channel: Channel) -> Array:
    low, high = written.normal(channel.signal)
    return np.minimum(readings, low + channel.amount * (high - low))


def _wrong_unit(readings: Array, channel: Channel) -> Array:
    factor, offset = _mix_up(channel.signal) or (1.0, 0.0)
    return factor * readings + offset


def _reset(readings: Array, channel: Channel) -> Array:
    return readings - channel.held


_DISTORTIONS: Mapping[str, Callable[[Array, Channel], Array]] = MappingProxyType(
    {
        "sensor_stuck": _stuck, "sensor_bias": _offset, "sensor_drift": _offset, "sensor_spike": _spike,
        "sensor_noise": _noise, "sensor_dropout": _dropout, "sensor_saturation": _saturation,
        "sensor_wrong_unit": _wrong_unit, "counter_reset": _reset,
    }
)  # fmt: skip
