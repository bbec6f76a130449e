"""Changes of incidents as one message, in the words of Grafana's alerts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from admin.incidents.incident import Incident
from admin.names import plain
from admin.prognosis.outlook import Forecast
from admin.prognosis.words import Ahead, chance, whole
from forewarn.messages.links import Links
from forewarn.messages.message import Message, Part
from forewarn.messages.news import Change

MOST_SHOWN = 15
"""Changes that are told in words; the rest is counted."""
MOST_DATA = 500
"""Changes that a program gets."""
RED, ORANGE, GREEN = "#c4162a", "#ff780a", "#37872d"


def message(changes: Sequence[Change], ahead: Mapping[str, Forecast], links: Links, now: datetime) -> Message:
    """One message of all changes, the worst first; `ahead` is what is foretold of their assets."""
    shown, more = changes[:MOST_SHOWN], len(changes) - MOST_SHOWN
    parts = [_part(each, ahead.get(each.seen.incident.asset), links, now) for each in shown]
    if more > 0:
        parts.append(Part(f"and {more} more", links=links.fleet()))
    others = f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
    data = {"type": "incidents", "changes": [_data(each) for each in changes[:MOST_DATA]], "total": len(changes)}
    return Message(changes[0].id, _headline(changes[0]) + others, parts, data)


def _headline(change: Change) -> str:
    of = change.seen.incident
    if change.kind == "resolved":
        return f"{of.asset}: all clear: {of.description}"
    how = {"opened": "", "worse": "got worse: ", "reminder": "still open: "}[change.kind]
    sure = f" ({100 * of.confidence:.0f} %)" if of.confidence else ""
    likely = f"; likely {plain(of.cause)}{sure}" if of.cause else ""
    return f"[{of.severity}] {how}{of.asset}: {of.description}{likely}"


def _part(change: Change, forecast: Forecast | None, links: Links, now: datetime) -> Part:
    of = change.seen.incident
    if change.kind == "resolved":
        lines = [f"Open from {_utc(of.opened)} to {_utc(of.ended or now)}"]
        return Part(_headline(change), lines, links.incident(of.asset, of.id), GREEN)
    lines = [_says(of)]
    if foretold := _foretold(forecast, now):
        lines.append(f"Foretold: {foretold}")
    lines += [f"What to do: {of.recommendation}", f"Since: {_utc(of.opened)}"]
    return Part(_headline(change), lines, links.incident(of.asset, of.id), RED if of.is_critical else ORANGE)


def _says(of: Incident) -> str:
    risk = f", risk {of.risk:.0f} of 100 when it was raised" if of.risk is not None else ""
    known = of.observed is not None and of.limit is not None
    reading = f"; {of.signal}: observed {of.observed:.4g}, limit {of.limit:.4g}" if known else ""
    return f"{of.asset} ({of.asset_class}, {of.site}): {of.severity}{risk}, code {of.code}{reading}."


def _foretold(forecast: Forecast | None, now: datetime) -> str:
    if forecast is None:
        return ""
    ahead = Ahead.of(forecast, now)
    said = f"fails {whole(ahead)}" if ahead.is_known else ""
    share = "" if forecast.p_fail_30d is None else f"{chance(forecast.p_fail_30d)} within 30 days"
    return "; ".join(filter(None, (said, share)))


def _utc(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _data(change: Change) -> dict[str, Any]:
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(change.seen.incident).items()
    }
    return {"id": change.id, "change": change.kind, "incident": told}
