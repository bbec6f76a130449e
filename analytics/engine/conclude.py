"""From the views of all layers to the score of each series, the points of risk that it is worth, and its level."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.engine.evidence import newest
from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers import quality
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL, SHORT
from analytics.layers.contract import Cause
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.moment import Moment
from analytics.layers.quality import Quality
from analytics.policies import drivers
from analytics.verdict import alarm, corroboration, scoring
from analytics.verdict.risk import severity
from contract.levels import SCORE_EDGES


@dataclass(frozen=True, slots=True)
class Seen:
    """A view with its cause; (n,) scores above and below what is expected."""

    cause: Cause
    high: Floats
    low: Floats


def conclude(state: State, moment: Moment, seen: Sequence[Seen]) -> Ints:
    """Judge the rows of a moment by the views; gives the series that are off alone from now on."""
    _set_aside(state, moment)
    found = _by_learning(state, moment, seen)
    learned, limit = found[0].copy(), np.zeros(len(moment.rows.at))
    for view in seen:
        if view.cause.hard:
            scoring.worsen(found, state.numbers[view.cause.name], view.high, view.low, hard=True)
            limit = np.maximum(limit, np.maximum(view.high, view.low))
    return _judge(state, moment, found, learned, limit)


def _set_aside(state: State, moment: Moment) -> None:
    """A series with an open data fault tells nothing of its machine: its score, its risk and its alarm end."""
    at = moment.set_aside
    state.current.score[at] = state.current.points[at] = 0.0
    alarm.end(state.alarms, at)
    state.alarms.level[moment.accepted] = 0


def _by_learning(state: State, moment: Moment, seen: Sequence[Seen]) -> scoring.Worst:
    """The worst by what was learned, of all rows; 0 for those that cannot be compared with it. Sets `moment.score`."""
    rows, current = moment.learned, state.current
    found, of_all = scoring.ordinary(len(rows.at)), scoring.ordinary(len(moment.rows.at))
    noisy = (rows.kind == SEASONAL) & quality.noisy(state.of(Quality), rows.at)
    some_noisy = bool(noisy.any())
    for view in seen:
        if not view.cause.hard:
            deaf = noisy if some_noisy and not view.cause.despite_noise else None
            high, low = (_weighed(side, moment.support, deaf) for side in (view.high, view.low))
            scoring.worsen(found, state.numbers[view.cause.name], high, low)
    for column, part in zip(of_all, found, strict=True):
        column[rows.place] = part
    current.expected[rows.at], current.half[rows.at] = moment.expected, moment.band.half
    current.judged[rows.at] = rows.time
    moment.score = found[0]
    return of_all


def _weighed(distance: Floats, support: Floats | None, deaf: Bools | None) -> Floats:
    if deaf is not None:
        distance = np.where(deaf, 0.0, distance)
    return distance if support is None else distance * support


def _judge(state: State, moment: Moment, found: scoring.Worst, learned: Floats, limit: Floats) -> Ints:
    """Score, points and level of all rows; `found` is the worst of what was `learned` and of the hard `limit`."""
    rows, current, normal = moment.rows, state.current, state.of(Baseline).normal
    at, (score, cause, side) = rows.at, found
    short, cadence = normal.kind[at] == SHORT, normal.cadence[at]
    same = short | (side == current.side[at])
    at_once = state.judging.immediate[at] & (limit >= SCORE_EDGES[-1])
    # One sample alone raises no risk: the lower of two neighbours counts.
    lasting = np.where(at_once, score, np.minimum(score, current.score[at]))
    current.observed[at] = np.where(state.hard[cause], rows.value, _observed(moment))
    current.score[at], current.cause[at], current.side[at] = score, cause, side
    lone, new = _alone(state, at)
    counted = np.where(lone, corroboration.COUNTS, np.inf)
    bound = np.where(state.drivers.own[at], drivers.POINTS, 100.0)
    current.points[at] = np.minimum(severity(np.minimum(lasting, counted)), bound)
    longest = np.where(short, alarm.SHORT_DWELL * cadence, np.inf)
    pace = moment.pace[at]
    clear = np.where(short, alarm.SHORT_CLEAR * cadence, alarm.CLEAR_S * pace)
    # What lies now above, now below what is expected has not stayed outside on either side.
    steady = np.where(same, np.minimum(learned, counted), 0.0)
    by_learning = alarm.Said(steady, np.minimum(longest, alarm.dwell_s(learned, rows.elapsed, pace)))
    by_limit = alarm.Said(limit, np.where(at_once, 0.0, np.minimum(longest, alarm.LIMIT_DWELL_S)))
    alarm.step(state.alarms, at, by_learning, by_limit, rows.time, clear)
    return new


def _observed(moment: Moment) -> Floats:
    """The value that is judged: the smoothed one where it is judged by its residual, the sample itself elsewhere."""
    observed = moment.rows.value.copy()
    observed[moment.learned.place] = moment.expected + moment.deviation
    return observed


def _alone(state: State, at: Ints) -> tuple[Bools, Ints]:
    """Which of the series `at` are off without any witness, and those of which that is new."""
    current, known = state.current, state.of(Quality)
    was = (known.open[at] & quality.ALONE) != 0
    outside = current.score[at] >= np.where(was, alarm.RELEASE, 1.0)
    outside &= np.isnan(current.limit[at]) & (state.alarms.level[at] < len(SCORE_EDGES) - 1)
    outside &= state.of(Baseline).normal.kind[at] == SEASONAL
    lone = np.zeros(len(at), np.bool_)
    if not (outside | was).any():
        return lone, at[:0]
    if outside.any():
        lone[outside] = corroboration.alone(state.corroboration, at[outside], current.side[at[outside]], *_off(state))
    known.open[at] = np.where(lone, known.open[at] | quality.ALONE, known.open[at] & ~quality.ALONE)
    return lone, at[lone & ~was]


def _off(state: State) -> tuple[Floats, Floats]:
    """(series,) how far every series is above and below what is expected, now or for long; NaN: not known now."""
    now, lasting = newest(state, np.arange(len(state.fleet))), state.of(EwmaCharts).lasting
    return np.maximum(now, lasting.high), np.maximum(-now, lasting.low)
