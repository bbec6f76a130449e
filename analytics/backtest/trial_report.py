"""What a trial came to, for whoever prints it or sends it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.backtest.budget import Kept, Suggested
from analytics.backtest.found import Episode
from analytics.backtest.known import Against, Known, against
from analytics.backtest.trial import Line, Side, Trial
from analytics.policies.policy import record_of
from contract.time import SECOND

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
    each, how many there are of each, both sides against what is known, and what is suggested under a budget."""

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
    )


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
