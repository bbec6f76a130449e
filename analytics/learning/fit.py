"""Fitting seasonal baselines on history: linear in duty, plus a profile over the day, kept only where it helps.

All symptoms of an asset are fitted together, because they share its duty; each is fitted as if it were alone.

1. The rows in which the asset worked and was settled are taken.
2. Ridge regression on the duty features, robust by Huber weights, gives the dependence on duty.
3. What is left is decomposed by the day; its seasonal part, smoothed, is the profile.
4. Of the models level, profile, duty and both, the one wins that predicts left-out stretches of history best; a richer
   one must earn its place. Those left-out residuals also give the scale: how far off the model is on what it never saw.
5. Some healthy machines leave their model for minutes every day (a fan that waits for the heat). So the furthest that
   the median day goes, above and below, is normal too; a fault in fewer than half of the days does not count as a day.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.layers.baseline import PHASES
from analytics.learning.masked import quantile, size
from analytics.learning.regression import Regression
from analytics.learning.season import profiles

LEAST_ROWS = 150
"""Rows of history below which nothing is fitted."""
LEAST_DAYS = 2
"""Days of history below which nothing is said of the shape of a day."""
FOLDS = 3
EARN = 0.93
"""A richer model must bring the left-out error below this part of a plainer one's."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is normal for one series: see `Baseline`; `beta` is for centred and scaled features."""

    level: float
    beta: Floats
    profile: Floats
    scale: float
    above: float
    below: float
    rest: int
    """Windows for which the value stays the same at most on the median day."""
    errors: Floats
    """(n,) residuals on the grid of history, each under a model that never saw it, in the signal's unit; NaN where the
    row was not used."""


@dataclass(frozen=True, slots=True)
class _Models:
    """One model of each of s series: levels (s,), duty (s, k) and profiles (s, PHASES)."""

    level: Floats
    beta: Floats
    profile: Floats

    def expected(self, features: Floats, phase: Ints) -> Floats:
        """(s, n) expected values."""
        return self.level[:, None] + self.beta @ features + self.profile[:, phase]


def fit(values: Floats, features: Floats, use: Bools, slot: Ints, slots: int) -> list[Fitted | None]:
    """Fit the series of one asset; None for each that has too little history.

    Parameters
    ----------
    values : (s, n) history on an even grid, NaN where there is none
    features : (k, n) scaled duty features
    use : (n,) rows in which the asset worked and was settled
    slot : (n,) place of each row in the day, 0..slots-1
    """
    known = use & np.isfinite(values)
    able = np.flatnonzero(known.sum(axis=1) >= LEAST_ROWS)
    found: list[Fitted | None] = [None] * len(values)
    if len(able):
        fitted = _fit(np.where(known, values, 0.0)[able], features, known[able], slot, slots)
        for place, one in zip(able.tolist(), fitted, strict=True):
            found[place] = one
    return found


def _fit(values: Floats, features: Floats, use: Bools, slot: Ints, slots: int) -> list[Fitted]:
    regression, phase = Regression(features), slot * PHASES // slots
    days = values.shape[1] / slots
    fold = (np.cumsum(use, axis=1) - 1) * FOLDS // use.sum(axis=1, keepdims=True)
    errors = np.zeros((2 if days < LEAST_DAYS else 4, *values.shape))
    for part in range(FOLDS):
        out = use & (fold == part)
        for number, model in enumerate(_models(values, features, use & ~out, slot, slots, regression)):
            errors[number][out] = (values - model.expected(features, phase))[out]
    best = _choose(errors, use)
    models = _models(values, features, use, slot, slots, regression)
    day = np.arange(values.shape[1]) // slots
    return [
        _fitted(models[model], number, values[number], errors[model, number], use[number], day)
        for number, model in enumerate(best.tolist())
    ]


def _choose(errors: Floats, use: Bools) -> Ints:
    """(s,) numbers of the models that predict best what they never saw, the plainest first."""
    best, least = np.zeros(len(use), np.int64), size(errors[0], use)
    for number in range(1, len(errors)):
        found = size(errors[number], use)
        better = found < EARN * least
        best, least = np.where(better, number, best), np.where(better, found, least)
    return best


def _models(
    values: Floats, features: Floats, use: Bools, slot: Ints, slots: int, regression: Regression
) -> list[_Models]:
    """Level, profile, duty and both, on the entries in use; those without profile alone where history is too short."""
    nothing = np.zeros((len(values), PHASES))
    plain = _Models(quantile(values, use, 0.5), np.zeros((len(values), len(features))), nothing)
    driven = _Models(*regression.solve(values, use), nothing)
    if values.shape[1] < LEAST_DAYS * slots:
        return [plain, driven]
    models = []
    for model in (plain, driven):
        left = values - model.expected(features, slot * 0)
        models += [model, _Models(model.level, model.beta, profiles(left, use, slot, slots))]
    return models


def _fitted(model: _Models, number: int, value: Floats, error: Floats, use: Bools, day: Ints) -> Fitted:
    days, left = day[use], error[use]
    return Fitted(
        level=float(model.level[number]),
        beta=model.beta[number],
        profile=model.profile[number],
        scale=float(size(left[None, :], np.ones((1, len(left)), np.bool_))[0]),
        above=_furthest(left, days),
        below=_furthest(-left, days),
        rest=_rest(value[use], days),
        errors=np.where(use, error, np.nan),
    )


def _rest(value: Floats, day: Ints) -> int:
    """The median over days of the longest run of equal values, in windows."""
    last_change = np.maximum.accumulate(np.where(np.diff(value, prepend=np.nan) != 0, np.arange(len(value)), 0))
    run = np.arange(len(value)) - last_change + 1
    starts = np.flatnonzero(np.diff(day, prepend=-1))
    return int(np.median(np.maximum.reduceat(run, starts)))


def _furthest(errors: Floats, day: Ints) -> float:
    """The median over days of how far above 0 each day goes at most; never below 0."""
    starts = np.flatnonzero(np.diff(day, prepend=-1))
    return max(0.0, float(np.median(np.maximum.reduceat(errors, starts))))
