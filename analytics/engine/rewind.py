"""After the clock was set back: nothing that was seen may lie in the future, where it would keep the present out."""

import numpy as np

from analytics.engine.state import ASSET_PARTS, SERIES_PARTS, State
from analytics.layers.ewma_charts import WINDOW_NS

_PLANNED = frozenset({"out_from", "out_until"})
"""Columns of moments that may lie in the future: they were not seen, but announced."""


def rewind(state: State, now: int) -> None:
    """Let every moment that was seen after `now` (ns) be now; open minutes and days of the future are let go.

    An episode keeps when it was raised, and ends after that, as its events are in the store.
    """
    for part in (*(getattr(state, name) for name in (*SERIES_PARTS, *ASSET_PARTS)), state.warmup.progress):
        for name, values in part.pack().items():
            # No count and no number is as large as a moment in nanoseconds.
            if values.dtype == np.int64 and name not in _PLANNED:
                np.minimum(values, now, out=values)
    for window in (state.rollups.minute, state.rollups.day):
        window.drop(window.start > now)
    state.judged_window = min(state.judged_window, now // WINDOW_NS)
