"""What silences would have hidden of what people were told, true alarms among it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.backtest.found import Episode, alarms
from analytics.backtest.known import Known, caught
from analytics.backtest.labels import judge
from analytics.policies.silence import Silence, Span, over
from contract.levels import SEVERITIES
from contract.time import SECOND
from contract.zones import Zones

LISTED = 200
"""Messages that are listed of those that would have been hidden or late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What people were told: that an incident is open at this level, a warning or worse, or became so bad. Times in ns:
    when that was `told`, and when the incident was `closed` (None: it is open)."""

    incident: str
    asset: str
    asset_class: str
    site: str
    signal: str
    code: str
    level: int
    told: int
    closed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An asset that was judged within a span: from when to when, ns."""

    asset_class: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A message that would not have been told, or only later, at `late`. `truth` is what is known to have been wrong,
    empty where nobody said what; None: nothing is known to have been."""

    incident: str
    asset: str
    signal: str
    code: str
    severity: str
    told: datetime
    closed: datetime | None
    late: datetime | None
    truth: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAsset:
    """How many messages of an asset were told, how many of them never would have been, how many later, and how much
    later at most, seconds; how many of those two are known to be true."""

    asset: str
    asset_class: str
    told: int
    never: int
    later: int
    longest_s: float
    true: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A known failure, or confirmed incident, that a message told of, and that none would have told of in time."""

    asset: str
    time: datetime
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """What silences would have hidden: asset by asset, the messages themselves, those that are true first, up to
    `LISTED` of `held_count`, and what would have been missed. It rests on the incidents that were told of, and assets
    were judged from `judged_from` to `judged_until`."""

    judged_from: datetime
    judged_until: datetime
    assets: list[OfAsset]
    held_count: int
    held: list[Held]
    missed: list[Missed]


@dataclass(frozen=True, slots=True)
class Hushed:
    """A message with when it would have been told (ns; None: never) and what it is known to have been of."""

    message: Message
    late: int | None
    truth: str | None

    @property
    def is_held(self) -> bool:
        """Whether it would have been another one."""
        return self.late != self.message.told


def hushed(
    messages: Sequence[Message], silences: Sequence[Silence], zones: Zones, known: Known, start: int, stop: int
) -> list[Hushed]:
    """Hold messages, by time, against silences over a span from `start` to before `stop` (ns); what was told before it
    stays told."""
    spans: dict[tuple[str, str, str, str], list[Span]] = {}
    found, truths = [], _truths(messages, known, stop)
    for one, truth in zip(messages, truths, strict=True):
        key = one.asset, one.asset_class, one.signal, one.site
        if key not in spans:
            own = (each for each in silences if each.hides(*key[:3]))
            spans[key] = sorted(span for each in own for span in each.spans(zones.of(one.site), start, stop))
        late = over(spans[key], one.told) if one.told >= start else one.told
        is_told = late == one.told or one.closed is None or one.closed > late
        found.append(Hushed(one, late if is_told else None, truth))
    return found


def silenced(found: Sequence[Hushed], judged: Mapping[str, Judged], known: Known, start: int, stop: int) -> Silenced:
    """All of it; `judged` has at least one asset."""
    held = sorted((one for one in found if one.is_held), key=lambda one: (one.truth is None, one.message.told))
    return Silenced(
        judged_from=_moment(min(one.first for one in judged.values())),
        judged_until=_moment(max(one.last for one in judged.values())),
        assets=_assets([one for one in found if one.message.told >= start], judged),
        held_count=len(held),
        held=[_held(one) for one in held[:LISTED]],
        missed=_missed(found, known, stop),
    )


def as_told(found: Iterable[Hushed]) -> list[Episode]:
    """What was told, as episodes, by time."""
    return [_episode(one.message, one.message.told) for one in found]


def as_hushed(found: Iterable[Hushed]) -> list[Episode]:
    """What would have been told, as episodes, by time."""
    late = [_episode(one.message, one.late) for one in found if one.late is not None]
    return sorted(late, key=lambda one: one.raised)


def _missed(found: Sequence[Hushed], known: Known, stop: int) -> list[Missed]:
    gone = caught(as_told(found), known, stop) - caught(as_hushed(found), known, stop)
    by_time = sorted(gone, key=lambda one: (one.start, one.asset))
    return [Missed(asset=one.asset, time=_moment(one.start), what=one.what) for one in by_time]


def _truths(messages: Sequence[Message], known: Known, stop: int) -> list[str | None]:
    """Of each message what it is known to have been of."""
    episodes = [_episode(one, one.told) for one in messages]
    names = {
        id(episode): verdict.failure.what
        for verdict in judge(known.failures, alarms(episodes), stop).verdicts
        for alarm in verdict.alarms
        for episode in alarm.episodes
    }
    return [names.get(id(one)) for one in episodes]


def _assets(found: Iterable[Hushed], judged: Mapping[str, Judged]) -> list[OfAsset]:
    """A line an asset, those of which most is hidden first."""
    own: defaultdict[str, list[Hushed]] = defaultdict(list)
    for one in found:
        own[one.message.asset].append(one)
    kinds = {name: one.asset_class for name, one in judged.items()}
    kinds |= {name: of[0].message.asset_class for name, of in own.items()}
    lines = [_of_asset(name, kind, own[name]) for name, kind in kinds.items()]
    return sorted(lines, key=lambda line: (-line.never, -line.later, line.asset))


def _of_asset(name: str, kind: str, own: Sequence[Hushed]) -> OfAsset:
    waits = [one.late - one.message.told for one in own if one.is_held and one.late is not None]
    return OfAsset(
        asset=name,
        asset_class=kind,
        told=len(own),
        never=sum(one.late is None for one in own),
        later=len(waits),
        longest_s=max(waits, default=0) / SECOND,
        true=sum(one.is_held and one.truth is not None for one in own),
    )


def _held(of: Hushed) -> Held:
    one = of.message
    return Held(
        incident=one.incident,
        asset=one.asset,
        signal=one.signal,
        code=one.code,
        severity=SEVERITIES[one.level],
        told=_moment(one.told),
        closed=None if one.closed is None else _moment(one.closed),
        late=None if of.late is None else _moment(of.late),
        truth=of.truth,
    )


def _episode(of: Message, at: int) -> Episode:
    """A message as what it is held against knows it."""
    return Episode(
        asset=of.asset,
        signal=of.signal,
        code=of.code,
        level=of.level,
        raised=at,
        critical=None,
        cleared=of.closed,
        risk=0.0,
        observed=0.0,
        limit=0.0,
        why="",
        description="",
        recommendation="",
        mode="",
        confidence=0.0,
        against="",
    )


def _moment(time: int) -> datetime:
    return datetime.fromtimestamp(time // SECOND, UTC)
