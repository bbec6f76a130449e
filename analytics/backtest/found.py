"""What a backtest found, for whoever prints or draws it; times in nanoseconds since 1970."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.engine.results import Scores
from analytics.ground.columns import Floats, Ints
from contract.levels import SEVERITIES, WARNING
from contract.time import DAY, HOUR

TOGETHER = HOUR
"""What is raised on an asset within so long of what was raised before it is one call to people."""
Series = tuple[str, str]
"""Asset and signal."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode of one signal: its highest level, when it was raised, became critical and was cleared (None: never),
    and what was said of it when it was raised."""

    asset: str
    signal: str
    code: str
    level: int
    raised: int
    critical: int | None
    cleared: int | None
    risk: float
    observed: float
    limit: float
    why: str
    description: str
    recommendation: str
    mode: str
    confidence: float
    against: str

    @property
    def severity(self) -> str:
        """The highest level in a word."""
        return SEVERITIES[self.level]


@dataclass(frozen=True, slots=True)
class Day:
    """The worst moment of an asset on a day (UTC): when, its level, risk and reason, and the highest level and the
    highest score of the day."""

    time: int
    risk: float
    reason: str
    level: int
    score: float
    signal: str
    """Of the highest score."""

    @property
    def start(self) -> int:
        """Where the day begins."""
        return self.time // DAY * DAY


@dataclass(slots=True)
class Coverage:
    """How one signal was heard and judged; shares are of the time in which its asset was heard, 0 to 1."""

    heard: int = 0
    """Values."""
    moments: int = 0
    """Moments in which the asset was heard."""
    share: float = 0.0
    """In which the signal was heard, too."""
    learned: float = 0.0
    """In which it was judged by what was learned from history."""
    short: float = 0.0
    """In which it was judged by what the first samples had shown."""
    limits: bool = False
    """Whether it was held against hard limits."""
    symptom: bool = True
    enabled: bool = True
    kept: int = 0
    """Of samples at work, how many were kept for a first learning that was not done at the end."""


@dataclass(frozen=True, slots=True)
class DataFault:
    """A fault of the measuring: how often it was found, and when first."""

    asset: str
    signal: str
    issue: str
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Trace:
    """Something over time: (n,) times, rising, and values."""

    time: Ints
    value: Floats


@dataclass(slots=True)
class Found:
    """Everything; `start` and `stop` are the span of the recording, `moments` and `values` what was judged of it."""

    start: int
    stop: int
    assets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Class and site by name."""
    episodes: list[Episode] = field(default_factory=list)
    risk: Mapping[str, Trace] = field(default_factory=dict)
    bands: Mapping[Series, Scores] = field(default_factory=dict)
    days: Mapping[str, list[Day]] = field(default_factory=dict)
    coverage: Mapping[Series, Coverage] = field(default_factory=dict)
    data_faults: list[DataFault] = field(default_factory=list)
    learned: Mapping[str, list[int]] = field(default_factory=dict)
    """By asset, when what is normal was learned."""
    values: int = 0
    stretches: int = 1
    """In how many stretches, side by side, the recording was judged."""

    @property
    def asset_weeks(self) -> float:
        """Assets times weeks of the span."""
        return max(len(self.assets), 1) * (self.stop - self.start) / (7 * DAY)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One call to people: all that was raised on an asset, each within an hour of the one before."""

    asset: str
    episodes: tuple[Episode, ...]

    @property
    def raised(self) -> int:
        """When the first was raised."""
        return self.episodes[0].raised

    @property
    def level(self) -> int:
        """The highest level of all."""
        return max(episode.level for episode in self.episodes)

    def cleared(self, otherwise: int) -> int:
        """When the last was cleared; `otherwise` where one never was."""
        return max(otherwise if e.cleared is None else e.cleared for e in self.episodes)


def alarms(episodes: list[Episode]) -> list[Alarm]:
    """The calls to people that episodes (by time) lead to, by time."""
    parts: dict[str, list[list[Episode]]] = {}
    for episode in episodes:
        if episode.level < WARNING:
            continue
        own = parts.setdefault(episode.asset, [])
        if not own or episode.raised - own[-1][-1].raised > TOGETHER:
            own.append([])
        own[-1].append(episode)
    found = [Alarm(asset, tuple(part)) for asset, own in parts.items() for part in own]
    return sorted(found, key=lambda alarm: (alarm.raised, alarm.asset))
