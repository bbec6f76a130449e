"""What a feed of samples leads to: the rows to be written, as columns, and the events."""

from dataclasses import dataclass, field

import numpy as np

from analytics.engine.columns import Floats, Ints
from analytics.engine.rollup import Aggregates
from telemetry.points import Point


@dataclass(frozen=True, slots=True)
class Scores:
    """n judgements: series, time (ns), and the values of measurement `score`."""

    series: Ints
    time: Ints
    observed: Floats
    expected: Floats
    half: Floats
    score: Floats


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk of one asset at one moment with its reason; `contributions` are points by signal."""

    asset: int
    time: int
    risk: float
    level: int
    top_signal: str
    reason: str
    contributions: dict[str, float]


@dataclass(slots=True)
class Results:
    """Everything that one feed gives out, in the order in which it arose."""

    scores: list[Scores] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)
    events: list[Point] = field(default_factory=list)
    minutes: list[Aggregates] = field(default_factory=list)
    days: list[Aggregates] = field(default_factory=list)
    scored: int = 0
    """Samples that went through the step."""

    def join(self, other: "Results") -> None:
        """Take in what another feed gave out."""
        self.scores += other.scores
        self.risks += other.risks
        self.events += other.events
        self.minutes += other.minutes
        self.days += other.days
        self.scored += other.scored

    def all_scores(self) -> Scores:
        """The judgements of all rounds below each other."""
        if not self.scores:
            none, nothing = np.zeros(0, np.int64), np.zeros(0)
            return Scores(none, none, nothing, nothing, nothing, nothing)
        names = Scores.__dataclass_fields__
        return Scores(*(np.concatenate([getattr(part, name) for part in self.scores]) for name in names))
