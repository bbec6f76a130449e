"""Answers to incidents: which there are, giving one, taking it back; the form is on the incident's page."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin.dependencies import ActorOf, StoreOf
from admin.feedback import service
from admin.feedback.forms import Said
from admin.feedback.service import Answer
from admin.incidents import service as incidents
from admin.v1.route import V1Route

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["events"])


@router.get("/api/feedback")
def read(
    store: StoreOf, incident: str = "", asset: str = "", limit: Annotated[int, Query(ge=1, le=10_000)] = 1000
) -> list[Answer]:
    """The answers to incidents, of one, of an asset or of all, the newest first."""
    return service.answers(store, incident, asset)[:limit]


# An incident's id holds its asset's, which is any text, slashes included.
@v1.post("/incidents/{incident:path}/feedback", status_code=201)
@router.post("/api/incidents/{incident:path}/feedback", status_code=201)
def tell(incident: str, said: Said, store: StoreOf, actor: ActorOf) -> Answer:
    """Answer to an incident: true, false, expected, maintenance, snooze, or none, which takes back what was said."""
    return service.add(store, incidents.report(store, incident).incident, said, actor)
