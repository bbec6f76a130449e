"""An incident: since when, how bad, what it is told as, what explains it, and which codes it holds."""

from dataclasses import dataclass
from datetime import datetime

from contract.levels import CRITICAL, SEVERITIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident, told in the words of the episode that it began with, or that made it worse.

    `ended` is `None` while it is open. `cause` is the failure mode that explains it, "" where none is known, and
    `confidence` in that is 0 to 1. `observed` and `limit` are in the signal's unit. `episodes` are the ids of its
    episodes, the newest 200 of `count`, of which `open_count` are open. `like` says which confirmed incident it is
    like, `answer` what people said of it, "" for nothing, and `quiet` whether nobody is told of it any more. `moved` is
    what was off, signals with how far, 1 at the edge of normal.
    """

    id: str
    asset: str
    asset_class: str
    site: str
    severity: str
    opened: datetime
    ended: datetime | None
    code: str
    signal: str
    description: str
    recommendation: str
    risk: float | None
    observed: float | None
    limit: float | None
    cause: str
    confidence: float | None
    codes: list[str]
    count: int
    open_count: int
    episodes: list[str]
    like: str
    answer: str
    quiet: bool
    moved: str

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended is None

    @property
    def is_critical(self) -> bool:
        """Whether it is of the highest severity."""
        return self.severity == SEVERITIES[CRITICAL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of an incident's timeline."""

    time: datetime
    what: str
    severity: str
