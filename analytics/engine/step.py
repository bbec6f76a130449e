"""One step: one moment of each asset of a round goes through all layers, for all series at once.

Order: modes and duty of the assets; data quality; what is expected; the smoothed residual; the views of the score; the
level. Nothing here reads a clock or a store: the same state and the same round give the same result.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine import maintenance
from analytics.engine.evidence import newest
from analytics.engine.state import State
from analytics.ground.clock import SECOND, seconds_since
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.samples import Round
from analytics.layers import (
    cusum,
    drivers,
    duty,
    ewma_charts,
    level_shift,
    limits,
    modes,
    novelty,
    quality,
    residual,
    robust,
)
from analytics.layers.baseline import LEARNING, SEASONAL, SHORT, expected
from analytics.layers.warmup import FLOOR, FOLLOW_TAU, PLATEAU, SCALE_TAU
from analytics.verdict import alarm, corroboration, lasting, scoring
from analytics.verdict.risk import severity
from contract.levels import SCORE_EDGES

RESTART_S = 30.0
"""A gap of this many cadences, in a series with a short baseline, starts its smoothed views anew."""
FURTHEST = 4.0
"""Half-widths of its band by which maintenance may move a series' level: what came back further off is no repair."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a step found out: which series were judged anew, and the data faults, each as numbers of series."""

    series: Ints
    faults: dict[str, Ints]
    good: Ints
    value: Floats
    time: Ints


@dataclass(frozen=True, slots=True)
class _Rows:
    """The good samples of a round: series, value, time, seconds since the last, and facts of their assets."""

    at: Ints
    value: Floats
    time: Ints
    elapsed: Floats
    slot: Ints
    working: Bools
    settled: Bools

    def only(self, which: Bools) -> "_Rows":
        if which.all():
            return self
        keep = np.flatnonzero(which)
        return _Rows(
            self.at[keep], self.value[keep], self.time[keep], self.elapsed[keep],
            self.slot[keep], self.working[keep], self.settled[keep],
        )  # fmt: skip


def step(state: State, now: Round) -> Judged:
    """Take one round into the state."""
    said = now.state >= 0
    if said.any():
        working = state.states.working(state.fleet, now.asset[said], now.state[said])
        state.context.state[now.asset[said]] = now.state[said]
        modes.enter(state.modes, now.asset[said], now.time[said], working)
    worked = modes.worked_s(state.modes, now.asset, now.time)
    elapsed = seconds_since(now.time, state.assets.time[now.asset])
    modes.listen(state.modes, now.asset, now.time, elapsed, state.assets.interval[now.asset])
    rows, verdict = _inspect(state, now, worked)
    _follow_duty(state, rows, now)
    features = duty.features(state.duty, now.asset, worked)
    judged, alone = _judge(state, rows, features, state.holding(now.asset, now.time))
    _judge_charts(state, now)
    state.assets.interval[now.asset] = elapsed
    state.assets.time[now.asset] = now.time
    seen = int(np.bitwise_or.reduce(verdict.found)) if len(verdict.found) else 0
    faults = {name: now.series[verdict.shows(bit)] for bit, name in quality.ISSUES.items() if seen & bit}
    lost = _missing(state, now)
    faults |= {"dropout": lost} if len(lost) else {}
    faults |= {"alone": alone} if len(alone) else {}
    return Judged(judged, faults, rows.at, rows.value, rows.time)


def _inspect(state: State, now: Round, worked: Floats) -> tuple[_Rows, quality.Verdict]:
    time = now.time[now.slot]
    elapsed = seconds_since(time, state.current.time[now.series])
    working = state.modes.working[now.asset][now.slot]
    troubled = (state.alarms.level > 1) & (state.quality.open == 0)
    verdict = quality.inspect(state.quality, state.fleet.facts, now.series, now.value, elapsed, working, troubled)
    _set_aside(state, now.series)
    informed = (state.assets.learned[now.asset] == 0) | modes.informed(state.modes, now.asset, now.time)
    settled = working & (worked[now.slot] >= modes.SETTLE_S) & informed[now.slot]
    rows = _Rows(now.series, now.value, time, elapsed, now.slot, working, settled).only(verdict.good)
    state.current.time[rows.at] = rows.time
    return rows, verdict


