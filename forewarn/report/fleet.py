"""The report of the fleet."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from admin.days.repository import days
from admin.feedback import service as feedback
from admin.fleet import service as fleet
from admin.fleet.service import Place
from admin.incidents import service as incidents
from admin.incidents.incident import Incident
from admin.kpis import repository as kpis
from admin.names import class_label, issue_label
from admin.pages.filters import number
from admin.prognosis import service as prognosis
from admin.prognosis.service import Outlooks
from admin.prognosis.words import Ahead, chance
from admin.prognosis.words import span as in_time
from admin.readings import importance
from admin.records import records
from admin.store import Store
from forewarn.report.page import ROWS, day_totals, incident, render
from forewarn.report.span import Span

WORST = 10


def report(store: Store, span: Span, now: datetime) -> str:
    """The page. Raises `GatewayError`."""
    ranking, ahead = fleet.ranking(store, partial(importance.of_all, store)), prognosis.outlooks(store)
    start, stop = span.edges
    told = incidents.chosen(store, "all", "", "", span.days_back(now))
    held = sorted((each for each in told if span.holds(each.opened, each.ended)), key=lambda each: each.opened)
    answers, facts = feedback.answers(store), days(store, [], start, stop)
    values = {
        "counts": [(state, count) for state, count in ranking.counts.items() if count],
        "worst": [
            (each.asset, f"{each.max:.0f}", f"{each.mean:.0f}") for each in kpis.risks(store, start, stop)[:WORST]
        ],
        "codes": _codes(held),
        "incidents": [incident(each, span, answers) for each in held[:ROWS]],
        "count": len(held),
        "open_h": number(sum(span.hours(each.opened, each.ended) for each in held), "h"),
        "between": _between(held, [day.worked_h for day in facts], span),
        "totals": day_totals(facts),
        "issues": _issues(store, start, stop),
        "assets": [_place(place, ahead, now) for place in ranking.places],
    }
    return render("fleet.html", span, now, values)


def _codes(held: Sequence[Incident]) -> list[tuple[str, int, int]]:
    """Code, incidents that began with it, and assets that had them, the most frequent first."""
    counts = Counter(each.code or "without a code" for each in held)
    assets = {code: {each.asset for each in held if (each.code or "without a code") == code} for code in counts}
    return [(code, count, len(assets[code])) for code, count in counts.most_common()]


def _between(held: Sequence[Incident], worked: Sequence[float | None], span: Span) -> str:
    """Hours at work an incident; "" where none began, or nobody knows the hours."""
    hours = sum(value for value in worked if value is not None)
    began = sum(span.start <= each.opened < span.stop for each in held)
    return number(hours / began, "h") if hours and began else ""


def _issues(store: Store, start: int, stop: int) -> list[tuple[str, int, int]]:
    rows = records(store.ask("admin_issue_totals", start=start, stop=stop))
    sound = store.sound(rows, "issue", numbers=("times", "assets"))
    return [(issue_label(row["issue"]), int(row["times"]), int(row["assets"])) for row in sound]


def _place(place: Place, ahead: Outlooks, now: datetime) -> tuple[str, ...]:
    how, when = ahead.conditions.get(place.asset), ahead.forecasts.get(place.asset)
    health = "" if how is None or how.health is None else f"{how.health:.0f}"
    likely = chance(when.p_fail_30d) if when and when.p_fail_30d is not None else ""
    words = (how.status if how else "", health, in_time(Ahead.of(when, now)), likely)
    return place.asset, class_label(place.asset_class), place.site, place.state, f"{place.risk:.0f}", *words
