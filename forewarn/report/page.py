"""What every report has: its page, its head, and how incidents and days are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from admin.days.repository import DayFacts
from admin.feedback.service import Answer
from admin.incidents.incident import Incident
from admin.names import in_words, plain
from admin.pages.filters import number
from forewarn.report.span import Span

STYLE = Path(__file__).parents[2] / "admin" / "pages" / "static" / "style.css"
ROWS = 500
"""Incidents of a report at most."""
_PAGES = Environment(loader=PackageLoader("forewarn.report", ""), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as a report tells it."""

    asset: str
    severity: str
    title: str
    when: str
    hours: str
    reason: str
    answers: list[str]
    advice: str


def render(template: str, span: Span, now: datetime, values: Mapping[str, Any]) -> str:
    """The page, with who made it and when."""
    return _PAGES.get_template(template).render(
        style=Markup(STYLE.read_text(encoding="utf-8")),
        span=f"{span.moment(span.start)} to {span.moment(span.stop)}, {span.zone}",
        made=f"{span.moment(now)} by Forewarn {version('forewarn')}",
        **values,
    )


def incident(of: Incident, span: Span, said: Sequence[Answer]) -> Told:
    """What a report tells of an incident, with what people answered to it."""
    ended = f"to {span.moment(of.ended)}" if of.ended else "and goes on"
    cause = f" Likely {plain(of.cause)}, confidence {of.confidence or 0:.0%}." if of.cause else ""
    return Told(
        asset=of.asset,
        severity=of.severity,
        title=f"{of.code}: {of.description}" if of.code else of.description,
        when=f"{span.moment(of.opened)} {ended}",
        hours=number(span.hours(of.opened, of.ended), "h"),
        reason=in_words(of.moved, of.asset_class) + cause,
        answers=[_answer(each, span) for each in said if each.incident == of.id],
        advice=of.recommendation,
    )


def _answer(of: Answer, span: Span) -> str:
    cause = f", cause {plain(of.cause)}" if of.cause else ""
    return f"{of.actor}, {span.moment(of.time)}: {of.verdict}{cause}{f' - {of.note}' if of.note else ''}"


def total(values: Iterable[float | None], unit: str = "") -> str:
    """The sum of what is known; a dash where nothing is."""
    known = [value for value in values if value is not None]
    return number(sum(known) if known else None, unit)


def day_totals(days: Sequence[DayFacts]) -> list[tuple[str, str]]:
    """What days came to, by what it is."""
    return [
        ("at work", total((day.worked_h for day in days), "h")),
        ("distance", total((day.distance_km for day in days), "km")),
        ("energy", total((day.energy_kwh for day in days), "kWh")),
        ("alarms", total(float(day.alarms) for day in days)),
        ("with an alarm open", total((day.alarm_h for day in days), "h")),
    ]