def _judge_charts(state: State, now: Round) -> None:
    """Judge the slow charts of the whole fleet, once a window."""
    window = int(now.time.max()) // (ewma_charts.WINDOW_S * SECOND)
    if window <= state.judged_window or not len(state.charts):
        return
    state.judged_window = window
    series, judging = state.charts.series, state.judging
    least = judging.min_deviation[series]
    beyond = lasting.deviations(state.charts, state.group, least)
    distance = lasting.distances(beyond, state.charts, judging.sensitivity[series], least)
    state.charts.distance[:] = distance
    state.lasting.high[:], state.lasting.low[:] = lasting.by_series(distance, series, judging.above, judging.below)
    of_all = np.flatnonzero(state.charts.condition == ewma_charts.ALWAYS)
    state.lasting.shared[series[of_all]] = lasting.shared(state.charts, state.group, least)[of_all]


def _set_aside(state: State, at: Ints) -> None:
    """A series with an open data fault tells nothing of its machine: its score, its risk and its alarm end."""
    at = at[quality.broken(state.quality, at)]
    state.current.score[at] = state.current.points[at] = 0.0
    state.alarms.level[at] = state.alarms.under[at] = state.alarms.raised[at] = 0
    state.alarms.over[:, at] = 0


def _missing(state: State, now: Round) -> Ints:
    """The series that are missing from now on, of the assets that have sent less than all of theirs."""
    owner = state.fleet.facts.asset
    all_of = np.bincount(owner, minlength=len(state.assets))[now.asset]
    thin = now.asset[np.bincount(now.slot, minlength=len(now.asset)) < all_of]
    if not len(thin):
        return thin
    few = np.zeros(len(state.assets), np.bool_)
    few[thin] = True
    at = np.flatnonzero(few[owner])
    # What was held back has come, too.
    away = seconds_since(state.assets.time[owner[at]], state.current.time[at]) - state.quality.waited[at]
    lost = quality.missing(state.quality, at, away, state.modes.working[owner[at]])
    _set_aside(state, lost)
    return lost


def _follow_duty(state: State, rows: _Rows, now: Round) -> None:
    slots = state.duty_slot[rows.at]
    known = slots >= 0
    asset = now.asset[rows.slot[known]]
    duty.follow(state.duty, slots[known], asset, rows.value[known], rows.elapsed[known])
    _notice(state, rows.only(known), slots[known], asset)


def _notice(state: State, rows: _Rows, slots: Ints, asset: Ints) -> None:
    """A short history tells only of the duty that it saw: under a new one, its series go on learning."""
    kind, owner = state.baseline.kind, state.fleet.facts.asset
    if not (kind[state.fleet.facts.symptom] != SEASONAL).any():
        return
    room = 0.5 * state.fleet.facts.min_deviation[rows.at]
    new = np.unique(asset[duty.novel(state.duty, slots, asset, rows.value, room)])
    if len(new):
        _learn_on(state, np.flatnonzero((kind == SHORT) & np.isin(owner, new)))
    learns = np.zeros(len(state.assets), np.bool_)
    learns[owner[(kind == LEARNING) & state.fleet.facts.symptom]] = True
    learning = learns[asset]
    duty.see(state.duty, slots[learning], asset[learning], rows.value[learning])


def _learn_on(state: State, at: Ints) -> None:
    """Let series with a short baseline learn once more, around the level that they have followed to."""
    state.baseline.level[at] += state.rolling.location[at]
    state.warmup.again(state.baseline, at)


def _accept(state: State, at: Ints, time: Ints) -> None:
    """A short history is soon outweighed: what lasts for `PLATEAU` samples inside all limits is learned as normal."""
    since, kind, level = state.alarms.raised[at], state.baseline.kind[at], state.alarms.level[at]
    odd = (since > 0) & (kind == SHORT) & (level < len(SCORE_EDGES)) & np.isnan(state.current.limit[at])
    if odd.any():
        again = at[odd & (time - since >= PLATEAU * state.baseline.cadence[at] * SECOND)]
        _learn_on(state, again)
        state.alarms.level[again] = 0


