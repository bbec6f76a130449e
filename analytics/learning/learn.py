"""Learning from the past: history, thinned out where it is kept, into seasonal baselines of every series.

A class is read in parts of some assets, each of which is learned and forgotten before the next is read: memory and the
answers of a store stay small, and all of the history is used, however large the fleet is.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analytics.engine.state import State
from analytics.ground.clock import gain
from analytics.ground.columns import Bools, Floats
from analytics.ground.kernel import kernel
from analytics.ground.labels import problem
from analytics.ground.source import Telemetry
from analytics.layers import duty, quality
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.conditions import past
from analytics.layers.courses import Courses, add
from analytics.layers.duty import Duty
from analytics.layers.quality import Quality
from analytics.learning import cadence
from analytics.learning.ewma_charts import learn_charts
from analytics.learning.facts import can_judge, learn_facts
from analytics.learning.fit import Fitted, fit
from analytics.learning.history import COARSE_S, FINE_S, Grid, History, arrange
from analytics.learning.past import Past
from analytics.learning.stored import StoredPast
from analytics.learning.unusual import unusual
from contract.catalogue import CLASSES, ClassSpec
from contract.errors import GatewayError
from contract.time import DAY_S, SECOND
from store.gateway import Gateway

log = logging.getLogger(__name__)

HISTORY_DAYS = cadence.DAYS
READ_S = 300.0
"""How long the store may take to thin out one class's history."""
MAX_ROWS = 600_000
"""Values read at once at most, where one asset has no more."""
RECENT_S = 6 * 3600
"""History this fresh is not learned from where there are days of it: it is what is to be judged first."""
CHARTS_DAYS = 3
"""Days of history from which on slow charts are judged: how the mean of hours wanders from one day to the next is not
known from fewer."""
FINE_DAYS = 5
"""Up to so many days the finer window is used, so that there are rows enough."""
TURNS = 3
"""How often an asset's history is fitted at most, each time without what was unusual by the time before."""

Progress = Callable[[str, float], None]
Adopt = Callable[[State, int, History, Grid], int]
"""Takes the history of one asset, by its number in a state that knows its series; `adopt` fits it."""


def learn_all(gateway: Gateway, places: Sequence[Telemetry], state: State, now: int, progress: Progress) -> None:
    """Learn from our own telemetry, which comes first, and from that of every other source that can be read.

    `gateway` is the store that alarms lie in. Raises `GatewayError` where our own cannot be read.
    """
    for number, telemetry in enumerate(places):

        def report(what: str, part: float, before: int = number) -> None:
            progress(what, (before + part) / len(places))

        past = StoredPast(gateway, telemetry.patient(READ_S))
        try:
            learn(past, state, now, report)
        except GatewayError as error:
            if number == 0:
                raise
            log.warning("nothing is learned from source %s, which cannot be read: %s", telemetry.place.name, error)


def learn(
    past: Past, state: State, now: int, progress: Progress, *, most_rows: int = MAX_ROWS, take: Adopt | None = None
) -> None:
    """Fit every series that has history enough, reading at most `most_rows` values at once; `take` is handed each
    history in place of `adopt`. Raises `GatewayError`."""
    for number, spec in enumerate(CLASSES.values()):

        def report(what: str, part: float, before: int = number) -> None:
            progress(what, (before + part) / len(CLASSES))

        _learn_class(past, state, spec, now, report, most_rows, take or adopt)
    progress("learned", 1.0)
    fitted = int((state.of(Baseline).normal.kind == SEASONAL).sum())
    log.info("learned what is normal for %d of %d series from history", fitted, len(state.fleet))


