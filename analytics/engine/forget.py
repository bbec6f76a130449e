"""Letting go of assets: the state without them, in which the others are numbered anew and know all that they knew."""

import logging
from dataclasses import replace

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Ints
from analytics.ground.fleet import renumbered
from analytics.verdict.faults import Episodes
from store.points import Point

log = logging.getLogger(__name__)


def without(state: State, gone: Bools, time: int) -> tuple[State, list[Point]]:
    """The state without the assets for which `gone` (assets,) holds, and the ends (at `time`, ns) of their episodes."""
    state.fit()
    ended = [
        event
        for number in [number for number, episode in state.episodes.open.items() if gone[episode.asset]]
        for event in state.episodes.clear(number, state.fleet.assets[state.episodes.open[number].asset], time)
    ]
    assets, series = np.flatnonzero(~gone), np.flatnonzero(~gone[state.fleet.facts.asset])
    kept = state.only(series, assets)
    kept.episodes = _episodes(state, assets, series)
    kept.check()
    kept.fit()
    return kept, ended


def without_strangers(state: State, time: int) -> tuple[State, list[Point]]:
    """The same without the assets of classes that are gone, or are not what they were when they were learned."""
    strangers = state.fleet.strangers
    if not strangers:
        return state, []
    gone = np.array([asset.spec.name in strangers for asset in state.fleet.assets], np.bool_)
    log.warning("%d assets are learned anew: changed or gone are %s", int(gone.sum()), ", ".join(sorted(strangers)))
    return without(state, gone, time)


def _episodes(state: State, assets: Ints, series: Ints) -> Episodes:
    of_asset, of_series = renumbered(assets, len(state.fleet.assets)), renumbered(series, len(state.fleet))
    return Episodes(
        replace(episode, series=int(of_series[episode.series]), asset=int(of_asset[episode.asset]))
        for episode in state.episodes.open.values()
    )
