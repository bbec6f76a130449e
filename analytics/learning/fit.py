"""Fitting seasonal baselines on history: linear in duty, plus profiles over time, kept only where they help.

All symptoms of an asset are fitted together, because they share its duty; each is fitted as if it were alone.

1. The rows in which the asset worked and was settled are taken.
2. Ridge regression on the duty features, robust by Huber weights, gives the dependence on duty.
3. What is left is decomposed by the day; its seasonal part is the profile.
4. Of the models level, profile, duty and both, the one wins that predicts left-out stretches of history best; a richer
   one must earn its place, and so must a second profile then: over the week, or over a period found in what is left.
   The left-out residuals also give the scale: how far off the model is on what it never saw.
5. Some healthy machines leave their model for minutes every day (a fan that waits for the heat). So the furthest that
   the median day goes, above and below, is normal too; a fault in fewer than half of the days does not count as a day.

Left-out stretches are judged with quick shapes, means by slot; what is kept is decomposed by `statsmodels`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.baseline.normal import CYCLE_PHASES, PHASES
from analytics.learning import cycle, period, season
from analytics.learning.cadence import ROWS, least_rows
from analytics.learning.masked import quantile, size
from analytics.learning.regression import Regression
from contract.time import DAY_S, WEEK_S

MIN_ROWS = ROWS
"""Rows of history in usual windows below which nothing is fitted."""
MIN_DAYS = 2
"""Days of history below which nothing is said of the shape of a day."""
WEEKS = 2
"""Weeks of history below which nothing is said of the shape of a week."""
FEW, DOUBT = 7.0, 2.0
"""Of fewer days than that, the scale is wider: as the quantiles of Student's t are, to the first order in one over the
days (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 26.7.5), at 2.65 standard deviations."""
FOLDS = 3
LONG_S, LATE, AHEAD = 6 * 3600, 28, 5
"""From such windows on history is of months: rows whose median is the level of late, and how many rows old that is when
something is judged by it."""
EARN = 0.93
"""A richer model must bring the left-out error below this part of a plainer one's."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is normal for one series: see `Baseline`; `beta` is for centred and scaled features."""

    level: float
    beta: Floats
    profile: Floats
    period_s: float
    cycle: Floats
    scale: float
    above: float
    below: float
    rest: int
    """Windows for which the value stays the same at most on the median day."""
    errors: Floats
    """(n,) residuals on the grid of history, each under a model that never saw it, in the signal's unit; NaN where the
    row was not used."""


