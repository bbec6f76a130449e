"""The asset page: the risk and its parts, and a chart for every signal, worst first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from markupsafe import Markup

from admin.assets.panel import gap_s, panel
from admin.assets.service import Courses, Report
from admin.assets.span import RANGES, RangeName, Span
from admin.charts.bars import bar
from admin.charts.course import risk_chart
from admin.levels import is_silent, level_name, state_of
from admin.names import plain, signal_label
from admin.prognosis.panel import ahead_view
from admin.readings.risk import Sample
from contract.failures.types import UNKNOWN
from contract.levels import RISK_EDGES


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution with its bar."""

    signal: str
    label: str
    points: float
    bar: Markup


def asset_view(report: Report, courses: Courses, span: Span, range_name: RangeName, now: datetime) -> dict[str, Any]:
    """What `asset.html` shows of the asset; the form of maintenance comes beside it."""
    level, open_faults = report.risk.level if report.risk else 0, report.open_faults
    silent = is_silent(report.due, now)
    critical = any(fault.is_critical for fault in open_faults)
    state = state_of(level, silent, critical, retired=report.retired)
    return {
        "report": report,
        "state": state,
        "silent": silent,
        "level": level_name(level),
        "gauge": bar(report.risk.risk if report.risk else 0, 100, state=state, label="Risk of 100", marks=RISK_EDGES),
        "risk_edges": RISK_EDGES,
        "parts": _parts(report),
        "panels": [panel(score, report, courses, span, range_name) for score in report.scores],
        "course": _course(courses.risk, span, range_name),
        "ahead": ahead_view(report.prognosis, report.condition, courses.past, now),
        "ranges": [(name, name == range_name) for name in RANGES],
        "open_faults": open_faults,
        "advice": _advice(report),
        "others": [other for other in report.diagnosis.alternatives if other.confidence] if report.diagnosis else [],
        "past_faults": [fault for fault in report.faults if not fault.is_open],
        "since": min((fault.raised for fault in open_faults), default=None),
    }


def _advice(report: Report) -> list[str]:
    """What to do, once each: about open faults, and about the likeliest failure mode where that is something else."""
    wanted = [fault.recommendation for fault in report.open_faults]
    found = report.diagnosis
    if found and found.action and found.action not in wanted:
        wanted.append(found.action if found.mode == UNKNOWN else f"For {plain(found.mode)}: {found.action}")
    return list(dict.fromkeys(text for text in wanted if text))


def _parts(report: Report) -> list[Part]:
    whole = max(report.risk.risk if report.risk else 0.0, 1.0)
    found = []
    for part in report.contributions:
        label = signal_label(part.signal, report.asset_class)
        picture = bar(max(part.points, 0.0), whole, state="part", label=f"{label}: {part.points:.1f} points")
        found.append(Part(part.signal, label, part.points, picture))
    return [part for part in found if part.points >= 0.05]


def _course(samples: list[Sample], span: Span, range_name: str) -> Markup:
    highest = max((sample.value for sample in samples), default=0.0)
    times = np.array([sample.time.timestamp() for sample in samples], np.float64)
    return risk_chart(
        times,
        np.array([sample.value for sample in samples], np.float64),
        start=span.start.timestamp(), stop=span.stop.timestamp(), gap_s=gap_s(span, times),
        label=f"Risk over the last {range_name}, at most {highest:.0f} of 100",
    )  # fmt: skip
