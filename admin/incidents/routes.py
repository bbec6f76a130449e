"""Incidents, and the page of one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin.dependencies import StoreOf
from admin.incidents import service
from admin.incidents.incident import Incident
from admin.incidents.service import Report
from admin.pages.rendering import page

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
    return page(request, "incidents/incident.html", {"report": service.report(store, incident)})
