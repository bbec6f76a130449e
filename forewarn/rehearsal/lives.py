"""Lives of simulated machines, to learn from how failures come: healthy while it is learned what is normal, then one
fault after the other that grows for days to months, is left to fail or repaired in time, and mended.

Repairs are told to the product as maintenance, as an operator would.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.learning.learn import HISTORY_DAYS
from analytics.policies.maintenance import Work
from collectors import registry
from collectors.fleet import SITES
from collectors.model import Asset
from collectors.noise import keys, uniform
from collectors.scenario import Planned, Scenario
from contract.catalogue import CLASSES
from contract.failures import FailureMode, Growth
from contract.time import DAY, HOUR, SECOND
from forewarn.rehearsal.feed import WINDOW

STEP = WINDOW
"""One sample in each window of history. It goes round all phases of what comes every twenty minutes or every hour."""
SHORTEST_DAYS, LONGEST_DAYS = 10.0, 90.0
"""How long a fault grows, where that is usual for its mode."""
SOUND_DAYS = (3.0, 40.0)
"""How long a machine is sound before the next fault begins."""
IN_TIME = 0.25
"""Of so many faults the machine is repaired before it has failed."""
REPAIR_H = (4.0, 24.0)
"""How long the work takes."""
_SUDDEN = (Growth.STEP, Growth.INTERMITTENT)
_NUMBERS = 8


@dataclass(frozen=True, slots=True)
class Course:
    """One fault of one machine: its mode, when it began to grow, when the machine fails of it, and when work on it
    begins; ns. Where that is before it fails, nobody will know when it would have."""

    asset: str
    mode: str
    onset: int
    failed: int
    repaired: int

    @property
    def in_time(self) -> bool:
        """Whether it was repaired before it failed."""
        return self.repaired < self.failed


@dataclass(frozen=True, slots=True)
class Lives:
    """A fleet with what befalls it; scored from `begin` to `end`, ns."""

    scenario: Scenario
    courses: tuple[Course, ...]
    works: Mapping[str, tuple[Work, ...]]
    begin: int
    end: int


def growing(asset_class: str) -> list[FailureMode]:
    """The modes of a class that a simulator knows and that grow, however fast."""
    known = {fault.mode for fault in registry.faults(asset_class)}
    modes = (mode for name, mode in CLASSES[asset_class].modes.items() if name in known)
    return [mode for mode in modes if mode.growth not in _SUDDEN]


def wearing(asset_class: str) -> list[FailureMode]:
    """Those of them that can grow for `SHORTEST_DAYS` or more."""
    return [mode for mode in growing(asset_class) if mode.hours[1] >= SHORTEST_DAYS * 24]


def lives(
    classes: Sequence[str],
    assets: int,
    days: float,
    seed: int,
    start: int,
    modes: frozenset[str],
    schedules: Sequence[str] = ("continuous",),
) -> Lives:
    """Machines of these classes in turn, named `<CLASS>-0001` and on, and what befalls them in so many days after what
    is normal was learned; only modes of these names. Those of each class work by these schedules in turn."""
    fleet = tuple(_machine(number, classes, schedules) for number in range(assets))
    begin = start + HISTORY_DAYS * DAY
    end = begin + round(days * DAY)
    courses = tuple(course for asset in fleet for course in _life(asset, seed, begin, end, modes))
    scenario = Scenario(seed, start, 0, STEP, fleet, tuple(_planned(course, seed, start) for course in courses))
    return Lives(replace(scenario, length=end - start), courses, _works(courses, seed), begin, end)


def _machine(number: int, classes: Sequence[str], schedules: Sequence[str]) -> Asset:
    round_, place = divmod(number, len(classes))
    kind = classes[place]
    # Classes begin with different ones, so that a small fleet has all of them.
    schedule = schedules[(round_ + place) % len(schedules)]
    return Asset(f"{kind.upper()}-{number + 1:04d}", kind, SITES[number % len(SITES)], schedule)


def _life(asset: Asset, seed: int, begin: int, end: int, modes: frozenset[str]) -> Iterator[Course]:
    pool, key = [mode for mode in growing(asset.asset_class) if mode.mode in modes], keys(seed, [asset.name], "lives")
    moment, number = begin, 0
    while pool:
        sound, which, growth, fate, share, *_ = uniform(key, np.arange(_NUMBERS) + number * _NUMBERS).tolist()
        onset = moment + _whole(SOUND_DAYS[0] + sound * (SOUND_DAYS[1] - SOUND_DAYS[0]), DAY)
        if onset >= end:
            return
        mode = pool[int(which * len(pool))]
        grows = _grows(mode, growth)
        lasts = 0.3 + 0.65 * share if fate < IN_TIME else 1.0
        failed, repaired = onset + grows, onset + int(grows * lasts) // SECOND * SECOND
        yield Course(asset.name, mode.mode, onset, failed, repaired)
        moment, number = repaired + _whole(REPAIR_H[1], HOUR), number + 1


def _grows(mode: FailureMode, share: float) -> int:
    """How long a fault grows, evenly on a scale of ratios."""
    shortest = min(max(mode.hours[0] / 24, SHORTEST_DAYS), LONGEST_DAYS)
    longest = max(min(mode.hours[1] / 24, LONGEST_DAYS), shortest)
    return _whole(shortest * (longest / shortest) ** share, DAY)


def _whole(number: float, unit: int) -> int:
    return int(number * unit) // SECOND * SECOND


def _planned(course: Course, seed: int, start: int) -> Planned:
    repair = course.repaired - course.onset + _takes(course, seed)
    return Planned(course.asset, course.mode, course.onset - start, course.failed - course.onset, repair)


def _takes(course: Course, seed: int) -> int:
    share = float(uniform(keys(seed, [course.asset], f"work {course.onset}"), np.zeros(1, np.int64))[0])
    return _whole(REPAIR_H[0] + share * (REPAIR_H[1] - REPAIR_H[0]), HOUR)


def _works(courses: Sequence[Course], seed: int) -> dict[str, tuple[Work, ...]]:
    found: dict[str, tuple[Work, ...]] = {}
    for course in courses:
        work = Work(course.asset, course.repaired, course.repaired + _takes(course, seed), relearn=False)
        found[course.asset] = (*found.get(course.asset, ()), work)
    return found
