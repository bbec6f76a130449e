"""Whether a course speaks for wear that only grows, a gamma process, rather than for one that also falls."""

import math

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.normal import deviates

_NODES = deviates((np.arange(32) + 0.5) / 32)
_LOG_GAMMA = np.vectorize(math.lgamma, otypes=[float])
_LEAST = 1e-12


def only_grows(days: Floats, value: Floats, drift: float, diffusion: float, noise: float) -> bool:
    """Whether the changes from day to day of (n,) values at `days` are likelier under a gamma process than under a
    Wiener process of the same mean and variance a day, both measured with an error of standard deviation `noise` a day.

    Both have the same number of parameters, so that this is what BIC says; that neighbouring changes share an error is
    left out of both.
    """
    day = np.floor(days - days[-1] + 1e-9)
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    count = np.diff(np.append(first, len(day)))
    mean = np.add.reduceat(value, first) / count
    step, change = np.diff(np.add.reduceat(days, first) / count), np.diff(mean)
    error = noise**2 * (1 / count[1:] + 1 / count[:-1])
    both = error + diffusion * step
    of_wiener = -0.5 * (change - drift * step) ** 2 / both - 0.5 * np.log(2 * np.pi * both)
    grown = change[:, None] - np.sqrt(error)[:, None] * _NODES
    of_gamma = np.log(np.maximum(_density(grown, drift * step, max(diffusion, _LEAST) / drift).mean(axis=1), _LEAST))
    return bool(of_gamma.sum() > of_wiener.sum())


def _density(grown: Floats, mean: Floats, scale: float) -> Floats:
    """Of a gamma distribution, at (n, k), for means (n,) and one scale; 0 below 0."""
    shape = (mean / scale)[:, None]
    over = np.maximum(grown / scale, _LEAST)
    log = (shape - 1) * np.log(over) - over - _LOG_GAMMA(shape) - np.log(scale)
    return np.where(grown > 0, np.exp(np.minimum(log, 30.0)), 0.0)