def _judge(state: State, rows: _Rows, features: Floats, holds: Bools) -> tuple[Ints, Ints]:
    """Score and level of every sample that may be judged; the others keep what they had.

    Gives the series that were judged, and those that are off alone from now on.
    """
    rows = rows.only(~maintenance.excused(state, state.fleet.facts.asset[rows.at], rows.time))
    _accept(state, rows.at, rows.time)
    learned = state.judging.enabled[rows.at] & state.fleet.facts.symptom[rows.at] & rows.settled
    sound = ~quality.broken(state.quality, rows.at)
    learned &= ~quality.untrue(state.quality, rows.at)
    _learn(state, rows.only(learned & (state.baseline.kind[rows.at] == LEARNING)))
    able = learned & (state.baseline.kind[rows.at] != LEARNING)
    moved = able & level_shift.under_way(state.shift, rows.at)
    if moved.any():
        _find_level(state, rows.only(moved), features)
    able &= ~moved
    limited = sound & state.judging.enabled[rows.at] & (rows.working | state.judging.immediate[rows.at])
    take = able | limited
    rows, able, limited = rows.only(take), able[take], limited[take]
    found = scoring.ordinary(len(rows.at))
    if able.any():
        views = scoring.worst(*_learned_views(state, rows.only(able), features, holds))
        for column, part in zip(found, views, strict=True):
            column[able] = part
    learned_score, beyond = found[0].copy(), _limit_views(state, rows.at, rows.value, limited)
    scoring.worsen(found, scoring.LIMIT, *beyond)
    return rows.at, _conclude(state, rows, _observed(state, rows, able), found, learned_score, np.maximum(*beyond))


def _learn(state: State, rows: _Rows) -> None:
    """Samples of series without a baseline are kept until there are enough."""
    done = state.warmup.add(state.baseline, rows.at, rows.value, rows.time)
    state.rolling.location[done], state.rolling.scale[done] = 0.0, state.baseline.spread[done]
    state.residual.usual[done] = state.baseline.scale[done]
    state.current.judged[done] = 0


def _find_level(state: State, rows: _Rows, features: Floats) -> None:
    """After maintenance: where the level is now is added to what is expected, as far as that can be believed."""
    kind = state.baseline.kind[rows.at]
    local = state.local(rows.at, rows.time)
    fixed = expected(state.baseline, rows.at, rows.time, local, features[:, rows.slot])
    normal = fixed + np.where(kind == SHORT, state.rolling.location[rows.at], 0.0)
    done, moved = level_shift.take(state.shift, rows.at, rows.value - normal, rows.time)
    most = FURTHEST * band_of(state, done, state.baseline.kind[done]).half
    state.baseline.level[done] += np.clip(moved, -most, most)


def _learned_views(state: State, rows: _Rows, features: Floats, holds: Bools) -> tuple[Floats, Floats]:
    at, baseline = rows.at, state.baseline
    kind, cadence = baseline.kind[at], baseline.cadence[at]
    local = state.local(at, rows.time)
    fixed = expected(baseline, at, rows.time, local, features[:, rows.slot])
    # What all peers do at once, as on a damp day, is expected of each of them.
    normal = fixed + np.where(kind == SHORT, state.rolling.location[at], state.lasting.shared[at])
    elapsed = seconds_since(rows.time, state.current.judged[at])
    elapsed = np.where((kind == SHORT) & (elapsed > RESTART_S * cadence), np.nan, elapsed)
    unit = np.where(state.judging.immediate[at], 0.0, cadence)
    residual.follow(state.residual, at, rows.value, normal, elapsed, unit, baseline.noise[at])
    band = band_of(state, at, kind)
    found = state.residual
    high, low = scoring.views(band, kind, found.deviation[at], residual.change(found, at), found.power[at])
    lasts = scoring.judged_by_creep(kind)
    up, down = cusum.step(state.creep, at[lasts], (found.deviation[at] / band.half)[lasts], elapsed[lasts])
    high[scoring.CREEP, lasts] = np.where(band.above[lasts], up, 0)
    low[scoring.CREEP, lasts] = np.where(band.below[lasts], down, 0)
    seasonal = np.flatnonzero(lasts)
    left = (rows.value - fixed)[seasonal]
    ewma_charts.add(state.charts, state.places, at[seasonal], left, rows.time[seasonal], rows.slot[seasonal], holds)
    noisy = lasts & ((state.quality.open[at] & quality.NOISY) != 0)
    if noisy.any():
        high[:, noisy] = low[:, noisy] = 0
    high[scoring.LASTING], low[scoring.LASTING] = state.lasting.high[at], state.lasting.low[at]
    novelty.watch(state.novelty, at, rows.value, rows.time, local)
    recent = novelty.recent(state.novelty, at, rows.time)
    if recent.any():
        support = np.where(recent, scoring.NOVEL, 1.0)
        high, low = high * support, low * support
    if not lasts.all():
        _follow_level(state, rows, fixed, kind, elapsed, np.maximum(high, low).max(axis=0))
    current = state.current
    current.expected[at], current.half[at], current.judged[at] = normal, band.half, rows.time
    return high, low


