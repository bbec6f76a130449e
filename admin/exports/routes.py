"""Exports under `/api/v1`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.dependencies import PartsOf
from admin.exports import service
from admin.exports.forms import LinkForm, OrderOf
from admin.exports.service import Link
from admin.outside import Outside
from admin.v1.route import V1Route
from store.export.formats import FORMATS
from store.export.order import Order

router = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["export"])

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {form.media_type: _BYTES for form in FORMATS.values()}, "description": "The file."},
    429: {"description": "As many exports as may be run already."},
}


async def _linked(request: Request, parts: PartsOf) -> Order:
    return await service.ordered(parts.exports, parts.accounts, request.query_params.multi_items())


@router.get("/export", response_class=Response, responses=_ANSWERS)
def export(parts: PartsOf, order: OrderOf) -> Response:
    """Telemetry, scores, risk or episodes of any range, sent while it is read."""
    return parts.exports.start(order)


@router.get("/export/link", include_in_schema=False)
def follow(parts: PartsOf, order: Annotated[Order, Depends(_linked)]) -> Response:
    """The export that a link is to, for whoever has it."""
    return parts.exports.start(order)


@router.post("/export/links")
def make_link(request: Request, parts: PartsOf, form: LinkForm) -> Link:
    """Make an address that gives an export without a sign-in, for programs that show tables."""
    outside = Outside.of(request)
    return service.make_link(parts.exports, parts.store, form, request.state.account, outside)
