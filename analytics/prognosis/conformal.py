"""How wrong predictions of a life were of units that the model did not know, and so how wrong it may be now.

Errors are gathered by the size of the prediction (Mondrian bins), since a model is surer shortly before a failure, and
their distribution is laid over a new prediction. A unit whose failure was not seen counts as "at least so long": within
a bin the errors are a Kaplan-Meier estimate. A life at the cap counts as longer than any that can be told.

Vovk, Gammerman and Shafer, "Algorithmic learning in a random world", 2005 (Mondrian predictors, section 4.5), and Vovk
et al., "Nonparametric predictive distributions based on conformal prediction", 2017; Kaplan and Meier, "Nonparametric
estimation from incomplete observations", 1958.
"""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.prognosis.lifetime import LEVELS, Lifetime
from contract.errors import ContractError

UNITS_A_BIN = 10
"""Fewer say too little of what lies outside eight of ten cases."""
MOST_BINS = 20


@dataclass(frozen=True, slots=True)
class Errors:
    """Of b bins: `centre` (b,) the mean prediction, rising, and `quantiles` (b, 99) of life less prediction at
    `LEVELS`, rising, infinite from where on the life reaches the `cap` or was not seen to end. Hours."""

    centre: Floats
    quantiles: Floats
    cap: float

    def lifetimes(self, predicted: Floats) -> list[Lifetime]:
        """The remaining life of each of (n,) predictions; between the centres of bins the errors go over smoothly."""
        place = np.interp(predicted, self.centre, np.arange(len(self.centre)))
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, len(self.centre) - 1)
        share = (place - low)[:, None]
        error = _between(self.quantiles[low], self.quantiles[high], share)
        hours = np.maximum(np.sort(predicted[:, None] + error, axis=1), 0.0)
        return [Lifetime(row) for row in np.where(hours >= self.cap, np.inf, hours)]


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    """From one to the other by a share, 0 to 1; the nearer where one of them is infinite."""
    both = np.isfinite(low) & np.isfinite(high)
    nearer = np.where(share < 0.5, low, high)
    blend: Floats = np.where(both, low, 0.0) * (1 - share) + np.where(both, high, 0.0) * share
    return np.where(both, blend, nearer)


def checked(errors: Errors) -> Errors:
    """Errors of a file that can be laid over a prediction. Raises `ContractError` where shapes do not fit together, or
    numbers are out of range or do not rise."""
    centre, quantiles, cap = errors.centre, errors.quantiles, errors.cap
    if centre.ndim != 1 or not len(centre) or quantiles.shape != (len(centre), len(LEVELS)):
        raise ContractError("errors", f"must have {len(LEVELS)} quantiles of each bin, and a bin at least")
    if not ((centre >= 0) & (centre <= cap)).all() or (np.diff(centre) < 0).any():
        raise ContractError("errors_centre", "must rise from 0 to the cap")
    if not (quantiles >= -cap).all() or (quantiles[:, 1:] < quantiles[:, :-1]).any():
        raise ContractError("errors_quantiles", "must be numbers that rise, none below the negative cap")
    return errors


def calibrate(predicted: Floats, life: Floats, censored: Bools, units: int, cap: float, count: Floats) -> Errors:
    """From (n,) predictions of units that the model had not seen, their lives in truth, at least so long where they
    are censored, how many units the n cases are of, and how much each of them counts."""
    open_end = life >= cap
    part = _parts(predicted, ~open_end & ~censored, min(max(units // UNITS_A_BIN, 1), MOST_BINS))
    bins = [np.flatnonzero(part == number) for number in np.unique(part)]
    centre = np.array([np.average(predicted[own], weights=count[own]) for own in bins])
    error = np.where(open_end, np.inf, life - predicted)
    quantiles = [survival_quantiles(error[own], censored[own] & ~open_end[own], count[own]) for own in bins]
    return Errors(np.maximum.accumulate(centre), np.array(quantiles), cap)


def _parts(predicted: Floats, told: Bools, bins: int) -> Ints:
    """(n,) the bin of each prediction: as many cases whose end is `told` in each, since the others tell little."""
    edges = np.quantile(predicted[told], np.linspace(0, 1, bins + 1)[1:-1]) if told.any() else np.empty(0)
    found: Ints = np.searchsorted(edges, predicted)
    return found


def survival_quantiles(value: Floats, censored: Bools, count: Floats | None = None) -> Floats:
    """(99,) quantiles at `LEVELS` of (n,) values of which some are only "at least so much" and each counts as `count`;
    infinite where nothing tells (Kaplan-Meier; one that is censored is still at risk at its own value).

    >>> survival_quantiles(np.arange(101.0), np.zeros(101, bool))[49]
    50.0
    """
    order = np.lexsort((censored, value))
    sorted_value, seen = value[order], ~censored[order]
    weight = np.ones(len(value)) if count is None else count[order]
    at_risk = np.cumsum(weight[::-1])[::-1]
    left = np.cumprod(np.where(seen, np.maximum(1 - weight / at_risk, 0.0), 1.0))
    mass = -np.diff(left, prepend=1.0)
    kept = seen & (mass > 0)
    values, masses = np.append(sorted_value[kept], np.inf), np.append(mass[kept], max(left[-1], 0.0))
    return _quantiles(values[masses > 0], masses[masses > 0])


def _quantiles(value: Floats, mass: Floats) -> Floats:
    """Of rising values, each the middle of its share; infinite beside an infinite one."""
    reached = (np.cumsum(mass) - mass / 2) / mass.sum()
    finite = np.isfinite(value)
    if not finite.any():
        return np.full(len(LEVELS), np.inf)
    told = mass[finite].sum() / mass.sum()
    found = np.interp(LEVELS, reached[finite], value[finite])
    return np.where((told <= LEVELS) & ~finite.all(), np.inf, found)
