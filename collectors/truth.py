"""The truth of an injected fault: when it began, when it could first be seen, when it failed, when it was repaired.

It has failed when its growth has ended: it does no longer what it is for. One that is repaired before never failed.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from collectors.detection import Lookout
from collectors.episodes import Episode
from collectors.group import Group
from collectors.model import Asset, Conditions
from contract.measurements import TRUTH
from contract.time import DAY, HOUR, MINUTE, SECOND
from store.points import Point

_STEP = MINUTE
_BLOCK = 720
_PHASES = ("onset", "detectable", "failed")
_SEARCH = 30 * DAY
"""How long it is looked for where nobody says until when, and for which a dead sensor's last reading is."""


def tags(asset: Asset) -> dict[str, str]:
    """The tags that all points of an asset carry."""
    return {"asset": asset.name, "asset_class": asset.asset_class, "site": asset.site}


class Chronicle:
    """What is known of each episode; found out once and kept."""

    def __init__(self, world: Conditions) -> None:
        self._world = world
        self._lookout = Lookout(world, self.held)
        self._held: dict[str, float] = {}

    def look(self, episodes: Sequence[Episode], until: int) -> None:
        """Find out together which of these can be seen by a moment: far cheaper than one after the other."""
        self._lookout.look(episodes, until)

    def points(self, episode: Episode, after: int, until: int) -> Iterator[Point]:
        """The episode's truth points of (after, until]: one at each change of phase, and one an hour.

        A point at a change bears that phase's name, an hourly one that of the furthest phase reached.
        """
        if episode.onset > until:
            return
        end = until if episode.repaired is None else min(until, episode.repaired - 1)
        changes = {moment: phase for phase, moment in self._changes(episode, end) if moment <= end}
        first = episode.onset + max(0, -(-(after + 1 - episode.onset) // HOUR)) * HOUR
        for moment in sorted({*range(first, end + 1, HOUR), *(moment for moment in changes if moment > after)}):
            reached = max((phase for start, phase in changes.items() if start <= moment), key=_PHASES.index)
            yield _point(episode, moment, changes.get(moment, reached))
        if episode.repaired is not None and after < episode.repaired <= until:
            yield _point(episode, episode.repaired, "repaired")

    def _changes(self, episode: Episode, until: int) -> list[tuple[str, int]]:
        """Each phase and when it is reached; those that fall together are told a second apart."""
        moments = {"onset": episode.onset, "detectable": self.detectable(episode, until), "failed": episode.failed}
        reached = [(phase, moment) for phase, moment in moments.items() if moment is not None]
        told: list[tuple[str, int]] = []
        for phase, moment in sorted(reached, key=lambda entry: entry[1]):
            told.append((phase, max(moment, told[-1][1] + SECOND) if told else moment))
        return told

    def detectable(self, episode: Episode, until: int | None = None) -> int | None:
        """When the episode's effect on a reading first exceeds three sigma of healthy noise, ns since 1970.

        None where it does not until a moment (ns since 1970; without one, for 30 days).
        """
        limit = episode.onset + _SEARCH if until is None else until
        self.look([episode], limit)
        seen = self._lookout.seen(episode)
        return seen if seen is not None and seen <= limit else None

    def held(self, episode: Episode) -> float:
        """What a sensor that sticks at the episode's onset keeps reporting: its first reading from then on."""
        if episode.id not in self._held:
            self._held[episode.id] = self._first_reading(episode)
        return self._held[episode.id]

    def _first_reading(self, episode: Episode) -> float:
        group = Group([episode.asset], self._world)
        group.enter(episode.onset - 1, lambda *_: [])
        for start in range(episode.onset, episode.onset + _SEARCH, _BLOCK * _STEP):
            readings = group.advance(start + _STEP * np.arange(_BLOCK), [], self.held)
            values = readings.signal(str(episode.planned.signal))[:, 0]
            found = values[np.isfinite(values)]
            if len(found):
                return float(found[0])
        return 0.0


def _point(episode: Episode, moment: int, phase: str) -> Point:
    severity = 0.0 if phase == "repaired" else float(episode.severity(np.array([moment / SECOND]))[0])
    return Point(
        TRUTH.name,
        {**tags(episode.asset), "mode": episode.fault.mode, "episode": episode.id},
        {"severity": round(severity, 6), "phase": phase},
        moment,
    )
