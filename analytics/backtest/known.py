"""What is known of a span, and how what was raised in it stands against that: caught, missed, false."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analytics.backtest.found import Alarm, Episode, alarms
from analytics.backtest.labels import Failure, judge


@dataclass(frozen=True, slots=True)
class Known:
    """What people, or a simulator, say: what failed, or was confirmed to be wrong, and the alarms that they dismissed;
    times in ns."""

    failures: Sequence[Failure] = field(default_factory=tuple)
    dismissed: Sequence[Failure] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Against:
    """How many known failures were `caught` (an alarm was open in the week before, or when it failed) and `missed`, how
    many alarms are `false` as people dismissed one then, and of how many nothing is known."""

    caught: int
    missed: int
    false: int
    unknown: int


def caught(episodes: Sequence[Episode], known: Known, stop: int) -> set[Failure]:
    """The known failures that an alarm told of."""
    judged = judge(known.failures, alarms(list(episodes)), stop)
    return {verdict.failure for verdict in judged.verdicts if verdict.lead is not None}


def noise(episodes: Sequence[Episode], known: Known, stop: int) -> list[Episode]:
    """The episodes, by time, that are over and belong to no known failure: what is open may yet become one, as long as
    nobody has dismissed it."""
    judged = judge(known.failures, alarms(list(episodes)), stop)
    open_ones = [alarm for alarm in judged.false if any(one.cleared is None for one in alarm.episodes)]
    kept = [alarm for verdict in judged.verdicts for alarm in verdict.alarms]
    kept += [alarm for alarm in open_ones if not any(_overlap(alarm, one, stop) for one in known.dismissed)]
    of_kept = {id(one) for alarm in kept for one in alarm.episodes}
    return [one for one in episodes if id(one) not in of_kept]


def dismissed(episodes: Sequence[Episode], known: Known, stop: int) -> int:
    """How many of some episodes people have dismissed."""
    return sum(any(_overlap(Alarm(one.asset, (one,)), of, stop) for of in known.dismissed) for one in episodes)


def against(episodes: Sequence[Episode], known: Known, stop: int) -> Against:
    """Hold the episodes of a span, by time, against what is known of it up to `stop` (ns)."""
    judged = judge(known.failures, alarms(list(episodes)), stop)
    caught = sum(verdict.lead is not None for verdict in judged.verdicts)
    false = [alarm for alarm in judged.false if any(_overlap(alarm, one, stop) for one in known.dismissed)]
    return Against(caught, len(judged.verdicts) - caught, len(false), len(judged.false) - len(false))


def _overlap(alarm: Alarm, dismissed: Failure, stop: int) -> bool:
    same = alarm.asset == dismissed.asset
    return same and alarm.raised <= dismissed.end and alarm.cleared(stop) >= dismissed.start
