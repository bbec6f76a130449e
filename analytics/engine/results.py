"""What a feed of samples leads to: the rows to be written, as columns, and the events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.rollup import Aggregates
from analytics.verdict.diagnosis import Candidate
from contract.catalogue import Signal
from store.points import Point


@dataclass(frozen=True, slots=True)
class Scores:
    """n judgements: series, time (ns), and the values of measurement `score`."""

    series: Ints
    time: Ints
    observed: Floats
    expected: Floats
    half: Floats
    score: Floats

    def take(self, which: Bools | Ints) -> "Scores":
        """Some of the judgements."""
        return Scores(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def joined(parts: Sequence[Scores]) -> Scores:
    """Judgements below each other."""
    if not parts:
        none, nothing = np.zeros(0, np.int64), np.zeros(0)
        return Scores(none, none, nothing, nothing, nothing, nothing)
    names = Scores.__dataclass_fields__
    return Scores(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


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


@dataclass(frozen=True, slots=True)
class Risks:
    """Risks of m assets: (m,) `asset`, `time`, `risk`, `level`, `reason`, and `top`, the worst series or -1.

    What k series add to them are `points` (k,) by `series` and `slot`, the place of the asset among the m; `signals`
    are those of all series of the fleet.
    """

    asset: Ints
    time: Ints
    risk: Floats
    level: Ints
    top: Ints
    reason: list[str]
    series: Ints
    slot: Ints
    points: Floats
    signals: Sequence[Signal]

    @property
    def top_signal(self) -> list[str]:
        """The name of the signal that adds most to each risk, "none" where nothing does."""
        return [self.signals[number].name if number >= 0 else "none" for number in self.top.tolist()]

    def __iter__(self) -> Iterator[Risk]:
        """Each risk by itself, for whoever looks at a few."""
        added: list[dict[str, float]] = [{} for _ in self.reason]
        for slot, number, points in zip(self.slot.tolist(), self.series.tolist(), self.points.tolist(), strict=True):
            added[slot][self.signals[number].name] = points
        columns = (self.asset.tolist(), self.time.tolist(), self.risk.tolist(), self.level.tolist())
        return map(Risk, *columns, self.top_signal, self.reason, added)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an asset most likely suffers from at one moment, the likeliest failure mode first; never empty."""

    asset: int
    time: int
    candidates: list[Candidate]


@dataclass(slots=True)
class Results:
    """Everything that one feed gives out, in the order in which it arose."""

    scores: list[Scores] = field(default_factory=list)
    revised: list[Scores] = field(default_factory=list)
    """Late scores that changed a risk that was written; not among `scores`."""
    risk_rows: list[Risks] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    events: list[Point] = field(default_factory=list)
    minutes: list[Aggregates] = field(default_factory=list)
    days: list[Aggregates] = field(default_factory=list)
    alarmed: list[tuple[Ints, Ints]] = field(default_factory=list)
    """Assets at warning or worse and when (ns), of a pipeline that gives out events alone."""
    scored: int = 0
    """Samples that went through the step."""

    def join(self, other: "Results") -> None:
        """Take in what another feed gave out."""
        self.scores += other.scores
        self.revised += other.revised
        self.risk_rows += other.risk_rows
        self.diagnoses += other.diagnoses
        self.events += other.events
        self.minutes += other.minutes
        self.days += other.days
        self.alarmed += other.alarmed
        self.scored += other.scored

    @property
    def risks(self) -> list[Risk]:
        """Every risk by itself."""
        return [risk for part in self.risk_rows for risk in part]

    def all_scores(self) -> Scores:
        """The judgements of all rounds below each other, without those that are revised."""
        return joined(self.scores)

    def all_risks(self) -> Risks:
        """The risks of all rounds below each other."""
        parts = self.risk_rows
        if not parts:
            none, nothing = np.zeros(0, np.int64), np.zeros(0)
            return Risks(none, none, nothing, none, none, [], none, none, nothing, [])
        before = np.cumsum([0, *(len(part.asset) for part in parts)]).tolist()
        asset, time, risk, level, top, series, points = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("asset", "time", "risk", "level", "top", "series", "points")
        )
        slot = np.concatenate([part.slot + first for part, first in zip(parts, before, strict=False)])
        reason = [text for part in parts for text in part.reason]
        return Risks(asset, time, risk, level, top, reason, series, slot, points, parts[-1].signals)
