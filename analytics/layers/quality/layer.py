"""Data quality as a layer: which samples are good, which series are missing, and what may be judged at all."""

import numpy as np

from analytics.ground.clock import seconds_since
from analytics.ground.columns import Ints
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment, Rows
from analytics.layers.quality.dropout import missing
from analytics.layers.quality.inspect import Verdict, inspect
from analytics.layers.quality.state import ISSUES, Quality, broken, pace, untrue
from contract.data_faults import DataFault

SHIFT = 0.25
"""Duty that moves by more than this part of its normal range from one sample to the next has changed."""


class DataQuality(Layer[Quality]):
    """What is wrong with the measuring, kept apart from what is wrong with the machine."""

    name = "quality"
    columns = Quality
    shared = True

    def step(self, columns: Quality, moment: Moment) -> tuple[()]:
        """Sets `good`, `faults`, `set_aside`, `newest`, `pace`, `rows` and `can_learn`."""
        now = moment.round
        time = now.time[now.slot]
        elapsed = seconds_since(time, moment.current.time[now.series])
        troubled = (moment.level > 1) & (columns.open == 0)
        working = moment.working[now.slot]
        _follow_duty(columns, moment)
        since = seconds_since(time, moment.changed[now.asset[now.slot]])
        verdict = inspect(columns, moment.fleet.facts, now.series, now.value, elapsed, working, troubled, since)
        moment.good = Rows(now.series, now.value, time, elapsed, now.slot).only(verdict.good)
        moment.current.time[moment.good.at] = moment.good.time
        lost = _missing(columns, moment)
        moment.faults = _faults(now.series, verdict, lost)
        moment.set_aside = np.concatenate((now.series[broken(columns, now.series)], lost))
        moment.newest, moment.pace = columns.value, pace(columns, slice(None))
        _choose(columns, moment)
        return ()


def _follow_duty(columns: Quality, moment: Moment) -> None:
    """Note of which assets something quite else is asked than a sample ago."""
    now, facts = moment.round, moment.fleet.facts
    at = now.series
    # Where nobody wrote down a normal range, what it has shown is the measure.
    width = np.where(facts.normal_width[at] > 0, facts.normal_width[at], columns.most[at] - columns.least[at])
    far = np.abs(now.value - columns.value[at]) > SHIFT * width
    slots = now.slot[far & facts.duty[at]]
    moment.changed[now.asset[slots]] = now.time[slots]


def _faults(at: Ints, verdict: Verdict, lost: Ints) -> dict[str, Ints]:
    seen = int(np.bitwise_or.reduce(verdict.found)) if len(verdict.found) else 0
    faults = {name: at[verdict.shows(bit)] for bit, name in ISSUES.items() if seen & bit}
    return faults | ({DataFault.DROPOUT: lost} if len(lost) else {})


def _missing(columns: Quality, moment: Moment) -> Ints:
    """The series that are missing from now on, of the assets that have sent less than all of theirs."""
    now, owner = moment.round, moment.fleet.facts.asset
    all_of = np.bincount(owner, minlength=len(moment.fleet.assets))[now.asset]
    thin = np.flatnonzero(np.bincount(now.slot, minlength=len(now.asset)) < all_of)
    if not len(thin):
        return thin
    slot = np.full(len(moment.fleet.assets), -1)
    slot[now.asset[thin]] = thin
    at = np.flatnonzero(slot[owner] >= 0)
    place = slot[owner[at]]
    # What was held back has come, too.
    away = seconds_since(now.time[place], moment.current.time[at]) - columns.waited[at]
    return missing(columns, at, away, moment.working[place])


def _choose(columns: Quality, moment: Moment) -> None:
    """Which good samples are judged at all, and which of those also by what was learned."""
    rows, judging = moment.good, moment.judging
    judged = judging.enabled[rows.at] & ~broken(columns, rows.at) & ~moment.excused[rows.slot]
    judged &= moment.working[rows.slot] | judging.immediate[rows.at]
    moment.rows = rows = rows.only(judged)
    moment.can_learn = moment.fleet.facts.symptom[rows.at] & moment.settled[rows.slot] & ~untrue(columns, rows.at)
