"""The short history of a series: its first samples, kept until there are enough to say what is normal.

From `SAMPLES` samples it takes the level and the scales of the smoothed residual, of the changes and of the noise, by
running the very layers over them that judge later. Some signals drift within so short a history, and a narrow band
would alarm on them without end: the drift ratio of a signal, the range of its moving mean over twice its noise, widens
the level's scale by its square where it is over `DRIFT`. The change channel keeps watching such signals unwidened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.ground.clock import SECOND
from analytics.ground.columns import Columns, Floats, Ints, column
from analytics.layers.baseline import LEARNING, SHORT, Baseline
from analytics.layers.residual import Residual, change, follow
from analytics.policies.policy import BAND_SIGMAS
from contract.levels import SCORE_EDGES

SAMPLES = 400
FLOOR = 0.35
"""Least scale of smoothed residual and change, in standard deviations of the history: no signal is that smooth."""
DRIFT = 0.5
MEAN_OF = 100
"""Samples of the moving mean whose range tells drift."""
FOLLOW_TAU, SCALE_TAU = 150.0, 600.0
"""How slowly a short baseline follows its signal while that is ordinary, and learns its scale, in samples."""
PLATEAU = 600
"""Samples of an alarm after which a short history no longer tells which of two states is the normal one."""
SETTLED = 60
"""Samples after which the smoothed views no longer remember how they started."""
NOISE_FLOOR = 0.25
"""Least scale of the logarithm of the noise variance."""


@dataclass(slots=True)
class Progress(Columns):
    """How far each series is: samples kept, the place in the buffer (-1: none), and the time of the first (ns)."""

    count: Ints = column(0, np.int64)
    place: Ints = column(-1, np.int64)
    began: Ints = column(0, np.int64)


class Warmup:
    """The samples of all series that still learn; memory is held only for those."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.buffer = np.zeros((SAMPLES, 0), np.float32)
        self._free: list[int] = []

    def add(self, baseline: Baseline, at: Ints, value: Floats, time: Ints) -> Ints:
        """Keep a sample of each series `at`; those that have enough get their short baseline, and are returned."""
        progress = self.progress
        for number in at[progress.place[at] < 0].tolist():
            progress.place[number] = self._take()
        progress.began[at] = np.where(progress.count[at] == 0, time, progress.began[at])
        self.buffer[progress.count[at], progress.place[at]] = value
        progress.count[at] += 1
        done = progress.count[at] >= SAMPLES
        if done.any():
            self._finish(baseline, at[done], time[done])
        return at[done]

    def again(self, baseline: Baseline, at: Ints) -> None:
        """Let series with a short baseline learn once more; what they learn will be added to what they know."""
        baseline.kind[at] = LEARNING
        self.progress.count[at] = 0

    def release(self, at: Ints) -> None:
        """Forget the samples of series that need them no more."""
        held = at[self.progress.place[at] >= 0]
        self._free.extend(self.progress.place[held].tolist())
        self.progress.place[held] = -1

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """Everything as arrays."""
        return {**self.progress.pack(), "buffer": self.buffer}

    @classmethod
    def unpack(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> "Warmup":
        """What `pack` gave."""
        warmup = cls()
        warmup.progress, warmup.buffer = Progress.unpack(arrays), arrays["buffer"].copy()
        used = set(warmup.progress.place.tolist())
        warmup._free = [place for place in range(warmup.buffer.shape[1]) if place not in used]
        return warmup

    def _take(self) -> int:
        """A free place in the buffer, which doubles where there is none."""
        if not self._free:
            size = self.buffer.shape[1]
            more = max(size, 16)
            self.buffer = np.concatenate((self.buffer, np.zeros((SAMPLES, more), np.float32)), axis=1)
            self._free = list(range(size + more - 1, size - 1, -1))
        return self._free.pop()

    def _finish(self, baseline: Baseline, at: Ints, time: Ints) -> None:
        """Learn what is normal for full series; the buffer holds samples, the cadence turns them into seconds."""
        history = self.buffer[:, self.progress.place[at]].astype(np.float64)
        seconds = (time - self.progress.began[at]) / SECOND
        baseline.cadence[at] = np.maximum(seconds / (SAMPLES - 1), 1e-3)
        learned = _added(baseline, at, learn(history))
        for name, values in learned.items():
            getattr(baseline, name)[at] = values
        baseline.kind[at] = SHORT
        self.release(at)


def learn(history: Floats) -> dict[str, Floats]:
    """The columns of a short baseline from (samples, n) history of n series, taken at an even cadence."""
    deviations, changes, powers = _views(history)
    spread = history.std(axis=0)
    noise = np.diff(history, axis=0).var(axis=0) / 2
    logs = np.log(np.maximum(powers[SETTLED:], 1e-30))
    return {
        "level": history.mean(axis=0),
        "spread": spread,
        "scale": np.maximum(deviations[SETTLED:].std(axis=0), FLOOR * spread) * _widening(history, np.sqrt(noise)),
        "change_scale": np.maximum(changes[SETTLED:].std(axis=0), FLOOR * spread),
        "noise": np.exp(np.median(logs, axis=0)),
        "noise_scale": np.maximum(logs.std(axis=0), NOISE_FLOOR),
    }


def _added(baseline: Baseline, at: Ints, learned: dict[str, Floats]) -> dict[str, Floats]:
    """What was learned, widened by what the series knew before: watch then begins outside of both bands."""
    old_level, old_scale = baseline.level[at], baseline.scale[at]
    top = np.fmax(learned["level"] + BAND_SIGMAS * learned["scale"], old_level + BAND_SIGMAS * old_scale)
    bottom = np.fmin(learned["level"] - BAND_SIGMAS * learned["scale"], old_level - BAND_SIGMAS * old_scale)
    wider = {name: np.fmax(values, getattr(baseline, name)[at]) for name, values in learned.items()}
    inside = np.where(np.isnan(old_scale), 1.0, SCORE_EDGES[0])
    return {**wider, "level": (top + bottom) / 2, "scale": (top - bottom) / (2 * BAND_SIGMAS * inside)}


def _views(history: Floats) -> tuple[Floats, Floats, Floats]:
    """The smoothed views over the history, each (samples, n): deviation from the mean, change, noise power."""
    count = history.shape[1]
    at, mean, state = np.arange(count), history.mean(axis=0), Residual.of(count)
    noise = np.diff(history, axis=0).var(axis=0) / 2
    views = np.empty((3, *history.shape))
    for number, value in enumerate(history):
        elapsed = np.full(count, np.nan if number == 0 else 1.0)
        follow(state, at, value, mean, elapsed, np.ones(count), noise)
        views[:, number] = state.deviation, change(state, at), state.power
    return views[0], views[1], views[2]


def _widening(history: Floats, noise: Floats) -> Floats:
    """Factor on the level's scale: the square of the drift ratio over `DRIFT`, at least 1."""
    sums = np.cumsum(np.concatenate((np.zeros((1, history.shape[1])), history)), axis=0)
    means = (sums[MEAN_OF:] - sums[:-MEAN_OF]) / MEAN_OF
    drift = (means.max(axis=0) - means.min(axis=0)) / np.maximum(2 * noise, 1e-12)
    return np.asarray(np.maximum(drift / DRIFT, 1.0) ** 2)
