"""The report of one asset."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import numpy as np
from markupsafe import Markup

from admin.assets import service as assets
from admin.assets.service import Report
from admin.charts.band import band_chart
from admin.charts.course import risk_chart
from admin.charts.path import bridged_s
from admin.days.repository import DayFacts, days
from admin.feedback import service as feedback
from admin.incidents import service as incidents
from admin.incidents.incident import Incident
from admin.levels import level_name
from admin.names import class_label, find_class, in_words, issue_label, signal_label
from admin.pages.filters import number
from admin.prognosis.words import Ahead, chance, dates, whole
from admin.readings import risk
from admin.readings.risk import Sample
from admin.readings.scores import Band
from admin.store import Store
from admin.telemetry.trends import Trend, trends
from admin.thresholds import service as thresholds
from contract.errors import ForewarnError
from forewarn.report.page import ROWS, day_totals, incident, render
from forewarn.report.span import Span

MOST_SIGNALS = 24
"""Signals that are drawn."""


def known(store: Store, asset: str) -> Report:
    """What is known of an asset now; raises `ForewarnError` where that is nothing."""
    found = assets.reports(store, [asset]).get(asset)
    if found is None:
        raise ForewarnError(
            f"--asset: nothing is known of {asset!r} in the last 7 days; `forewarn query` may tell more"
        )
    return found


def report(store: Store, found: Report, span: Span, now: datetime) -> str:
    """The page. Raises `GatewayError`."""
    asset, (start, stop) = found.asset, span.edges
    course = risk.course(store, asset, start, stop, span.every_s)
    told = incidents.chosen(store, "all", "", asset, span.days_back(now))
    held = sorted((each for each in told if span.holds(each.opened, each.ended)), key=lambda each: each.opened)
    answers = feedback.answers(store, asset=asset)
    went, facts = _trends(store, found, span), sorted(days(store, [asset], start, stop), key=lambda day: day.begin)
    values = {
        "asset": asset,
        "of": f"{class_label(found.asset_class)}, {found.site}",
        "now": _now(found, now),
        "risk": _risk(course, held, span),
        "incidents": [incident(each, span, answers) for each in held[:ROWS]],
        "open_h": number(sum(span.hours(each.opened, each.ended) for each in held), "h"),
        "signals": _signals(store, found, went, span),
        "issues": [
            (signal_label(each.signal, found.asset_class), issue_label(issue), count)
            for each in went
            for issue, count in each.issues.items()
        ],
        "days": [_day(each) for each in facts],
        "totals": day_totals(facts),
    }
    return render("asset.html", span, now, values)


def _now(found: Report, now: datetime) -> list[tuple[str, str]]:
    """What is known of it as the report is made, by what it is."""
    judged, how, when = found.risk, found.condition, found.prognosis
    risks = f"{judged.risk:.0f} of 100, {level_name(judged.level)}" if judged else "not judged yet"
    lines = [("Risk", risks), ("Why", in_words(judged.reason, found.asset_class) if judged else "")]
    if how:
        health = "" if how.health is None else f", health {how.health:.0f} of 100"
        lines.append(("Condition", f"{how.status}{health}. {how.because}".strip()))
    if when:
        ahead = Ahead.of(when, now)
        lines += [("Likely to fail", whole(ahead)), ("Between", dates(when, ahead))]
        lines.append(("Within 7 and 30 days", f"{chance(when.p_fail_7d)} and {chance(when.p_fail_30d)}"))
        lines.append(("On the ground", in_words(when.because, found.asset_class)))
    return [(what, said) for what, said in lines if said]


def _risk(course: Sequence[Sample], held: Sequence[Incident], span: Span) -> Markup:
    times = np.array([sample.time.timestamp() for sample in course], np.float64)
    values = np.array([sample.value for sample in course], np.float64)
    start, stop = span.seconds
    marks = [
        (max(each.opened.timestamp(), start), min(each.ended.timestamp() if each.ended else stop, stop), each.severity)
        for each in held
    ]
    highest = f", at most {values.max():.0f} of 100" if len(values) else ": nothing was judged"
    return risk_chart(
        times, values, start=start, stop=stop, gap_s=bridged_s(times, 3 * span.every_s), marks=marks,
        label=f"Risk{highest}",
    )  # fmt: skip


def _trends(store: Store, found: Report, span: Span) -> list[Trend]:
    """How what is judged of it went, first what adds to its risk."""
    spec = find_class(found.asset_class)
    units = {name: one.unit for name, one in spec.signals.items() if one.role == "symptom"} if spec else {}
    units |= {score.signal: units.get(score.signal, "") for score in found.scores}
    first = [part.signal for part in found.contributions] + [score.signal for score in found.scores]
    place = {name: at for at, name in reversed(list(enumerate(first)))}
    units = dict(sorted(units.items(), key=lambda item: place.get(item[0], len(first))))
    return trends(store, found.asset, units, *span.edges, span.every_s) if units else []


def _signals(store: Store, found: Report, went: Sequence[Trend], span: Span) -> list[tuple[str, Markup]]:
    policies = thresholds.policies(store, found.asset, found.asset_class)
    drawn = []
    for each in [trend for trend in went if trend.windows][:MOST_SIGNALS]:
        label, policy = signal_label(each.signal, found.asset_class), policies.get(each.signal)
        limits = {name: value for name, value in asdict(policy.limits).items() if value is not None} if policy else {}
        drawn.append((f"{label}, {each.unit}" if each.unit else label, _chart(each, limits, label, span)))
    return drawn


def _chart(trend: Trend, limits: dict[str, float], label: str, span: Span) -> Markup:
    """The mean of each window between its lowest and highest sample."""
    mean, low, high = (
        np.array([getattr(window, name) for window in trend.windows], np.float64) for name in ("mean", "min", "max")
    )
    nothing, start, stop = np.full(len(mean), np.nan), *span.seconds
    ns = np.array([round(window.time.timestamp() * 1e9) for window in trend.windows], np.int64)
    band = Band(ns=ns, observed=mean, expected=nothing, lower=low, upper=high, score=nothing)
    gap_s = bridged_s(band.times, 3 * span.every_s)
    return band_chart(band, start=start, stop=stop, gap_s=gap_s, limits=limits, label=label, unit=trend.unit)


def _day(of: DayFacts) -> tuple[str, ...]:
    facts = (of.worked_h, of.distance_km, of.energy_kwh, float(of.alarms), float(of.incidents), of.alarm_h)
    return of.day, *map(number, facts)
