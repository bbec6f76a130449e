"""Letting go of assets: the state without them, in which the others are numbered anew and know all that they knew."""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from analytics.engine.state import ASSET_PARTS, SERIES_PARTS, State
from analytics.engine.whole import check
from analytics.ground.columns import Bools, Columns, Ints
from analytics.ground.fleet import Fleet
from analytics.layers.ewma_charts import Charts, Places
from analytics.layers.novelty import Novelty
from analytics.layers.warmup import Warmup
from analytics.verdict.faults import Episodes
from store.points import Point

NEVER = -1

_Part = TypeVar("_Part", bound=Columns | Novelty)


def without(state: State, gone: Bools, time: int) -> tuple[State, list[Point]]:
    """The state without the assets for which `gone` (assets,) holds, and the ends (at `time`, ns) of their episodes."""
    state.fit()
    ended = [
        event
        for number in [number for number, episode in state.episodes.open.items() if gone[episode.asset]]
        for event in state.episodes.clear(number, state.fleet.assets[state.episodes.open[number].asset], time)
    ]
    assets = np.flatnonzero(~gone)
    series = np.flatnonzero(~gone[state.fleet.facts.asset])
    kept = State(fleet=_fleet(state, assets, series), states=state.states, clocks=state.clocks)
    for parts, numbers in ((SERIES_PARTS, series), (ASSET_PARTS, assets)):
        for name in parts:
            setattr(kept, name, _taken(getattr(state, name), numbers))
    kept.charts, kept.places = _charts(state, series)
    kept.warmup = _warmup(state, series)
    kept.rollups.minute, kept.rollups.day = (
        _taken(window, series) for window in (state.rollups.minute, state.rollups.day)
    )
    kept.rollups.told, kept.judged_window = state.rollups.told, state.judged_window
    kept.episodes = _episodes(state, assets, series)
    check(kept)
    kept.fit()
    kept.adopt(state.thresholds)
    return kept, ended


def _fleet(state: State, assets: Ints, series: Ints) -> Fleet:
    fleet = Fleet(state.fleet.most)
    for number in assets.tolist():
        asset = state.fleet.assets[number]
        fleet.asset(asset.name, asset.spec.name.value, asset.site)
    place = _places(assets, len(state.fleet.assets))
    for number in series.tolist():
        fleet.series(int(place[state.fleet.facts.asset[number]]), state.fleet.signals[number].name)
    return fleet


def _places(numbers: Ints, size: int) -> Ints:
    """The new number of each old one, `NEVER` where it is gone."""
    place = np.full(size, NEVER)
    place[numbers] = np.arange(len(numbers))
    return place


def _taken(part: _Part, numbers: Ints) -> _Part:
    taken: _Part = type(part).unpack({name: values[..., numbers] for name, values in part.pack().items()})  # type: ignore[assignment]
    return taken


def _charts(state: State, series: Ints) -> tuple[Charts, Places]:
    own = np.flatnonzero(np.isin(state.charts.series, series))
    charts, places = _taken(state.charts, own), _taken(state.places, series)
    charts.series = _places(series, len(state.fleet))[charts.series]
    first = np.append(_places(own, len(state.charts)), 0)[places.first]
    places.first = np.where(places.number > 0, first, 0)
    return charts, places


def _warmup(state: State, series: Ints) -> Warmup:
    """The samples of series that still learn; places in the buffer of those that are gone are free again."""
    progress = _taken(state.warmup.progress, series)
    return Warmup.unpack({**progress.pack(), "buffer": state.warmup.buffer})


def _episodes(state: State, assets: Ints, series: Ints) -> Episodes:
    of_asset, of_series = _places(assets, len(state.fleet.assets)), _places(series, len(state.fleet))
    return Episodes(
        replace(episode, series=int(of_series[episode.series]), asset=int(of_asset[episode.asset]))
        for episode in state.episodes.open.values()
    )
