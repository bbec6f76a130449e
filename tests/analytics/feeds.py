"""Building samples for the pipeline's tests."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.ground.samples import Samples, States
from contract.time import SECOND

START = 1_760_000_040 * SECOND
"""A moment on a whole minute."""

Signals = Mapping[str, npt.ArrayLike]


def every_sample() -> Pipeline:
    """A pipeline that gives out every judgement."""
    return Pipeline(pace=Pace(score_s=0, risk_s=0))


def samples(asset: str, asset_class: str, times: npt.ArrayLike, signals: Signals, site: str = "north") -> Samples:
    """Samples of one asset: nanoseconds (n,), and n values of each signal, NaN where there is none."""
    when = np.asarray(times, np.int64)
    parts = [np.asarray(values, np.float64) for values in signals.values()]
    values = np.stack(parts, axis=1).ravel()
    codes = np.tile(np.arange(len(parts)), len(when))
    have = ~np.isnan(values)
    labels = [(asset, asset_class, site, name) for name in signals]
    return Samples(np.repeat(when, len(parts))[have], codes[have], values[have], labels)


def together(parts: Sequence[Samples]) -> Samples:
    """Samples of several assets as one batch."""
    offset = np.cumsum([0, *(len(part.labels) for part in parts)])
    return Samples(
        np.concatenate([part.time for part in parts]),
        np.concatenate([part.code + first for part, first in zip(parts, offset, strict=False)]),
        np.concatenate([part.value for part in parts]),
        [label for part in parts for label in part.labels],
    )


def states(asset: str, asset_class: str, times: npt.ArrayLike, names: Sequence[str], site: str = "north") -> States:
    """One run state a moment."""
    known = list(dict.fromkeys(names))
    codes = np.array([known.index(name) for name in names], np.int64)
    return States(np.asarray(times, np.int64), codes, [(asset, asset_class, site, name) for name in known])


def seconds(count: int, first: float = 0.0, step: float = 1.0) -> npt.NDArray[np.int64]:
    """`count` moments from `first` seconds after START on."""
    return START + np.round((first + step * np.arange(count)) * SECOND).astype(np.int64)


def noise(count: int, seed: int = 1) -> npt.NDArray[np.float64]:
    """White noise of scale 1."""
    return np.random.default_rng(seed).normal(size=count)
