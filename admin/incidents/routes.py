"""Incidents, and the page of one."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.failures.service import modes
from admin.feedback import service as feedback
from admin.feedback.forms import AnswerForm
from admin.incidents import service
from admin.incidents.incident import Incident
from admin.incidents.service import Report
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.store import Store
from analytics.policies.feedback import Verdict
from web.errors import ApiError

VERDICTS = {
    Verdict.TRUE: "Something was wrong",
    Verdict.FALSE: "Nothing was wrong",
    Verdict.EXPECTED: "It was expected",
    Verdict.MAINTENANCE: "It has been mended",
    Verdict.SNOOZE: "Not now: be quiet until a time, or until it is over",
    Verdict.NONE: "Take back what was said",
}

router = APIRouter()


@router.get("/api/incidents")
def read_all(
    store: StoreOf,
    state: Literal["open", "closed", "all"] = "all",
    severity: Literal["", "advisory", "warning", "critical"] = "",
    asset: str = "",
    days: Annotated[int, Query(ge=1, le=service.KEPT_DAYS)] = service.DAYS,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Incident]:
    """Incidents of the last days, open ones first, then the newest."""
    return service.chosen(store, state, severity, asset, days)[:limit]


# An incident's id holds its asset's, which is any text, slashes included.
@router.get("/api/incidents/{incident:path}")
def read(incident: str, store: StoreOf) -> Report:
    """One incident with its timeline."""
    return service.report(store, incident)


@router.get("/incidents/{incident:path}", include_in_schema=False)
def show(request: Request, incident: str, store: StoreOf) -> Response:
    """The page of an incident."""
    return _page(request, incident, store)


@router.post("/incidents/{incident:path}", include_in_schema=False)
def answer(
    request: Request, incident: str, store: StoreOf, actor: ActorOf, form: Annotated[AnswerForm, Form()]
) -> Response:
    """Answer to an incident, or show the page again with what is wrong beside its field."""
    outcome = attempt(lambda: feedback.add(store, service.report(store, incident).incident, form.said(), actor))
    if isinstance(outcome, ApiError):
        return _page(request, incident, store, form, outcome)
    return RedirectResponse(f"{quote(f'/incidents/{incident}')}#feedback", 303)


def _page(
    request: Request, incident: str, store: Store, form: AnswerForm | None = None, problem: ApiError | None = None
) -> Response:
    report = service.report(store, incident)
    values = {
        "report": report,
        "form": form or AnswerForm(),
        "problem": problem,
        "most": feedback.MOST,
        "verdicts": VERDICTS,
        "modes": modes(report.incident.asset_class),
        "answers": feedback.answers(store, incident),
    }
    return page(request, "incidents/incident.html", values, problem.status if problem else 200)
