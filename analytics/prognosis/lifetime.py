"""How long something will last, as what every method of prognosis gives: a distribution, by its quantiles."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats

LEVELS: Floats = np.linspace(0.01, 0.99, 99)
"""The probabilities of the quantiles that are kept."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""The range that is told holds eight of ten cases."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Remaining useful life: `hours` are its quantiles at `LEVELS`, (99,), rising, 0 at least, infinite from where on
    it does not fail at all."""

    hours: Floats

    @classmethod
    def of_sample(cls, hours: Floats, weight: Floats | None = None) -> "Lifetime":
        """From (n,) lives that are as likely as their weights, all the same where there are none; n > 0."""
        order = np.argsort(hours, kind="stable")
        share = np.ones(len(hours)) if weight is None else weight[order]
        reached = (np.cumsum(share) - share / 2) / share.sum()
        return cls(_between(LEVELS, reached, np.maximum(hours[order], 0.0)))

    def quantile(self, level: float) -> float:
        """By when, in hours, that part of such cases (0.01 to 0.99) has failed; infinite where it never comes to it."""
        return float(_between(np.array([level]), LEVELS, self.hours)[0])

    def within(self, hours: float) -> float:
        """The probability to fail within so many hours, 0 to 1.

        >>> life = Lifetime.of_sample(np.linspace(0, 100, 1001))
        >>> round(life.within(30.0), 2)
        0.3
        """
        if hours < self.hours[0]:
            return float(LEVELS[0] * hours / self.hours[0])
        return float(LEVELS[np.searchsorted(self.hours, hours, side="right") - 1])


def _between(at: Floats, known: Floats, value: Floats) -> Floats:
    """Values between known ones, by straight lines; infinite beside an infinite one."""
    finite = np.isfinite(value)
    found = np.interp(at, known, np.where(finite, value, 0.0))
    beyond = known[finite][-1] if finite.any() else -np.inf
    return np.where(at > beyond, np.inf, found) if not finite.all() else found
