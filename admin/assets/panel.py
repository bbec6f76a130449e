"""One signal of the asset page: its newest judgement in words, and its chart."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.assets.service import Courses, Report
from admin.assets.span import Span
from admin.charts.band import band_chart
from admin.charts.path import bridged_s
from admin.names import find_signal, limit_label, signal_label
from admin.pages.filters import number
from admin.readings.learned import Learned
from admin.readings.scores import Band, Score
from analytics.policies.policy import Policy
from contract.catalogue import Signal

GAP_S = 180.0
"""Scores of an ordinary signal may be written only now and then: a shorter silence than this is no gap."""

_EMPTY = np.zeros(0, np.float64)
_NOTHING = Band(ns=np.zeros(0, np.int64), observed=_EMPTY, expected=_EMPTY, lower=_EMPTY, upper=_EMPTY, score=_EMPTY)


@dataclass(frozen=True, slots=True)
class Panel:
    """One signal with its newest judgement and its chart."""

    signal: str
    label: str
    unit: str
    score: Score
    state: str
    limits: str
    learned: str
    enabled: bool
    chart: Markup


def gap_s(span: Span, times: npt.NDArray[np.float64]) -> float:
    """How long a chart of a span bridges nothing; `times` (n,) are those that it has, seconds."""
    return bridged_s(times, max(3 * span.every_s, GAP_S))


def panel(score: Score, report: Report, courses: Courses, span: Span, range_name: str) -> Panel:
    """What the page shows of one signal."""
    name, found = score.signal, find_signal(report.asset_class, score.signal)
    policy, unit = courses.policies.get(name), found.unit if found else ""
    label, limits, shown = signal_label(name, report.asset_class), _limits(policy), _possible_score(score, found)
    band = _possible_band(courses.bands.get(name, _NOTHING), found)
    picture = band_chart(
        band,
        start=span.start.timestamp(),
        stop=span.stop.timestamp(),
        gap_s=gap_s(span, band.times),
        limits=limits,
        label=_summary(label, unit, shown, range_name),
        unit=unit,
    )
    state = "normal" if (score.score or 0) <= 1 else "outside"
    learned = next((_learned(item, policy, unit) for item in report.learned if item.signal == name), "")
    enabled = policy.enabled if policy else True
    return Panel(name, label, unit, shown, state, _words(limits, unit), learned, enabled, picture)


def _learned(found: Learned, policy: Policy | None, unit: str) -> str:
    """What of a signal was learned and is in force, as a sentence; "" where all was written by people."""
    parts = []
    if found.min_deviation is not None and (policy is None or policy.min_deviation is None):
        parts.append(f"deviations matter from {number(found.min_deviation, unit)}")
    if found.normal_low is not None and found.normal_high is not None:
        parts.append(f"normal {number(found.normal_low)} to {number(found.normal_high, unit)}")
    return f"Learned: {', '.join(parts)}" if parts else ""


def _possible_score(score: Score, signal: Signal | None) -> Score:
    """The judgement with its band cut off at what is physically possible: the rest says nothing of the signal."""
    if signal is None or score.lower is None or score.upper is None:
        return score
    low, high = signal.physical
    return replace(score, lower=max(score.lower, low), upper=min(score.upper, high))


def _possible_band(band: Band, signal: Signal | None) -> Band:
    """The same of a course, which would otherwise be pressed flat by what cannot be."""
    if signal is None:
        return band
    low, high = signal.physical
    return replace(band, lower=np.maximum(band.lower, low), upper=np.minimum(band.upper, high))


def _limits(policy: Policy | None) -> dict[str, float]:
    if policy is None:
        return {}
    return {name: value for name, value in asdict(policy.limits).items() if value is not None}


def _words(limits: dict[str, float], unit: str) -> str:
    """The limits as a sentence, "" where there are none."""
    text = ", ".join(f"{limit_label(key)} {number(value, unit)}" for key, value in limits.items())
    return text[:1].upper() + text[1:]


def _summary(label: str, unit: str, score: Score, range_name: str) -> str:
    """The chart in words."""
    place = "outside" if (score.score or 0) > 1 else "inside"
    observed, expected = number(score.observed, unit), number(score.expected, unit)
    band = f"{number(score.lower, unit)} to {number(score.upper, unit)}"
    return f"{label} over the last {range_name}: now {observed}, expected {expected}, {place} its band of {band}"