def _learn_class(
    past: Past, state: State, spec: ClassSpec, now: int, progress: Progress, most_rows: int, take: Adopt
) -> None:
    progress(f"looking for history of class {spec.name}", 0.0)
    grid, sizes = _look(past, spec, now, state.fleet.max_assets - len(state.fleet.assets))
    place = {name: number for number, name in enumerate(sizes)}
    for part in split(sizes, most_rows // max(1, grid.count)):
        progress(f"reading the history of {part[0]} to {part[-1]}", place[part[0]] / len(sizes))
        found = _readable(past, spec, grid, part)
        slow = _slow(past, spec, grid, found, now)
        usual = {owner: (grid, history) for owner, history in found.items()}
        for asset, (own, history) in _enter(state, spec, {**usual, **slow}):
            name = state.fleet.assets[asset].name
            try:
                take(state, asset, history, own)
            except Exception:
                # One history that cannot be fitted must not keep the others from being learned.
                log.exception("%s is judged without its history, which cannot be fitted", name)
            progress(f"learning what is normal for {name}", (place[name] + 1) / len(sizes))


def _slow(
    past: Past, spec: ClassSpec, grid: Grid, found: Mapping[tuple[str, str], History], now: int
) -> dict[tuple[str, str], tuple[Grid, History]]:
    """The history of those assets that are heard so seldom that they have to be looked at in longer windows, from
    further back."""
    by_grid: dict[Grid, list[str]] = {}
    for (name, _site), history in found.items():
        heard = np.asarray(np.isfinite(list(history.values.values())).any(axis=0))
        length = cadence.window_s(heard, grid.window_s)
        if length > grid.window_s:
            begin = (grid.time()[heard] - grid.window_s * SECOND) // SECOND
            own = _long_grid(length, cadence.late_s(begin, length), now)
            by_grid.setdefault(_heard(past, spec, own), []).append(name)
    return {
        name: (own, history)
        for own, names in by_grid.items()
        for name, history in _readable(past, spec, own, names).items()
    }


def _long_grid(length_s: int, late_s: int, now: int) -> Grid:
    """As far back as one looks in windows of that length; the latest two are to be judged first."""
    length = length_s * SECOND
    stop = (now - max(RECENT_S, 2 * length_s) * SECOND) // length * length
    count = cadence.days(length_s) * DAY_S // length_s
    return Grid(stop - (count - 1) * length, count, length_s, late_s)


def _heard(past: Past, spec: ClassSpec, grid: Grid) -> Grid:
    """A grid from the first day on of which there is anything."""
    days = past.days(spec, grid.start, grid.stop)
    first = int(days.time.min(initial=grid.stop)) - DAY_S * SECOND
    skipped = max(0, (first - grid.start) // (grid.window_s * SECOND))
    return replace(grid, first=grid.first + skipped * grid.window_s * SECOND, count=grid.count - skipped)


def _enter(
    state: State, spec: ClassSpec, found: Mapping[tuple[str, str], tuple[Grid, History]]
) -> list[tuple[int, tuple[Grid, History]]]:
    """Histories with the number of their asset, all of whose series are known: the state grows once for all of them."""
    histories = []
    for (name, site), (grid, history) in found.items():
        asset = state.fleet.asset(name, spec.name, site)
        histories.append((asset, (grid, history)))
        for signal in history.values:
            state.fleet.series(asset, signal)
    return histories


def _look(past: Past, spec: ClassSpec, now: int, limit: int) -> tuple[Grid, dict[str, int]]:
    """The grid for the history of a class, and how many values a window each of its assets has, by name in order.

    The whole class has one grid, so that an asset is learned alike whichever others are read with it. Where there are
    more than `limit` assets, those with the most history are taken.
    """
    stop = (now - RECENT_S * SECOND) // (COARSE_S * SECOND) * COARSE_S * SECOND
    begin = stop - HISTORY_DAYS * DAY_S * SECOND
    days = past.days(spec, begin, stop)
    if not len(days.time):
        return Grid(begin, 0, COARSE_S), {}
    known = (stop - int(days.time.min())) / SECOND / DAY_S + 1
    begin = stop - round(known * DAY_S / COARSE_S) * COARSE_S * SECOND
    window = FINE_S if known <= FINE_DAYS else COARSE_S
    grid = Grid(begin + window * SECOND, (stop - begin) // (window * SECOND), window)
    sound = [(label[0], label[3], code) for code, label in enumerate(days.labels) if not problem(label)]
    sizes = Counter(name for name, _signal in {entry[:2] for entry in sound})
    if len(sizes) > limit:
        rows: Counter[str] = Counter()
        counts = np.bincount(days.code, minlength=len(days.labels))
        for name, _signal, code in sound:
            rows[name] += int(counts[code])
        log.warning("%d assets of class %s are too many: %d are taken", len(sizes), spec.name, max(limit, 0))
        sizes = Counter({name: sizes[name] for name, _ in rows.most_common(max(limit, 0))})
    return grid, {name: sizes[name] + 1 for name in sorted(sizes)}  # with its run state


def split(sizes: Mapping[str, int], limit: int) -> list[list[str]]:
    """The names in parts whose sizes add up to `limit` at most; a larger one is a part of its own."""
    parts: list[list[str]] = []
    room = 0
    for name, size in sizes.items():
        if size > room:
            parts.append([])
            room = limit
        parts[-1].append(name)
        room -= size
    return parts


def _readable(past: Past, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> dict[tuple[str, str], History]:
    """The history of those assets of which the store can make one; the others are judged without.

    A duty signal that was once written as a text has no mean: the store then refuses the whole question.
    """
    try:
        return _read(past, spec, grid, assets)
    except GatewayError as error:
        if not error.permanent:
            raise
        if len(assets) == 1:
            log.warning("%s is judged without its history, which cannot be read: %s", assets[0], error)
            return {}
    middle = len(assets) // 2
    return {**_readable(past, spec, grid, assets[:middle]), **_readable(past, spec, grid, assets[middle:])}


def _read(past: Past, spec: ClassSpec, grid: Grid, assets: Sequence[str]) -> dict[tuple[str, str], History]:
    """The history of some assets of a class, thinned out."""
    found = past.windows(spec, grid, assets)
    return arrange(spec, grid, found.last, found.means, found.states, found.alarms)


def adopt(state: State, asset: int, history: History, grid: Grid) -> int:
    """Fit an asset's symptoms on its history and put the baselines into the state; gives how many were fitted.

    What turns out to have been unusual is left out, as what was in alarm is, and the rest is fitted anew.
    """
    numbers = {name: state.fleet.series(asset, name) for name in history.values}
    state.fit()
    if not history.healthy.all():
        state.assets.alarmed[asset] = grid.time()[~history.healthy][-1]
    fitted, settled = _put_fitted(state, asset, numbers, history, grid)
    for _ in range(TURNS - 1):
        odd = unusual(state, {numbers[name]: row for name, row in history.values.items()}, fitted, settled)
        calmer = history.without(odd, grid)
        if not odd.any() or not calmer.enough(grid):
            break
        history = calmer
        fitted, settled = _put_fitted(state, asset, numbers, history, grid)
    _know(state.of(Quality), numbers, history, settled, {number: one.rest for number, one in fitted.items()}, grid)
    if fitted:
        _put_charts(state, asset, history, fitted, grid)
        _put_courses(state.of(Courses), numbers, history, fitted, grid)
    log.debug("%s: %d of %d signals fitted", state.fleet.assets[asset].name, len(fitted), len(numbers))
    return len(fitted)


def _put_fitted(
    state: State, asset: int, numbers: Mapping[str, int], history: History, grid: Grid
) -> tuple[dict[int, Fitted], Bools]:
    """Fit an asset's symptoms and put what can be judged by into the state; gives that, by series, and the windows that
    it was fitted on."""
    times, worked = grid.moments(), _worked_s(history.working, grid.window_s)
    settled = worked > grid.window_s
    if history.enough(grid):
        settled &= history.healthy
    lagged = _lagged(history, grid.window_s)
    duty.seed(state.of(Duty), asset, history.duty_now, *lagged)
    features = _scale(state.of(Duty), asset, duty.raw(history.duty_now, *lagged, worked), settled)
    names = [name for name, number in numbers.items() if state.fleet.facts.symptom[number]]
    values = np.array([history.values[name] for name in names]).reshape(len(names), grid.count)
    local = state.clocks.of(np.full(len(times), asset), times)
    results = fit(values, features, settled, times // SECOND, local // SECOND, grid.window_s)
    found = {numbers[name]: one for name, one in zip(names, results, strict=True) if one is not None}
    learn_facts(state, numbers, history, settled, found)
    fitted = {number: one for number, one in found.items() if can_judge(state, number)}
    for number, one in fitted.items():
        _put(state.of(Baseline), number, one)
    return fitted, settled


def _put_charts(state: State, asset: int, history: History, fitted: Mapping[int, Fitted], grid: Grid) -> None:
    """Note how much an asset was learned from, and let its slow charts know how its errors scatter."""
    times, heard = grid.time(), np.isfinite([history.values[state.fleet.signals[n].name] for n in fitted]).any(axis=0)
    state.assets.learned[asset] = end = grid.first + grid.count * grid.window_s * SECOND
    state.assets.history[asset] = end - int(times[heard][0])
    if state.assets.history[asset] >= CHARTS_DAYS * DAY_S * SECOND:
        errors = np.array([one.errors for one in fitted.values()])
        holds = past(state.fleet.assets[asset].spec, history.values, history.said, times)
        learn_charts(state, np.array(list(fitted)), errors, holds, grid.window_s)


def _put_courses(
    courses: Courses, numbers: Mapping[str, int], history: History, fitted: Mapping[int, Fitted], grid: Grid
) -> None:
    """Note how each signal went over the days of its history, against what a model said that did not know them."""
    times = grid.time()
    for name, number in numbers.items():
        if number in fitted:
            value, off = history.values[name], fitted[number].errors
            known = np.isfinite(value) & np.isfinite(off)
            at = np.full(int(known.sum()), number)
            add(courses, at, value[known], off[known], times[known])


def _know(
    state: Quality, numbers: Mapping[str, int], history: History, work: Bools, rests: dict[int, int], grid: Grid
) -> None:
    """How regularly each signal is heard at work, between which values, and how long those rest of which that is known
    (in windows)."""
    for name, number in numbers.items():
        values = history.values[name][work]
        heard = values[np.isfinite(values)]
        quality.know(state, number, len(heard) / len(values) if len(values) else 0.0)
        quality.know_range(state, number, heard.min(initial=np.inf), heard.max(initial=-np.inf))
        if number in rests:
            # Windows whose last values are equal lasted at least from the first one's end to the last one's.
            quality.know_rest(state, number, (rests[number] - 1) * float(grid.window_s))


def _put(baseline: Baseline, number: int, found: Fitted) -> None:
    normal = baseline.normal
    normal.kind[number] = SEASONAL
    normal.level[number], normal.scale[number], normal.cadence[number] = found.level, found.scale, 1.0
    normal.above[number], normal.below[number] = found.above, found.below
    normal.change_scale[number], normal.noise[number], normal.noise_scale[number] = found.scale, 0.0, 1.0
    normal.profile[:, number], normal.beta[:, number] = found.profile, found.beta
    normal.period[number], normal.cycle[:, number] = found.period_s, found.cycle
    baseline.warmup.release(np.array([number]))


def _scale(state: Duty, asset: int, raw: Floats, use: Bools) -> Floats:
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
    weight = gain(np.full(len(duty.LAGS_S), float(window_s)), np.array(duty.LAGS_S))
    lagged = np.empty((len(duty.LAGS_S), *history.duty_mean.shape))
    for course, share in zip(lagged, weight.tolist(), strict=True):
        _follow(history.duty_mean, share, course)
    return lagged[0], lagged[1]


@kernel
def _follow(values: Floats, weight: float, course: Floats) -> None:
    """The exponential mean of each row of (k, n) values, from its first on; NaN until then."""
    for row in range(len(values)):
        mean = np.nan
        for at in range(values.shape[1]):
            value = values[row, at]
            if np.isfinite(value):
                mean = value if np.isnan(mean) else mean + weight * (value - mean)
            course[row, at] = mean


def _worked_s(working: Bools, window_s: int) -> Floats:
    """Seconds since work began at each window, to half a window; 0 outside work, infinite from the start of history."""
    stretch = np.arange(len(working)) - np.maximum.accumulate(np.where(working, -1, np.arange(len(working))))
    begun = np.maximum.accumulate(~working)
    seconds = np.where(begun, (stretch - 0.5) * window_s, np.inf)
    return np.where(working, seconds, 0.0)
