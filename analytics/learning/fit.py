"""Fitting a seasonal baseline on history: linear in duty, plus a profile over the day, kept only where it helps.

1. The rows in which the asset worked and was settled are taken.
2. Ridge regression on the duty features, robust by Huber weights (iterated twice), gives the dependence on duty.
3. `statsmodels` decomposes what is left by the day; its seasonal part, smoothed, is the profile.
4. Of the models level, profile, duty and both, the one wins that predicts left-out stretches of history best; a richer
   one must earn its place. Those left-out residuals also give the scale: how far off the model is on what it never saw.
5. Some healthy machines leave their model for minutes every day (a fan that waits for the heat). So the furthest that
   the median day goes, above and below, is normal too; a fault in fewer than half of the days does not count as a day.
"""

from dataclasses import dataclass

import numpy as np
from statsmodels.tsa.seasonal import seasonal_decompose

from analytics.engine.columns import Bools, Floats, Ints
from analytics.layers.baseline import PHASES

LEAST_ROWS = 150
"""Rows of history below which nothing is fitted."""
FOLDS = 3
RIDGE = 1e-2
"""Penalty on standardised features, as a part of the number of rows."""
HUBER = 1.5
EARN = 0.93
"""A richer model must bring the left-out error below this part of a plainer one's."""
SMOOTH = 7
"""Phases over which the profile is averaged: an hour."""
DAY_S = 86_400
NORMAL_MAD = 1.4826
NORMAL_Q90 = 1.6449


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


@dataclass(frozen=True, slots=True)
class Model:
    """Which parts a baseline has."""

    duty: bool
    profile: bool


MODELS = (Model(False, False), Model(False, True), Model(True, False), Model(True, True))


def fit(value: Floats, features: Floats, use: Bools, slot: Ints, slots: int) -> Fitted | None:
    """Fit one series; None where there is too little history.

    Parameters
    ----------
    value : (n,) history on an even grid, NaN where there is none
    features : (k, n) scaled duty features
    use : (n,) rows in which the asset worked and was settled
    slot : (n,) place of each row in the day, 0..slots-1
    """
    use = use & np.isfinite(value)
    if int(use.sum()) < LEAST_ROWS:
        return None
    days = len(value) / slots
    models = [model for model in MODELS if days >= 2 or not model.profile]
    best, errors = models[0], _left_out(models[0], value, features, use, slot, slots)
    for model in models[1:]:
        found = _left_out(model, value, features, use, slot, slots)
        if _size(found) < EARN * _size(errors):
            best, errors = model, found
    level, beta, profile = _solve(best, value, features, use, slot, slots)
    day = (np.arange(len(value)) // slots)[use]
    return Fitted(
        level, beta, profile, _size(errors), _furthest(errors, day), _furthest(-errors, day), _rest(value[use], day)
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


def _size(errors: Floats) -> float:
    """A robust standard deviation that heavy tails widen: by the median, or by the 90 % quantile if that says more."""
    size = np.abs(errors)
    return float(max(NORMAL_MAD * np.median(size), np.quantile(size, 0.9) / NORMAL_Q90))


def _left_out(model: Model, value: Floats, features: Floats, use: Bools, slot: Ints, slots: int) -> Floats:
    """Residuals of each stretch of history under the model fitted on the others."""
    rows = np.flatnonzero(use)
    errors = []
    for part in np.array_split(rows, FOLDS):
        rest = use.copy()
        rest[part] = False
        level, beta, profile = _solve(model, value, features, rest, slot, slots)
        phase = slot[part] * PHASES // slots
        errors.append(value[part] - level - beta @ features[:, part] - profile[phase])
    return np.concatenate(errors)


def _solve(
    model: Model, value: Floats, features: Floats, use: Bools, slot: Ints, slots: int
) -> tuple[float, Floats, Floats]:
    """(level, beta, profile) of a model on the rows in use."""
    level, beta = float(np.median(value[use])), np.zeros(len(features))
    if model.duty:
        level, beta = _regress(value[use], features[:, use])
    profile = np.zeros(PHASES)
    if model.profile:
        left = np.where(use, value - level - beta @ features, np.nan)
        profile = _profile(left, slot, slots)
    return level, beta, profile


def _regress(value: Floats, features: Floats) -> tuple[float, Floats]:
    """Ridge regression with Huber weights."""
    design = np.vstack((np.ones(len(value)), features))
    penalty = np.diag([0.0, *[RIDGE * len(value)] * len(features)])
    weight: Floats = np.ones_like(value)
    beta: Floats = np.zeros(len(design))
    for _ in range(3):
        weighted = design * weight
        beta = np.asarray(np.linalg.solve(weighted @ design.T + penalty, weighted @ value), np.float64)
        left = np.abs(value - beta @ design)
        scale = max(NORMAL_MAD * float(np.median(left)), 1e-12)
        weight = np.minimum(1.0, HUBER * scale / np.maximum(left, 1e-12))
    return float(beta[0]), beta[1:]


def _profile(left: Floats, slot: Ints, slots: int) -> Floats:
    """The day's shape of what is left, by `PHASES`; slots that history never shows keep what their neighbours say."""
    filled = _fill(left, slot, slots)
    season = np.asarray(seasonal_decompose(filled, period=slots, model="additive").seasonal)[:slots]
    by_slot = np.zeros(slots)
    by_slot[slot[:slots]] = season
    shape = by_slot.reshape(PHASES, slots // PHASES).mean(axis=1)
    around = np.concatenate((shape[-(SMOOTH // 2) :], shape, shape[: SMOOTH // 2]))
    smooth = np.convolve(around, np.full(SMOOTH, 1 / SMOOTH), mode="valid")
    # Few days say little about a day's shape: shrink what they say.
    days = len(left) / slots
    return np.asarray(smooth * days / (days + 1))


def _fill(left: Floats, slot: Ints, slots: int) -> Floats:
    """Gaps filled with the mean of their slot over all days, or with 0, and wild values cut at four scales."""
    known = np.isfinite(left)
    scale = max(NORMAL_MAD * float(np.median(np.abs(left[known]))), 1e-12)
    values = np.where(known, np.clip(left, -4 * scale, 4 * scale), 0.0)
    count = np.bincount(slot[known], minlength=slots)
    mean = np.bincount(slot[known], values[known], minlength=slots) / np.maximum(count, 1)
    return np.where(known, values, mean[slot])
