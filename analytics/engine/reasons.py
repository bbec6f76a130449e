"""Why assets have their risks: what `verdict.reason` says of the signals that have the greatest share in them."""

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.layers import quality
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING
from analytics.layers.modes import Modes
from analytics.layers.quality import Quality
from analytics.verdict.reason import Doubt, Finding, also, describe, learning, nearly
from contract.levels import SCORE_EDGES
from contract.time import SECOND

WORTH_SAYING = 15.0
"""Points of risk below which there is nothing to explain."""
ALSO = 0.2
"""Share of the risk from which on a further signal is named."""


def explain(state: State, assets: Ints, series: Ints, slot: Ints, points: Floats) -> list[str]:
    """Why m assets have their risks.

    Parameters
    ----------
    assets : (m,) numbers of the assets
    series, slot, points : (k,) series that can add to the risks, the place of their asset among the m in rising
        order, and what they add
    """
    texts = _quiet(state, assets, series, slot)
    loud = (state.assets.risk[assets[slot]] >= WORTH_SAYING) | (state.alarms.level[series] > 0)
    for place in np.unique(slot[loud]).tolist():
        own = slice(*np.searchsorted(slot, (place, place + 1)))
        text = _loud(state, int(assets[place]), series[own], points[own])
        texts[place] = text or texts[place]
    return texts


def _loud(state: State, asset: int, series: Ints, points: Floats) -> str:
    """The reason of an asset of which some signals are not ordinary; empty where there is nothing to explain."""
    order = np.argsort(-points, kind="stable")
    series, points = series[order], points[order]
    names = [state.fleet.signals[number].name for number in series.tolist()]
    risk, time = state.assets.risk[asset], int(state.assets.time[asset])
    if risk < WORTH_SAYING:
        return _little(state, series, names, time)
    others = [name for name, part in zip(names[1:], points[1:].tolist(), strict=True) if part >= ALSO * risk]
    return also(describe(finding(state, int(series[0]), time)), others)


def _little(state: State, series: Ints, names: list[str], time: int) -> str:
    """What is said where little or no risk is left, but an alarm: a signal may still be off, as of one who speeds."""
    held = state.alarms.level[series] > 0
    off = series[held & (state.current.score[series] >= SCORE_EDGES[0])]
    if len(off):
        return describe(finding(state, int(off[0]), time))
    return nearly([name for name, is_held in zip(names, held.tolist(), strict=True) if is_held])


def finding(state: State, number: int, time: int) -> Finding:
    """What is known of one series at a time in nanoseconds."""
    signal, current, judging = state.fleet.signals[number], state.current, state.judging
    limit = float(current.limit[number])
    began = int(state.alarms.raised[number]) or int(state.alarms.over[0, number])
    return Finding(
        signal=signal.name,
        unit=signal.unit,
        cause=state.causes[int(current.cause[number])],
        high=bool(current.side[number] > 0),
        observed=float(current.observed[number]),
        expected=float(current.expected[number]),
        half=float(current.half[number]),
        score=float(current.score[number]),
        limit=limit,
        critical=limit in (judging.crit_high[number], judging.crit_low[number]),
        lasted_s=max(time - began, 0) / SECOND if began else 0.0,
        doubt=_doubt(int(state.of(Quality).open[number])),
    )


def _doubt(open_faults: int) -> Doubt:
    if open_faults & quality.ALONE:
        return Doubt.ALONE
    return Doubt.NOISY if open_faults & quality.NOISY else Doubt.NONE


def _quiet(state: State, assets: Ints, series: Ints, slot: Ints) -> list[str]:
    """What is said of assets whose signals are all ordinary; only those that still learn are looked at one by one."""
    baseline, working = state.of(Baseline), state.of(Modes).working[assets]
    judged = state.fleet.facts.symptom[series] & state.judging.enabled[series]
    unlearned = judged & (baseline.normal.kind[series] == LEARNING)
    total, unknown = (np.bincount(slot[which], minlength=len(assets)) for which in (judged, unlearned))
    seen, needed = np.zeros((2, len(assets)), np.int64)
    at, own = series[unlearned], slot[unlearned]
    np.maximum.at(seen, own, baseline.warmup.progress.count[at])
    np.maximum.at(needed, own, baseline.warmup.needed(at, state.assets.time[assets[own]]))
    texts = np.where(working, "as expected", "not working: symptoms are not judged").tolist()
    for place in np.flatnonzero(working & (unknown > 0)).tolist():
        texts[place] = learning(int(unknown[place]), int(total[place]), int(seen[place]), int(needed[place]))
    return list(texts)
