"""What lies ahead of one asset, for its page: the range, on what grounds, the fan of its futures, and its health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

import numpy as np
from markupsafe import Markup

from admin.charts.bars import bar
from admin.charts.course import risk_chart
from admin.charts.fan import Fan, fan_chart
from admin.charts.path import bridged_s
from admin.names import find_signal, plain, signal_label
from admin.pages.filters import number
from admin.prognosis.outlook import Checkup, Factor, Prognosis
from admin.prognosis.service import Past
from admin.prognosis.words import Ahead, chance, dates, span, whole
from admin.readings.risk import Sample

METHODS = {
    "linear": "a steady trend of one indicator towards its limit",
    "wear": "wear of one indicator that only grows, towards its limit",
    "growth": "growth of one indicator that speeds up, towards its limit",
    "similar": "earlier courses to failure that this one resembles",
    "boosting": "a model that was trained on earlier courses to failure",
}
"""What a range follows from, in plain words."""
FACTORS = {
    "now": "what is off now", "wear": "wear", "trend": "where it is heading", "faults": "open faults",
    "data": "data that are missing or bad",
}  # fmt: skip
"""What takes from the health."""
GAP_S = 3 * 3600.0
"""Both are written hourly: a shorter silence than this is no gap."""
ROOM = 1.08
"""A chart ends a little behind the last future."""


@dataclass(frozen=True, slots=True)
class Part:
    """One factor with its bar."""

    label: str
    points: float
    bar: Markup


def ahead_view(known: Prognosis | None, found: Checkup | None, past: Past, now: datetime) -> dict[str, Any]:
    """What `ahead.html` shows of an asset; `known` and `found` are `None` where nothing was said."""
    ahead = Ahead.of(known, now)
    return {
        "when": whole(ahead),
        "dates": dates(known, ahead) if known else "",
        "chances": [(days, chance(share)) for days, share in _shares(known)],
        "method": METHODS.get(known.method, "") if known else "",
        "name": _name(known) if known else "",
        "unit": _unit(known) if known else "",
        "futures": _futures(known, past, span(ahead), now) if known else "",
        "healths": _healths(past, now),
        "factors": [_part(factor) for factor in found.factors if factor.points >= 0.05] if found else [],
        "pace": _pace(found.degradation_per_day) if found else "",
    }


def _shares(known: Prognosis | None) -> list[tuple[int, float]]:
    said = ((7, known.p_fail_7d), (30, known.p_fail_30d)) if known else ()
    return [(days, share) for days, share in said if share is not None]


def _futures(known: Prognosis, past: Past, words: str, now: datetime) -> Markup | str:
    """The chart; "" where there is nothing to draw."""
    last = known.last
    if last is None or known.value is None or known.limit is None or last <= known.time:
        return ""
    begin, ends = known.time.timestamp(), (known.rul_low_h, known.rul_h, known.rul_high_h)
    early, middle, late = (inf if hours is None else begin + max(hours * 3600, 1.0) for hours in ends)
    start, stop = past.start.timestamp(), max(now.timestamp(), begin + ROOM * (last.timestamp() - begin))
    times, values = _columns(past.indicator)
    return fan_chart(
        times, values, Fan(begin, known.value, known.limit, early, middle, late),
        start=start, stop=stop, gap_s=bridged_s(times, GAP_S),
        label=f"{_name(known)}: now {number(known.value)}, fails at {number(known.limit)}, {words}",
        unit=_unit(known, ""),
    )  # fmt: skip


def _healths(past: Past, now: datetime) -> Markup | str:
    if not past.health:
        return ""
    times, values = _columns(past.health)
    low, high = values.min(), values.max()
    return risk_chart(
        times, values, start=past.start.timestamp(), stop=now.timestamp(), gap_s=bridged_s(times, GAP_S), edges=(),
        name="health", label=f"Health over time: now {values[-1]:.0f} of 100, between {low:.0f} and {high:.0f}",
    )  # fmt: skip


def _columns(samples: Sequence[Sample]) -> tuple[np.ndarray[Any, np.dtype[np.float64]], ...]:
    times = np.array([sample.time.timestamp() for sample in samples], np.float64)
    return times, np.array([sample.value for sample in samples], np.float64)


def _name(known: Prognosis) -> str:
    """What its indicator is called, a signal or a failure mode."""
    signal = find_signal(known.asset_class, known.indicator)
    return signal_label(known.indicator, known.asset_class) if signal else plain(known.indicator).capitalize()


def _unit(known: Prognosis, of_mode: str = "0 sound, 1 failed") -> str:
    """The unit of its indicator; `of_mode` where that is a failure mode's, which has none."""
    signal = find_signal(known.asset_class, known.indicator)
    return signal.unit if signal else of_mode


def _part(factor: Factor) -> Part:
    label = FACTORS.get(factor.name, plain(factor.name))
    picture = bar(min(factor.points, 100.0), 100, state="part", label=f"{label}: {factor.points:.1f} points of health")
    return Part(label, factor.points, picture)


def _pace(points: float | None) -> str:
    """How fast health is lost, "" where that is not known."""
    if points is None:
        return ""
    if abs(points) < 0.05:
        return "It stays as it is."
    return f"It {'loses' if points > 0 else 'gains'} {number(abs(points))} points a day."
