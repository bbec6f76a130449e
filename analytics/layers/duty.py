"""Duty features: what an asset is asked to do, now and lately, as inputs of a linear model of its symptoms.

Of each duty signal of a class: the value, its square, and two exponential means, because heat follows load by minutes.
Two further features fade after the start of work: warm-up is expected. All are centred on their mean in history,
scaled, and clipped to the range seen there, because a linear model must not be trusted outside what it was fitted on.
How far they go beyond is kept apart: whether a symptom goes on with its duty there, as a condenser on the first hot
day, or stays, as a turbine at rated power, nobody knows yet, and both are normal.
"""

from dataclasses import dataclass, field

import numpy as np

from analytics.ground.clock import gain
from analytics.ground.columns import Bools, Floats, Ints, Singles, column
from analytics.ground.fleet import UNKNOWN, Fleet
from analytics.ground.kept import PerAsset
from analytics.ground.kernel import kernel
from analytics.layers.contract import Layer
from analytics.layers.moment import Duties, Moment
from contract.catalogue.types import MOST_DUTY

SLOTS = MOST_DUTY
"""Most duty signals of a class."""
LAGS_S = (600.0, 2700.0)
LONGEST_S = 300.0
"""A gap counts as this many seconds at most: one value after it says little of what was asked meanwhile."""
WARM_UP_S = (300.0, 1800.0)
FEATURES = SLOTS * (2 + len(LAGS_S)) + len(WARM_UP_S)


@dataclass(slots=True)
class Duty(PerAsset):
    """Per asset: the newest value of each duty slot and its lagged means (NaN: never seen), and the feature scaling.

    `slot` is looked up: the duty slot of each series, `UNKNOWN` where it is no duty signal of its class's model.
    """

    value: Floats = column(np.nan, lead=SLOTS)
    short_lag: Floats = column(np.nan, lead=SLOTS)
    long_lag: Floats = column(np.nan, lead=SLOTS)
    centre: Floats = column(0.0, lead=FEATURES)
    width: Floats = column(np.inf, lead=FEATURES)
    low: Floats = column(0.0, lead=FEATURES)
    high: Floats = column(0.0, lead=FEATURES)
    slot: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def fit(self, fleet: Fleet) -> None:
        """Make room for every asset, and look up the slots of its signals."""
        PerAsset.fit(self, fleet)
        self.slot = _slots(fleet)


class DutyFeatures(Layer[Duty]):
    """What each asset is asked to do, as features."""

    name = "duty"
    columns = Duty
    shared = True

    def step(self, columns: Duty, moment: Moment) -> tuple[()]:
        """Sets `duties`, `features` and `beyond`."""
        good, now = moment.good, moment.round
        slots = columns.slot[good.at]
        known = slots != UNKNOWN
        asset = now.asset[good.slot[known]]
        moment.duties = Duties(good.at[known], slots[known], asset, good.value[known])
        if len(asset):
            longest = LONGEST_S * moment.pace[good.at[known]]
            follow(columns, slots[known], asset, good.value[known], good.elapsed[known], longest)
        moment.features, moment.beyond = features(columns, now.asset, moment.worked_s)
        return ()


def _slots(fleet: Fleet) -> Ints:
    slots = np.full(len(fleet), UNKNOWN, np.int64)
    for number, found in enumerate(fleet.signals):
        names = fleet.assets[int(fleet.facts.asset[number])].spec.duty
        if found.name in names:
            slots[number] = names.index(found.name)
    return slots


def follow(
    state: Duty, slot: Ints, asset: Ints, value: Floats, elapsed_s: Floats, longest_s: Floats | float = LONGEST_S
) -> None:
    """Duty signals say something new: `value` (n,) of the duty `slot` of each `asset`.

    `elapsed_s` (n,) is seconds since each signal's last value, NaN for the first; it counts as `longest_s` at most.

    >>> duty, one = Duty.of(1), np.array([0])
    >>> follow(duty, one, one, np.array([10.0]), np.array([np.nan]))
    >>> follow(duty, one, one, np.array([20.0]), np.array([60.0]))
    >>> round(float(duty.short_lag[0, 0]), 2), round(float(duty.long_lag[0, 0]), 2)
    (10.95, 10.22)
    """
    state.value[slot, asset] = value
    for lagged, tau in ((state.short_lag, LAGS_S[0]), (state.long_lag, LAGS_S[1])):
        old = lagged[slot, asset]
        old = np.where(np.isnan(old), value, old)
        lagged[slot, asset] = old + gain(np.minimum(elapsed_s, longest_s), tau) * (value - old)


