"""The truth of an injected fault: when it began, when it could first be seen, when it failed, when it was repaired.

"Detectable" is found by simulating the machine twice, with the fault and without it, under the same noise: the moment
when a reading first differs by more than three standard deviations of its healthy noise.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from collectors import registry
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.group import Group, Readings
from collectors.model import Asset, Conditions
from collectors.scenario import SECOND
from telemetry.measurements import TRUTH
from telemetry.points import Point

_HOUR = 3600 * SECOND
_STEP = 60 * SECOND
_BLOCK = 720
_SIGMAS = 3.0
_PHASES = ("onset", "detectable", "failed")
_SEARCH = 30 * 86_400 * SECOND
"""A fault that shows nothing for this long is called undetectable."""


def tags(asset: Asset) -> dict[str, str]:
    """The tags that all points of an asset carry."""
    return {"asset": asset.name, "asset_class": asset.asset_class.value, "site": asset.site}


class Chronicle:
    """What is known of each episode; found out once and kept."""

    def __init__(self, world: Conditions) -> None:
        self._world = world
        self._detectable: dict[str, int | None] = {}
        self._held: dict[str, float] = {}

    def points(self, episode: Episode, after: int, until: int) -> Iterator[Point]:
        """The episode's truth points of (after, until]: one at each change of phase, and one an hour.

        A point at a change bears that phase's name, an hourly one that of the furthest phase reached.
        """
        if episode.onset > until:
            return
        end = until if episode.repaired is None else min(until, episode.repaired - 1)
        changes = {moment: phase for phase, moment in self._changes(episode) if moment <= end}
        first = episode.onset + max(0, -(-(after + 1 - episode.onset) // _HOUR)) * _HOUR
        for moment in sorted({*range(first, end + 1, _HOUR), *(moment for moment in changes if moment > after)}):
            reached = max((phase for start, phase in changes.items() if start <= moment), key=_PHASES.index)
            yield _point(episode, moment, changes.get(moment, reached))
        if episode.repaired is not None and after < episode.repaired <= until:
            yield _point(episode, episode.repaired, "repaired")

    def _changes(self, episode: Episode) -> list[tuple[str, int]]:
        """Each phase and when it is reached; those that fall together are told a second apart."""
        moments = {"onset": episode.onset, "detectable": self.detectable(episode), "failed": episode.failed}
        reached = [(phase, moment) for phase, moment in moments.items() if moment is not None]
        told: list[tuple[str, int]] = []
        for phase, moment in sorted(reached, key=lambda entry: entry[1]):
            told.append((phase, max(moment, told[-1][1] + SECOND) if told else moment))
        return told

    def detectable(self, episode: Episode) -> int | None:
        """When the episode's effect on a reading first exceeds three sigma of healthy noise, ns; None for never."""
        if episode.id not in self._detectable:
            self._detectable[episode.id] = self._search(episode)
        return self._detectable[episode.id]

    def held(self, episode: Episode) -> float:
        """What a sensor that sticks at the episode's onset keeps reporting: its first reading from then on."""
        if episode.id not in self._held:
            self._held[episode.id] = self._first_reading(episode)
        return self._held[episode.id]

    def _search(self, episode: Episode) -> int | None:
        for broken in self._readings(episode, [episode.asset] * 2, [episode]):
            seen = _visible(broken, episode)
            if seen.any():
                return int(broken.times[int(np.argmax(seen))])
        return None

    def _first_reading(self, episode: Episode) -> float:
        for readings in self._readings(episode, [episode.asset], []):
            values = readings.signal(str(episode.planned.signal))[:, 0]
            found = values[np.isfinite(values)]
            if len(found):
                return float(found[0])
        return 0.0

    def _readings(self, episode: Episode, assets: Sequence[Asset], faults: Sequence[Episode]) -> Iterator[Readings]:
        """Blocks of readings from the onset on, until the repair."""
        group = Group(assets, self._world)
        group.enter(episode.onset - 1, lambda *_: [])
        stop = min(episode.repaired or episode.onset + _SEARCH, episode.onset + _SEARCH)
        for start in range(episode.onset, stop, _BLOCK * _STEP):
            times = np.arange(start, min(stop, start + _BLOCK * _STEP), _STEP)
            yield group.advance(times, faults, self.held)


def _visible(readings: Readings, episode: Episode) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """At which moments the first machine of two differs from the second by more than its noise explains."""
    sensors = registry.KINDS[episode.asset.kind][1].sensors
    names = episode.fault.signals if isinstance(episode.fault, Fault) else tuple(sensors)
    seen = readings.silent[:, 0].copy()
    for name in names:
        broken, sound = readings.signal(name).T
        seen |= np.abs(broken - sound) > _SIGMAS * max(sensors[name].sigma, 1e-9)
        seen |= np.isnan(broken) & np.isfinite(sound)
    return seen


def _point(episode: Episode, moment: int, phase: str) -> Point:
    severity = 0.0 if phase == "repaired" else float(episode.severity(np.array([moment / SECOND]))[0])
    return Point(
        TRUTH.name,
        {**tags(episode.asset), "mode": episode.fault.mode, "episode": episode.id},
        {"severity": round(severity, 6), "phase": phase},
        moment,
    )
