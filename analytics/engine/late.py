"""Late samples scored in their place: against what was expected at their time, without a trace in the running state.

A late sample is judged alone, by the level and the hard limits: the views that live on memory have moved on.
"""

import numpy as np

from analytics.engine.results import Scores
from analytics.engine.samples import Round
from analytics.engine.state import State
from analytics.engine.step import band_of, limit_scores
from analytics.layers import duty, modes
from analytics.layers.baseline import LEARNING, SHORT, expected
from analytics.verdict import scoring


def score(state: State, now: Round) -> Scores:
    """Scores of those samples of a round that can be judged: symptoms with a baseline, physically possible."""
    facts, at, value, time = state.fleet.facts, now.series, now.value, now.time[now.slot]
    able = facts.symptom[at] & state.judging.enabled[at] & (state.baseline.kind[at] != LEARNING)
    able &= (
        (value >= facts.physical_low[at]) & (value <= facts.physical_high[at]) & state.modes.working[facts.asset[at]]
    )
    worked = modes.worked_s(state.modes, now.asset, now.time)
    features = duty.features(state.duty, now.asset, worked)[:, now.slot[able]]
    at, value, time = at[able], value[able], time[able]
    kind = state.baseline.kind[at]
    normal = expected(state.baseline, at, time, features)
    normal = normal + np.where(kind == SHORT, state.rolling.location[at], 0.0)
    band = band_of(state, at, kind)
    high, low = scoring.directed((value - normal) / band.half, band)
    over, under = limit_scores(state, at, value)
    worst = np.maximum.reduce((scoring.beyond(np.maximum(high, low)), over, under))
    return Scores(at, time, value, normal, band.half, worst)