def band_of(state: State, at: Ints, kind: Ints) -> scoring.Band:
    """How the series `at` are judged now."""
    baseline, judging, facts = state.baseline, state.judging, state.fleet.facts
    # No band is narrower than what the sensor can tell apart, or than what matters.
    tiny = np.maximum(facts.resolution[at], 1e-6 * np.abs(baseline.level[at])) + 1e-9
    least = np.maximum(judging.min_deviation[at], tiny)
    seen = np.where(kind == SHORT, np.fmax(FLOOR * state.rolling.scale[at], state.residual.usual[at]), 0.0)
    sensitivity = judging.sensitivity[at]
    up, down = np.where(judging.above[at], baseline.above[at], 0), np.where(judging.below[at], baseline.below[at], 0)
    ordinary = np.maximum(up, down) / sensitivity
    return scoring.Band(
        half=np.maximum(scoring.half_width(np.maximum(baseline.scale[at], seen), sensitivity, least), ordinary),
        change=scoring.half_width(baseline.change_scale[at], sensitivity, least),
        noise=baseline.noise[at],
        noise_span=scoring.NOISE_SIGMAS / sensitivity * baseline.noise_scale[at],
        least=least,
        above=judging.above[at],
        below=judging.below[at],
    )


def _follow_level(state: State, rows: _Rows, fixed: Floats, kind: Ints, elapsed: Floats, score: Floats) -> None:
    """A short baseline follows its signal and learns its scale while that is ordinary, and waits from watch on."""
    quiet = (kind == SHORT) & (score < SCORE_EDGES[0])
    at = rows.at[quiet]
    floor = 0.1 * state.baseline.spread[at] + 1e-12
    cadence = state.baseline.cadence[at]
    robust.learn(state.rolling, at, (rows.value - fixed)[quiet], elapsed[quiet], FOLLOW_TAU * cadence, floor)
    residual.remember(state.residual, at, elapsed[quiet], SCALE_TAU * cadence)


def _observed(state: State, rows: _Rows, able: Bools) -> Floats:
    """The value that is judged: the smoothed one where it is judged by its residual, the sample itself elsewhere."""
    smooth = state.current.expected[rows.at] + state.residual.deviation[rows.at]
    return np.where(able, smooth, rows.value)


def _limit_views(state: State, at: Ints, observed: Floats, limited: Bools) -> tuple[Floats, Floats]:
    """Scores beyond the hard limits, above and below, 0 where they are not judged; notes which limit it is.

    A limit is held against the sample itself: smoothing, which grows with what is known, would only delay it.
    """
    high, low = limit_scores(state, at, observed)
    high, low = np.where(limited, high, 0), np.where(limited, low, 0)
    state.current.limit[at] = np.nan
    outside = np.flatnonzero((high > 0) | (low > 0))
    if len(outside):
        state.current.limit[at[outside]] = _limits_passed(state, at[outside], observed[outside], high[outside] > 0)
    return high, low


