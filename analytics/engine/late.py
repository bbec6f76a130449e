"""Late samples scored in their place: against what was expected at their time, without a trace in the running views.

A late sample is judged alone, by the level and the hard limits: the views that live on memory have moved on. What it
adds to the risk of its moment follows the rule of the step, that one sample alone raises none.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine import maintenance
from analytics.engine.results import Scores
from analytics.engine.state import State
from analytics.engine.step import band_of, limit_scores
from analytics.ground.clock import SECOND
from analytics.ground.columns import Floats
from analytics.ground.samples import Round
from analytics.layers import drivers, duty, modes, quality
from analytics.layers.baseline import LEARNING, SHORT, expected
from analytics.verdict import scoring
from analytics.verdict.risk import severity
from contract.levels import SCORE_EDGES

NEIGHBOUR_S = 60.0
"""Late samples of a series further apart than this do not bear each other out."""


@dataclass(frozen=True, slots=True)
class Late:
    """Scores of n late samples, and the points (n,) that each adds to the risk of its asset at its moment."""

    scores: Scores
    points: Floats


def score(state: State, now: Round) -> Scores:
    """Scores of those samples of a round that can be judged: what has a baseline, and what is beyond a hard limit."""
    facts, at, value, time = state.fleet.facts, now.series, now.value, now.time[now.slot]
    working = state.modes.working[facts.asset[at]]
    can = (
        state.judging.enabled[at]
        & ~quality.broken(state.quality, at)
        & ~maintenance.excused(state, facts.asset[at], time)
    )
    can &= (value >= facts.physical_low[at]) & (value <= facts.physical_high[at])
    learned = can & working & facts.symptom[at] & (state.baseline.kind[at] != LEARNING)
    learned &= ~quality.doubted(state.quality, at)
    limits = np.where(can & (working | state.judging.immediate[at]), np.maximum(*limit_scores(state, at, value)), 0.0)
    able = learned | (limits > 0)
    worked = modes.worked_s(state.modes, now.asset, now.time)
    features = duty.features(state.duty, now.asset, worked)[:, now.slot[able]]
    at, value, time, learned, limits = at[able], value[able], time[able], learned[able], limits[able]
    kind = state.baseline.kind[at]
    normal = expected(state.baseline, at, time, state.local(at, time), features)
    normal = normal + np.where(kind == SHORT, state.rolling.location[at], state.lasting.shared[at])
    band = band_of(state, at, kind)
    high, low = scoring.directed((value - normal) / band.half, band)
    outside = np.where(learned, scoring.beyond(np.maximum(high, low)), 0.0)
    normal, half = np.where(learned, normal, np.nan), np.where(learned, band.half, np.nan)
    return Scores(at, time, value, normal, half, np.maximum(outside, limits))


def weigh(state: State, scores: Scores) -> Late:
    """What late scores add to the risk: of two neighbours of a series the lower counts, as in the step."""
    order = np.lexsort((scores.time, scores.series))
    at, time, score_ = scores.series[order], scores.time[order], scores.score[order]
    beside = np.diff(at, prepend=-1) == 0
    beside &= np.diff(time, prepend=0) <= NEIGHBOUR_S * SECOND
    lasting = np.where(beside, np.minimum(score_, np.roll(score_, 1)), 0.0)
    at_once = state.judging.immediate[at] & (score_ >= SCORE_EDGES[-1])
    most = np.where(state.drivers.own[at], drivers.POINTS, 100.0)
    points = np.zeros(len(at))
    points[order] = np.minimum(severity(np.where(at_once, score_, lasting)), most)
    return Late(scores, points)
