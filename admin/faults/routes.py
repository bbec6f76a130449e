"""Fault episodes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from admin.dependencies import StoreOf
from admin.faults import service
from admin.faults.episode import Fault
from admin.telemetry import service as telemetry
from admin.telemetry.frame import Frame
from admin.v1.events import After, Before, Chosen
from admin.v1.paging import Cursor, Limit, Page
from admin.v1.route import V1Route

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["events"])


@router.get("/api/faults")
def read(
    store: StoreOf,
    state: Literal["open", "cleared", "all"] = "all",
    severity: Literal["", "advisory", "warning", "critical"] = "",
    asset: str = "",
    days: Annotated[int, Query(ge=1, le=400)] = service.DAYS,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> list[Fault]:
    """Episodes of the last days, open ones first, then the newest."""
    return service.chosen(store, state, severity, asset, days)[:limit]


@v1.get("/episodes")
def read_page(store: StoreOf, choice: Chosen, cursor: Cursor = "", limit: Limit = 100) -> Page[Fault]:
    """Fault episodes that were raised in a range, by default of 30 days, the newest first."""
    return service.page_of(store, choice, cursor, limit)


# An episode's id holds its asset's, which is any text, slashes included.
@v1.get("/episodes/{episode:path}/context")
def read_context(episode: str, store: StoreOf, before_s: Before = 600, after_s: After = 120) -> Frame:
    """What the asset sent before and after it was raised, and how each signal was judged then: a freeze frame."""
    found = service.one(store, episode)
    return telemetry.frozen(store, found.asset, found.raised, before_s, after_s)


@v1.get("/episodes/{episode:path}")
def read_one(episode: str, store: StoreOf) -> Fault:
    """One episode of the last 400 days."""
    return service.one(store, episode)