@dataclass(frozen=True, slots=True)
class _History:
    """Values (s, n), finite everywhere, features (k, n), which entries count (s, n), and the grid."""

    values: Floats
    features: Floats
    use: Bools
    time_s: Ints
    local_s: Ints
    window_s: int

    @property
    def slots(self) -> int:
        return DAY_S // self.window_s

    @property
    def local(self) -> Ints:
        """The number of each window in local time: by a change of clocks an hour is left out, or comes twice."""
        return np.asarray((self.local_s + self.window_s // 2) // self.window_s)

    @property
    def slot(self) -> Ints:
        """The place of each window in its day."""
        return np.asarray(self.local % self.slots)

    def clock(self, period_s: float) -> Ints:
        """(n,) seconds by which a cycle runs: people keep the week, by local time."""
        return self.local_s if period_s == WEEK_S else self.time_s

    @property
    def days(self) -> float:
        return len(self.time_s) / self.slots


@dataclass(frozen=True, slots=True)
class _Models:
    """One model of each of s series: levels (s,), duty (s, k) and profiles (s, PHASES)."""

    level: Floats
    beta: Floats
    profile: Floats

    def left(self, history: _History) -> Floats:
        """(s, n) what the models leave."""
        profile = self.profile[:, history.slot * PHASES // history.slots]
        return history.values - self.level[:, None] - self.beta @ history.features - profile


def fit(
    values: Floats, features: Floats, use: Bools, time_s: Ints, local_s: Ints, window_s: int
) -> list[Fitted | None]:
    """Fit the series of one asset; None for each that has too little history.

    Parameters
    ----------
    values : (s, n) history on an even grid, NaN where there is none
    features : (k, n) scaled duty features
    use : (n,) rows in which the asset worked and was settled
    time_s : (n,) ends of the windows, whole multiples of `window_s` seconds since the epoch
    local_s : (n,) the same moments as clocks on the wall show them
    window_s : a whole part of a day
    """
    known = use & np.isfinite(values)
    able = np.flatnonzero(known.sum(axis=1) >= least_rows(window_s))
    found: list[Fitted | None] = [None] * len(values)
    if len(able):
        fitted = _fit(_History(np.where(known, values, 0.0)[able], features, known[able], time_s, local_s, window_s))
        for place, one in zip(able.tolist(), fitted, strict=True):
            found[place] = one
    return found


def _fit(history: _History) -> list[Fitted]:
    regression, use = Regression(history.features), history.use
    fold = (np.cumsum(use, axis=1) - 1) * FOLDS // use.sum(axis=1, keepdims=True)
    outs = [use & (fold == part) for part in range(FOLDS)]
    models = [_models(history, use & ~out, regression) for out in outs]
    tried = np.array(
        [_together(outs, [each[number].left(history) for each in models]) for number in range(len(models[0]))]
    )
    best = _choose(tried, use)
    errors = tried[best, np.arange(len(best))]
    kept = _pick(_models(history, use, regression), best)
    lefts = [_pick(each, best).left(history) for each in models]
    periods, errors = _cycles(history, kept.left(history), outs, lefts, errors)
    return _finish(history, kept, periods, errors)


def _models(history: _History, use: Bools, regression: Regression) -> list[_Models]:
    """Level, profile, duty and both, on the entries in use; those without profile alone where history is too short."""
    count = len(history.values)
    nothing, idle = np.zeros((count, PHASES)), np.zeros((count, len(history.features)))
    plain = _Models(quantile(history.values, use, 0.5), idle, nothing)
    driven = _Models(*regression.solve(history.values, use), nothing)
    if history.days < MIN_DAYS or history.slots < season.LEAST_SLOTS:
        return [plain, driven]
    found = []
    for model in (plain, driven):
        shapes = season.profiles(model.left(history), use, history.local, history.slots)
        found += [model, _Models(model.level, model.beta, shapes)]
    return found


def _together(outs: Sequence[Bools], lefts: Sequence[Floats]) -> Floats:
    """What models leave of the stretches that they never saw, put together; 0 where nothing is in use."""
    return np.asarray(sum(np.where(out, left, 0.0) for out, left in zip(outs, lefts, strict=True)))


def _choose(errors: Floats, use: Bools) -> Ints:
    """(s,) numbers of the models that predict best what they never saw, the plainest first."""
    best, smallest = np.zeros(len(use), np.int64), size(errors[0], use)
    for number in range(1, len(errors)):
        found = size(errors[number], use)
        better = found < EARN * smallest
        best, smallest = np.where(better, number, best), np.where(better, found, smallest)
    return best


def _pick(models: Sequence[_Models], best: Ints) -> _Models:
    """For each series the model of its number."""
    rows = np.arange(len(best))
    level, beta, profile = (
        np.array([getattr(model, name) for model in models])[best, rows] for name in ("level", "beta", "profile")
    )
    return _Models(level, beta, profile)


def _cycles(
    history: _History, left: Floats, outs: Sequence[Bools], lefts: Sequence[Floats], errors: Floats
) -> tuple[Floats, Floats]:
    """(s,) periods in seconds of the second profiles that earn their place, else 0; and the errors with them."""
    weekly = np.full(len(left), float(WEEK_S) if history.days >= WEEKS * 7 else 0.0)
    candidates = np.stack((weekly, period.find(left, history.use, history.window_s)))
    periods, errors = np.zeros(len(left)), errors.copy()
    for candidate, number in np.argwhere(candidates > 0).tolist():
        tried = _cyclic(history, number, float(candidates[candidate, number]), outs, lefts)
        found = size(np.stack((tried, errors[number])), history.use[[number, number]])
        if periods[number] == 0 and found[0] < EARN * found[1]:
            periods[number], errors[number] = candidates[candidate, number], tried
    return periods, errors


def _cyclic(history: _History, number: int, period_s: float, outs: Sequence[Bools], lefts: Sequence[Floats]) -> Floats:
    """(n,) left-out residuals of a series with a second profile of this period."""
    tried, clock = np.zeros(len(history.time_s)), history.clock(period_s)
    for out, left in zip(outs, lefts, strict=True):
        rows = history.use[number] & ~out[number]
        points = cycle.shape(left[number], rows, clock, period_s, history.window_s)
        tried += np.where(out[number], left[number] - cycle.along(points, clock, period_s), 0.0)
    return tried


def _finish(history: _History, models: _Models, periods: Floats, errors: Floats) -> list[Fitted]:
    """The kept profiles anew, by decomposition, and what is ordinary for each series."""
    profile = models.profile.copy()
    shaped = np.flatnonzero(profile.any(axis=1))
    flat = _Models(models.level, models.beta, np.zeros_like(profile)).left(history)
    if len(shaped):
        profile[shaped] = season.decomposed(flat[shaped], history.use[shaped], history.local, history.slots)
    left = _Models(models.level, models.beta, profile).left(history)
    cycles = [_cycle(history, *row) for row in zip(left, history.use, periods.tolist(), strict=True)]
    level = models.level
    if history.window_s >= LONG_S:
        level, errors = _follow(history, level, left, periods, cycles, errors)
    day = np.arange(len(history.time_s)) // history.slots
    doubt = [_doubt(day[use]) for use in history.use]
    scale = size(errors, history.use) * doubt
    return [
        Fitted(
            level=float(level[number]),
            beta=models.beta[number],
            profile=profile[number],
            period_s=float(period_s),
            cycle=cycles[number],
            scale=float(scale[number]),
            above=doubt[number] * _furthest(errors[number][use], day[use]),
            below=doubt[number] * _furthest(-errors[number][use], day[use]),
            rest=_rest(history.values[number][use], day[use]),
            errors=np.where(use, errors[number], np.nan),
        )
        for number, (period_s, use) in enumerate(zip(periods, history.use, strict=True))
    ]


def _follow(
    history: _History, level: Floats, left: Floats, periods: Floats, cycles: Sequence[Floats], errors: Floats
) -> tuple[Floats, Floats]:
    """Levels (s,) and errors (s, n) of slow series: months change a level, so that of late counts where it tells better
    what came than that of all history did."""
    level, errors = level.copy(), errors.copy()
    for number, (row, use) in enumerate(zip(left, history.use, strict=True)):
        period_s = float(periods[number])
        own = row - cycle.along(cycles[number], history.clock(period_s), period_s) if period_s else row
        ahead = np.zeros(len(own))
        ahead[use], now = level_of_late(own[use])
        found = size(np.stack((ahead, errors[number])), history.use[[number, number]])
        if found[0] < EARN * found[1]:
            level[number], errors[number] = level[number] + now, ahead
    return level, errors


def level_of_late(left: Floats) -> tuple[Floats, float]:
    """By how much (m,) rows missed the median of `LATE` rows that were known `AHEAD` rows before each, and the median
    of the last ones; the first rows are held against what comes after them.

    >>> missed, now = level_of_late(np.arange(60.0))
    >>> missed[-1], now
    (18.5, 45.5)
    """
    medians = np.array([np.median(left[at : at + LATE]) for at in range(max(1, len(left) - LATE + 1))])
    before = np.clip(np.arange(len(left)) - AHEAD - LATE, 0, len(medians) - 1)
    return left - medians[before], float(medians[-1])


def _doubt(day: Ints) -> float:
    """By how much what is ordinary may be wider than (n,) rows of some days show, 1 from `FEW` days on.

    >>> rows = np.arange(3 * 160) // 160
    >>> round(_doubt(rows), 2), _doubt(np.arange(7 * 160) // 160)
    (1.38, 1.0)
    """
    counts = np.unique(day, return_counts=True)[1]
    days = len(day) / float(np.median(counts))
    return 1.0 + DOUBT * max(0.0, 1 / days - 1 / FEW)


def _cycle(history: _History, left: Floats, use: Bools, period_s: float) -> Floats:
    if period_s == 0:
        return np.zeros(CYCLE_PHASES)
    return cycle.decomposed(left, use, history.clock(period_s), period_s, history.window_s)


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