def _limits_passed(state: State, at: Ints, observed: Floats, above: Bools) -> Floats:
    """Which limit each of the series `at` is beyond: the critical one where it is, else that of warning."""
    judging = state.judging
    over = np.where(observed >= judging.crit_high[at], judging.crit_high[at], _warn_high(state, at))
    under = np.where(observed <= judging.crit_low[at], judging.crit_low[at], judging.warn_low[at])
    return np.where(above, over, under)


def limit_scores(state: State, at: Ints, observed: Floats) -> tuple[Floats, Floats]:
    """Scores beyond the upper and beyond the lower hard limits of the series `at`."""
    judging = state.judging
    width = np.maximum(0.5 * state.fleet.facts.normal_width[at], 1e-9)
    high = limits.score(observed, _warn_high(state, at), judging.crit_high[at], width)
    low = limits.score(-observed, -judging.warn_low[at], -judging.crit_low[at], width)
    return high, low


def _warn_high(state: State, at: Ints) -> Floats:
    return drivers.moving(state.drivers, at, state.judging.warn_high[at], state.quality.value)


def _conclude(
    state: State, rows: _Rows, observed: Floats, found: scoring.Worst, learned: Floats, limit: Floats
) -> Ints:
    """The score, the points of risk it is worth, and the level it leads to; gives the series newly off alone.

    `found` is the worst of the scores of what was `learned` and of the hard `limit`.
    """
    at, current = rows.at, state.current
    score, cause, side = found
    short, cadence = state.baseline.kind[at] == SHORT, state.baseline.cadence[at]
    same = short | (side == current.side[at])
    at_once = state.judging.immediate[at] & (limit >= SCORE_EDGES[-1])
    observed = np.where(cause == scoring.LIMIT, rows.value, observed)
    # One sample alone raises no risk: the lower of two neighbours counts.
    lasting = np.where(at_once, score, np.minimum(score, current.score[at]))
    current.observed[at], current.score[at], current.cause[at], current.side[at] = observed, score, cause, side
    lone, new = _alone(state, at)
    counted = np.where(lone, corroboration.COUNTS, np.inf)
    own = state.drivers.own[at]
    current.points[at] = np.minimum(severity(np.minimum(lasting, counted)), np.where(own, drivers.POINTS, 100.0))
    most = np.where(short, alarm.SHORT_DWELL * cadence, np.inf)
    clear = np.where(short, alarm.SHORT_CLEAR * cadence, alarm.CLEAR_S)
    # What lies now above, now below what is expected has not stayed outside on either side.
    steady = np.where(same, np.minimum(learned, counted), 0.0)
    by_learning = alarm.Said(steady, np.minimum(most, alarm.dwell_s(learned, rows.elapsed)))
    by_limit = alarm.Said(limit, np.where(at_once, 0.0, np.minimum(most, alarm.LIMIT_DWELL_S)))
    alarm.step(state.alarms, at, by_learning, by_limit, rows.time, clear)
    return new


def _alone(state: State, at: Ints) -> tuple[Bools, Ints]:
    """Which of the series `at` are off without any witness, and those of which that is new."""
    current, was = state.current, (state.quality.open[at] & quality.ALONE) != 0
    outside = current.score[at] >= np.where(was, alarm.RELEASE, 1.0)
    outside &= np.isnan(current.limit[at]) & (state.alarms.level[at] < len(SCORE_EDGES) - 1)
    outside &= state.baseline.kind[at] == SEASONAL
    lone = np.zeros(len(at), np.bool_)
    if not (outside | was).any():
        return lone, at[:0]
    if outside.any():
        lone[outside] = corroboration.alone(state.witnesses, at[outside], current.side[at[outside]], *_off(state))
    state.quality.open[at] = np.where(
        lone, state.quality.open[at] | quality.ALONE, state.quality.open[at] & ~quality.ALONE
    )
    return lone, at[lone & ~was]


def _off(state: State) -> tuple[Floats, Floats]:
    """(series,) how far every series is above and below what is expected, now or for long; NaN: not known now."""
    now = newest(state, np.arange(len(state.fleet)))
    return np.maximum(now, state.lasting.high), np.maximum(-now, state.lasting.low)
