"""One asset: what is known of it now, and its signals over time."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin import pages
from admin.dependencies import StoreOf
from admin.services import asset as service
from admin.services.asset import Report
from admin.services.series import Series, series
from admin.views.asset import RangeName, asset_view, last

router = APIRouter()


# An asset's id is any text, slashes included; the longer pattern has to come first.
@router.get("/api/assets/{asset:path}/signals/{signal}")
def read_signal(
    asset: str,
    signal: str,
    store: StoreOf,
    start: str | None = None,
    stop: str | None = None,
    points: Annotated[int, Query(ge=2, le=2000)] = 300,
) -> Series:
    """One signal inside its expected band; `start` and `stop` are RFC 3339, by default the last hour."""
    return series(store, asset, signal, service.span(start, stop, points))


@router.get("/api/assets/{asset:path}")
def read(asset: str, store: StoreOf) -> Report:
    """Risk, contributions, the newest score of every signal, and the faults of the last 30 days."""
    return service.report(store, asset)


@router.get("/assets/{asset:path}", include_in_schema=False)
def show(request: Request, asset: str, store: StoreOf, range: RangeName = "1h") -> Response:  # noqa: A002
    """The asset page."""
    span = last(range)
    report = service.report(store, asset)
    courses = service.courses(store, asset, report.asset_class, span)
    return pages.page(request, "asset.html", asset_view(report, courses, span, range))
