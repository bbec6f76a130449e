"""When assets were last heard of, for all who cannot see it in our own bucket, or cannot know how often values come.

What lies in buckets of others is read by the worker alone; so it tells of those assets, and of such as send more seldom
than once a minute, when each was last heard of and how long it may be silent. Whoever reads has to know no cadence.
"""

from collections.abc import Iterable

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.modes import Modes
from analytics.layers.quality import Quality
from analytics.worker.stream import Stream
from contract.measurements import PRESENCE
from contract.silence import LIVE_S
from contract.time import SECOND
from store.points import Point, encode

EVERY_S = 30.0
INTERVALS = 5.0
"""An asset that has missed so many of its values is silent."""
PARKED = "off"


class Presence:
    """Gives out what is new of it, every `EVERY_S` seconds."""

    def __init__(self) -> None:
        self._told, self._looked = np.zeros(0, np.int64), 0

    def lines(self, state: State, streams: Iterable[Stream], now: int) -> list[str]:
        """Lines of the assets that were heard of since the last ones."""
        if self._looked <= now < self._looked + EVERY_S * SECOND:
            return []
        self._looked = now
        of_others, usual_s, delay_s = _habits(state, streams)
        new = (of_others | (usual_s > LIVE_S)) & (state.assets.time > 0) & self._moved(state.assets.time)
        parked = _parked(state)
        return encode(
            Point(
                PRESENCE.name,
                state.fleet.assets[number].tags,
                {"patience_s": float(INTERVALS * usual_s[number] + delay_s[number]), "parked": bool(parked[number])},
                int(state.assets.time[number]),
            )
            for number in np.flatnonzero(new).tolist()
        )

    def _moved(self, time: Ints) -> Bools:
        """Which assets were heard of since; all, where assets have come or gone."""
        moved = time != self._told if len(time) == len(self._told) else np.ones(len(time), np.bool_)
        self._told = time.copy()
        return np.asarray(moved)


def _habits(state: State, streams: Iterable[Stream]) -> tuple[Bools, Floats, Floats]:
    """(assets,) which lie in buckets of others; seconds between two values, and until they are there."""
    count = len(state.fleet.assets)
    of_others, cadence_s, delay_s = np.zeros(count, np.bool_), np.zeros(count), np.zeros(count)
    for stream in streams:
        at = stream.numbers(state.fleet)
        of_others[at], cadence_s[at], delay_s[at] = True, stream.place.cadence_s, stream.place.delay_s
    seen_s = np.full(count, np.nan)
    np.fmin.at(seen_s, state.fleet.facts.asset, state.of(Quality).interval)
    return of_others, np.fmax(cadence_s, seen_s), delay_s


def _parked(state: State) -> Bools:
    """(assets,) which are in the run state in which their class may be silent: `off`, or else its first at rest."""
    modes, names = state.of(Modes), state.fleet.run_states.names
    found = np.zeros(len(state.fleet.assets), np.bool_)
    for number in np.flatnonzero((modes.state >= 0) & ~modes.working).tolist():
        spec = state.fleet.assets[number].spec
        resting = [name for name in spec.run_states if name not in spec.working_states]
        found[number] = names[modes.state[number]] == (PARKED if PARKED in resting else resting[0] if resting else "")
    return found
