"""When a fault can first be seen: a machine that has it differs from its sound twin by more than noise explains.

Twins are the same machine simulated twice under the same noise, with the fault and without it. Those of many episodes
are walked through together, a kind at a time and day by day: a pair among many costs a fraction of one that walks
alone. Each day is entered anew at its midnight, so that what is found of an episode does not depend on its company.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from collectors import registry
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.group import Group, Held, Readings
from collectors.model import Conditions, Mask
from contract.time import DAY, MINUTE, SECOND

_STEP = MINUTE
_BLOCK = 120
"""Steps between two looks whether all has been seen."""
_PAIRS = 32
"""More than these at once would not fit the processor's cache."""
_SIGMAS = 3.0


class Lookout:
    """Finds the moment, on whole minutes, at which each episode's effect on a reading first exceeds three sigma.

    What befalls lines on their way can be seen at once: readings are sound.
    """

    def __init__(self, world: Conditions, held: Held) -> None:
        self._world, self._held = world, held
        self._seen: dict[str, int] = {}
        self._searched: dict[str, int] = {}
        """Up to which midnight (ns since 1970) an episode has been looked for in vain."""

    def seen(self, episode: Episode) -> int | None:
        """The moment, ns since 1970; None where none has been found so far."""
        return self._seen.get(episode.id)

    def look(self, episodes: Sequence[Episode], until: int) -> None:
        """Search for these as far as a moment, ns since 1970; what has been searched is not searched again."""
        hidden = [episode for episode in episodes if self._is_hidden(episode, until)]
        for kind in dict.fromkeys(episode.asset.asset_class for episode in hidden):
            self._look_at([episode for episode in hidden if episode.asset.asset_class == kind], until)

    def _is_hidden(self, episode: Episode, until: int) -> bool:
        if episode.id in self._seen or episode.onset > until:
            return False
        if not isinstance(episode.fault, Fault) and episode.fault.transport:
            self._seen[episode.id] = episode.onset
            return False
        # The midnight at or after which the onset's minute lies.
        self._searched.setdefault(episode.id, (episode.onset - 1) // DAY * DAY)
        return self._searched[episode.id] < min(until, _end(episode))

    def _look_at(self, hidden: Sequence[Episode], until: int) -> None:
        """Search for episodes of one kind, day by day."""
        first = min(self._searched[episode.id] for episode in hidden)
        for midnight in range(first, until, DAY):
            there = [episode for episode in hidden if self._is_open(episode, midnight)]
            for pairs in _batches(there):
                self._walk(midnight, pairs)
            self._searched |= {episode.id: midnight + DAY for episode in there}

    def _is_open(self, episode: Episode, midnight: int) -> bool:
        return episode.id not in self._seen and self._searched[episode.id] == midnight < _end(episode)

    def _walk(self, midnight: int, pairs: Sequence[Episode]) -> None:
        """A day of twins, or less where all are seen before it ends."""
        machines = [episode.asset for episode in pairs]
        group = Group([*machines, *machines], self._world)
        group.enter(midnight, lambda *_: pairs)
        for start in range(midnight, midnight + DAY, _BLOCK * _STEP):
            readings = group.advance(start + _STEP * np.arange(1, _BLOCK + 1), pairs, self._held)
            for place, episode in enumerate(pairs):
                visible = _visible(readings, place, episode)
                if visible.any():
                    self._seen.setdefault(episode.id, int(readings.times[int(np.argmax(visible))]))
            if all(episode.id in self._seen for episode in pairs):
                return


def _end(episode: Episode) -> int:
    """The last moment at which it is there."""
    return np.iinfo(np.int64).max if episode.repaired is None else episode.repaired - 1


def _batches(episodes: Sequence[Episode]) -> Iterator[list[Episode]]:
    """The episodes in parts of at most so many, no machine twice in one: a group has one place for each."""
    layers: list[dict[str, Episode]] = []
    for episode in episodes:
        free = next((layer for layer in layers if episode.asset.name not in layer), None)
        if free is None:
            layers.append(free := {})
        free[episode.asset.name] = episode
    for layer in layers:
        waiting = iter(layer.values())
        while part := [*islice(waiting, _PAIRS)]:
            yield part


def _visible(readings: Readings, place: int, episode: Episode) -> Mask:
    """At which moments, (T,), the machine at that place differs from its twin by more than its noise explains."""
    twin = place + readings.silent.shape[1] // 2
    sensors = registry.KINDS[episode.asset.asset_class].sensors
    seen = readings.silent[:, place].copy()
    for name in _touched(episode):
        broken, sound = readings.signal(name)[:, [place, twin]].T
        seen |= np.abs(broken - sound) > _SIGMAS * max(sensors[name].sigma, 1e-9)
        seen |= np.isnan(broken) & np.isfinite(sound)
    return seen & (episode.severity(readings.times / SECOND) > 0)


def _touched(episode: Episode) -> Sequence[str]:
    """The signals on which it can be seen."""
    if isinstance(episode.fault, Fault):
        return episode.fault.signals
    return (episode.planned.signal,) if episode.planned.signal else ()
