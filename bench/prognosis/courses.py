"""Courses of one indicator with a known end, and healthy ones, seen as the product sees them.

1 is the limit and 0 is sound. A course is flat until its onset and fails when it first comes to 1. It is seen by means
of quarters of a day for ten days and by those of days before, four months in all, with noise of measurement on top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from analytics.ground.columns import Floats
from analytics.layers.courses import DAYS, PARTS, RECENT
from collectors.faults import acting, progress
from collectors.noise import keys
from contract.failures.types import Growth

Draw = Callable[[np.random.Generator, float], Floats]
_LONGEST = 8
"""A course that has not failed after so many times its usual life is drawn anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one indicator; see `analytics.prognosis.trend.Followed`."""

    time_h: Floats
    value: Floats
    noise: float
    sound: float = 0.0
    limit: float = 1.0
    is_above: bool = True
    signal: str = "indicator"
    unit: str = ""


def seen(rng: np.random.Generator, path: Floats, noise: float) -> Seen:
    """The last four months of a path of quarters of a day."""
    path = path[-DAYS * PARTS :] + noise * rng.normal(size=min(len(path), DAYS * PARTS))
    return observed(path, noise)


def observed(path: Floats, noise: float) -> Seen:
    """The same of a path that has its noise in it."""
    old = path[:-RECENT][len(path[:-RECENT]) % PARTS :]
    time = (np.arange(-len(path), 0) + 0.5) / PARTS * 24.0
    time_old = time[:-RECENT][len(path[:-RECENT]) % PARTS :]
    days, values = (whole.reshape(-1, PARTS).mean(axis=1) for whole in (time_old, old))
    return Seen(np.concatenate((days, time[-RECENT:])), np.concatenate((values, path[-RECENT:])), noise)


def wiener(rng: np.random.Generator, life: float) -> Floats:
    """A Wiener process that is at 1 after `life` days on average."""
    spread = rng.uniform(0.05, 0.3) / np.sqrt(life)
    parts = int(_LONGEST * life * PARTS)
    return np.cumsum(rng.normal(1 / life / PARTS, spread / np.sqrt(PARTS), parts))


def gamma(rng: np.random.Generator, life: float) -> Floats:
    """A gamma process of that mean and of like spread: it only grows."""
    shape = 1 / rng.uniform(0.05, 0.3) ** 2
    return np.cumsum(rng.gamma(shape / life / PARTS, 1 / shape, int(_LONGEST * life * PARTS)))


def exponential(rng: np.random.Generator, life: float) -> Floats:
    """Growth in proportion to itself over an unknown floor, by a rate that wavers."""
    bend = rng.uniform(3.0, 6.0)
    steps = rng.normal(bend / life / PARTS, 0.15 * bend / life / np.sqrt(PARTS), int(_LONGEST * life * PARTS))
    return np.asarray(np.expm1(np.maximum.accumulate(np.clip(np.cumsum(steps), -5, 2 * bend))) / np.expm1(bend))


def shipped(growth: Growth, rng: np.random.Generator, life: float) -> Floats:
    """As the severity of a simulated fault grows."""
    parts = np.arange(int(1.5 * life * PARTS) * 4) / 4
    key = keys(int(rng.integers(2**31)), ["asset"], "swing")
    shape = acting(growth, key, parts * 86400 / PARTS, progress(growth, parts / PARTS / life))
    return np.asarray(shape.reshape(-1, 4).mean(axis=1))


DRAWS: Mapping[str, Draw] = MappingProxyType(
    {
        "Wiener": wiener,
        "gamma": gamma,
        "exponential": exponential,
        **{
            f"fault, {growth}": partial(shipped, growth)
            for growth in (Growth.LINEAR, Growth.EXPONENTIAL, Growth.WEAR, Growth.ERRATIC)
        },
    }
)


def until_failure(rng: np.random.Generator, draw: Draw) -> Floats:
    """A path from onset to the first quarter of a day at 1, over 10 to 90 days or so."""
    while True:
        path = draw(rng, float(np.exp(rng.uniform(np.log(10), np.log(90)))))
        if (path >= 1 - 1e-9).any():
            return path[: int(np.argmax(path >= 1 - 1e-9)) + 1]


def healthy(rng: np.random.Generator, parts: int, forgets: float, noise: float) -> Floats:
    """A stationary AR(1) course of so many quarters of a day that keeps `forgets` (0: white) of a value to the next."""
    path, drawn = np.empty(parts), rng.normal(size=parts) * noise
    path[0] = drawn[0]
    for at in range(1, parts):
        path[at] = forgets * path[at - 1] + np.sqrt(1 - forgets**2) * drawn[at]
    return path
