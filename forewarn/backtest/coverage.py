"""How each signal of each class came and was judged: how much, how often, with which gaps, and by what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.backtest.found import Coverage, Found
from analytics.ground.columns import Ints
from analytics.ground.course import Course
from contract.catalogue import CLASSES, Role
from contract.time import SECOND

GAP = 5.0
"""What is longer than so many of a signal's usual steps is a gap."""
HARDLY = 0.02
"""A share of the time that is not worth a word."""

Wanted = tuple[str, str]
"""Class and signal."""


@dataclass(frozen=True, slots=True)
class Line:
    """One signal of all assets of a class: `assets` of `of` send it; its usual step in seconds (NaN: unknown), how many
    gaps it has and how long the longest is (ns), and what it is judged by, in words, "" where nothing judges it."""

    asset_class: str
    signal: str
    unit: str
    assets: int
    of: int
    values: int
    step_s: float
    gaps: int
    longest: int
    judged: str

    @property
    def heard(self) -> bool:
        """Whether anything came."""
        return self.values > 0


def lines(found: Found, courses: Iterable[Course], wanted: Iterable[Wanted]) -> list[Line]:
    """A line a signal, also for those that should have come (`wanted`) and did not."""
    times: defaultdict[tuple[str, str], list[Ints]] = defaultdict(list)
    for course in courses:
        for place, name in enumerate(course.signals):
            own = course.time[np.isfinite(course.values[place])]
            times[course.tags[0], name].append(own[own >= found.start])
    heard: dict[Wanted, list[tuple[str, str]]] = {pair: [] for pair in wanted}
    for asset, name in found.coverage:
        heard.setdefault((found.assets[asset][0], name), []).append((asset, name))
    return [_line(pair, series, found, times) for pair, series in sorted(heard.items())]


def _line(
    pair: Wanted,
    series: Sequence[tuple[str, str]],
    found: Found,
    times: Mapping[tuple[str, str], Sequence[Ints]],
) -> Line:
    kind, name = pair
    known = CLASSES[kind].signals.get(name) if kind in CLASSES else None
    came = [np.sort(np.concatenate(times[one])) for one in series if times.get(one)]
    steps = [np.diff(time) for time in came if len(time) > 1]
    usual = [float(np.median(step)) for step in steps]
    gaps = [step[step > GAP * middle] for step, middle in zip(steps, usual, strict=True)]
    return Line(
        kind,
        name,
        known.unit if known else "",
        sum(len(time) > 0 for time in came),
        sum(of == kind for of, _ in found.assets.values()),
        sum(len(time) for time in came),
        float(np.median(usual)) / SECOND if usual else float("nan"),
        sum(len(gap) for gap in gaps),
        max((int(gap.max()) for gap in gaps if len(gap)), default=0),
        _judged([found.coverage[one] for one in series], known.role if known else Role.SYMPTOM),
    )


def _judged(parts: Sequence[Coverage], role: Role) -> str:
    """By what a signal is judged, with the share of the time where it is not all of it."""
    limits = ["limits"] if any(of.limits for of in parts) else []
    if parts and not any(of.enabled for of in parts):
        return "switched off by a threshold"
    if role is not Role.SYMPTOM:
        return ", ".join([f"{role.value}: explains the others", *limits])
    shares = {"history": 0.0, "first samples": 0.0}
    for of in parts:
        shares["history"] += of.learned / len(parts)
        shares["first samples"] += of.short / len(parts)
    words = [f"{what} {share:.0%}" for what, share in shares.items() if share > HARDLY]
    return ", ".join([*words, *limits])
