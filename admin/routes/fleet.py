"""The fleet, ranked by risk."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin import pages
from admin.dependencies import PartsOf
from admin.services.fleet import Fleet
from admin.views.fleet import Chosen, fleet_view

router = APIRouter()

Choice = Annotated[str, Query(max_length=100)]


@router.get("/api/fleet")
def read(parts: PartsOf) -> Fleet:
    """Every asset with its newest risk, highest first, and how many stand at which level."""
    return parts.fleet.get()


@router.get("/", include_in_schema=False)
def show(
    request: Request,
    parts: PartsOf,
    asset_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    site: Choice = "",
    level: Choice = "",
) -> Response:
    """The fleet page."""
    chosen = Chosen(asset_class, site, level)
    found = fleet_view(parts.fleet.get(), parts.rows.get(), parts.issues.get(), chosen)
    return pages.page(request, "fleet.html", found)
