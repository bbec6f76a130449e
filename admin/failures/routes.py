"""Failures: those that were told of, telling of one, and taking one back; the form is on the asset page."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, StoreOf
from admin.failures import service
from admin.failures.forms import Told
from admin.failures.service import Failure

router = APIRouter()

Typed = Annotated[str, Form(max_length=2000)]


@router.get("/api/failures")
def read(store: StoreOf, asset: str = "", limit: Annotated[int, Query(ge=1, le=10_000)] = 1000) -> list[Failure]:
    """The failures that were told of, of one asset or of all, the newest first."""
    return service.entries(store, asset)[:limit]


@router.post("/api/failures", status_code=201)
def tell(told: Told, store: StoreOf, actor: ActorOf) -> Failure:
    """Tell that an asset failed: what was foretold is held against it. 404 for an unknown asset."""
    return service.add(store, told, actor)


# An asset's id is any text, slashes included.
@router.post("/api/failures/{asset:path}/{failure}/withdraw")
def withdraw(asset: str, failure: str, store: StoreOf, actor: ActorOf) -> Failure:
    """Take a failure back: the asset did not fail after all."""
    return service.withdraw(store, asset, failure, actor)


@router.post("/failures/withdraw", include_in_schema=False)
def withdraw_by_form(store: StoreOf, actor: ActorOf, asset: Typed, failure: Typed) -> Response:
    """The same from the asset page."""
    service.withdraw(store, asset, failure, actor)
    return RedirectResponse(f"{quote(f'/assets/{asset}')}#failures", 303)
