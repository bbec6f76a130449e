"""From the views of all layers to the score of each series, the points of risk that it is worth, and its level."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.engine.evidence import newest
from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import kernel
from analytics.layers import quality
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL, SHORT
from analytics.layers.contract import Cause
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.moment import Moment
from analytics.layers.quality import Quality
from analytics.policies import drivers
from analytics.verdict import alarm, corroboration, scoring
from analytics.verdict.risk import points_of
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
            everywhere = np.arange(len(limit))
            scoring.worsen(found, everywhere, state.numbers[view.cause.name], view.high, view.low, hard=True)
            limit = np.maximum(limit, np.maximum(view.high, view.low))
    return _judge(state, moment, found, learned, limit)


def _set_aside(state: State, moment: Moment) -> None:
    """A series with an open data fault tells nothing of its machine: its score, its risk and its alarm end."""
    state.alarms.level[moment.accepted] = 0
    at = moment.set_aside
    if not len(at):
        return
    state.current.score[at] = state.current.points[at] = 0.0
    alarm.end(state.alarms, at)


def _by_learning(state: State, moment: Moment, seen: Sequence[Seen]) -> scoring.Worst:
    """The worst by what was learned, of all rows; 0 for those that cannot be compared with it. Sets `moment.score`."""
    rows, found = moment.learned, scoring.ordinary(len(moment.rows.at))
    noisy = (rows.kind == SEASONAL) & quality.noisy(state.of(Quality), rows.at)
    some_noisy = bool(noisy.any())
    for view in seen:
        if not view.cause.hard:
            deaf = noisy if some_noisy and not view.cause.despite_noise else None
            high, low = (_weighed(side, moment.support, deaf) for side in (view.high, view.low))
            scoring.worsen(found, rows.place, state.numbers[view.cause.name], high, low)
    moment.score = found[0][rows.place]
    return found


def _weighed(distance: Floats, support: Floats | None, deaf: Bools | None) -> Floats:
    if deaf is not None:
        distance = np.where(deaf, 0.0, distance)
    return distance if support is None else distance * support


def _judge(state: State, moment: Moment, found: scoring.Worst, learned: Floats, limit: Floats) -> Ints:
    """Score, points and level of all rows; `found` is the worst of what was `learned` and of the hard `limit`."""
    rows, kind = moment.rows, state.of(Baseline).normal.kind
    at, turned, before = rows.at, state.current.side[rows.at] != found[2], state.current.score[rows.at]
    at_once = state.judging.immediate[at] & (limit >= SCORE_EDGES[-1])
    _note(state, moment, found)
    lone, new = _alone(state, at)
    # What lies now above, now below what is expected has not stayed outside on either side.
    turned &= kind[at] != SHORT
    _weigh(state.current.points, state.drivers.own, at, found[0], before, at_once, lone)
    by_learning, by_limit, clear_s = np.empty((3, len(at)))
    cadence = state.of(Baseline).normal.cadence
    least = state.judging.dwell_s
    _dwell(kind, cadence, moment.pace, least, at, learned, rows.elapsed, at_once, by_learning, by_limit, clear_s)
    steady = _steady(learned, turned, lone)
    alarm.step(state.alarms, at, alarm.Said(steady, by_learning), alarm.Said(limit, by_limit), rows.time, clear_s)
    return new


def _note(state: State, moment: Moment, found: scoring.Worst) -> None:
    """Keep what was found of all rows, and by what they were judged."""
    current, rows, learned = state.current, moment.rows, moment.learned
    _keep(
        current.observed, current.score, current.cause, current.side, rows.at, rows.value, *found,
        current.expected, current.half, current.judged, learned.at, learned.place, learned.time, moment.expected,
        moment.deviation, moment.band.half, state.hard,
    )  # fmt: skip


@kernel
def _keep(
    observed: Floats, scores: Floats, causes: Ints, sides: Ints, at: Ints, value: Floats, score: Floats, cause: Ints,
    side: Ints, expecteds: Floats, halves: Floats, judged: Ints, learned: Ints, place: Ints, time: Ints,
    expected: Floats, deviation: Floats, half: Floats, hard: Bools,
) -> None:  # fmt: skip
    for row, number in enumerate(at):
        observed[number], scores[number] = value[row], score[row]
        causes[number], sides[number] = cause[row], side[row]
    for row, number in enumerate(learned):
        expecteds[number], halves[number], judged[number] = expected[row], half[row], time[row]
        # What is judged by its residual is judged by the smoothed one, and all else by the sample itself.
        if not hard[cause[place[row]]]:
            observed[number] = expected[row] + deviation[row]


@kernel
def _weigh(
    points: Floats, of_driver: Bools, at: Ints, score: Floats, before: Floats, at_once: Bools, lone: Bools
) -> None:
    """The points of risk of each row."""
    for row, number in enumerate(at):
        # One sample alone raises no risk: the lower of two neighbours counts.
        counted = score[row] if at_once[row] else min(score[row], before[row])
        if lone[row]:
            counted = min(counted, corroboration.COUNTS)
        points[number] = min(points_of(counted), drivers.POINTS if of_driver[number] else 100.0)


@kernel
def _dwell(
    kind: Ints, cadence: Floats, pace: Floats, least: Floats, at: Ints, learned: Floats, elapsed: Floats,
    at_once: Bools, by_learning: Floats, by_limit: Floats, clear_s: Floats,
) -> None:  # fmt: skip
    """For how long what was learned, and a limit, must say of each row that it is off, and both that it is not."""
    for row, number in enumerate(at):
        longest, clear_s[row] = np.inf, alarm.CLEAR_S * pace[number]
        if kind[number] == SHORT:
            longest, clear_s[row] = alarm.SHORT_DWELL * cadence[number], alarm.SHORT_CLEAR * cadence[number]
        own = min(longest, alarm.dwell_of(learned[row], elapsed[row], pace[number]))
        by_learning[row] = max(own, least[number])
        by_limit[row] = max(0.0 if at_once[row] else min(longest, alarm.LIMIT_DWELL_S), least[number])


@kernel
def _steady(learned: Floats, turned: Bools, lone: Bools) -> Floats:
    """What was learned of each row, as far as it counts towards a level."""
    steady = np.zeros(len(learned))
    for row in range(len(learned)):
        if not turned[row]:
            steady[row] = min(learned[row], corroboration.COUNTS) if lone[row] else learned[row]
    return steady


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
