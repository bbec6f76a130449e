"""What diagnosis looks at: how far each signal of an asset is off, always and under each condition that matters.

Slow charts tell what has lasted. A fault that is minutes old is not in them yet: there the newest sample speaks, for
every condition that holds just now, and for one that held a moment ago the mean of the samples under it: a vehicle that
has just moved off is hot from standing. Of what is a driver's or an operator's doing nothing counts: not the signals
that are their business, nor duty, nor what a machine shows in the minutes in which they ask of it what they should not.
"""

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.conditions import table
from analytics.layers.ewma_charts.charts import ALWAYS as ANY
from analytics.layers.ewma_charts.charts import WINDOW_NS, EwmaCharts
from analytics.layers.quality import Quality, pace
from analytics.verdict.diagnosis import Candidate, Deviations, diagnose, moving
from contract.failures import ALWAYS, When
from contract.levels import SCORE_EDGES
from contract.time import MINUTE

RECENT_NS = MINUTE
"""The newest sample of a signal speaks for the present if it is this close to the newest of its asset."""


def candidates(state: State, asset: int, time: int) -> list[Candidate]:
    """The likeliest failure modes of an asset at a time in nanoseconds, best first."""
    holds = state.holding(np.array([asset]), np.array([time]))[:, 0]
    own = state.fleet.series_of(asset)
    signals = frozenset(state.fleet.signals[number].name for number in own)
    lasting = None
    if (state.drivers.own[own] & (state.current.score[own] >= SCORE_EDGES[0])).any():
        lasting = deviations(state, asset, np.zeros_like(holds), present=False)
    return diagnose(state.fleet.assets[asset].spec, signals, deviations(state, asset, holds), lasting)


def moved(state: State, asset: int, time: int) -> dict[str, float]:
    """What of an asset is off at a time in nanoseconds: of each signal the furthest of all conditions, 1 at the edge of
    normal, below 0 where it is too low."""
    holds = state.holding(np.array([asset]), np.array([time]))[:, 0]
    found: dict[str, float] = {}
    for (signal, _), value in moving(deviations(state, asset, holds)).items():
        found[signal] = max(found.get(signal, 0.0), value, key=abs)
    return found


def deviations(state: State, asset: int, holds: Bools, *, present: bool = True) -> Deviations:
    """How far each symptom of an asset is off, by signal and condition; `holds` are those of now, (conditions,).

    Without `present` only what has lasted is told.
    """
    found: dict[tuple[str, When], float] = {}
    known, own = state.of(EwmaCharts), np.array(state.fleet.series_of(asset), np.int64)
    members = own[state.fleet.facts.symptom[own] & ~state.drivers.own[own]]
    speaks = newest(state, members) if present else np.full(len(members), np.nan)
    for number, now in zip(members.tolist(), speaks.tolist(), strict=True):
        for entry in known.of([number]).tolist():
            condition = int(known.charts.condition[entry])
            lately = now if condition == ANY or holds[condition] else _before(state, entry, now)
            said = [value for value in (float(known.charts.distance[entry]), lately) if np.isfinite(value)]
            if said:
                when = ALWAYS if condition == ANY else table().conditions[condition][1]
                found[state.fleet.signals[number].name, when] = max(said, key=abs)
    return found


def _before(state: State, entry: int, now: float) -> float:
    """How far off a series was under the condition of a chart in the window that was open a moment ago, where its
    newest sample speaks, too (`now`); else NaN."""
    charts = state.of(EwmaCharts).charts
    number = int(charts.series[entry])
    window = int(state.current.judged[number]) // WINDOW_NS
    if np.isnan(now) or charts.window[entry] < window - 1 or not charts.count[entry]:
        return np.nan
    mean = charts.total[entry] / charts.count[entry] - charts.offset[entry]
    return float(mean / state.current.half[number])


def newest(state: State, at: Ints) -> Floats:
    """(n,) how far off the newest sample of each of the series `at` is, smoothed and signed, 1 at the edge of normal;
    NaN where it is not judged or old."""
    current, asset = state.current, state.fleet.facts.asset[at]
    recent = state.assets.time[asset] - current.judged[at] <= RECENT_NS * pace(state.of(Quality), at)
    return np.where(recent, (current.observed[at] - current.expected[at]) / current.half[at], np.nan)
