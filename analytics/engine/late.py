"""Late samples scored in their place: against what was expected at their time, without a trace in the running views.

A late sample is judged alone, by the level and the hard limits: the views that live on memory have moved on. What it
adds to the risk of its moment follows the rule of the step, that one sample alone raises none.
"""

from dataclasses import dataclass

import numpy as np

from analytics.engine import maintenance
from analytics.engine.results import Scores
from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.ground.samples import Round
from analytics.layers import duty, limits, modes, quality
from analytics.layers.baseline.band import band, directed
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING, SHORT, expected
from analytics.layers.duty import Duty
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.modes import Modes
from analytics.layers.quality import Quality
from analytics.policies import drivers
from analytics.verdict import scoring
from analytics.verdict.risk import severity
from contract.levels import SCORE_EDGES
from contract.time import SECOND

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
    baseline, known, judging = state.of(Baseline), state.of(Quality), state.judging
    working = state.of(Modes).working[facts.asset[at]]
    can = judging.enabled[at] & ~quality.broken(known, at) & ~maintenance.excused(state, facts.asset[at], time)
    can &= (value >= facts.physical_low[at]) & (value <= facts.physical_high[at])
    learned = can & working & facts.symptom[at] & (baseline.normal.kind[at] != LEARNING)
    learned &= ~quality.doubted(known, at)
    warn_high = limits.upper(judging, state.drivers, known.value, at)
    beyond = np.maximum(*limits.beyond(judging, facts, at, value, warn_high))
    beyond = np.where(can & (working | judging.immediate[at]), beyond, 0.0)
    able = learned | (beyond > 0)
    worked = modes.worked_s(state.of(Modes), now.asset, now.time)
    features = duty.features(state.of(Duty), now.asset, worked)[0][:, now.slot[able]]
    at, value, time, learned, beyond = at[able], value[able], time[able], learned[able], beyond[able]
    normal = expected(baseline.normal, at, time, state.local(at, time), features)
    short, lately = baseline.normal.kind[at] == SHORT, baseline.rolling.location[at]
    normal = normal + np.where(short, lately, state.of(EwmaCharts).lasting.shared[at])
    own = band(baseline, judging, facts, at)
    outside = np.where(learned, scoring.beyond(np.maximum(*directed((value - normal) / own.half, own))), 0.0)
    normal, half = np.where(learned, normal, np.nan), np.where(learned, own.half, np.nan)
    return Scores(at, time, value, normal, half, np.maximum(outside, beyond))


def weigh(state: State, scores: Scores) -> Late:
    """What late scores add to the risk: of two neighbours of a series the lower counts, as in the step."""
    order = np.lexsort((scores.time, scores.series))
    at, time, score_ = scores.series[order], scores.time[order], scores.score[order]
    beside = np.diff(at, prepend=-1) == 0
    beside &= np.diff(time, prepend=0) <= NEIGHBOUR_S * SECOND * quality.pace(state.of(Quality), at)
    lasting = np.where(beside, np.minimum(score_, np.roll(score_, 1)), 0.0)
    at_once = state.judging.immediate[at] & (score_ >= SCORE_EDGES[-1])
    bound = np.where(state.drivers.own[at], drivers.POINTS, 100.0)
    points = np.zeros(len(at))
    points[order] = np.minimum(severity(np.where(at_once, score_, lasting)), bound)
    return Late(scores, points)
