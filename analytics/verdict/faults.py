"""Fault events: one an episode, raised and cleared, however often the score crosses its edge in between.

An episode begins when a signal's level reaches warning and ends when it falls below it. One that turns critical ends
and another begins, as its severity is part of its name. Its id follows from the asset, the code and the time when it
was raised, so that writing it twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from analytics.ground.fleet import Asset
from contract.levels import SEVERITIES
from contract.measurements import FAULT, Value
from contract.time import HOUR, SECOND
from store.points import Point

REPEAT_NS = HOUR
"""How often an open episode is written again, at moments counted from its start."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An open fault: everything but `last_reported`, when it was last written, is fixed when it is raised."""

    series: int
    asset: int
    code: str
    level: int
    raised: int
    risk: float
    observed: float
    limit: float
    description: str
    recommendation: str
    mode: str
    """The likeliest failure mode when it was raised, "unknown" where nothing pointed at one."""
    confidence: float
    against: str
    last_reported: int
    signal: str
    site: str
    """Where the asset was when it was raised: all events of an episode have the same tags."""
    danger: bool
    """Whether the code is one of those that are a danger to people, as its class says it."""
    moved: str = ""
    """What was off when it was raised, as a pattern; empty where an older worker raised it."""

    def name(self, asset: Asset) -> str:
        """The episode's id: asset, code, severity and the second when it was raised."""
        return f"{asset.name}-{self.code}-{SEVERITIES[self.level]}-{self.raised // SECOND}"

    def point(self, asset: Asset, state: str, time: int) -> Point:
        """The event as it is written, at a time in nanoseconds."""
        tags = {"code": self.code, "severity": SEVERITIES[self.level], "episode": self.name(asset)}
        fields: dict[str, Value] = {
            "state": state,
            "risk": self.risk,
            "observed": self.observed,
            "limit": self.limit,
            "description": self.description,
            "recommendation": self.recommendation,
            "mode": self.mode,
            "confidence": self.confidence,
            "against": self.against,
            "signal": self.signal,
            "danger": self.danger,
            "moved": self.moved,
        }
        return Point(FAULT.name, {**asset.tags, "site": self.site, **tags}, fields, time)


class Episodes:
    """The open episodes, at most one a series."""

    def __init__(self, episodes: Iterable[Episode] = ()) -> None:
        self.open = {episode.series: episode for episode in episodes}

    def raise_(self, episode: Episode, asset: Asset) -> list[Point]:
        """Open an episode; one that the series already has is cleared first."""
        cleared = self.clear(episode.series, asset, episode.raised)
        self.open[episode.series] = episode
        return [*cleared, episode.point(asset, "raised", episode.raised)]

    def clear(self, series: int, asset: Asset, time: int) -> list[Point]:
        """End the episode of a series, where it has one."""
        episode = self.open.pop(series, None)
        # An event of the same moment would overwrite the one that raised it.
        return [] if episode is None else [episode.point(asset, "cleared", max(time, episode.last_reported + 1))]

    def repeat(self, asset: Asset, number: int, time: int) -> list[Point]:
        """The open episodes of an asset that were last written an hour ago or more, again."""
        due = [e for e in self.open.values() if e.asset == number and time - e.last_reported >= REPEAT_NS]
        points = []
        for episode in due:
            last_reported = episode.raised + (time - episode.raised) // REPEAT_NS * REPEAT_NS
            self.open[episode.series] = replace(episode, last_reported=last_reported)
            points.append(episode.point(asset, "raised", last_reported))
        return points

    def dump(self) -> list[dict[str, Any]]:
        """The open episodes as plain data."""
        return [asdict(episode) for episode in self.open.values()]

    @classmethod
    def load(cls, data: Iterable[dict[str, Any]]) -> "Episodes":
        """What `dump` gave; raises `TypeError` where the data has another shape."""
        return cls(Episode(**item) for item in data)
