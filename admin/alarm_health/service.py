"""Alarm health of the last days: figures beside their targets, severities, and the worst actors."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.alarm_health import repository
from admin.alarm_health.repository import Source
from admin.names import find_signal
from admin.store import Store
from admin.thresholds.service import TUNABLE_ROLES
from analytics.verdict.alarm_health import PRIORITIES, Alarm, arrivals, figures, priorities, worst_actors
from contract.time import DAY

DAYS, MOST_DAYS = 7, 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure: what people are told (incidents), what would ring without incidents (episodes), and the most that the
    former may be. `verdict` is `met`, `not met` or `too few to say`.
    """

    name: str
    told: float
    raised: float
    most: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """The percent of what people are told, and of episodes, that is of a severity; `about` is what it should be."""

    severity: str
    told: float
    raised: float
    about: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """What rang, how often, and its percent of all episodes; `tunable` is whether its signal has a threshold to set."""

    asset: str
    asset_class: str
    code: str
    signal: str
    count: int
    share: float
    tunable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmHealth:
    """How many incidents and episodes began within the last `days`, and what they come to; ten actors at most."""

    days: int
    told: int
    raised: int
    figures: list[Measure]
    priorities: list[Priority]
    worst: list[Actor]

    @property
    def is_silent(self) -> bool:
        """Whether nothing rang, and nothing that had rung before was open still."""
        return not any(each.told or each.raised for each in self.figures)


def alarm_health(store: Store, days: int) -> AlarmHealth:
    """That of the last days. Raises `GatewayError`."""
    end = time.time_ns()
    begin = end - days * DAY
    asking = store.start(repository.told, store, days)
    (raised, sources), told = repository.raised(store, days), asking.result()
    new, seen = arrivals(told, begin, end), arrivals(raised, begin, end)
    pairs = zip(figures(told, begin, end), figures(raised, begin, end), strict=True)
    return AlarmHealth(
        days=days,
        told=len(new),
        raised=len(seen),
        figures=[
            Measure(name=mine.name, told=mine.value, raised=theirs.value, most=mine.most, verdict=mine.verdict)
            for mine, theirs in pairs
        ],
        priorities=_priorities(new, seen),
        worst=[_actor(actor, count, len(seen), sources) for actor, count in worst_actors(seen)],
    )


def _priorities(told: Sequence[Alarm], raised: Sequence[Alarm]) -> list[Priority]:
    mine, theirs = priorities(told), priorities(raised)
    return [
        Priority(severity=name, told=mine[name], raised=theirs[name], about=about) for name, about in PRIORITIES.items()
    ]


def _actor(actor: tuple[str, str], count: int, total: int, sources: Mapping[tuple[str, str], Source]) -> Actor:
    source, (asset, code) = sources[actor], actor
    signal = find_signal(source.asset_class, source.signal)
    return Actor(
        asset=asset,
        asset_class=source.asset_class,
        code=code,
        signal=source.signal,
        count=count,
        share=100 * count / total,
        tunable=signal is not None and signal.role in TUNABLE_ROLES,
    )
