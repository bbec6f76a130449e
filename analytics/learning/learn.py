"""Learning from the store: history, thinned out by the store itself, into seasonal baselines of every series."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.engine.clock import gain
from analytics.engine.columns import Bools, Floats, Ints
from analytics.engine.samples import Samples, States
from analytics.engine.state import State
from analytics.layers import duty, quality
from analytics.layers.baseline import SEASONAL
from analytics.layers.conditions import past
from analytics.learning.charts import learn_charts
from analytics.learning.fit import DAY_S, Fitted, fit
from analytics.source import read
from telemetry.catalogue import CLASSES, ClassSpec
from telemetry.checks import possible
from telemetry.gateway import Gateway

log = logging.getLogger(__name__)

HISTORY_DAYS = 14
MOST_ROWS = 600_000
"""Values read at once at most: a large fleet is learned from fewer days, but not fewer than `LEAST_DAYS`."""
LEAST_DAYS = 3
RECENT_S = 6 * 3600
"""History this fresh is not learned from where there are days of it: it is what is to be judged first."""
FINE_S, COARSE_S = 270, 540
"""Windows of thinned-out history, whole parts of a day. No round numbers of minutes: what machines do on the hour or
every ten minutes would otherwise be seen always or never."""
FINE_DAYS = 5
"""Up to so many days the finer window is used, so that there are rows enough."""
SECOND = 10**9

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Grid:
    """An even grid of window ends over history: first end (ns), number of windows, seconds each."""

    first: int
    count: int
    window_s: int

    def place(self, time: Ints) -> Ints:
        """The window of each window end."""
        return np.asarray((time - self.first + SECOND) // (self.window_s * SECOND))

    def time(self) -> Ints:
        """The end of each window, nanoseconds."""
        return self.first + self.window_s * SECOND * np.arange(self.count)


@dataclass(frozen=True, slots=True)
class History:
    """One asset's history on a grid of n windows: signals by name (n,), duty (SLOTS, n), whether it worked (n,),
    and the state that it was in (n,), by its place in the class's run states; -1 where it said none."""

    values: dict[str, Floats]
    duty_now: Floats
    duty_mean: Floats
    working: Bools
    said: Ints


def learn(gateway: Gateway, state: State, now: int, progress: Progress) -> None:
    """Fit every series that has history enough. Raises `GatewayError`."""
    for number, spec in enumerate(CLASSES.values()):
        progress(f"reading the history of class {spec.name.value}", number / len(CLASSES))
        histories, grid = _read_class(gateway, spec, now)
        for done, ((name, site), history) in enumerate(histories.items(), start=1):
            adopt(state, state.fleet.asset(name, spec.name.value, site), history, grid)
            progress(f"learning what is normal for {name}", (number + done / len(histories)) / len(CLASSES))
    progress("learned", 1.0)
    fitted = int((state.baseline.kind == SEASONAL).sum())
    log.info("learned what is normal for %d of %d series from history", fitted, len(state.fleet))


