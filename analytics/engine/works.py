"""Maintenance as the pipeline sees it: an asset goes out of judgement, and comes back as another machine, or the same.

Going out and coming back, everything that speaks of the time before is let go: levels, creep, slow charts, episodes.
What was learned stays; where the work says so, the level that the machine came back with is estimated (`layers.shift`)
and added to what is expected, so that the shape of its day and what it does under load need not be learned again.
"""

from collections.abc import Mapping

import numpy as np

from analytics.engine.columns import Bools, Ints
from analytics.engine.samples import Round
from analytics.engine.state import State
from analytics.layers import charts, shift
from analytics.layers.baseline import LEARNING
from analytics.policies.maintenance import Work
from telemetry.points import Point

NONE, AWAITED, INSIDE = 0, 1, 2


def know(state: State, works: Mapping[str, Work]) -> None:
    """Take in the latest work of assets; one that is known already, or older than what was learned, changes nothing."""
    assets = state.assets
    for number, asset in enumerate(state.fleet.assets):
        work = works.get(asset.name)
        if work is None or work.end <= max(int(assets.out_until[number]), int(assets.learned[number])):
            continue
        assets.out_from[number], assets.out_until[number], assets.out[number] = work.begin, work.end, AWAITED
        own = state.fleet.series_of(number)
        named = [not work.signals or state.fleet.signals[n].name in work.signals for n in own]
        state.shift.wanted[own] = np.array(named, np.bool_) & work.relearn


def excused(state: State, asset: Ints, time: Ints) -> Bools:
    """Which of n assets are under maintenance at a time (n,) in nanoseconds."""
    return np.asarray((time >= state.assets.out_from[asset]) & (time < state.assets.out_until[asset]))


def step(state: State, part: Round) -> list[Point]:
    """Let the assets of a round go out of judgement or come back; gives the episodes that end with that."""
    assets, at = state.assets, part.asset
    begun = (assets.out[at] == AWAITED) & (part.time >= assets.out_from[at])
    ended = (assets.out[at] != NONE) & (part.time >= assets.out_until[at])
    events = []
    for place in np.flatnonzero(begun | ended).tolist():
        events += _let_go(state, int(at[place]), int(part.time[place]))
    assets.out[at[begun]] = INSIDE
    for number in at[ended].tolist():
        assets.out[number] = NONE
        # History from before the work is no history of this machine any more.
        own = np.array(state.fleet.series_of(number), np.int64)
        own = own[state.shift.wanted[own]]
        if len(own):
            assets.learned[number] = max(assets.learned[number], assets.out_until[number])
        shift.begin(state.shift, own[state.baseline.kind[own] != LEARNING])
    return events


def _let_go(state: State, asset: int, time: int) -> list[Point]:
    own = state.fleet.series_of(asset)
    for name, nothing in (("score", 0.0), ("points", 0.0), ("judged", 0)):
        getattr(state.current, name)[own] = nothing
    for name in ("level", "over", "under", "raised"):
        getattr(state.alarms, name)[..., own] = 0
    state.creep.above[own] = state.creep.below[own] = 0.0
    state.lasting.high[own] = state.lasting.low[own] = 0.0
    entries = state.charts_of(own)
    charts.forget(state.charts, entries)
    state.charts.distance[entries] = np.nan
    return [event for number in own for event in state.episodes.clear(number, state.fleet.assets[asset], time)]
