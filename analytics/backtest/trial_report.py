"""What a trial came to, for whoever prints it or sends it on."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from analytics.backtest.budget import Kept, Suggested
from analytics.backtest.found import Episode
from analytics.backtest.known import Against, Known, against
from analytics.backtest.side import Drawn
from analytics.backtest.silenced import Silenced
from analytics.backtest.trial import Line, Side, Trial
from analytics.policies.policy import record_of
from contract.time import SECOND

DRAWN = 6
LISTED = 200
"""Episodes that are listed of what falls away, and of what is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One episode: which signal of which asset, by which code, how bad at worst, when it was raised and cleared."""

    asset: str
    signal: str
    code: str
    severity: str
    raised: datetime
    cleared: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Episodes of one asset: how many, how many a week, the begin of the first and of the last, hours with one open."""

    episodes: int
    a_week: float
    hours: float
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAsset:
    """One asset: how many values it sent and when it was learned; what was raised `before` and would be `after`."""

    asset: str
    asset_class: str
    values: int
    learned: list[datetime]
    before: Amount
    after: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What one side expected of a signal, at the times of its drawing, and the limits that it went by."""

    expected: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    limits: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The signal of a proposal on one asset over time, in its unit; `None` is not known."""

    asset: str
    times: list[datetime]
    observed: list[float | None]
    before: Band
    after: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A policy that is suggested for a signal in a scope, whole, to follow the row of `version`, 0 for none; `before`,
    `after` and `dismissed` are those of `budget.Suggestion`."""

    scope: str
    signal: str
    version: int
    policy: dict[str, str | float | bool | None]
    before: int
    after: int
    dismissed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calmer:
    """What was found under a `budget` of episodes that are not known to be true, an asset and week: how many there are
    `before` and `after` all `rows`, and what is `kept` as it is."""

    budget: float
    before: float
    after: float
    rows: list[Row]
    kept: list[Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A trial from `start` to `stop`: asset by asset, what falls away (`gone`) and what is `new`, up to `LISTED` of
    each, how many there are of each, both sides against what is known, what is suggested under a budget, and the signal
    of the proposal on the `DRAWN` assets that change most. Of silences there is what they would have hidden, and no
    asset by sides: nothing is judged anew."""

    start: datetime
    stop: datetime
    assets: list[OfAsset]
    gone_count: int
    new_count: int
    gone: list[Told]
    new: list[Told]
    known_before: Against
    known_after: Against
    calmer: Calmer | None = None
    drawings: list[Drawing] = field(default_factory=list)
    silenced: Silenced | None = None


def of_silences(start: int, stop: int, before: Against, after: Against, found: Silenced) -> Report:
    """What silences would have hidden from `start` to `stop` (ns), and both ways against what is known."""
    return Report(
        start=_moment(start),
        stop=_moment(stop),
        assets=[],
        gone_count=0,
        new_count=0,
        gone=[],
        new=[],
        known_before=before,
        known_after=after,
        silenced=found,
    )


def report(trial: Trial, known: Known, suggested: Suggested | None = None) -> Report:
    """All of it."""
    gone, new = trial.gone(), trial.new()
    return Report(
        start=_moment(trial.start),
        stop=_moment(trial.stop),
        assets=[_of_asset(line, trial) for line in trial.lines()],
        gone_count=len(gone),
        new_count=len(new),
        gone=_told(gone),
        new=_told(new),
        known_before=against(trial.before.episodes, known, trial.stop),
        known_after=against(trial.after.episodes, known, trial.stop),
        calmer=_calmer(suggested) if suggested else None,
        drawings=[_drawing(line.asset, trial) for line in _most_changed(trial)],
    )


def _most_changed(trial: Trial) -> list[Line]:
    """The assets of which something is drawn, those that change most first."""
    drawn = [line for line in trial.lines() if any(side.drawn.get(line.asset) for side in trial.sides)]
    return sorted(drawn, key=lambda line: (-_change(line), -line.before.episodes, line.asset))[:DRAWN]


def _change(line: Line) -> float:
    return abs(line.after.episodes - line.before.episodes) + abs(line.after.hours - line.before.hours)


def _drawing(asset: str, trial: Trial) -> Drawing:
    sides = [{one.time: one for one in side.drawn.get(asset, ())} for side in trial.sides]
    times = sorted({*sides[0], *sides[1]})
    seen = [(sides[0].get(time) or sides[1][time]).observed for time in times]
    before, after = (
        _band([own.get(time) for time in times], side.limits.get(asset, {}))
        for own, side in zip(sides, trial.sides, strict=True)
    )
    return Drawing(
        asset=asset, times=[_moment(time) for time in times], observed=_numbers(seen), before=before, after=after
    )


def _band(own: Sequence[Drawn | None], limits: Mapping[str, float]) -> Band:
    edges = [(one.expected, one.half) if one else (math.nan, math.nan) for one in own]
    return Band(
        expected=_numbers(expected for expected, _ in edges),
        lower=_numbers(expected - half for expected, half in edges),
        upper=_numbers(expected + half for expected, half in edges),
        limits=dict(limits),
    )


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _calmer(of: Suggested) -> Calmer:
    rows = [
        Row(
            scope=one.row.scope,
            signal=one.row.signal,
            version=one.row.version,
            policy=record_of(one.row.policy),
            before=one.before,
            after=one.after,
            dismissed=one.dismissed,
        )
        for one in of.suggestions
    ]
    return Calmer(budget=of.budget, before=of.before, after=of.after, rows=rows, kept=of.kept)


def _of_asset(line: Line, trial: Trial) -> OfAsset:
    return OfAsset(
        asset=line.asset,
        asset_class=line.asset_class,
        values=trial.before.values.get(line.asset, 0),
        learned=[_moment(time) for time in trial.before.learned.get(line.asset, ())],
        before=_amount(line.before, trial.weeks),
        after=_amount(line.after, trial.weeks),
    )


def _amount(of: Side, weeks: float) -> Amount:
    first, last = (None if time is None else _moment(time) for time in (of.first, of.last))
    return Amount(episodes=of.episodes, a_week=of.episodes / weeks, hours=of.hours, first=first, last=last)


def _told(episodes: Sequence[Episode]) -> list[Told]:
    return [
        Told(
            asset=one.asset,
            signal=one.signal,
            code=one.code,
            severity=one.severity,
            raised=_moment(one.raised),
            cleared=None if one.cleared is None else _moment(one.cleared),
        )
        for one in episodes[:LISTED]
    ]


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(time / SECOND, UTC)
