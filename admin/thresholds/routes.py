"""Thresholds: what is in force, its history, and setting a new version."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.pages.rendering import page
from admin.thresholds import preview, service
from admin.thresholds.preview import Report
from admin.thresholds.service import Setting
from admin.thresholds.view import PolicyForm, edit_view, list_view, preview_form, try_form
from contract.catalogue import Direction

router = APIRouter()


Text = Annotated[str, Field(max_length=2000)]


class Candidate(BaseModel):
    """A whole policy: a limit that is null or left out is no limit. `version` and `why` are not looked at."""

    model_config = ConfigDict(extra="forbid", strict=True)

    direction: Direction
    sensitivity: float
    min_deviation: float
    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None
    enabled: bool = True
    version: int = 0
    why: Text = ""


class Change(Candidate):
    """A whole policy to set. `version` is the one that was seen, 0 for none."""

    version: int
    why: Text


Days = Annotated[float, Query(ge=0.04, le=7, allow_inf_nan=False)]


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


@router.post("/api/thresholds/{scope:path}/{signal}/preview")
def try_out(scope: str, signal: str, candidate: Candidate, store: StoreOf, days: Days = 1) -> Report:
    """What a policy would have done in the last `days`, asset by asset, beside what the one in force did."""
    return preview.report(store, {**candidate.model_dump(), "scope": scope, "signal": signal}, days)


@router.get("/thresholds", include_in_schema=False)
def show(request: Request, store: StoreOf, asset_class: Annotated[str, Query(alias="class")] = "") -> Response:
    """The thresholds page."""
    return page(request, "thresholds/thresholds.html", list_view(service.in_force(store), asset_class))


# Before the routes of the form, whose scope would take in any longer path.
@router.get("/thresholds/{scope:path}/{signal}/preview", include_in_schema=False)
def leave_preview(scope: str, signal: str) -> Response:
    """The form: a preview has no address of its own."""
    return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)


@router.post("/thresholds/{scope:path}/{signal}/preview", include_in_schema=False)
def show_preview(
    request: Request, scope: str, signal: str, store: StoreOf, form: Annotated[PolicyForm, Form()]
) -> Response:
    """The form as it was typed, beside what its policy would have done in the last day; nothing is set."""
    found, problem = preview_form(store, scope, signal, form)
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    values = edit_view(setting, rows, None, form, problem, found)
    return page(request, "thresholds/threshold.html", values, problem.status if problem else 200)


@router.get("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def edit(request: Request, scope: str, signal: str, store: StoreOf, version: int | None = None) -> Response:
    """The form of one row; with `version`, filled with the values of that older version."""
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    return page(request, "thresholds/threshold.html", edit_view(setting, rows, version))


@router.post("/thresholds/{scope:path}/{signal}", include_in_schema=False)
def save(
    request: Request, scope: str, signal: str, store: StoreOf, actor: ActorOf, form: Annotated[PolicyForm, Form()]
) -> Response:
    """Set a new version, or show the form again with what is wrong beside its field."""
    problem = try_form(store, scope, signal, form, actor)
    if problem is None:
        return RedirectResponse(quote(f"/thresholds/{scope}/{signal}"), 303)
    setting, rows = service.one(store, scope, signal), service.history(store, scope, signal)
    return page(request, "thresholds/threshold.html", edit_view(setting, rows, None, form, problem), problem.status)
