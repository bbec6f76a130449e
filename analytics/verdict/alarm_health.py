"""Alarm health: how much a person is told over a span, beside what ISA-18.2 and EEMUA 191 hold to be manageable.

An alarm is what rings: one annunciation, of one code of one asset, that begins once and ends once. The caller says
which those are: incidents for the load of a person, episodes for the worst actors. What began before the span is
counted where it stands or goes stale, not as an arrival. Targets are those of one operator.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.ground.columns import Ints
from contract.time import DAY, HOUR, MINUTE
from store.points import Point

WINDOW_NS = 10 * MINUTE
FLOOD_STARTS, FLOOD_ENDS = 10, 5
"""A flood begins above so many alarms in ten minutes and ends below so many (ISA-18.2)."""
CHATTER = 3
"""So many transitions of one alarm within a minute, begins and ends together, are chattering."""
STALE_NS = DAY
STALE_MOST = 5.0
"""The guides say "few, each explained" of stale alarms; the number is ours."""
WORST = 10
PRIORITIES = {"advisory": 80.0, "warning": 15.0, "critical": 5.0}
"""About so many percent of alarms of each severity (EEMUA 191: low, medium, high)."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One annunciation; times in nanoseconds since 1970, `end` is `None` while it is open."""

    asset: str
    code: str
    severity: str
    begin: int
    end: int | None = None

    @property
    def actor(self) -> tuple[str, str]:
        """What rang: the asset and the code."""
        return self.asset, self.code


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside the most that it may be; `is_judged` is whether there is enough to hold it against that."""

    name: str
    value: float
    most: float
    is_judged: bool = True

    @property
    def verdict(self) -> str:
        """Whether it is within its target, in words."""
        if not self.is_judged:
            return "too few to say"
        return "met" if self.value <= self.most else "not met"


def rung(points: Iterable[Point], name: str) -> list[Alarm]:
    """Alarms of points of incidents or episodes by time; `name` is the tag that tells them apart.

    A worse severity of the same thing ends the alarm before it and rings anew. What is known by its end alone is left
    out, as nobody knows when it rang.
    """
    done, open_ = list[Alarm](), dict[str, Alarm]()
    for point in points:
        key, is_over = point.tags[name], point.fields["state"] in ("cleared", "closed")
        known, now = open_.get(key), _ringing(point)
        if known is None and ("opened" in point.fields or not is_over):
            open_[key] = replace(now, begin=int(point.fields.get("opened", point.time)))
        elif known is not None and known.severity != now.severity:
            done.append(_ended(known, point.time))
            open_[key] = now
        if is_over and key in open_:
            done.append(_ended(open_.pop(key), int(point.fields.get("ended", point.time))))
    return [*done, *open_.values()]


def arrivals(alarms: Iterable[Alarm], begin: int, end: int) -> list[Alarm]:
    """Those that rang within [begin, end), nanoseconds."""
    return [each for each in alarms if begin <= each.begin < end]


def figures(alarms: Iterable[Alarm], begin: int, end: int) -> list[Figure]:
    """The figures of the alarms over the span [begin, end), nanoseconds; those that lie outside it are left out.

    Raises
    ------
    ValueError
        Where the span is empty, or an alarm ends before it begins.
    """
    if end <= begin:
        raise ValueError("the span must end after it begins")
    checked = [_checked(each) for each in alarms]
    known = [each for each in checked if each.begin < end and (each.end is None or each.end >= begin)]
    rang = arrivals(known, begin, end)
    times = np.sort(np.array([each.begin for each in rang], np.int64))
    each_ns = len(rang) / (end - begin)
    return [
        Figure("alarms a day", each_ns * DAY, 150.0),
        Figure("alarms an hour", each_ns * HOUR, 6.0),
        Figure("alarms in 10 minutes", each_ns * WINDOW_NS, 1.0),
        Figure("peak in 10 minutes", float(peak(times)), 10.0),
        Figure("time in flood, %", 100 * flood_ns(times, end) / (end - begin), 1.0),
        _share_of_worst(rang),
        Figure("chattering", float(len(chattering(rang))), 0.0),
        Figure("stale", float(sum(_until(each, end) - each.begin > STALE_NS for each in known)), STALE_MOST),
        Figure("standing", float(sum(_until(each, end) == end for each in known)), 4.0),
    ]


def peak(times: Ints) -> int:
    """The most arrivals in any ten minutes; `times` are (n,) nanoseconds, ascending."""
    return int(_recent(times).max(initial=0))


def flood_ns(times: Ints, end: int) -> int:
    """How long it was a flood until `end`, nanoseconds; `times` are (n,) nanoseconds, ascending.

    The count is that of the ten minutes before each moment, so a flood outlasts its last arrivals.
    """
    moments = np.concatenate([times, times + WINDOW_NS])
    steps = np.repeat([1, -1], len(times))
    total, count, since = 0, 0, None
    for row in np.lexsort((steps, moments)):
        count += int(steps[row])
        now = min(int(moments[row]), end)
        if since is None and count > FLOOD_STARTS:
            since = now
        elif since is not None and count < FLOOD_ENDS:
            total, since = total + now - since, None
    return total


def chattering(alarms: Iterable[Alarm]) -> list[tuple[str, str]]:
    """The actors that changed three times or more within a minute; that one gets worse is one change."""
    changes: dict[tuple[str, str], set[int]] = defaultdict(set)
    for each in alarms:
        changes[each.actor] |= {each.begin} if each.end is None else {each.begin, each.end}
    return sorted(actor for actor, times in changes.items() if _is_quick(sorted(times)))


def worst_actors(alarms: Iterable[Alarm]) -> list[tuple[tuple[str, str], int]]:
    """What rang most, with how often, the worst first; ten at most."""
    counts = Counter(each.actor for each in alarms)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORST]


def priorities(alarms: Iterable[Alarm]) -> dict[str, float]:
    """The percent of alarms of each severity; all 0 where there is no alarm."""
    counts = Counter(each.severity for each in alarms)
    return {name: 100 * counts[name] / max(counts.total(), 1) for name in PRIORITIES}


def _ringing(point: Point) -> Alarm:
    """The alarm that a point would be; an incident has in its fields what an episode has in its tags."""
    said = {**point.tags, **point.fields}
    return Alarm(point.tags["asset"], str(said["code"]), str(said["severity"]), point.time)


def _ended(alarm: Alarm, end: int) -> Alarm:
    return replace(alarm, end=max(end, alarm.begin))


def _recent(times: Ints) -> Ints:
    """How many arrivals the ten minutes up to each hold, itself counted."""
    return np.arange(1, len(times) + 1) - np.searchsorted(times, times - WINDOW_NS, side="right")


def _share_of_worst(rang: Sequence[Alarm]) -> Figure:
    """Of ten actors and fewer it is always all, which says nothing of them."""
    share = 100 * sum(count for _, count in worst_actors(rang)) / max(len(rang), 1)
    return Figure("share of the ten worst, %", share, 5.0, len({each.actor for each in rang}) > WORST)


def _is_quick(times: Sequence[int]) -> bool:
    return any(last - first < MINUTE for first, last in zip(times, times[CHATTER - 1 :], strict=False))


def _until(alarm: Alarm, end: int) -> int:
    return end if alarm.end is None else min(alarm.end, end)


def _checked(alarm: Alarm) -> Alarm:
    if alarm.end is not None and alarm.end < alarm.begin:
        raise ValueError(f"{alarm.asset} {alarm.code}: it ends before it begins")
    return alarm