def _read_class(gateway: Gateway, spec: ClassSpec, now: int) -> tuple[dict[tuple[str, str], History], Grid]:
    """The history of every asset of a class, thinned out by the store."""
    stop = (now - RECENT_S * SECOND) // (COARSE_S * SECOND) * COARSE_S * SECOND
    begin = stop - HISTORY_DAYS * DAY_S * SECOND
    how = {"asset_class": spec.name.value}
    days, _ = read(gateway, "worker_history", start=begin, stop=stop, every_s=DAY_S, **how)
    if not len(days.time):
        return {}, Grid(begin, 0, COARSE_S)
    known = (stop - int(days.time.min())) / SECOND / DAY_S + 1
    affordable = MOST_ROWS / (len(days.labels) * DAY_S / COARSE_S)
    begin = stop - round(min(known, max(affordable, LEAST_DAYS)) * DAY_S / COARSE_S) * COARSE_S * SECOND
    window = FINE_S if known <= FINE_DAYS and known <= affordable / 2 else COARSE_S
    grid = Grid(begin + window * SECOND, (stop - begin) // (window * SECOND), window)
    signals = list(duty.SIGNALS[spec.name])
    samples, states = read(gateway, "worker_history", start=begin, stop=stop, every_s=window, **how)
    means, _ = read(gateway, "worker_means", start=begin, stop=stop, every_s=window, signals=signals, **how)
    return arrange(spec, grid, samples, means, states), grid


def arrange(
    spec: ClassSpec, grid: Grid, samples: Samples, means: Samples, states: States
) -> dict[tuple[str, str], History]:
    """The history of each asset (by name and site) of a class, on the grid."""
    found: dict[tuple[str, str], History] = {}
    for code, (name, _class, site, signal) in enumerate(samples.labels):
        rows = samples.code == code
        try:
            known = spec.signals[signal]
        except KeyError:
            continue
        history = found.setdefault((name, site), _empty(grid))
        value = np.where(possible(known, samples.value[rows]), samples.value[rows], np.nan)
        history.values[signal] = _on(grid, samples.time[rows], value)
    _add_duty(spec, grid, means, found)
    _add_states(spec, grid, states, found)
    return found


def _add_duty(spec: ClassSpec, grid: Grid, means: Samples, found: dict[tuple[str, str], History]) -> None:
    slots = duty.SIGNALS[spec.name]
    for history in found.values():
        for slot, signal in enumerate(slots):
            if signal in history.values:
                history.duty_now[slot] = history.values[signal]
    for code, (name, _class, site, signal) in enumerate(means.labels):
        rows = means.code == code
        if (name, site) in found:
            found[name, site].duty_mean[slots.index(signal)] = _on(grid, means.time[rows], means.value[rows])


def _add_states(spec: ClassSpec, grid: Grid, states: States, found: dict[tuple[str, str], History]) -> None:
    """An asset works in a window if its last state says so; one that never says a state always works."""
    told: set[tuple[str, str]] = set()
    for code, (name, _class, site, run_state) in enumerate(states.labels):
        history = found.get((name, site))
        if history is None:
            continue
        if (name, site) not in told:
            history.working[:] = False
            told.add((name, site))
        if run_state in spec.run_states:
            at = _inside(grid, states.time[states.code == code])
            history.working[at] = run_state in spec.working_states
            history.said[at] = spec.run_states.index(run_state)


def adopt(state: State, asset: int, history: History, grid: Grid) -> int:
    """Fit an asset's symptoms on its history and put the baselines into the state; gives how many were fitted."""
    spec = state.fleet.assets[asset].spec
    numbers = {name: state.fleet.series(asset, name) for name in history.values}
    state.fit()
    worked = _worked_s(history.working, grid.window_s)
    settled = worked > grid.window_s
    lagged = _lagged(history, grid.window_s)
    duty.seed(state.duty, asset, history.duty_now, *lagged)
    raw = duty.raw(history.duty_now, *lagged, worked)
    features = _scale(state.duty, asset, raw, settled)
    names = [name for name, number in numbers.items() if state.fleet.facts.symptom[number]]
    values = np.array([history.values[name] for name in names]).reshape(len(names), grid.count)
    results = fit(values, features, settled, grid.time() // SECOND, grid.window_s)
    fitted = {numbers[name]: found for name, found in zip(names, results, strict=True) if found is not None}
    for number, found in fitted.items():
        _put(state, number, found)
    _know(state.quality, numbers, history, settled, {number: found.rest for number, found in fitted.items()}, grid)
    if fitted:
        state.assets.learned[asset] = grid.first + grid.count * grid.window_s * SECOND
        errors = np.array([found.errors for found in fitted.values()])
        holds = past(spec, history.values, history.said, grid.time())
        learn_charts(state, np.array(list(fitted)), errors, holds, grid.window_s)
    log.debug(
        "%s: %d of %d symptoms fitted (%s)", state.fleet.assets[asset].name, len(fitted), len(numbers), spec.label
    )
    return len(fitted)


def _know(
    state: quality.Quality, numbers: dict[str, int], history: History, work: Bools, rests: dict[int, int], grid: Grid
) -> None:
    """How regularly each signal is heard at work, and how long those rest of which that is known (in windows)."""
    for name, number in numbers.items():
        heard = np.isfinite(history.values[name][work])
        quality.know(state, number, float(heard.mean()) if len(heard) else 0.0)
        if number in rests:
            # Windows whose last values are equal lasted at least from the first one's end to the last one's.
            quality.know_rest(state, number, (rests[number] - 1) * float(grid.window_s))


def _put(state: State, number: int, found: Fitted) -> None:
    baseline = state.baseline
    baseline.kind[number] = SEASONAL
    baseline.level[number], baseline.scale[number], baseline.cadence[number] = found.level, found.scale, 1.0
    baseline.above[number], baseline.below[number] = found.above, found.below
    baseline.change_scale[number], baseline.noise[number], baseline.noise_scale[number] = found.scale, 0.0, 1.0
    baseline.profile[:, number], baseline.beta[:, number] = found.profile, found.beta
    baseline.period[number], baseline.cycle[:, number] = found.period_s, found.cycle
    state.warmup.release(np.array([number]))


def _scale(state: duty.Duty, asset: int, raw: Floats, use: Bools) -> Floats:
    """Centre, width and range of each feature over the rows in use; the features scaled by them."""
    for feature, row in enumerate(raw):
        known = row[use & np.isfinite(row)]
        if len(known) < 2 or known.std() < 1e-9:
            state.width[feature, asset] = np.inf
            continue
        state.low[feature, asset], state.high[feature, asset] = known.min(), known.max()
        state.centre[feature, asset], state.width[feature, asset] = known.mean(), known.std()
    at = (slice(None), [asset])
    return duty.scaled(raw, state.centre[at], state.width[at], state.low[at], state.high[at])


def _lagged(history: History, window_s: int) -> tuple[Floats, Floats]:
    """The lagged means of the duty signals at each window, from the means of the windows; gaps change nothing."""
    weight = gain(np.full((len(duty.LAGS_S), 1), float(window_s)), np.array(duty.LAGS_S)[:, None])
    mean = np.full((len(duty.LAGS_S), duty.SLOTS), np.nan)
    lagged = np.empty((*mean.shape, history.duty_mean.shape[1]))
    for at, value in enumerate(history.duty_mean.T):
        old = np.where(np.isnan(mean), value, mean)
        lagged[:, :, at] = mean = np.where(np.isfinite(value), old + weight * (value - old), mean)
    return lagged[0], lagged[1]


def _worked_s(working: Bools, window_s: int) -> Floats:
    """Seconds since work began at each window, to half a window; 0 outside work, infinite from the start of history."""
    stretch = np.arange(len(working)) - np.maximum.accumulate(np.where(working, -1, np.arange(len(working))))
    begun = np.maximum.accumulate(~working)
    seconds = np.where(begun, (stretch - 0.5) * window_s, np.inf)
    return np.where(working, seconds, 0.0)


def _empty(grid: Grid) -> History:
    nothing = np.full((duty.SLOTS, grid.count), np.nan)
    return History({}, nothing, nothing.copy(), np.ones(grid.count, np.bool_), np.full(grid.count, -1))


def _on(grid: Grid, time: Ints, value: Floats) -> Floats:
    row = np.full(grid.count, np.nan)
    place = grid.place(time)
    inside = (place >= 0) & (place < grid.count)
    row[place[inside]] = value[inside]
    return row


def _inside(grid: Grid, time: Ints) -> Ints:
    place = grid.place(time)
    return np.asarray(place[(place >= 0) & (place < grid.count)])
