"""What should each series be now? Series without an answer keep their samples until there is one.

A short baseline is learned from the first samples (`warmup`), follows its signal while that is ordinary (`robust`), and
learns on under a duty that it has not seen or where an alarm has lasted for so long that nobody knows which of two
states is the normal one. A seasonal one comes from history (`analytics.learning`) and is kept as it is.
"""

import numpy as np

from analytics.ground.clock import seconds_since
from analytics.ground.columns import Ints
from analytics.layers.baseline import duty_range, robust
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING, SEASONAL, SHORT, expected, within
from analytics.layers.baseline.warmup import APART_S, FOLLOW_TAU, PLATEAU, SCALE_TAU
from analytics.layers.contract import Layer
from analytics.layers.duty import room
from analytics.layers.modes import SETTLE_S
from analytics.layers.moment import Learned, Moment
from contract.levels import SCORE_EDGES
from contract.time import SECOND

RESTART_S = 30.0
"""A gap of this many cadences, in a series with a short baseline, starts its smoothed views anew."""

SETTLE_SAMPLES = 20.0
"""Of a machine that runs for seconds, the samples of a short history may be so many times closer than it takes to
settle."""
UNKNOWN_ROOM = 0.1
"""What matters of a duty of which nobody wrote it, as a part of its value, until history has told."""


class WhatIsNormal(Layer[Baseline]):
    """The expected value of each series that has a baseline."""

    name = "baseline"
    columns = Baseline
    shared = True

    def step(self, columns: Baseline, moment: Moment) -> tuple[()]:
        """Sets `baseline`, `learned`, `room` and `accepted`."""
        _notice(columns, moment)
        moment.accepted = _accept(columns, moment)
        _keep(columns, moment)
        moment.baseline = columns
        moment.learned = _expect(columns, moment)
        return ()

    def learn(self, columns: Baseline, moment: Moment) -> None:
        """A short baseline follows its signal and learns its scale while that is ordinary; it waits from watch on."""
        rows, normal = moment.learned, columns.normal
        short = rows.kind == SHORT
        if not short.any():
            return
        quiet = short & (moment.score < SCORE_EDGES[0])
        at, since, left = rows.at[quiet], rows.since[quiet], (rows.value - rows.fixed)[quiet]
        floor, cadence = 0.1 * normal.spread[at] + 1e-12, normal.cadence[at]
        robust.learn(columns.rolling, at, left, since, FOLLOW_TAU * cadence, floor)
        robust.remember(columns.rolling, at, moment.deviation[quiet], since, SCALE_TAU * cadence)

    def forget(self, columns: Baseline, series: Ints) -> None:
        """Let go of the samples of series that have learned enough."""
        columns.warmup.release(series[columns.normal.kind[series] != LEARNING])


def _notice(columns: Baseline, moment: Moment) -> None:
    """Under a duty that a short history has not seen, its series go on learning."""
    kind, facts, duty = columns.normal.kind, moment.fleet.facts, moment.duties
    if not (kind[facts.symptom] != SEASONAL).any():
        return
    least = facts.min_deviation[duty.at]
    room = 0.5 * np.where(np.isfinite(least), least, UNKNOWN_ROOM * np.abs(duty.value))
    new = np.unique(duty.asset[duty_range.novel(columns.duty, duty.slot, duty.asset, duty.value, room)])
    if len(new):
        _learn_on(columns, np.flatnonzero((kind == SHORT) & np.isin(facts.asset, new)))
    learns = np.zeros(len(moment.fleet.assets), np.bool_)
    learns[facts.asset[(kind == LEARNING) & facts.symptom]] = True
    learning = learns[duty.asset]
    duty_range.see(columns.duty, duty.slot[learning], duty.asset[learning], duty.value[learning])


def _learn_on(columns: Baseline, at: Ints) -> None:
    """Let series with a short baseline learn once more, around the level that they have followed to."""
    columns.normal.level[at] += columns.rolling.location[at]
    columns.warmup.again(columns.normal, at)


def _accept(columns: Baseline, moment: Moment) -> Ints:
    """A short history is soon outweighed: what lasts for `PLATEAU` samples inside all limits is learned as normal."""
    rows, normal = moment.good, columns.normal
    if not moment.raised.any():
        return rows.at[:0]
    rows = rows.only(~moment.excused[rows.slot])
    since = moment.raised[rows.at]
    odd = (since > 0) & (normal.kind[rows.at] == SHORT) & (moment.level[rows.at] < len(SCORE_EDGES))
    odd &= np.isnan(moment.current.limit[rows.at])
    if not odd.any():
        return rows.at[:0]
    again: Ints = rows.at[odd & (rows.time - since >= PLATEAU * normal.cadence[rows.at] * SECOND)]
    again = np.setdiff1d(again, moment.set_aside)
    _learn_on(columns, again)
    return again


def _keep(columns: Baseline, moment: Moment) -> None:
    """Samples of series without a baseline are kept until there are enough."""
    normal, rows = columns.normal, moment.rows
    learning = moment.can_learn & (normal.kind[rows.at] == LEARNING)
    if not learning.any():
        return
    rows = rows.only(learning)
    needs, settle_s = moment.judging.learned, moment.settle_s[rows.slot]
    apart_s = np.minimum(APART_S, settle_s / SETTLE_SAMPLES)
    run_s = np.where(settle_s < SETTLE_S, moment.worked_s[rows.slot], np.inf)
    done = columns.warmup.add(normal, columns.facts, needs, rows.at, rows.value, rows.time, apart_s, run_s)
    if len(done):
        columns.facts.tell(moment.fleet.facts)
        moment.judging.know(moment.fleet.facts)
    columns.rolling.location[done], columns.rolling.scale[done] = 0.0, normal.spread[done]
    columns.rolling.usual[done] = normal.scale[done]
    moment.current.judged[done] = 0


def _expect(columns: Baseline, moment: Moment) -> Learned:
    normal = columns.normal
    able = moment.can_learn & (normal.kind[moment.rows.at] != LEARNING)
    rows, place = moment.rows.only(able), np.flatnonzero(able)
    kind, cadence = normal.kind[rows.at], normal.cadence[rows.at]
    local = moment.clocks.of(moment.fleet.facts.asset[rows.at], rows.time)
    fixed = expected(normal, rows.at, rows.time, local, moment.features[:, rows.slot])
    # Who has written down what matters of a signal has thought of all that its duty can be.
    undescribed = moment.fleet.facts.learns_deviation[rows.at]
    if undescribed.any():
        least, most = moment.least[rows.at[undescribed]], moment.most[rows.at[undescribed]]
        fixed[undescribed] = within(fixed[undescribed], rows.value[undescribed], least, most)
        if moment.beyond is not None:
            moment.room = room(normal.beta, moment.beyond, rows.at, rows.slot, undescribed)
    since = seconds_since(rows.time, moment.current.judged[rows.at])
    since = np.where((kind == SHORT) & (since > RESTART_S * cadence), np.nan, since)
    return Learned(rows.at, rows.value, rows.time, rows.slot, place, since, kind, local, fixed)
