"""Incidents, and the page of one."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.feedback import service as feedback
from admin.feedback.forms import AnswerForm
from admin.incidents import service
from admin.incidents.incident import Incident
from admin.incidents.service import Report
from admin.incidents.view import incident_view
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.store import Store
from admin.telemetry import service as telemetry
from admin.telemetry.frame import Frame
from admin.v1.events import After, Before, Chosen
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.route import V1Route
from web.errors import ApiError

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["events"])


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


@v1.get("/incidents")
def read_page(store: StoreOf, choice: Chosen, cursor: Cursor = "", limit: Limit = 100) -> Page[Incident]:
    """Incidents that began in a range, by default of 30 days, the newest first."""
    return service.page_of(store, choice, cursor, limit)


@v1.get("/incidents/{incident:path}/context")
def read_context(incident: str, store: StoreOf, before_s: Before = 600, after_s: After = 120) -> Frame:
    """What the asset sent before and after it began, and how each signal was judged then: a freeze frame."""
    found = service.report(store, incident).incident
    return telemetry.frozen(store, found.asset, found.opened, before_s, after_s)


@v1.get("/incidents/{incident:path}")
def read_one(incident: str, store: StoreOf) -> Report:
    """One incident of the last 400 days with its timeline."""
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
    values = incident_view(report, feedback.answers(store, incident), form or AnswerForm(), problem)
    return page(request, "incidents/incident.html", values, problem.status if problem else 200)
