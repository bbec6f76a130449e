"""A recording of a year through the backtest: seconds, values a second, and memory.

The machines are well, each signal with a shape of the day and noise; what is judged, and how, is what ships.
"""

import resource
import sys
import time

import numpy as np

from analytics.backtest.found import alarms
from analytics.backtest.judge import judge_recording
from analytics.backtest.straight import How
from analytics.ground.course import Course
from contract.catalogue import CLASSES, Role, Signal
from contract.time import DAY, MINUTE
from forewarn.context import bar

START = 19_800 * DAY
MOST = 25
"""Signals of a machine."""


def measure(days: float, signals: int, step_s: int, seed: int) -> str:
    """Judge so many days of so many signals and tell what it took."""
    random = np.random.default_rng(seed)
    parts = np.array_split(np.arange(signals), -(-signals // MOST))
    courses = [machine(f"M{number}", len(part), days, step_s, random) for number, part in enumerate(parts)]
    values = sum(course.values.size for course in courses)
    begun, spent = time.perf_counter(), time.process_time()
    with bar("judging") as show:
        found = judge_recording(courses, How(), show)
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    return (
        f"{values:,} values of {days:g} days and {signals} signals in {took:.0f} s ({spent:.0f} s of a core): "
        f"{values / spent / 1e6:.2f} M values a second of a core, {found.stretches} stretches side by side, "
        f"at most {peak_mb():,.0f} MB, of which the recording is {8 * values / 1e6:,.0f}; "
        f"{len(alarms(found.episodes)) / found.asset_weeks:.2f} false alarms an asset-week"
    )


def peak_mb() -> float:
    """The most memory that this process has had, MB; the kernel says kB, and macOS bytes."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def machine(name: str, signals: int, days: float, step_s: int, random: np.random.Generator) -> Course:
    """A machine that is well, by so many of its signals, from `START` on."""
    spec = CLASSES["machine"]
    own = [signal for signal in spec.signals.values() if signal.role is Role.SYMPTOM and signal.normal][:signals]
    moments = START + step_s * (MINUTE // 60) * np.arange(int(days * DAY) // (step_s * MINUTE // 60))
    values = np.array([_course(signal, moments, random) for signal in own])
    names = tuple(signal.name for signal in own)
    return Course((name, spec.name, "bench"), moments, names, values, ("running",), np.zeros(len(moments), np.int64))


def _course(signal: Signal, moments: np.ndarray, random: np.random.Generator) -> np.ndarray:
    low, high = signal.normal or (0.0, 1.0)
    wave = np.sin(2 * np.pi * (moments % DAY) / DAY)
    return np.asarray((low + high) / 2 + (high - low) * (wave / 20 + random.normal(size=len(moments)) / 80))
