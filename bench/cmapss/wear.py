"""One number for how worn an engine looks, the line through all channels that tells the remaining life best, and the
path that it took.

Each sensor is noisy, and wear moves most of them: together they show it better than any alone. By five folds of the
train engines of FD001 and FD003, with the line learned within them (300 trees at a rate of 0.06, every other row), the
path took the root mean square error from 9.45 and 9.39 to 9.26 and 9.17, and that within 30 cycles of failure from 3.44
and 3.79 to 3.18 and 3.53.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.features import beginning, rolling_mean

SMOOTH = 10
"""Cycles of the mean from which the line is learned."""
RIDGE = 1e-4
"""How much the weights are held to 0, beside channels that vary by about 1."""
MEANS = (5, 10, 30)
"""Cycles of the newest means of the path."""
SLOPES = ((10, 20), (30, 60), (60, 120))
"""Cycles of two means, whose difference tells how fast it goes."""


@dataclass(frozen=True, slots=True)
class Wear:
    """`weights` (2k,), cycles of life for each of k channels, and for how far it is from the engine's beginning."""

    weights: Floats

    @classmethod
    def learn(cls, courses: Sequence[Floats], life: Sequence[Floats], sooner: float) -> Self:
        """From the channels (n, k) of engines and their lives (n,), cycles; a row of life y counts 1 / (y + sooner)."""
        rows = np.vstack([_both(rolling_mean(course, SMOOTH), course) for course in courses])
        label = np.concatenate(life)
        count = 1 / (label + sooner)
        root = np.sqrt(count / count.sum())
        apart = root[:, None] * (rows - np.average(rows, axis=0, weights=count))
        left = root * (label - np.average(label, weights=count))
        return cls(np.linalg.solve(apart.T @ apart + RIDGE * np.eye(rows.shape[1]), apart.T @ left))

    def path(self, course: Floats, *, age: bool) -> Floats:
        """(n, 9) where the line has come to at each cycle of (n, k) channels, and how; causal. Without `age` (n, 8):
        not the sum since the start."""
        line = (_both(course, course) @ self.weights)[:, None]
        total, since = np.cumsum(line, axis=0), beginning(line)
        count = np.arange(1.0, len(line) + 1)[:, None]
        means = [rolling_mean(line, width) for width in MEANS]
        slopes = [rolling_mean(line, short) - rolling_mean(line, long) for short, long in SLOPES]
        told = [*means, *slopes, rolling_mean(line, SMOOTH) - since, total - count * since]
        return np.hstack([total, *told] if age else told)


def _both(now: Floats, course: Floats) -> Floats:
    """(n, 2k) channels, and how far they are from the beginning of their course."""
    return np.hstack([now, now - beginning(course)])
