"""The short history of a series: its first samples, kept until there are enough to say what is normal.

From `SAMPLES` samples it takes the level and the scales of the smoothed residual, of the changes and of the noise, by
running the very layers over them that judge later. They are no closer than `APART_S`, as faster ones tell little more
of the machine; of a series that is slow to come, `FEWEST` are enough once they span `LONG_S`.

Some signals drift within so short a history, and a narrow band
would alarm on them without end: the drift ratio of a signal, the range of its moving mean over twice its noise, widens
the level's scale by its square where it is over `DRIFT`, until the band reaches to each side `WIDEST` times as far as
the whole history was wide: what goes further has gone where it never was. The change channel keeps watching such
signals unwidened.

A history that is still settling, as of an engine that warms up, is of no ordinary hours: where nobody described a
signal, and the quarters of its history go one way, ever more slowly, and much further than the last of them scatters,
the older half is let go of and it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Bools, Floats, Ints, Singles, column
from analytics.ground.fleet import Fleet
from analytics.ground.kept import Arrays, PerSeries, within
from analytics.layers.baseline.band import FLOOR
from analytics.layers.baseline.facts import LearnedFacts, find
from analytics.layers.baseline.normal import LEARNING, SHORT, Normal
from analytics.layers.residual import Smoothed, change, follow
from contract.levels import BAND_SIGMAS, SCORE_EDGES
from contract.time import DAY_S, SECOND

SAMPLES = 400
APART_S = 0.5
FEWEST, LONG_S = 100, 7 * DAY_S
DRIFT, WIDEST = 0.5, 2.5
"""A drift ratio that is ordinary, and how many times as far as the whole history was wide a drift may widen the band of
a signal that nobody described."""
SETTLING, SLOWER = 4.0, 0.7
"""A history settles where it went so many scatters of its last quarter, whose step is less than that part of the
first."""
MEAN_OF = 4
"""Part of the samples, as one over this, of the moving mean whose range tells drift."""
FOLLOW_TAU, SCALE_TAU = 150.0, 600.0
"""How slowly a short baseline follows its signal while that is ordinary, and learns its scale, in samples."""
PLATEAU = 600
"""Samples of an alarm after which a short history no longer tells which of two states is the normal one."""
NORMAL_MAD = 1.4826
"""Makes the median of sizes the standard deviation of a normal distribution."""
SETTLED = 60
"""Samples after which the smoothed views no longer remember how they started."""
NOISE_FLOOR = 0.25
"""Least scale of the logarithm of the noise variance."""


@dataclass(slots=True)
class Progress(PerSeries):
    """How far each series is: samples kept, the place in the buffer (-1: none), and the times of the first, moved by
    all rests since, and of the last (ns)."""

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"count": (0, SAMPLES + 1)}

    count: Ints = column(0, np.int64)
    place: Ints = column(-1, np.int64)
    began: Ints = column(0, np.int64)
    last: Ints = column(0, np.int64)


def _buffer() -> Singles:
    return np.zeros((SAMPLES, 0), np.float32)


@dataclass(slots=True)
class Warmup:
    """The samples of all series that still learn; memory is held only for those."""

    progress: Progress = field(default_factory=Progress)
    buffer: Singles = field(default_factory=_buffer)
    _free: list[int] = field(default_factory=list)

    def add(
        self, normal: Normal, facts: LearnedFacts, needs: Bools, at: Ints, value: Floats, time: Ints,
        apart_s: Floats | float = APART_S, run_s: Floats | float = np.inf,
    ) -> Ints:  # fmt: skip
        """Keep a sample of each series `at`; those that have enough get their short baseline, and are returned.

        With it come the `facts` of the series. One that `needs` (series,) them goes on learning while it never moves.
        Samples closer than `apart_s` (n,) are passed over; what lies before the last `run_s` (n,) seconds, after the
        sample before, is a rest between two runs and no part of a cadence.
        """
        progress = self.progress
        rest = time - progress.last[at]
        rested = (progress.count[at] > 0) & (rest > np.multiply(run_s, SECOND))
        progress.began[at] += np.where(rested, rest, 0)
        progress.last[at] = np.where(rested, time, progress.last[at])
        soon = time - progress.began[at] < progress.count[at] * np.round(np.multiply(apart_s, SECOND)).astype(np.int64)
        at, value, time = at[~soon], value[~soon], time[~soon]
        for number in at[progress.place[at] < 0].tolist():
            progress.place[number] = self._take()
        progress.began[at] = np.where(progress.count[at] == 0, time, progress.began[at])
        self.buffer[progress.count[at], progress.place[at]] = value
        progress.count[at] += 1
        progress.last[at] = time
        enough = np.where(time - progress.began[at] >= LONG_S * SECOND, FEWEST, SAMPLES)
        done = progress.count[at] >= enough
        parts = [
            self._finish(normal, facts, needs, at[done & same], time[done & same], count)
            for count in np.unique(progress.count[at[done]]).tolist()
            for same in [progress.count[at] == count]
        ]
        return np.concatenate(parts) if parts else at[:0]

    def needed(self, at: Ints, time: Ints) -> Ints:
        """(k,) how many samples series `at` need in all at most, by their pace until `time` (k,) ns."""
        counts = self.progress.count[at]
        apart_s = (time - self.progress.began[at]) / SECOND / np.maximum(counts - 1, 1)
        week = np.where(counts > 1, LONG_S / np.maximum(apart_s, APART_S), SAMPLES)
        return np.clip(np.ceil(week).astype(np.int64) + 1, FEWEST, SAMPLES)

    def again(self, normal: Normal, at: Ints) -> None:
        """Let series with a short baseline learn once more; what they learn will be added to what they know."""
        normal.kind[at] = LEARNING
        self.progress.count[at] = 0

    def release(self, at: Ints) -> None:
        """Forget the samples of series that need them no more."""
        held = at[self.progress.place[at] >= 0]
        self._free.extend(self.progress.place[held].tolist())
        self.progress.place[held] = -1

    def fit(self, fleet: Fleet) -> None:
        """See `Kept`, as of all below."""
        self.progress.fit(fleet)

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """Everything as arrays."""
        return {**self.progress.pack(), "buffer": self.buffer}

    @classmethod
    def unpack(cls, arrays: Arrays) -> "Warmup":
        """What `pack` gave."""
        return cls._of(Progress.unpack(arrays), arrays["buffer"].copy())

    def only(self, series: Ints, assets: Ints) -> "Warmup":
        """Places in the buffer of series that are gone are free again."""
        return self._of(self.progress.only(series, assets), self.buffer)

    def rewind(self, now: int) -> None:
        """No first sample lies in the future."""
        self.progress.rewind(now)

    def check(self, fleet: Fleet) -> None:
        """No place is outside of the buffer."""
        if self.buffer.dtype != np.float32 or self.buffer.ndim != 2 or len(self.buffer) != SAMPLES:
            raise ValueError(f"buffer is of {self.buffer.dtype} and {self.buffer.shape}")
        self.progress.check(fleet)
        within("place", self.progress.place, -1, self.buffer.shape[1])

    @classmethod
    def _of(cls, progress: Progress, buffer: Singles) -> "Warmup":
        used = set(progress.place.tolist())
        return cls(progress, buffer, [place for place in range(buffer.shape[1]) if place not in used])

    def _take(self) -> int:
        """A free place in the buffer, which doubles where there is none."""
        if not self._free:
            size = self.buffer.shape[1]
            more = max(size, 16)
            self.buffer = np.concatenate((self.buffer, np.zeros((SAMPLES, more), np.float32)), axis=1)
            self._free = list(range(size + more - 1, size - 1, -1))
        return self._free.pop()

    def _go_on(self, at: Ints, time: Ints, history: Floats) -> None:
        """Let go of the older half of the samples of series."""
        half = len(history) // 2
        self.buffer[: len(history) - half, self.progress.place[at]] = history[half:]
        self.progress.began[at] += (time - self.progress.began[at]) * half // (len(history) - 1)
        self.progress.count[at] = len(history) - half

    def _finish(self, normal: Normal, facts: LearnedFacts, needs: Bools, at: Ints, time: Ints, count: int) -> Ints:
        """Learn what is normal for series with so many samples each; gives those of which it is known now.

        The buffer holds samples, the cadence turns them into seconds.
        """
        history = self.buffer[:count, self.progress.place[at]].astype(np.float64)
        late = needs[at] & settling(history) & np.isnan(normal.scale[at])
        self._go_on(at[late], time[late], history[:, late])
        at, time, history = at[~late], time[~late], history[:, ~late]
        facts.widen(at, find(history.T, size(history)))
        able = ~(needs[at] & np.isnan(facts.min_deviation[at]))
        self.progress.count[at[~able]] = 0
        at, time, history = at[able], time[able], history[:, able]
        seconds = (time - self.progress.began[at]) / SECOND
        normal.cadence[at] = np.maximum(seconds / (count - 1), 1e-3)
        learned = _added(normal, at, learn(history, needs[at]))
        for name, values in learned.items():
            getattr(normal, name)[at] = values
        normal.kind[at] = SHORT
        self.release(at)
        return at


def settling(history: Floats) -> Bools:
    """(n,) whether (samples, n) history goes one way all the time, ever more slowly.

    >>> decay = np.exp(-np.arange(400) / 100)
    >>> settling(np.stack((decay, np.arange(400.0), np.sin(np.arange(400.0))), axis=1)).tolist()
    [True, False, False]
    """
    quarter = len(history) // 4
    parts = history[-4 * quarter :].reshape(4, quarter, -1)
    steps = np.diff(parts.mean(axis=1), axis=0)
    one_way = (steps > 0).all(axis=0) | (steps < 0).all(axis=0)
    far = np.abs(steps.sum(axis=0)) > SETTLING * parts[-1].std(axis=0)
    return np.asarray(one_way & far & (np.abs(steps[-1]) < SLOWER * np.abs(steps[0])))


def size(history: Floats) -> Floats:
    """(n,) robust standard deviations of (samples, n) history about its medians."""
    return np.asarray(NORMAL_MAD * np.median(np.abs(history - np.median(history, axis=0)), axis=0))


def learn(history: Floats, bounded: Bools | bool = False) -> dict[str, Floats]:
    """The columns of a short baseline from (samples, n) history of n series, taken at an even cadence; `bounded` (n,)
    is which of them a drift may widen as far as `WIDEST` only.

    >>> found = learn(np.tile([1.0, 3.0], SAMPLES // 2)[:, None])
    >>> found["level"].tolist(), found["spread"].tolist()
    ([2.0], [1.0])
    """
    deviations, changes, powers = _views(history)
    spread, scattered = history.std(axis=0), deviations[SETTLED:].std(axis=0)
    noise = np.diff(history, axis=0).var(axis=0) / 2
    logs = np.log(np.maximum(powers[SETTLED:], 1e-30))
    return {
        "level": history.mean(axis=0),
        "spread": spread,
        "scale": _widened(np.maximum(scattered, FLOOR * spread), history, np.sqrt(noise), bounded),
        "change_scale": np.maximum(changes[SETTLED:].std(axis=0), FLOOR * spread),
        "noise": np.exp(np.median(logs, axis=0)),
        "noise_scale": np.maximum(logs.std(axis=0), NOISE_FLOOR),
    }


def _added(normal: Normal, at: Ints, learned: dict[str, Floats]) -> dict[str, Floats]:
    """What was learned, widened by what the series knew before: watch then begins outside of both bands."""
    old_level, old_scale = normal.level[at], normal.scale[at]
    top = np.fmax(learned["level"] + BAND_SIGMAS * learned["scale"], old_level + BAND_SIGMAS * old_scale)
    bottom = np.fmin(learned["level"] - BAND_SIGMAS * learned["scale"], old_level - BAND_SIGMAS * old_scale)
    wider = {name: np.fmax(values, getattr(normal, name)[at]) for name, values in learned.items()}
    inside = np.where(np.isnan(old_scale), 1.0, SCORE_EDGES[0])
    return {**wider, "level": (top + bottom) / 2, "scale": (top - bottom) / (2 * BAND_SIGMAS * inside)}


def _views(history: Floats) -> tuple[Floats, Floats, Floats]:
    """The smoothed views over the history, each (samples, n): deviation from the mean, change, noise power."""
    count = history.shape[1]
    at, mean, state = np.arange(count), history.mean(axis=0), Smoothed.of(count)
    noise = np.diff(history, axis=0).var(axis=0) / 2
    views = np.empty((3, *history.shape))
    for number, value in enumerate(history):
        elapsed = np.full(count, np.nan if number == 0 else 1.0)
        follow(state, at, value, mean, elapsed, np.ones(count), noise)
        views[:, number] = state.deviation, change(state, at), state.power
    return views[0], views[1], views[2]


def _widened(scale: Floats, history: Floats, noise: Floats, bounded: Bools | bool) -> Floats:
    """The level's scale times the square of the drift ratio over `DRIFT`, as far as `WIDEST` lets it where it binds."""
    count = len(history) // MEAN_OF
    sums = np.cumsum(np.concatenate((np.zeros((1, history.shape[1])), history)), axis=0)
    means = (sums[count:] - sums[:-count]) / count
    drift = (means.max(axis=0) - means.min(axis=0)) / np.maximum(2 * noise, 1e-12)
    widest = np.maximum(WIDEST * np.ptp(history, axis=0) / BAND_SIGMAS, scale)
    return np.asarray(np.minimum(scale * np.maximum(drift / DRIFT, 1.0) ** 2, np.where(bounded, widest, np.inf)))
