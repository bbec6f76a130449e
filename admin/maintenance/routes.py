"""Maintenance: windows that were told of assets, telling of more, and ending them; the form is on the asset page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.maintenance import service
from admin.maintenance.forms import Told
from admin.maintenance.service import Entry

router = APIRouter()

Typed = Annotated[str, Form(max_length=2000)]


@router.get("/api/maintenance")
def read(store: StoreOf, asset: str = "", limit: Annotated[int, Query(ge=1, le=10_000)] = 1000) -> list[Entry]:
    """The windows that were told, of one asset or of all, the newest first."""
    return service.entries(store, asset)[:limit]


@router.post("/api/maintenance", status_code=201)
def tell(told: Told, store: StoreOf, actor: ActorOf) -> Entry:
    """Tell of a window: meanwhile the asset is not judged. 404 for an unknown asset."""
    return service.add(store, told.record(), actor)


# An asset's id is any text, slashes included.
@router.post("/api/maintenance/{asset:path}/{window}/end")
def end(asset: str, window: str, store: StoreOf, actor: ActorOf) -> Entry:
    """End a window that is under way now, or cancel one that is planned; 409 where it is over already."""
    return service.end(store, asset, window, actor)


@router.post("/maintenance/end", include_in_schema=False)
def end_by_form(store: StoreOf, actor: ActorOf, asset: Typed, window: Typed) -> Response:
    """The same from the asset page."""
    service.end(store, asset, window, actor)
    return RedirectResponse(f"{quote(f'/assets/{asset}')}#maintenance", 303)
