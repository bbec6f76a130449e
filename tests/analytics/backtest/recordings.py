"""Recordings of a pump for backtests."""

import numpy as np

from analytics.ground.columns import Floats
from analytics.ground.course import Course
from contract.time import DAY, HOUR, MINUTE

START = 19_783 * DAY + 8 * HOUR
SIGNAL = "bearing_temp_c"


def recording(days: float, *, step: int = 5 * MINUTE, name: str = "P-1", seed: int = 3) -> Course:
    """A pump at work whose bearing is at about 45 °C, and a little warmer in the afternoon."""
    time = START + step * np.arange(round(days * DAY) // step)
    noise = np.random.default_rng(seed).normal(size=len(time))
    value = 45 + 2 * np.sin(2 * np.pi * (time % DAY) / DAY) + 0.4 * noise
    return course(time, value, name)


def course(time: np.ndarray, value: Floats, name: str = "P-1") -> Course:
    """A pump that works all the time, by one signal."""
    said = np.zeros(len(time), np.int64)
    return Course((name, "machine", "hall"), time, (SIGNAL,), value[None, :], ("running",), said)


def spoilt(of: Course, begin: int, end: int, value: float) -> Course:
    """The same with another value from a moment to another, noise as it was."""
    inside = (of.time >= begin) & (of.time < end)
    row = of.values[0]
    return course(of.time, np.where(inside, value + row - row.mean(), row), of.tags[0])
