"""Maintenance as the pipeline sees it: an asset goes out of judgement, and comes back as another machine, or the same.

Going out and coming back, everything that speaks of the time before is let go: levels, episodes, and what the layers
saw. What was learned stays; where the work says so, the level that the machine came back with is estimated
(`layers.level_shift`) and added to what is expected, so that the shape of its day and what it does under load need not
be learned again.

`out_from` and `out_until` of an asset are its newest span of work that it came to, and `out` says whether it is inside.
What is only planned is in `state.upkeep`.
"""

from collections.abc import Mapping

import numpy as np

from analytics.engine.state import State
from analytics.engine.upkeep import NEVER
from analytics.ground.columns import Bools, Ints
from analytics.ground.samples import Round
from analytics.layers import level_shift
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING
from analytics.layers.level_shift import Shift
from analytics.policies.maintenance import Work
from analytics.verdict import alarm
from store.points import Point


def know(state: State, spans: Mapping[str, tuple[Work, ...]]) -> None:
    """Take in all spans of work, by asset; one that was passed, or is older than what was learned, changes nothing."""
    upkeep = state.upkeep
    upkeep.spans = spans
    upkeep.lay_out([asset.name for asset in state.fleet.assets])
    for number in np.flatnonzero(state.assets.out).tolist():
        _amend(state, number)
    for number in np.unique(upkeep.asset).tolist():
        _look_ahead(state, number)


def excused(state: State, asset: Ints, time: Ints) -> Bools:
    """Which of n assets are under maintenance at a time (n,) in nanoseconds."""
    return state.upkeep.covers(asset, time)


def step(state: State, part: Round) -> list[Point]:
    """Let the assets of a round go out of judgement or come back; gives the episodes that end with that."""
    assets, at = state.assets, part.asset
    events = []
    for place in np.flatnonzero(part.time >= state.upkeep.next[at]).tolist():
        events += _go_out(state, int(at[place]), int(part.time[place]))
    ended = assets.out[at] & (part.time >= assets.out_until[at])
    for place in np.flatnonzero(ended).tolist():
        events += _come_back(state, int(at[place]), int(part.time[place]))
    return events


def _go_out(state: State, number: int, time: int) -> list[Point]:
    """The asset comes to its next span; where it was inside an earlier one, that is over."""
    events = _come_back(state, number, time) if state.assets.out[number] else []
    work = next(work for work in _spans(state, number) if work.begin == state.upkeep.next[number])
    assets = state.assets
    assets.out_from[number], assets.out_until[number], assets.out[number] = work.begin, work.end, True
    _want(state, number, work)
    _look_ahead(state, number)
    return events + _let_go(state, number, time)


def _come_back(state: State, number: int, time: int) -> list[Point]:
    assets = state.assets
    assets.out[number] = False
    # History from before the work is no history of this machine any more.
    own = np.array(state.fleet.series_of(number), np.int64)
    shift = state.of(Shift)
    own = own[shift.wanted[own]]
    if len(own):
        assets.learned[number] = max(assets.learned[number], assets.out_until[number])
    level_shift.begin(shift, own[state.of(Baseline).normal.kind[own] != LEARNING])
    return _let_go(state, number, time)


def _amend(state: State, number: int) -> None:
    """The span that an asset is inside of, as it stands now: it may end earlier or later, or have been taken back."""
    assets = state.assets
    begin, end = int(assets.out_from[number]), int(assets.out_until[number])
    now = next((work for work in _spans(state, number) if work.begin < end and work.end > begin), None)
    if now is None:
        assets.out_until[number] = min(end, int(assets.time[number]))
        state.of(Shift).wanted[state.fleet.series_of(number)] = False
    else:
        assets.out_until[number] = now.end
        _want(state, number, now)


def _look_ahead(state: State, number: int) -> None:
    """Find the next span that the asset has not come to, and that is not older than what was learned of it."""
    passed = max(int(state.assets.out_until[number]), int(state.assets.learned[number]))
    later = (work.begin for work in _spans(state, number) if work.end > passed)
    state.upkeep.next[number] = next(later, NEVER)


def _want(state: State, number: int, work: Work) -> None:
    """Note which levels are to be estimated after the work."""
    own = state.fleet.series_of(number)
    named = [not work.signals or state.fleet.signals[n].name in work.signals for n in own]
    state.of(Shift).wanted[own] = np.array(named, np.bool_) & work.relearn


def _spans(state: State, number: int) -> tuple[Work, ...]:
    return state.upkeep.spans.get(state.fleet.assets[number].name, ())


def _let_go(state: State, asset: int, time: int) -> list[Point]:
    own = np.array(state.fleet.series_of(asset), np.int64)
    for name, nothing in (("score", 0.0), ("points", 0.0), ("judged", 0)):
        getattr(state.current, name)[own] = nothing
    alarm.end(state.alarms, own)
    state.forget(own)
    if time <= state.assets.reported[asset]:
        return []  # what is open was raised, and reported, after that work
    return [event for number in own.tolist() for event in state.episodes.clear(number, state.fleet.assets[asset], time)]
