"""Duty features: what an asset is asked to do, now and lately, as inputs of a linear model of its symptoms.

Of each duty signal of a class: the value, its square, and two exponential means, because heat follows load by minutes.
Two further features fade after the start of work: warm-up is expected. All are centred on their mean in history,
scaled, and clipped to the range seen there, because a linear model must not be trusted outside what it was fitted on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.ground.clock import gain
from analytics.ground.columns import Bools, Columns, Floats, Ints, column
from contract.catalogue import AssetClass

SIGNALS: Mapping[AssetClass, tuple[str, ...]] = {
    AssetClass.ICE: ("speed_kmh", "engine_rpm", "engine_load_pct", "throttle_pct", "ambient_temp_c"),
    AssetClass.EV: ("speed_kmh", "hv_current_a", "power_kw", "soc_pct", "ambient_temp_c"),
    AssetClass.MACHINE: ("speed_rpm", "load_tph", "ambient_temp_c"),
    AssetClass.RIG: ("turbopump_rpm",),
}
"""The duty signals that explain symptoms: those that no fault of the machine moves by itself."""

SLOTS = 5
"""Most duty signals of a class."""
LAGS_S = (600.0, 2700.0)
LONGEST_S = 300.0
"""A gap counts as this many seconds at most: one value after it says little of what was asked meanwhile."""
WARM_UP_S = (300.0, 1800.0)
FEATURES = SLOTS * (2 + len(LAGS_S)) + len(WARM_UP_S)


@dataclass(slots=True)
class Duty(Columns):
    """Per asset: the newest value of each duty slot and its lagged means (NaN: never seen), the feature scaling, and
    the range of each slot in which a short history was learned."""

    value: Floats = column(np.nan, lead=SLOTS)
    short_lag: Floats = column(np.nan, lead=SLOTS)
    long_lag: Floats = column(np.nan, lead=SLOTS)
    centre: Floats = column(0.0, lead=FEATURES)
    width: Floats = column(np.inf, lead=FEATURES)
    low: Floats = column(0.0, lead=FEATURES)
    high: Floats = column(0.0, lead=FEATURES)
    seen_low: Floats = column(np.nan, lead=SLOTS)
    seen_high: Floats = column(np.nan, lead=SLOTS)


def follow(state: Duty, slot: Ints, asset: Ints, value: Floats, elapsed_s: Floats) -> None:
    """Duty signals say something new: `value` of the duty `slot` of each `asset`."""
    state.value[slot, asset] = value
    for lagged, tau in ((state.short_lag, LAGS_S[0]), (state.long_lag, LAGS_S[1])):
        old = lagged[slot, asset]
        old = np.where(np.isnan(old), value, old)
        lagged[slot, asset] = old + gain(np.minimum(elapsed_s, LONGEST_S), tau) * (value - old)


def seed(state: Duty, asset: int, value: Floats, short_lag: Floats, long_lag: Floats) -> None:
    """Let an asset that has said nothing yet go on where its history, (SLOTS, n) each, ends: heat follows load late."""
    for newest, course in ((state.value, value), (state.short_lag, short_lag), (state.long_lag, long_lag)):
        for slot, row in enumerate(course):
            known = row[np.isfinite(row)]
            if len(known) and np.isnan(newest[slot, asset]):
                newest[slot, asset] = known[-1]


def novel(state: Duty, slot: Ints, asset: Ints, value: Floats, room: Floats) -> Bools:
    """Whether each value is outside what its asset's short history has seen, by a tenth of that range and `room`."""
    low, high = state.seen_low[slot, asset], state.seen_high[slot, asset]
    margin = 0.1 * (high - low) + room
    with np.errstate(invalid="ignore"):
        return np.asarray((value < low - margin) | (value > high + margin))


def see(state: Duty, slot: Ints, asset: Ints, value: Floats) -> None:
    """Widen what the short history of each asset has seen."""
    state.seen_low[slot, asset] = np.fmin(state.seen_low[slot, asset], value)
    state.seen_high[slot, asset] = np.fmax(state.seen_high[slot, asset], value)


def raw(value: Floats, short_lag: Floats, long_lag: Floats, worked_s: Floats) -> Floats:
    """(FEATURES, n) features before scaling, of (SLOTS, n) duty values and lagged means; NaN where one is unknown."""
    warm = [np.exp(-worked_s / tau) for tau in WARM_UP_S]
    return np.concatenate((value, value**2, short_lag, long_lag, np.array(warm)))


def features(state: Duty, asset: Ints, worked_s: Floats) -> Floats:
    """(FEATURES, m) scaled features of the assets; 0, its mean, for each that is unknown or was not used in the fit."""
    found = raw(state.value[:, asset], state.short_lag[:, asset], state.long_lag[:, asset], worked_s)
    return scaled(found, state.centre[:, asset], state.width[:, asset], state.low[:, asset], state.high[:, asset])


def scaled(found: Floats, centre: Floats, width: Floats, low: Floats, high: Floats) -> Floats:
    """Features clipped to [low, high], centred and divided by their width; unknown ones are 0."""
    with np.errstate(invalid="ignore"):
        inside = (np.clip(found, low, high) - centre) / width
    return np.nan_to_num(inside, nan=0.0)
