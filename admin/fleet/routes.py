"""The fleet, ranked by risk."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from admin.dependencies import Parts, PartsOf
from admin.fleet import service
from admin.fleet.service import Chosen, Fleet, Sort
from admin.fleet.view import PAGE, fleet_view
from admin.pages.rendering import page

router = APIRouter()

Choice = Annotated[str, Query(max_length=100)]


def _chosen(
    asset_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    site: Choice = "",
    level: Choice = "",
    search: Choice = "",
    sort: Sort = "risk",
) -> Chosen:
    return Chosen(asset_class, site, level, search.strip(), sort)


ChosenOf = Annotated[Chosen, Depends(_chosen)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("/api/fleet")
def read(
    parts: PartsOf, chosen: ChosenOf, offset: Offset = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> Fleet:
    """The assets of a class, site or level, or whose name has a text in it: `limit` of them, the highest risk first.

    With `sort=due` those come first that are to be looked after soonest.
    """
    return _part(parts, chosen, offset, limit)


@router.get("/", include_in_schema=False)
def show(request: Request, parts: PartsOf, chosen: ChosenOf, offset: Offset = 0) -> Response:
    """The fleet page."""
    found = _part(parts, chosen, offset, PAGE)
    courses = parts.courses.get(tuple(entry.asset for entry in found.assets))
    values = fleet_view(found, parts.ranking.get().places, courses, chosen, datetime.now(UTC))
    quality = {"issues": parts.totals.get(), "worst_issues": parts.issues.get()}
    return page(request, "fleet/fleet.html", values | quality)


def _part(parts: Parts, chosen: Chosen, offset: int, limit: int) -> Fleet:
    found = parts.ranking.get()
    ahead = parts.outlooks.get()
    takes = chosen.ordered(found.places, ahead)
    shown = takes[offset : offset + limit]
    said = parts.details.get(tuple(place.asset for place in shown))
    return service.part(found, shown, said, ahead, len(takes), offset, limit)
