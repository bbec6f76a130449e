"""Thresholds: what is in force, its history, and setting a new version."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from admin import pages
from admin.dependencies import ActorOf, StoreOf
from admin.services import thresholds as service
from admin.services.thresholds import Setting
from admin.views.thresholds import PolicyForm, edit_view, list_view, try_form
from telemetry.catalogue import Direction

router = APIRouter()


class Change(BaseModel):
    """A whole policy: a limit that is null or left out is no limit. `version` is the one that was seen, 0 for none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    direction: Direction
    sensitivity: float
    min_deviation: float
    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None
    enabled: bool = True
    version: int
    why: str


@router.get("/api/thresholds")
def read(store: StoreOf) -> list[Setting]:
    """Every policy in force: of each class, then the rows of single assets."""
    found = service.in_force(store)
    return [*(setting for settings in found.classes.values() for setting in settings), *found.assets]


@router.get("/api/thresholds/{scope:path}/{signal}/history")
def read_history(scope: str, signal: str, store: StoreOf) -> list[Setting]:
    """Every version of one row, newest first."""
    return service.history(store, scope, signal)


@router.put("/api/thresholds/{scope:path}/{signal}")
def write(scope: str, signal: str, change: Change, store: StoreOf, actor: ActorOf) -> Setting:
    """Set a new version; 409 where the version that was seen is not the newest."""
    return service.change(store, {**change.model_dump(), "scope": scope, "signal": signal}, actor)


@router.get("/thresholds", include_in_schema=False)
def show(request: Request, store: StoreOf, asset_class: Annotated[str, Query(alias="class")] = "") -> Response:
    """The thresholds page."""
    return pages.page(request, "thresholds.html", list_view(service.in_force(store), asset_class))


@router.get("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def edit(request: Request, scope: str, signal: str, store: StoreOf, version: int | None = None) -> Response:
    """The form of one row; with `version`, filled with the values of that older version."""
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    return pages.page(request, "threshold.html", edit_view(setting, rows, version))


@router.post("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def save(
    request: Request, scope: str, signal: str, store: StoreOf, actor: ActorOf, form: Annotated[PolicyForm, Form()]
) -> Response:
    """Set a new version, or show the form again with what is wrong beside its field."""
    problem = try_form(store, scope, signal, form, actor)
    if problem is None:
        return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    return pages.page(request, "threshold.html", edit_view(setting, rows, None, form, problem), problem.status)
