"""Data quality as a layer: which samples are good, which series are missing, and what may be judged at all."""

import numpy as np

from analytics.ground.clock import seconds_since
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import kernel
from analytics.layers.contract import Layer
from analytics.layers.moment import Moment, Rows
from analytics.layers.quality.dropout import missing
from analytics.layers.quality.inspect import Verdict, inspect
from analytics.layers.quality.state import BROKEN, ISSUES, UNTRUE, Quality, broken, pace
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
        moment.least, moment.most = columns.least, columns.most
        _choose(columns, moment)
        return ()


def _follow_duty(columns: Quality, moment: Moment) -> None:
    """Note of which assets something quite else is asked than a sample ago."""
    now, facts = moment.round, moment.fleet.facts
    _change(
        facts.duty, facts.normal_width, columns.value, columns.least, columns.most,
        now.series, now.value, now.slot, now.asset, now.time, moment.changed,
    )  # fmt: skip


@kernel
def _change(
    duty: Bools, normal_width: Floats, last: Floats, least: Floats, most: Floats,
    at: Ints, value: Floats, slot: Ints, asset: Ints, time: Ints, changed: Ints,
) -> None:  # fmt: skip
    for row, i in enumerate(at):
        # Where nobody wrote down a normal range, what it has shown is the measure.
        width = normal_width[i] if normal_width[i] > 0 else most[i] - least[i]
        if duty[i] and abs(value[row] - last[i]) > SHIFT * width:
            changed[asset[slot[row]]] = time[slot[row]]


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
    judged, able = np.zeros((2, len(rows.at)), np.bool_)
    _able(
        rows.at, rows.slot, judging.enabled, judging.immediate, moment.fleet.facts.symptom, columns.open,
        moment.excused, moment.working, moment.settled, judged, able,
    )  # fmt: skip
    moment.rows, moment.can_learn = rows.only(judged), able[judged]


@kernel
def _able(
    at: Ints, slot: Ints, enabled: Bools, immediate: Bools, symptom: Bools, faults: Ints,
    excused: Bools, working: Bools, settled: Bools, judged: Bools, able: Bools,
) -> None:  # fmt: skip
    for row, i in enumerate(at):
        own = slot[row]
        if enabled[i] and not faults[i] & BROKEN and not excused[own]:
            judged[row] = working[own] or immediate[i]
            able[row] = symptom[i] and settled[own] and not faults[i] & UNTRUE
