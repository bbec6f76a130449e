"""Whether a state that was loaded hangs together: every part has the size of the fleet, and no index points outside."""

from typing import TYPE_CHECKING

import numpy as np

from analytics.ground.columns import Ints
from analytics.layers.baseline import LEARNING, SEASONAL, SHORT
from analytics.layers.conditions import CONDITIONS
from analytics.layers.ewma_charts import ALWAYS
from analytics.layers.novelty.channels import SLOTS
from analytics.layers.warmup import SAMPLES
from contract.levels import SCORE_EDGES, SEVERITIES

if TYPE_CHECKING:
    from analytics.engine.state import State

_OF_ASSETS = ("modes", "context", "duty", "assets")


def check(state: "State") -> None:
    """Raise `ValueError` that names the part which is wrong."""
    series, assets, charts = len(state.fleet), len(state.fleet.assets), len(state.charts)
    _sizes(state, series, assets)
    places = state.places
    indices = {
        "charts.series": (state.charts.series, 0, series),
        "charts.condition": (state.charts.condition, ALWAYS, len(CONDITIONS)),
        "places.first": (places.first, 0, charts + 1),
        "places.number": (places.number, 0, charts + 1),
        "places.first and number": (places.first + places.number, 0, charts + 1),
        "context.state": (state.context.state, -1, len(state.states.names)),
        "baseline.kind": (state.baseline.kind, min(LEARNING, SHORT, SEASONAL), max(LEARNING, SHORT, SEASONAL) + 1),
        "alarms.level": (state.alarms.level, 0, len(SCORE_EDGES) + 1),
        "warmup.place": (state.warmup.progress.place, -1, state.warmup.buffer.shape[1]),
        "warmup.count": (state.warmup.progress.count, 0, SAMPLES + 1),
        "novelty.slot": (state.novelty.channels.slot, -1, SLOTS),
    }
    for name, (values, least, end) in indices.items():
        _within(name, values, least, end)
    for episode in state.episodes.open.values():
        if not (0 <= episode.series < series and 0 <= episode.asset < assets and episode.level in SEVERITIES):
            raise ValueError(f"an open episode is of series {episode.series} of asset {episode.asset}")


def _sizes(state: "State", series: int, assets: int) -> None:
    parts = state.dump()[0]
    for name, values in parts.items():
        part = name.partition(".")[0]
        if part == "charts":
            wanted = len(state.charts)
        elif part in _OF_ASSETS:
            wanted = assets
        else:
            wanted = series
        if name not in ("rollups.told", "warmup.buffer") and values.shape[-1] != wanted:
            raise ValueError(f"{name} has {values.shape[-1]} entries, not {wanted}")
    buffer = state.warmup.buffer
    if buffer.dtype != np.float32 or buffer.ndim != 2 or len(buffer) != SAMPLES:
        raise ValueError(f"warmup.buffer is of {buffer.dtype} and {buffer.shape}")


def _within(name: str, values: Ints, least: int, end: int) -> None:
    if len(values) and not least <= int(values.min()) <= int(values.max()) < end:
        raise ValueError(f"{name} points outside of {least} to {end - 1}")
