"""The product's alarms against the truth."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats
from bench.faults.plan import Case, Plan
from bench.faults.reliability import Said, said_with
from bench.faults.trial import Opinion, Outcome, Raised
from contract.failures.types import UNKNOWN
from contract.levels import RISK_EDGES
from contract.time import DAY, HOUR, SECOND

AFTER = 12 * HOUR
"""After a repair it takes so long at most until all is forgotten."""
TOGETHER = HOUR
LATER = 12 * HOUR
"""When a diagnosis is looked at for the second time, after the first warning."""


@dataclass(slots=True)
class Alarm:
    """One call to an operator: what was raised on an asset within an hour; times in ns."""

    asset: str
    time: int
    last: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An episode that counts: its hours from when it could be seen to the first warning (None: missed), and places of
    its mode among those that the product named at first and later (0 is the first; None: not among them)."""

    case: Case
    delay_h: float | None
    risk: float
    """The highest between when it could be seen and the repair."""
    codes: tuple[str, ...]
    place: int | None
    place_later: int | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Asset-hours: how many are positive, of how many, and how well the risk tells them, each 0 to 1."""

    positive: int
    total: int
    auc: float
    accuracy: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that was counted."""

    assets: int
    days: float
    cases: list[Case]
    verdicts: list[Verdict]
    true_alarms: int
    false_alarms: list[Alarm]
    data_alarms: int
    sound_weeks: float
    hours: Hours
    said: Said


def count(plan: Plan, cases: list[Case], outcome: Outcome) -> Tally:
    """Judge an outcome by the truth of its plan."""
    faults, sensors = [case for case in cases if case.machine], [case for case in cases if not case.machine]
    alarms = merge(outcome.raised)
    wrong = [alarm for alarm in alarms if not _within(alarm, faults)]
    masks = {name: _hours(plan, name, faults) for name in outcome.risk}
    return Tally(
        assets=len(plan.scenario.assets),
        days=(plan.stop - plan.start) / DAY,
        cases=cases,
        verdicts=[_verdict(plan, case, outcome) for case in faults if case.counts],
        true_alarms=len(alarms) - len(wrong),
        false_alarms=wrong,
        data_alarms=sum(_within(alarm, sensors) for alarm in wrong),
        sound_weeks=sum(int(sound.sum()) for _, sound in masks.values()) / (7 * 24),
        hours=_told_apart(outcome.risk, masks),
        said=said_with(outcome.raised, outcome.opinions, faults, AFTER),
    )


def merge(raised: Sequence[Raised]) -> list[Alarm]:
    """Alarms, by time, of what was raised, by time."""
    alarms: list[Alarm] = []
    newest: dict[str, Alarm] = {}
    ended: dict[tuple[str, str], int | None] = {}
    for entry in raised:
        alarm = newest.get(entry.asset)
        before = ended.get((entry.asset, entry.code))
        worse = before is not None and 0 <= before - entry.time < SECOND
        if alarm is None or (entry.time - alarm.last > TOGETHER and not worse):
            alarm = newest[entry.asset] = Alarm(entry.asset, entry.time, entry.time, [])
            alarms.append(alarm)
        alarm.last = entry.time
        alarm.codes.append(entry.code)
        ended[entry.asset, entry.code] = entry.cleared
    return alarms


def _within(alarm: Alarm, cases: Sequence[Case]) -> bool:
    mine = (case for case in cases if case.asset == alarm.asset)
    return any(case.onset <= alarm.last and alarm.time <= case.repaired + AFTER for case in mine)


def _verdict(plan: Plan, case: Case, outcome: Outcome) -> Verdict:
    assert case.detectable is not None  # only those that can be seen count
    mine = [one for one in outcome.raised if one.asset == case.asset and case.onset <= one.time < case.repaired]
    first = mine[0].time if mine else None
    hours = slice((case.detectable - plan.start) // HOUR, -(-(case.repaired - plan.start) // HOUR))
    opinions = [entry for entry in outcome.opinions if entry.asset == case.asset]
    return Verdict(
        case=case,
        delay_h=None if first is None else max(0, first - case.detectable) / HOUR,
        risk=float(outcome.risk[case.asset][hours].max(initial=0.0)),
        codes=tuple(dict.fromkeys(one.code for one in mine)),
        place=None if first is None else _place(opinions, case, first),
        place_later=None if first is None else _place(opinions, case, min(first + LATER, case.repaired - 1)),
    )


def _place(opinions: Sequence[Opinion], case: Case, time: int) -> int | None:
    """Where the case's mode stands among the modes last named by a time, from its onset on; not first where the
    product said before it that it may be none of them."""
    told = [entry for entry in opinions if case.onset <= entry.time <= time]
    said = told[-1].modes if told else ()
    if case.mode not in said:
        return None
    place = [mode for mode in said if mode != UNKNOWN].index(case.mode)
    return max(place, int(said[0] == UNKNOWN))


def _hours(plan: Plan, asset: str, faults: Sequence[Case]) -> tuple[Bools, Bools]:
    """Which hours of an asset are positive, and which lie outside all faults and what follows them."""
    begins = plan.start + HOUR * np.arange(-(-(plan.stop - plan.start) // HOUR))
    positive, sound = np.zeros(len(begins), np.bool_), np.ones(len(begins), np.bool_)
    for case in faults:
        if case.asset == asset:
            sound &= (begins + HOUR <= case.onset) | (begins > case.repaired + AFTER)
            if case.detectable is not None:
                positive |= (begins >= case.detectable) & (begins + HOUR <= case.repaired)
    return positive, sound


def _told_apart(risk: dict[str, Floats], masks: dict[str, tuple[Bools, Bools]]) -> Hours:
    positive = np.concatenate([risk[name][mask] for name, (mask, _) in masks.items()])
    negative = np.concatenate([risk[name][mask] for name, (_, mask) in masks.items()])
    hits, false = int((positive >= RISK_EDGES[0]).sum()), int((negative >= RISK_EDGES[0]).sum())
    total = len(positive) + len(negative)
    return Hours(
        positive=len(positive),
        total=total,
        auc=auc(positive, negative),
        accuracy=_share(hits + len(negative) - false, total),
        precision=_share(hits, hits + false),
        recall=_share(hits, len(positive)),
        f1=_share(2 * hits, hits + false + len(positive)),
    )


def auc(positive: Floats, negative: Floats) -> float:
    """How often a positive is above a negative, ties counting half (Mann and Whitney, 1947); NaN where one is empty."""
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below, upto = (np.searchsorted(ordered, positive, side=side) for side in ("left", "right"))
    return float((below + upto).sum() / (2 * len(positive) * len(negative)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def codes(alarms: Sequence[Alarm]) -> Counter[str]:
    """In how many alarms each code was the first."""
    return Counter(alarm.codes[0] for alarm in alarms)


def by_mode(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, str, list[Verdict]]]:
    """(class, mode, its episodes), in the order of the alphabet."""
    for asset_class, mode in sorted({(entry.case.asset_class, entry.case.mode) for entry in verdicts}):
        yield asset_class, mode, [e for e in verdicts if (e.case.asset_class, e.case.mode) == (asset_class, mode)]