def seed(state: Duty, asset: int, value: Floats, short_lag: Floats, long_lag: Floats) -> None:
    """Let an asset that has said nothing yet go on where its history, (SLOTS, n) each, ends: heat follows load late."""
    for newest, course in ((state.value, value), (state.short_lag, short_lag), (state.long_lag, long_lag)):
        for slot, row in enumerate(course):
            known = row[np.isfinite(row)]
            if len(known) and np.isnan(newest[slot, asset]):
                newest[slot, asset] = known[-1]


def raw(value: Floats, short_lag: Floats, long_lag: Floats, worked_s: Floats) -> Floats:
    """(FEATURES, n) features before scaling, of (SLOTS, n) duty values and lagged means; NaN where one is unknown."""
    warm = [np.exp(-worked_s / tau) for tau in WARM_UP_S]
    return np.concatenate((value, value**2, short_lag, long_lag, np.array(warm)))


def features(state: Duty, asset: Ints, worked_s: Floats) -> tuple[Floats, Floats | None]:
    """(FEATURES, m) scaled features of the assets; 0, its mean, for each that is unknown or was not used in the fit.
    And by how much each goes beyond what history has shown, scaled alike; None where none does."""
    found = raw(state.value[:, asset], state.short_lag[:, asset], state.long_lag[:, asset], worked_s)
    beyond = np.zeros_like(found)
    outside = _scale(found, beyond, asset, state.centre, state.width, state.low, state.high)
    return found, beyond if outside else None


@kernel
def _scale(
    found: Floats, beyond: Floats, asset: Ints, centre: Floats, width: Floats, low: Floats, high: Floats
) -> bool:
    """Put in place of (FEATURES, m) features what `scaled` makes of them, and what that cuts off into `beyond`; gives
    whether there is any."""
    outside = False
    for feature in range(len(found)):
        for place, number in enumerate(asset):
            value = found[feature, place]
            inside = min(max(value, low[feature, number]), high[feature, number])
            cut = (value - inside) / width[feature, number]
            inside = (inside - centre[feature, number]) / width[feature, number]
            known = not (np.isnan(value) or np.isnan(inside))
            found[feature, place] = inside if known else 0.0
            if known and cut != 0.0:
                beyond[feature, place], outside = cut, True
    return outside


def room(beta: Floats | Singles, beyond: Floats, at: Ints, slot: Ints, use: Bools) -> Floats:
    """(n,) how far the models of the series `at` would go on with duty that is beyond what history has shown, in the
    unit of each, never below 0; and 0 for those that are not in `use` (n,).

    Parameters
    ----------
    beta : (FEATURES, series) what each scaled feature does to each series, in its unit
    beyond : see `features`
    slot : (n,) column of `beyond` of each

    >>> beta, beyond = np.zeros((FEATURES, 1)), np.zeros((FEATURES, 1))
    >>> beta[0, 0], beyond[0, 0] = 3.0, -2.0
    >>> room(beta, beyond, np.array([0, 0]), np.array([0, 0]), np.array([True, False])).tolist()
    [6.0, 0.0]
    """
    found = np.zeros(len(at))
    found[use] = np.abs((beta[:, at[use]] * beyond[:, slot[use]]).sum(axis=0))
    return found


def scaled(found: Floats, centre: Floats, width: Floats, low: Floats, high: Floats) -> Floats:
    """Features clipped to [low, high], centred and divided by their width; unknown ones are 0."""
    with np.errstate(invalid="ignore"):
        inside = (np.minimum(np.maximum(found, low), high) - centre) / width
    inside[np.isnan(inside)] = 0.0
    return np.asarray(inside)
